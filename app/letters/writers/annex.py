"""The annex of sources as safe HTML for paper and as plain text for e-mail: the same words in both."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape

from app.core.day_styles import DayStyle, write_day
from app.letters.compose.citations import AnnexEntry, AnnexSource
from app.letters.styles import CitationStyle

_SCHEME = re.compile(r"https?://(?:www\.)?")
_LINKED = re.compile(r"https://[^\s<>\"'\\\\]{1,1990}\Z")


def about(
    entries: Sequence[AnnexEntry], style: CitationStyle, day: date, dates: DayStyle = DayStyle.LONG
) -> str:
    """What stands under the annex's title. It says only what is so for every entry; empty without entries."""
    if not entries:
        return ""
    order = (
        "Numbers match the small figures in the letter."
        if style is CitationStyle.NUMBERED
        else "In the order in which the letter states them."
    )
    parts = [order, f"No source is dated after {write_day(day, dates)}."]
    parts += ["Each was read before it was named."] * all(entry.checked for entry in entries)
    parts += ["Where a fact is disputed, the entry says so."] * any(entry.dispute for entry in entries)
    return " ".join(parts)


def html_entries(entries: Sequence[AnnexEntry], dates: DayStyle = DayStyle.LONG) -> tuple[str, ...]:
    """One piece of HTML for each entry in the order of numbers: the fact, what others say, then its sources."""
    return tuple(
        f"{escape(_fact(entry), quote=False)} <cite>{''.join(_joined(entry.sources, dates, _html_source))}</cite>"
        for entry in entries
    )


def data(entries: Sequence[AnnexEntry], number: str, day: date) -> str:
    """The annex as JSON, to be attached to the letter's file: the same facts and sources, as values."""
    listed = [
        {
            "number": entry.number,
            "claim": entry.claim,
            "statement": entry.wording,
            "dispute": entry.dispute,
            "sources": [_values(source) for source in entry.sources],
        }
        for entry in entries
    ]
    whole = {"letter": number, "dated": day.isoformat(), "entries": listed}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _values(source: AnnexSource) -> dict[str, object]:
    dated = source.day.isoformat() if source.day else source.dated
    return {
        "publisher": source.publisher,
        "title": source.title,
        "dated": dated,
        "address": source.url,
        "for_the_other_view": source.opposing,
    }


def text_entries(entries: Sequence[AnnexEntry], dates: DayStyle = DayStyle.LONG) -> str:
    """The annex as plain text, each entry a paragraph that begins with its number in brackets; empty without any."""
    return "\n\n".join(
        f"[{entry.number}] {_fact(entry)} {''.join(_joined(entry.sources, dates, _text_source))}"
        for entry in entries
    )


def _fact(entry: AnnexEntry) -> str:
    return f"{entry.wording} {entry.dispute}".strip()


def _joined(
    sources: Sequence[AnnexSource], dates: DayStyle, write: Callable[[AnnexSource, DayStyle], str]
) -> Iterator[str]:
    """Sources parted by semicolons, those of the other side after the others, and a full stop."""
    for place, source in enumerate(sources):
        first_against = source.opposing and (place == 0 or not sources[place - 1].opposing)
        yield "; " if place else ""
        yield "for the other view, " if first_against else ""
        yield write(source, dates)
    yield "."


def _text_source(source: AnnexSource, dates: DayStyle) -> str:
    return ", ".join(part for part in (*_named(source, dates), source.url) if part)


def _html_source(source: AnnexSource, dates: DayStyle) -> str:
    parts = [escape(part, quote=False) for part in _named(source, dates)]
    if source.url:
        # "zxx": no language. An address gets no joins on paper, so it can be copied, and may break anywhere.
        shown = escape(_SCHEME.sub("", source.url).rstrip("/"), quote=False)
        if _LINKED.match(source.url):
            shown = f'<a href="{escape(source.url)}">{shown}</a>'
        parts.append(f'<span lang="zxx">{shown}</span>')
    return ", ".join(parts)


def _named(source: AnnexSource, dates: DayStyle) -> list[str]:
    dated = write_day(source.day, dates) if source.day else source.dated
    return [part.rstrip(".") for part in (source.publisher, source.title, dated) if part]
