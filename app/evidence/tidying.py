"""What is stored of anything typed or read about a claim. Pure; doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.text import squash, tidy
from app.evidence.dates import DateProblem, PartialDate, read_date
from app.evidence.limits import MAX_DEPTH
from app.evidence.rules import Caution, ClaimDraft, SourceDraft


def tidied(draft: ClaimDraft) -> ClaimDraft:
    """The draft as it is stored: NFC, one line where one line is meant, sources for the claim first."""
    return ClaimDraft(
        wording=one_line(draft.wording),
        topic=one_line(draft.topic),
        label=one_line(draft.label),
        event=_day(draft.event),
        known=_day(draft.known),
        confidence=draft.confidence,
        figures=_values(draft.figures),
        dispute=tidy(draft.dispute).strip(),
        opposing_view=tidy(draft.opposing_view).strip(),
        not_checked=tidy(draft.not_checked).strip(),
        note=tidy(draft.note).strip(),
        sources=tuple(sorted((_source(source) for source in draft.sources), key=lambda one: one.opposing)),
        cautions=tuple(
            Caution(one_line(c.seed), one_line(c.claim), one_line(c.finding), c.place) for c in draft.cautions
        ),
    )


def one_line(text: str) -> str:
    return squash(tidy(text))


def _day(day: PartialDate) -> PartialDate:
    """By its tidied words; one that cannot be read stays, and the rules say so."""
    try:
        return read_date(one_line(day.as_written))
    except DateProblem:
        return day


def _source(source: SourceDraft) -> SourceDraft:
    return SourceDraft(
        title=one_line(source.title),
        publisher=one_line(source.publisher),
        date=_day(source.date),
        url=tidy(source.url).strip(),
        kind=source.kind,
        checked=source.checked,
        opposing=source.opposing,
        supports=one_line(source.supports),
        id=source.id,
    )


def _values(value: Any, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:  # too deep to be kept: the rules say so
        return value
    if isinstance(value, Mapping):
        return {tidy(key): _values(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_values(part, depth + 1) for part in value]
    return tidy(value) if isinstance(value, str) else value
