"""Everything of a version that is not its text, as lines to compare: whom it addresses, who signs, what it asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.core.day_styles import write_day
from app.letters.diffing.delta import Delta, delta_of
from app.letters.diffing.layout import LineView, SectionView, sections
from app.letters.diffing.lines import Head, Kind, Line, entries
from app.letters.fields import DemandWording, long_date
from app.letters.hashing_content import ClaimWording, LetterContent, LetterheadSnapshot
from app.letters.styles import CitationStyle

STYLES = {
    CitationStyle.ANNEX: "On a page of their own",
    CitationStyle.NUMBERED: "Numbered in the text, and on a page of their own",
    CitationStyle.STAFF: "Not printed",
}


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One setting with its lines before and after."""

    label: str
    lines: tuple[LineView, ...]
    changed: bool


def settings(
    old: LetterContent,
    new: LetterContent,
    old_signers: Sequence[str] = (),
    new_signers: Sequence[str] = (),
) -> tuple[SettingChange, ...]:
    """Every setting that either version has."""
    before, after = dict(_parts(old, old_signers)), dict(_parts(new, new_signers))
    return tuple(
        _compared(label, before[label], after[label])
        for label in after
        if any(before[label]) or any(after[label])
    )


def _compared(label: str, before: Sequence[str], after: Sequence[str]) -> SettingChange:
    delta = delta_of(entries(before), entries(after))
    return SettingChange(label, lines_of(delta), delta.changed)


def lines_of(delta: Delta) -> tuple[LineView, ...]:
    """The lines of a difference of plain lines."""
    head = Line(Head(Kind.SECTION, value="body"))
    whole = Delta((*delta_of([head], [head]).lines, *delta.lines))
    found: tuple[SectionView, ...] = sections(whole)
    return tuple(line for section in found for line in section.lines())


def _parts(content: LetterContent, signers: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    yield "Date", (write_day(content.letter_date, content.date_style),)
    yield "Subject", (content.subject,)
    yield "To", content.addressing
    yield "Letterhead", [_letterhead(head) for head in content.letterheads]
    yield "Closing", (content.closing,)
    yield "Signed by", signers
    yield "Copies", content.cc
    yield "Enclosures", content.enclosures
    yield "Demands", [_demand(one) for one in sorted(content.demands, key=lambda one: one.slug)]
    yield "Claims", [_claim(one) for one in sorted(content.claims, key=lambda one: one.slug)]
    yield "Sources", (STYLES[content.citation_style],)
    yield (
        "Counted from",
        [
            f"{one.label}, {long_date(one.day)}, {'that day is day 1' if one.inclusive else 'the day after is day 1'}"
            for one in content.anchors
        ],
    )
    earlier = content.earlier
    yield "Follows", (f"{earlier.number}, {long_date(earlier.date)}, {earlier.subject}",) if earlier else ()


def _letterhead(head: LetterheadSnapshot) -> str:
    parts = [
        head.name,
        head.office,
        ", ".join(head.lines),
        head.phone,
        head.fax,
        head.web,
        head.style,
        head.accent,
    ]
    return ", ".join(part for part in (*parts, f"crest {head.crest[:8]}" if head.crest else "") if part)


def _demand(one: DemandWording) -> str:
    return f"{one.title}: {one.clause}" + (f". {one.paragraph}" if one.paragraph else "")


def _claim(one: ClaimWording) -> str:
    dispute, opposing = one.against
    return " ".join(
        part
        for part in (
            f"{one.slug}: {one.wording}",
            f"Disputed: {dispute}" if dispute else "",
            f"Against it: {opposing}" if opposing else "",
        )
        if part
    )
