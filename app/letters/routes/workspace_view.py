"""What the workspace shows, worked out from the letter and from what is typed but not saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.core.db import db
from app.core.errors import InvalidInput
from app.letters import markdown, working
from app.letters.checks import report_for, with_pages
from app.letters.compose import PageFacts, Problem, Report, problems_for
from app.letters.compose.days import sum_shown
from app.letters.contexts import TO_THE_PUBLIC, LetterFacts, citations_in, content_now, content_of, pinned
from app.letters.fields import Anchor, DemandWording, Field, by_group
from app.letters.hashing_content import LetterContent
from app.letters.mending import suggested
from app.letters.merging import base_of
from app.letters.models import Letter, LetterVersion
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.rendering import DraftCopy, draft_copy, likeness, signature_images
from app.letters.routes.checks_view import ChecksPanel, panel
from app.letters.routes.common import asset_address
from app.letters.seeing import first_paper, known
from app.letters.states import LetterState
from app.letters.tree import LETTER_ROLES, Doc, Role

Sections = list[tuple[Role, str]]
LIVE_COPIES = 40
"""While somebody types, problems are looked for in so many copies at most; saving looks at all of them."""


@dataclass(frozen=True)
class SectionView:
    """One section in the editor. `state` is that of the outline: complete, consider, blocked, empty."""

    index: int
    role: Role
    label: str
    hint: str
    text: str
    state: str
    note: str
    error: str = ""


@dataclass(frozen=True)
class Workspace:
    """Everything that the page and its live parts show."""

    facts: LetterFacts
    version: LetterVersion
    content: LetterContent
    sections: tuple[SectionView, ...]
    outline: list[dict[str, Any]]
    report: Report
    shown: DraftCopy
    html: Markup
    copy_no: int
    options: list[tuple[int, str]]
    fields: dict[str, tuple[Field, ...]]
    demands: tuple[DemandWording, ...]
    anchors: list[tuple[Anchor, str]]
    roles: tuple[Role, ...]
    differs: str
    unsaved: bool
    problems: dict[str, str]
    head: working.Head
    found: tuple[Problem, ...]
    panel: ChecksPanel

    @property
    def base(self) -> str:
        """What the text shown grew from, for the save that follows."""
        return json.dumps(base_of(self.head.tree))

    @property
    def words(self) -> int:
        return self.shown.draft.resolved.words()

    @property
    def counting(self) -> list[str]:
        """The counting rule of every day count in this copy, each once."""
        used = {day.anchor for day in self.shown.draft.days}
        return [
            f"{anchor.day:%b} {anchor.day.day} is day {1 if anchor.inclusive else 0}"
            for anchor, _ in self.anchors
            if anchor.slug in used
        ]


def look(
    letter: Letter,
    typed: Sections | None,
    copy_no: int,
    error: InvalidInput | None = None,
    *,
    live: bool = False,
    tree: Doc | None = None,
    drawn: PageFacts | None = None,
) -> Workspace:
    """The workspace of a letter: `typed` stands in the form, `tree` in the editor; `drawn` is what its page told."""
    version, head = version_of(db.session, letter), working.head(db.session, letter)
    saved = content_of(version)
    tree, slips = (tree, {}) if tree is not None else _tree(typed, head.tree)
    facts = gather(db.session, letter, citations_in(tree))
    if error is not None:
        slips = slips | error.errors
    content = replace(saved, tree=tree)
    if letter.state is LetterState.DRAFT:
        content = content_now(facts, content)
    copies = facts.copies
    number = min(max(copy_no, 1), max(len(copies), 1))
    chosen = next((copy for copy in copies if copy.number == number), copies[0] if copies else None)
    report = _report(facts, content, chosen.number if chosen else 1, live, drawn)
    shown = draft_copy(facts, content, chosen, signature_images(db.session, letter, version.consent_hash))
    sections = _sections(facts, tree, typed, report, slips)
    names = {str(copy.number): copy.label for copy in copies}
    fix = url_for("letters.settings", letter_id=letter.id)
    problems = tuple(sorted(report.all(), key=lambda problem: not problem.blocks))
    return Workspace(
        facts=facts,
        version=version,
        content=content,
        sections=sections,
        outline=_outline(facts, content, sections, fix),
        report=report,
        shown=shown,
        html=likeness(shown.paper, asset_address(letter)),
        copy_no=number,
        options=[(copy.number, f"{copy.number} of {len(copies)}: {copy.label}") for copy in copies],
        fields=by_group(),
        demands=facts.demands,
        anchors=[(anchor, sum_shown(anchor, content.letter_date)) for anchor in facts.anchors],
        roles=LETTER_ROLES,
        differs=_differs(report, number, len(copies)),
        unsaved=typed is not None and tree != head.tree,
        problems=slips,
        head=head,
        found=problems,
        panel=_panel(letter, report, tree, names, shown),
    )


def _panel(letter: Letter, report: Report, tree: Doc, names: dict[str, str], shown: DraftCopy) -> ChecksPanel:
    fix, reasons = (url_for(f"letters.{page}", letter_id=letter.id) for page in ("settings", "sources"))
    return panel(
        report, tree, names, lambda _copy: fix, days=shown.draft.days, writable=True, reasons_url=reasons
    )


def _tree(typed: Sections | None, saved: Doc) -> tuple[Doc, dict[str, str]]:
    """What is typed as a tree; the saved one, with every slip, when it cannot be read."""
    if typed is None:
        return saved, {}
    try:
        return markdown.read_sections(typed, saved), {}
    except InvalidInput as error:
        return saved, error.errors


def _report(
    facts: LetterFacts, content: LetterContent, number: int, live: bool, drawn: PageFacts | None
) -> Report:
    if not live or len(facts.copies) <= LIVE_COPIES:
        report = report_for(facts, content)
    else:
        chosen = [pinned(copy.context, content) for copy in facts.copies if copy.number == number]
        report = problems_for(content.tree, chosen, facts.around)
    if drawn is None and not live:
        drawn = known(first_paper(facts, content))
    if drawn is not None:
        report = with_pages(report, facts, drawn)
    return suggested(db.session, report, content.letter_date)


def _sections(
    facts: LetterFacts, tree: Doc, typed: Sections | None, report: Report, slips: dict[str, str]
) -> tuple[SectionView, ...]:
    source = typed or [
        (section.role, markdown.write_section(section).rstrip("\n")) for section in tree.sections
    ]
    by_section: dict[str, list[Problem]] = {}
    for problem in report.all():
        by_section.setdefault(problem.section, []).append(problem)
    found = []
    for index, (role, text) in enumerate(source):
        mine = by_section.get(tree.sections[index].id, []) if index < len(tree.sections) else []
        prefix = f"section {index + 1}, "
        errors = [
            f"{place.removeprefix(prefix)}: {words}"
            for place, words in slips.items()
            if place.startswith(prefix)
        ]
        state, note = _state(text, mine, errors)
        found.append(
            SectionView(
                index, role, role.label, facts.template.hint(role), text, state, note, " ".join(errors)
            )
        )
    return tuple(found)


def _state(text: str, mine: Sequence[Problem], errors: Sequence[str]) -> tuple[str, str]:
    blocking = sum(problem.blocks for problem in mine) + len(errors)
    if blocking:
        return "blocked", "1 check blocks review" if blocking == 1 else f"{blocking} checks block review"
    if not text.strip():
        return "empty", "Empty"
    if mine:
        return "consider", "1 check to consider" if len(mine) == 1 else f"{len(mine)} checks to consider"
    words = len(text.split())
    return "complete", f"{words} words"


def _outline(
    facts: LetterFacts, content: LetterContent, sections: Sequence[SectionView], fix: str
) -> list[dict[str, Any]]:
    """The paper's parts in order; those that are not text lead to the settings."""
    heads = " and ".join(head.name for head in content.letterheads)
    people = len(facts.rows)
    copied = len(content.cc) + len(content.enclosures)
    parts: list[dict[str, Any]] = [
        {
            "title": "Letterhead",
            "note": heads or "None chosen",
            "url": fix,
            "state": "complete" if heads else "empty",
        },
        {
            "title": "Date and address",
            "note": _plural(len(facts.copies), "recipient") if facts.template.addressed else TO_THE_PUBLIC,
            "url": fix,
            "state": "complete" if facts.copies else "blocked",
        },
    ]
    parts += [
        {"title": one.label, "note": one.note, "url": f"#text-{one.index}", "state": one.state}
        for one in sections
    ]
    parts += [
        {
            "title": "Signature",
            "note": _plural(people, "signatory", "signatories"),
            "url": fix,
            "state": "complete" if people else "blocked",
        },
        {
            "title": "Copies, enclosures",
            "note": _plural(copied, "line") if copied else "None, leaves no gap",
            "url": fix,
            "state": "complete" if copied else "empty",
        },
    ]
    return parts


def _plural(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _differs(report: Report, number: int, copies: int) -> str:
    """A line on what is particular about the copy shown."""
    own = report.by_copy.get(str(number), ())
    if copies < 2:
        return ""
    if own:
        return f"For this recipient: {_plural(len(own), 'check')} of their own."
    return "For this recipient nothing is missing that the others have."
