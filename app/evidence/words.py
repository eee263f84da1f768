"""The words that pages show for the values of this room. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.evidence.models import Claim, ClaimRevision, ClaimSource
from app.evidence.rules import ClaimState, Confidence, SourceKind

KIND_WORDS: Mapping[SourceKind, str] = {
    SourceKind.OFFICIAL: "Official",
    SourceKind.COURT: "Court",
    SourceKind.RESEARCH: "Research",
    SourceKind.NGO: "NGO",
    SourceKind.PRESS: "Press",
    SourceKind.ADVOCACY: "Advocacy",
    SourceKind.ENCYCLOPAEDIA: "Encyclopaedia",
}
CONFIDENCE_WORDS: Mapping[Confidence, str] = {
    Confidence.HIGH: "High: official, or several independent sources agree",
    Confidence.MEDIUM: "Medium: press or advocacy, or one source",
    Confidence.LOW: "Low: contested, undated or not checked",
}


def topic_words(topic: str) -> str:
    """A topic as a title: "lachin-road" is "Lachin road"."""
    text = topic.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:] if text else "No topic"


def short_title(claim: Claim) -> str:
    """What a claim is called where its words are too long."""
    return claim.label or topic_words(claim.slug)


def marks(claim: Claim) -> list[str]:
    """The statuses shown over a claim, as words of the status vocabulary."""
    if claim.state in (ClaimState.RETRACTED, ClaimState.SUPERSEDED):
        return [claim.state.value]
    found = []
    if not any(not source.opposing for source in claim.sources):
        found.append("no_source")
    if claim.state is ClaimState.DISPUTED:
        found.append("sources_differ")
        if claim.current.opposing_view:
            found.append("disputed")
    if claim.current.correction:
        found.append("corrected")
    return found or ["sourced"]


def unread(claim: Claim) -> list[ClaimSource]:
    """Sources that nobody has read yet."""
    return [source for source in claim.sources if not source.checked]


def figure_rows(figures: Mapping[str, object]) -> list[tuple[str, str]]:
    """Figures as name and value, nested names joined: "lorries, share"."""
    rows: list[tuple[str, str]] = []
    for name, value in figures.items():
        words = name.replace("_", " ")
        if isinstance(value, Mapping):
            rows += [(f"{words}, {inner}", text) for inner, text in figure_rows(value)]
        else:
            rows.append((words, _shown(value)))
    return rows


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(part) for part in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text}" for name, text in figure_rows(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) >= 10_000:
        return f"{value:,}"
    return "not known" if value is None else in_words(str(value))


def in_words(text: str) -> str:
    """A whole day as "December 13, 2022"; anything else as it is."""
    try:
        there = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        there = None
    return f"{there:%B} {there.day}, {there.year}" if there else text


def facts(revision: ClaimRevision) -> list[tuple[str, str]]:
    """Days and figures of a revision, as term and value."""
    days = [("Day of the event", revision.event_written), ("Known by", revision.known_written)]
    rows = [(name[:1].upper() + name[1:], text) for name, text in figure_rows(revision.figures)]
    return [*((name, in_words(text)) for name, text in days if text), *rows]
