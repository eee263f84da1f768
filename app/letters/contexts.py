"""Everything that a letter's words draw on, as values; `queries_facts.gather` fills them from the database.

`content_now` pins today's wordings, values and anchors into what a version says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from app.accounts.models import Organisation
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.demands.models import DemandRevision
from app.letters import templates
from app.letters.addressees import Addressed, names
from app.letters.fields import Addressee, Anchor, Context, DemandWording, EarlierLetter
from app.letters.fields import Signatory as SignatoryFields
from app.letters.hashing import values_used
from app.letters.hashing_content import LetterContent, LetterheadSnapshot, load
from app.letters.models import Letter, LetterSignatory, LetterVersion
from app.letters.tree import DayCount, Doc, blocks_of, inlines_of, runs_of
from app.signatories.models import Letterhead, Signatory


@lru_cache(maxsize=512)
def content_of_text(stored: str) -> LetterContent:
    """A version's content. Versions never change, so an answer may be kept."""
    return load(stored)


def content_of(version: LetterVersion) -> LetterContent:
    """What the version says."""
    return content_of_text(version.content)


@dataclass(frozen=True)
class CopyFacts:
    """One copy: who is addressed (several jointly), who gets a copy of it, and the facts its words draw on."""

    number: int
    main: tuple[Addressed, ...]
    cc: tuple[Addressed, ...]
    context: Context

    @property
    def label(self) -> str:
        """ "Joseph R. Biden, Jr., President of the United States", or the names of joint addressees."""
        return self.main[0].label if len(self.main) == 1 else names(self.main) or "Nobody yet"

    @property
    def short(self) -> str:
        """The surname, for file names."""
        return " ".join(person.facts.last for person in self.main) or "nobody"


@dataclass(frozen=True)
class LetterFacts:
    """A letter with all that it prints. `rows` are its signatories' rows in order, `people` by signatory id."""

    letter: Letter
    campaign: Campaign
    organisation: Organisation
    template: templates.Template
    copies: tuple[CopyFacts, ...]
    rows: tuple[LetterSignatory, ...]
    people: Mapping[UUID, Signatory]
    letterheads: tuple[Letterhead, ...]
    demands: tuple[DemandWording, ...]
    anchors: tuple[Anchor, ...]
    values: Mapping[str, str]
    earlier: EarlierLetter | None
    # Where a reader checks a sealed letter; None while the installation has no public address.
    public_address: str | None = None

    def copy(self, number: int) -> CopyFacts:
        """Raises `NotFound`."""
        found = next((copy for copy in self.copies if copy.number == number), None)
        if found is None:
            raise NotFound(f"Letter {self.letter.number} has no copy {number}.")
        return found

    def contexts(self, content: LetterContent) -> tuple[Context, ...]:
        """One context for each copy, saying what `content` has pinned; one without an addressee if there is none."""
        found = tuple(pinned(copy.context, content) for copy in self.copies)
        return found or (pinned(self.nobody(), content),)

    def nobody(self) -> Context:
        """The letter before anyone is chosen."""
        return context_of("1", self, ())

    def live(self, content: LetterContent) -> tuple[Context, ...]:
        """One context for each copy with today's values: what a draft is shown and checked with."""
        found = [copy.context for copy in self.copies] or [self.nobody()]
        return tuple(
            replace(each, letter_date=content.letter_date, subject=content.subject) for each in found
        )


def pinned(context: Context, content: LetterContent) -> Context:
    """The context with everything that the version pinned, whatever was changed since."""
    return replace(
        context,
        letter_date=content.letter_date,
        subject=content.subject,
        facts=dict(content.values),
        campaign=dict(content.values).get("campaign.name", context.campaign),
        demands=content.demands,
        anchors=content.anchors,
        earlier=content.earlier,
    )


def content_now(facts: LetterFacts, content: LetterContent) -> LetterContent:
    """`content` with wordings, values, anchors, letterheads and names as they are on record today."""
    context = facts.live(content)[0]
    used = _anchors_used(content.tree)
    return replace(
        content,
        letterheads=tuple(snapshot(head) for head in facts.letterheads),
        demands=facts.demands,
        anchors=tuple(anchor for anchor in facts.anchors if anchor.slug in used),
        values=values_used(content.tree, context),
        addressing=content.addressing if _by_segment(content) else addressing(facts.copies),
        earlier=facts.earlier,
    )


def addressing(copies: Sequence[CopyFacts]) -> tuple[str, ...]:
    """Whom each copy addresses, as a sentence would name them."""
    return tuple(_addressed_line(copy) for copy in copies)


SEGMENT = "Everyone in "


def _by_segment(content: LetterContent) -> bool:
    return len(content.addressing) == 1 and content.addressing[0].startswith(SEGMENT)


def _addressed_line(copy: CopyFacts) -> str:
    people = [
        person.facts.formal_name + (f" as {person.capacity}" if person.capacity else "")
        for person in copy.main
    ]
    copied = [person.facts.formal_name for person in copy.cc]
    return "; ".join([*people, *(f"copy to {name}" for name in copied)])


def snapshot(head: Letterhead) -> LetterheadSnapshot:
    """A letterhead as it stands now."""
    return LetterheadSnapshot(
        name=head.name,
        office=head.office,
        lines=tuple(head.lines),
        phone=head.phone,
        fax=head.fax,
        web=head.web,
        crest=head.crest_sha256 or "",
        style=head.style.value,
        accent=head.accent,
    )


def _anchors_used(tree: Doc) -> set[str]:
    runs = (run for section in tree.sections for block in blocks_of(section) for _, run in runs_of(block))
    return {node.anchor for run in runs for node in inlines_of(run) if isinstance(node, DayCount)}


def wording(slug: str, revision: DemandRevision) -> DemandWording:
    """A demand's wording as a letter pins it."""
    return DemandWording(slug, revision.title, revision.clause, revision.paragraph, revision.number)


def context_of(key: str, facts: LetterFacts, addressees: tuple[Addressee, ...]) -> Context:
    """What one copy's words may draw on."""
    people = [facts.people[row.signatory_id] for row in facts.rows]
    return Context(
        copy=key,
        letter_date=facts.letter.letter_date,
        addressees=addressees,
        signatories=tuple(SignatoryFields(one.name, one.title, one.body) for one in people),
        letter_number=facts.letter.number,
        campaign=facts.campaign.title,
        facts=facts.values,
        demands=facts.demands,
        anchors=facts.anchors,
        earlier=facts.earlier,
        expects=facts.template.expectations(),
    )
