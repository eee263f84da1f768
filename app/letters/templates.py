"""The templates that a letter starts from: ``letter_templates/<slug>/template.toml`` and ``body.md``.

They come with the code, so a slip in one is an error of the program: TemplateError, found by the tests.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.core.errors import NotFound, RedressError
from app.letters import markdown
from app.letters.fields import DemandWording, Expectations, lookup
from app.letters.rules import Instrument
from app.letters.styles import CitationStyle
from app.letters.tree import (
    Block,
    Doc,
    ListItem,
    MarkKind,
    MergeField,
    OrderedList,
    Paragraph,
    Role,
    Section,
    Text,
    ask,
    blocks_of,
    inlines_of,
    normal,
    runs_of,
    with_ids,
)

ROOT = Path(__file__).resolve().parents[2] / "letter_templates"
LONGEST_SLUG = 60  # names folders of this repository; a longer one is no name of a file at all
ASKS = "asks"  # ((asks)) alone in a paragraph of body.md: here the chosen demands go
NO_DEMANDS = "[[Choose the demands of this letter, or write here what you ask for]]"


class TemplateError(RedressError):
    """A template's own files contradict each other."""

    status = 500


class AskStyle(StrEnum):
    """How chosen demands enter the text: a paragraph each, or the items of one numbered list."""

    PROSE = "prose"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section that the template expects, with a hint for whoever writes it."""

    role: Role
    label: str
    hint: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    slug: str
    label: str
    description: str
    use_when: str
    instrument: Instrument
    sections: tuple[SectionSpec, ...]
    closing: str
    ask_style: AskStyle
    signatories_min: int
    signatories_max: int | None
    demand_required: bool
    meeting_request: bool
    reply_expected: bool
    body: Doc
    citation_style: CitationStyle = CitationStyle.ANNEX
    # Of a template of the organisation: the program's template under it, and the number of its wording.
    base: str = ""
    revision: int = 0
    addressed: bool = True  # a statement to the public addresses nobody
    quotes_sealed: bool = False  # whether its quotations must be words of a sealed letter

    @property
    def layout(self) -> str:
        """The folder of ``letter_templates`` that draws its paper."""
        return self.base or self.slug

    def expectations(self, address: bool = True) -> Expectations:
        """What ``compose`` holds a letter from this template to."""
        required = tuple(spec.role for spec in self.sections if spec.required)
        return Expectations(
            required,
            self.demand_required,
            address,
            self.signatories_min,
            self.signatories_max,
            self.addressed,
            self.quotes_sealed,
        )

    def hint(self, role: Role) -> str:
        """What to write in a section; empty for one that the template does not know."""
        return next((spec.hint for spec in self.sections if spec.role is role), "")


def all_templates(root: Path = ROOT) -> tuple[Template, ...]:
    """Every template, in the order of the kinds of writing, then by label."""
    kinds = list(Instrument)
    found = (load(path.parent.name, root) for path in root.glob("*/template.toml"))
    return tuple(sorted(found, key=lambda template: (kinds.index(template.instrument), template.label)))


@cache
def load(slug: str, root: Path = ROOT) -> Template:
    """One template. Raises NotFound for a slug that names none, TemplateError for one that is wrong."""
    folder = root / slug
    if (
        len(slug) > LONGEST_SLUG
        or not slug.replace("_", "").isalnum()
        or not (folder / "template.toml").is_file()
    ):
        raise NotFound(f"There is no letter template “{slug[:60]}”.")
    try:
        facts = tomllib.loads((folder / "template.toml").read_text(encoding="utf-8"))
        template = _template(slug, facts, markdown.read((folder / "body.md").read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, OSError, RedressError) as error:
        raise TemplateError(f"Letter template {slug}: {error}") from error
    _check(template)
    return template


def start(template: Template, demands: Sequence[DemandWording]) -> Doc:
    """A new letter's text: the template's, with the chosen demands written out where it says ``((asks))``.

    Their words are typed text from here on, marked as asks; later changes in the library do not touch them. A text
    without that place that names demands of its own gets those it does not name at the end of its asks.
    """
    sections = []
    placed = any(_is_asks(block) for section in template.body.sections for block in section.blocks)
    named = asked(template.body)
    asks = template.demand_required and not placed  # thanks and statements ask for nothing
    missing = [each for each in demands if each.slug not in named] if asks else []
    for section in template.body.sections:
        blocks: list[Block] = []
        for block in section.blocks:
            blocks += _asks(template.ask_style, demands) if _is_asks(block) else [block]
        if section.role is Role.ASKS and missing:
            blocks, missing = [*blocks, *_asks(template.ask_style, missing)], []
        sections.append(replace(section, blocks=tuple(blocks)))
    if missing:
        sections.append(Section(Role.ASKS, tuple(_asks(template.ask_style, missing))))
    return with_ids(normal(Doc(tuple(sections))))


def asked(body: Doc) -> tuple[str, ...]:
    """Slugs of the demands that a text names, in its order."""
    found: dict[str, None] = {}
    for section in body.sections:
        for block in blocks_of(section):
            for _, run in runs_of(block):
                for node in inlines_of(run):
                    found |= {mark.value: None for mark in node.marks if mark.kind is MarkKind.ASK}
    return tuple(found)


def sentence(clause: str) -> str:
    """A demand's clause as a list item: a capital first and a full stop last."""
    clause = clause.strip()
    return clause[:1].upper() + clause[1:] + ("" if clause.endswith((".", "!", "?", "…")) else ".")


def _asks(style: AskStyle, demands: Sequence[DemandWording]) -> list[Block]:
    if not demands:
        return [Paragraph((Text(NO_DEMANDS),))]
    if style is AskStyle.LIST:
        items = (ListItem((Text(sentence(each.clause), (ask(each.slug),)),)) for each in demands)
        return [OrderedList(tuple(items))]
    return [Paragraph(_prose(demand)) for demand in demands]


def _prose(demand: DemandWording) -> tuple[Text | MergeField, ...]:
    marks = (ask(demand.slug),)
    if demand.paragraph:
        return (Text(demand.paragraph, marks),)
    return (MergeField("We ask"), Text(" you to "), Text(demand.clause, marks), Text("."))


def _is_asks(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.content == (MergeField(ASKS),)


def _template(slug: str, facts: dict[str, Any], body: Doc) -> Template:
    sections = tuple(
        SectionSpec(Role(each["role"]), each["label"], each["hint"], each.get("required", True))
        for each in facts["sections"]
    )
    return Template(
        slug=slug,
        label=facts["label"],
        description=facts["description"],
        use_when=facts["use_when"],
        instrument=Instrument(facts["instrument"]),
        sections=sections,
        closing=facts["closing"],
        ask_style=AskStyle(facts["ask_style"]),
        signatories_min=facts["signatories"]["min"],
        signatories_max=facts["signatories"].get("max"),
        demand_required=facts["demand_required"],
        meeting_request=facts["meeting_request"],
        reply_expected=facts["reply_expected"],
        body=body,
        citation_style=CitationStyle(facts.get("citation_style", CitationStyle.ANNEX)),
        addressed=facts.get("addressed", True),
        quotes_sealed=facts.get("quotes_sealed", False),
    )


def _check(template: Template) -> None:
    """Raises TemplateError unless body and description agree and every field is known."""
    expected = [spec.role for spec in template.sections]
    present = [section.role for section in template.body.sections]
    if expected != present:
        raise TemplateError(
            f"Letter template {template.slug}: body.md has {present}, template.toml {expected}"
        )
    for name in field_names(template.body):
        if name != ASKS and lookup(name) is None:
            raise TemplateError(f"Letter template {template.slug}: no field is called {name}")
    places = sum(_is_asks(block) for section in template.body.sections for block in section.blocks)
    wanted = 1 if template.demand_required else 0
    if places != wanted:
        raise TemplateError(f"Letter template {template.slug}: ((asks)) stands {places} times, not {wanted}")


def field_names(body: Doc) -> set[str]:
    """Every field that a text holds."""
    contents = (run for section in body.sections for block in blocks_of(section) for _, run in runs_of(block))
    return {node.name for run in contents for node in inlines_of(run) if isinstance(node, MergeField)}
