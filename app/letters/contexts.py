"""Everything that a letter's words draw on, as values; `queries_facts.gather` fills them from the database.

`content_now` pins today's wordings, values and anchors into what a version says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from app.accounts.models import Organisation
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.demands.models import DemandRevision
from app.evidence.rules import ClaimFact
from app.letters import templates
from app.letters.addressees import Addressed, names
from app.letters.compose.surroundings import NOTHING, Surroundings
from app.letters.fields import Addressee, Anchor, Context, DemandWording, EarlierLetter
from app.letters.fields import Signatory as SignatoryFields
from app.letters.hashing import values_used
from app.letters.hashing_content import ClaimWording, LetterContent, LetterheadSnapshot, load
from app.letters.models import Letter, LetterSignatory, LetterVersion
from app.letters.tree import Citation, DayCount, Doc, Inline, blocks_of, inlines_of, runs_of
from app.signatories.models import Letterhead, Signatory


@lru_cache(maxsize=512)
def content_of_text(stored: str) -> LetterContent:
    """A version's content. Versions never change, so an answer may be kept."""
    return load(stored)


def content_of(version: LetterVersion) -> LetterContent:
    """What the version says."""
    return content_of_text(version.content)


TO_THE_PUBLIC = "The public"


@dataclass(frozen=True)
class CopyFacts:
    """One copy: who is addressed (several jointly), who gets a copy of it, and the facts its words draw on.

    A statement to the public is one copy that addresses nobody.
    """

    number: int
    main: tuple[Addressed, ...]
    cc: tuple[Addressed, ...]
    context: Context

    @property
    def label(self) -> str:
        """ "Joseph R. Biden, Jr., President of the United States", or the names of joint addressees."""
        return self.main[0].label if len(self.main) == 1 else names(self.main) or TO_THE_PUBLIC

    @property
    def short(self) -> str:
        """The surname, for file names."""
        return " ".join(person.facts.last for person in self.main) or "public"


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
    # The claims that the current version cites, and those asked for besides, as they are today.
    claims: Mapping[str, ClaimFact]
    # Where a reader checks a sealed letter; None while the installation has no public address.
    public_address: str | None = None
    # What the checks know besides the words.
    around: Surroundings = NOTHING

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
            replace(
                each,
                letter_date=content.letter_date,
                subject=content.subject,
                citation_style=content.citation_style,
                date_style=content.date_style,
            )
            for each in found
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
        claims=_pinned_claims(context.claims or {}, content.claims),
        citation_style=content.citation_style,
        date_style=content.date_style,
    )


def _pinned_claims(today: Mapping[str, ClaimFact], pins: Sequence[ClaimWording]) -> dict[str, ClaimFact]:
    """Claims with the words and sources that the version pinned, and the state that they have today."""
    found = dict(today)
    for pin in pins:
        now = today.get(pin.slug)
        if pin.fact is not None and now is not None:
            found[pin.slug] = replace(
                pin.fact, state=now.state, state_reason=now.state_reason, superseded_by=now.superseded_by
            )
        elif pin.fact is not None:
            found[pin.slug] = pin.fact
    return found


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
        claims=pins(content.tree, facts.claims),
    )


def pins(tree: Doc, claims: Mapping[str, ClaimFact]) -> tuple[ClaimWording, ...]:
    """Every claim that the text cites, in reading order, with all that its annex may print."""
    found = (claims[slug] for slug in citations_in(tree) if slug in claims)
    return tuple(ClaimWording(fact.slug, fact.wording, fact.revision, fact) for fact in found)


def citations_in(tree: Doc) -> tuple[str, ...]:
    """Slugs of the claims cited anywhere in the text, each once, in reading order."""
    return tuple(dict.fromkeys(node.claim for node in _inlines(tree) if isinstance(node, Citation)))


def addressing(copies: Sequence[CopyFacts]) -> tuple[str, ...]:
    """Whom each copy addresses, as a sentence would name them."""
    return tuple(_addressed_line(copy) for copy in copies if copy.main or copy.cc)


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
    return {node.anchor for node in _inlines(tree) if isinstance(node, DayCount)}


def _inlines(tree: Doc) -> Iterator[Inline]:
    runs = (run for section in tree.sections for block in blocks_of(section) for _, run in runs_of(block))
    return (node for run in runs for node in inlines_of(run))


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
        claims=facts.claims,
        citation_style=facts.letter.citation_style,
        expects=facts.template.expectations(),
    )
