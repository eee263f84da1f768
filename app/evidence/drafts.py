"""When a claim is fit to keep, and which changes touch the words that letters cite. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.evidence.dates import DateProblem, PartialDate, read_date
from app.evidence.limits import (
    MAX_CAUTIONS,
    MAX_DEPTH,
    MAX_FIGURES,
    MAX_LABEL,
    MAX_PUBLISHER,
    MAX_REASON,
    MAX_SOURCES,
    MAX_SUPPORTS,
    MAX_TEXT,
    MAX_TITLE,
    MAX_TOPIC,
    MAX_URL,
    MAX_WORDING,
)
from app.evidence.rules import MAX_SLUG, SLUG, ClaimDraft, SourceDraft

RESERVED = frozenset({"new", "imports", "export"})
NO_ADDRESS = ("", "unknown")


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot be used in `[@slug]`, or None."""
    if not slug:
        return "Enter a short name, for example “lachin-gas”."
    if len(slug) > MAX_SLUG:
        return f"Shorten this to {MAX_SLUG} characters or fewer. It has {len(slug)}."
    if not SLUG.fullmatch(slug):
        return "Use small letters, digits and hyphens only, for example “lachin-gas”."
    return f"“{slug}” is kept for a page of its own. Choose another name." if slug in RESERVED else None


def draft_problems(draft: ClaimDraft) -> dict[str, str]:
    """What is wrong with `draft`, by field (`sources-1-url` for the second source); empty when it can be kept."""
    problems: dict[str, str] = {}
    if not draft.wording.strip():
        problems["wording"] = "Enter the claim as one or two full sentences."
    _long(problems, "wording", draft.wording, MAX_WORDING)
    _long(problems, "topic", draft.topic, MAX_TOPIC)
    _long(problems, "label", draft.label, MAX_LABEL)
    for name in ("dispute", "opposing_view", "not_checked", "note"):
        _long(problems, name, getattr(draft, name), MAX_TEXT)
    if draft.topic and not SLUG.fullmatch(draft.topic):
        problems["topic"] = "Use small letters, digits and hyphens only, for example “lachin-road”."
    for name in ("event", "known"):
        if wrong := date_problem(getattr(draft, name)):
            problems[name] = wrong
    if not problems.keys() & {"event", "known"} and _known_too_early(draft):
        problems["known"] = "Nobody can know of it before it happened. Correct one of the two days."
    if wrong := figures_problem(draft.figures):
        problems["figures"] = wrong
    if len(draft.sources) > MAX_SOURCES:
        problems["sources"] = f"Give at most {MAX_SOURCES} sources. There are {len(draft.sources)}."
    if len(draft.cautions) > MAX_CAUTIONS:
        problems["cautions"] = f"Give at most {MAX_CAUTIONS}. There are {len(draft.cautions)}."
    for place, source in enumerate(draft.sources):
        problems |= {f"sources-{place}-{name}": text for name, text in source_problems(source).items()}
    return problems


def source_problems(source: SourceDraft) -> dict[str, str]:
    """What is wrong with one source, by field."""
    problems: dict[str, str] = {}
    if not source.title.strip():
        problems["title"] = "Enter the title as published."
    _long(problems, "title", source.title, MAX_TITLE)
    _long(problems, "publisher", source.publisher, MAX_PUBLISHER)
    _long(problems, "supports", source.supports, MAX_SUPPORTS)
    _long(problems, "url", source.url, MAX_URL)
    if source.url not in NO_ADDRESS and not _is_web(source.url):
        problems["url"] = "Enter a web address that begins with https:// or http://, or leave this empty."
    if wrong := date_problem(source.date):
        problems["date"] = wrong
    return problems


def date_problem(day: PartialDate) -> str | None:
    """Why a written date cannot be kept, or None. Its bounds must be those of its words."""
    try:
        read = read_date(day.as_written)
    except DateProblem as error:
        return str(error)
    return None if read == day else "The bounds of this date are not those of its words."


def figures_problem(figures: Mapping[str, Any]) -> str | None:
    """Why figures cannot be kept, or None: plain values, at most six deep."""
    if wrong := _plain_problem(figures, 1):
        return wrong
    size = len(json.dumps(dict(figures), ensure_ascii=False))
    return f"Shorten the figures: at most {MAX_FIGURES:,} characters." if size > MAX_FIGURES else None


def reason_problem(reason: str, *, what: str) -> str | None:
    """Why a reason does not do, or None. `what` completes "Say why"."""
    if not reason.strip():
        return f"Say why {what}. The reason stays in the history."
    if len(reason) > MAX_REASON:
        return f"Shorten this to {MAX_REASON} characters or fewer. It has {len(reason)}."
    return None


def words_of(draft: ClaimDraft) -> tuple[object, ...]:
    """What a revision holds, for comparing two drafts."""
    return (*cited_words(draft), draft.confidence, draft.dispute, draft.opposing_view)


def cited_words(draft: ClaimDraft) -> tuple[object, ...]:
    """What letters take over from a claim: changing it after somebody cited it is a correction."""
    figures = json.dumps(dict(draft.figures), sort_keys=True)
    return draft.wording, figures, draft.event.as_written, draft.known.as_written


def match_sources(held: Sequence[SourceDraft], wanted: Sequence[SourceDraft]) -> tuple[SourceDraft, ...]:
    """`wanted` with the ids of the rows that they mean, so that a source keeps its copy when its details change.

    A source that names no row means the one with the same address and title, else the same title, else the same
    address, on the same side.
    """
    ids = {source.id for source in held}
    taken = {source.id for source in wanted if source.id in ids}
    found = {place: source for place, source in enumerate(wanted) if source.id in taken}
    for keys in (("opposing", "url", "title"), ("opposing", "title"), ("opposing", "url")):
        for place, source in enumerate(wanted):
            match = next((h for h in held if h.id not in taken and _same(h, source, keys)), None)
            if place not in found and match is not None and (source.url not in NO_ADDRESS or "title" in keys):
                taken.add(match.id)
                found[place] = replace(source, id=match.id)
    return tuple(found.get(place, replace(source, id="")) for place, source in enumerate(wanted))


def _same(one: SourceDraft, other: SourceDraft, keys: tuple[str, ...]) -> bool:
    return all(getattr(one, key) == getattr(other, key) for key in keys)


def _known_too_early(draft: ClaimDraft) -> bool:
    first, known = draft.event.earliest, draft.known.latest
    return first is not None and known is not None and known < first


def _long(problems: dict[str, str], name: str, text: str, limit: int) -> None:
    if len(text) > limit:
        problems[name] = f"Shorten this to {limit:,} characters or fewer. It has {len(text):,}."


def _is_web(url: str) -> bool:
    rest = url.partition("://")[2]
    return url.startswith(("https://", "http://")) and bool(rest) and not any(c.isspace() for c in url)


def _plain_problem(value: object, depth: int) -> str | None:
    if depth > MAX_DEPTH:
        return f"Figures are nested too deeply: at most {MAX_DEPTH} levels."
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) and key.strip() for key in value):
            return "Give every figure a name."
        return next((wrong for part in value.values() if (wrong := _plain_problem(part, depth + 1))), None)
    if isinstance(value, list | tuple):
        return next((wrong for part in value if (wrong := _plain_problem(part, depth + 1))), None)
    if value is None or isinstance(value, str | bool | int) or _is_finite(value):
        return None
    return "Figures are numbers, words and lists of them."


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value)
