"""What is wrong with the claims that a copy cites: later than the letter, withdrawn, disputed, unsourced. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.evidence.rules import ClaimFact, ClaimState
from app.letters.compose.citations import dispute_of, public_by, supporting
from app.letters.compose.problems import Code, Mending, Problem, QuickFix, Severity
from app.letters.compose.sentences import split
from app.letters.fields import Context, long_date
from app.letters.styles import CitationStyle
from app.letters.tree import Citation, DayCount, Inline, MergeField, Text

_BEFORE_STOP = re.compile(r" (?=[.,;:!?…)”’])")  # the space that a citation left
_EXCERPT = 90


@dataclass(frozen=True, slots=True)
class Cited:
    """One place that cites a claim. ``sentence`` is what it stands in, as typed."""

    claim: str
    section: str
    block: str
    sentence: str


def problems_of(places: Sequence[Cited], context: Context) -> Iterator[Problem]:
    """Every problem of every cited claim, place by place. Claims that are not on file are told of elsewhere."""
    claims = context.claims or {}
    cited = {place.claim: claims[place.claim] for place in places if place.claim in claims}
    for place in places:
        fact = cited.get(place.claim)
        if fact is not None:
            yield from _of_claim(fact, place, cited, context)


def sentence_at(content: Sequence[Inline], cited: Citation) -> str:
    """The sentence that a citation stands in or right behind, fields by their names, citations left out."""
    text, place = "", 0
    for node in content:
        if node is cited:
            place = len(text)
        text += _words(node, cited)
    bounds = _bounds(text)
    before = [bound for bound in bounds if bound[0] < place]
    start, end = before[-1] if before else bounds[0] if bounds else (0, len(text))
    return _BEFORE_STOP.sub("", " ".join(text[start:end].split()))


@lru_cache(maxsize=2048)
def _bounds(text: str) -> tuple[tuple[int, int], ...]:
    """Where sentences begin and end; many copies of a letter hold the same lines."""
    return tuple(split(text))


def _words(node: Inline, cited: Citation) -> str:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, MergeField):
        return f"(({node.name}{''.join(_words(child, cited) for child in node.content)}))"
    if isinstance(node, DayCount):
        return f"((day {node.anchor} {node.style.value}))"
    return ""


def known_from(fact: ClaimFact) -> date | None:
    """From which day on the claim may honestly be cited: its known-by day, else the last day of its event."""
    return fact.known_by or fact.event.latest


def _of_claim(
    fact: ClaimFact, place: Cited, cited: Mapping[str, ClaimFact], context: Context
) -> Iterator[Problem]:
    short, day = shortened(fact.wording), context.letter_date
    if fact.state is ClaimState.RETRACTED:
        because = f" {fact.state_reason}" if fact.state_reason else ""
        mend = f"Take the citation out and see whether its sentence still stands.{because}"
        yield _problem(Code.CLAIM_RETRACTED, f"Retracted: {short}", mend, place, fact)
    elif fact.state is ClaimState.SUPERSEDED:
        yield _superseded(fact, place, short)
    known = known_from(fact)
    if known is not None and known > day:
        message = (
            f"Later than the letter: this letter is dated {long_date(day)}, "
            f"and what it cites was not known before {long_date(known)}. {short}"
        )
        mend = "Take the fact out, cite what was known by then, or date the letter later."
        yield _problem(Code.CLAIM_LATER, message, mend, place, fact)
    else:
        yield from _of_sources(fact, place, day, short)
    if fact.state is ClaimState.DISPUTED and not _shown(fact, cited, context):
        mend = (
            "Let the letter print its sources, or cite the other side beside it."
            if context.citation_style is CitationStyle.STAFF
            else "Write down in Evidence what is held against it, or cite the other side beside it."
        )
        yield _problem(
            Code.DISPUTE_NOT_SHOWN, f"Disputed, and the letter does not say so: {short}", mend, place, fact
        )


def _superseded(fact: ClaimFact, place: Cited, short: str) -> Problem:
    new = fact.superseded_by
    message = f"Superseded by “{new}”: {short}" if new else f"Superseded: {short}"
    mend = (
        f"Cite [@{new}] in its place and check the sentence."
        if new
        else "Cite the claim that took its place."
    )
    quick = (QuickFix(Mending.CITE, new, f"Cite {new}"),) if new else ()
    return _problem(Code.CLAIM_SUPERSEDED, message, mend, place, fact, quick=quick)


def _of_sources(fact: ClaimFact, place: Cited, day: date, short: str) -> Iterator[Problem]:
    sources = supporting(fact)
    named = [source for source in sources if public_by(source, fact, day)]
    if not sources:
        mend = (
            "Add a source to the claim in Evidence, mark the sentence as opinion, or have a reason recorded."
        )
        yield _problem(Code.CLAIM_UNSOURCED, f"No source: {short}", mend, place, fact)
    elif not named:
        first = min(sources, key=lambda source: source.date.earliest or date.max).date
        dated = f"the earliest is of {first.as_written}" if first.earliest else "none has a date"
        message = f"No source by the letter’s date, {long_date(day)} ({dated}): {short}"
        mend = "Add a source from before the letter’s date in Evidence, or date the letter later."
        yield _problem(Code.SOURCES_LATER, message, mend, place, fact)
    elif not any(source.checked for source in named):
        mend = "Read one of them and tick it as checked in Evidence."
        yield _problem(
            Code.SOURCES_UNCHECKED,
            f"No source has been checked: {short}",
            mend,
            place,
            fact,
            Severity.CONSIDER,
        )


def _shown(fact: ClaimFact, cited: Mapping[str, ClaimFact], context: Context) -> bool:
    """Whether readers see that the claim is disputed: in the annex, or by a claim of the other side."""
    day = context.letter_date
    printed = any(public_by(source, fact, day) for source in supporting(fact))
    if context.citation_style is not CitationStyle.STAFF and printed and dispute_of(fact, day):
        return True
    against = {source.url for source in fact.sources if source.opposing and source.url}
    others = (other for slug, other in cited.items() if slug != fact.slug)
    return any(against & {source.url for source in supporting(other)} for other in others)


def shortened(words: str) -> str:
    """A claim's words in quotation marks, cut at a word."""
    words = " ".join(words.split())
    if len(words) > _EXCERPT:
        words = words[:_EXCERPT].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return f"“{words}”"


def _problem(
    code: Code,
    message: str,
    mend: str,
    place: Cited,
    fact: ClaimFact,
    severity: Severity = Severity.BLOCKS,
    quick: tuple[QuickFix, ...] = (),
) -> Problem:
    return Problem(
        code,
        message,
        mend,
        severity,
        place.section,
        place.block,
        excerpt=place.sentence,
        quick=quick,
        claim=f"{fact.slug}@{fact.revision}",
    )
