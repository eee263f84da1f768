"""Between a claim in a file (named plain values) and a claim as entered. Pure.

The names are those of the files: `id`, `topic`, `claim`, `figures`, `event_date`, `known_by`, `sources` and so on.
What is empty is left out, so that a file that comes in whole goes out the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.evidence import drafts
from app.evidence.dates import UNKNOWN, DateProblem, PartialDate, read_date
from app.evidence.rules import Caution, ClaimDraft, ClaimState, Confidence, SourceDraft, SourceKind

Named = TypeVar("Named", bound=StrEnum)
Plain = dict[str, Any]

_TEXTS = {
    "topic": "topic", "label": "label", "claim": "wording", "dispute": "dispute",
    "opposing_view": "opposing_view", "not_checked": "not_checked", "note": "note",
}  # fmt: skip
FIELDS = (
    "id", "topic", "label", "claim", "figures", "event_date", "known_by", "sources", "confidence", "not_checked",
    "dispute", "opposing_view", "opposing_sources", "note", "state", "state_reason", "superseded_by",
)  # fmt: skip
SOURCE_FIELDS = ("title", "publisher", "date", "url", "kind", "checked", "supports", "copy")
CAUTION_FIELDS = ("seed", "claim", "finding", "fact")
_NAMES = {
    "wording": "claim", "event": "event_date", "known": "known_by",
}  # fmt: skip
_GONE = (ClaimState.RETRACTED, ClaimState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim as a file gives it. `state` only when it is out of use; a dispute says itself that it is disputed."""

    slug: str
    draft: ClaimDraft
    state: ClaimState | None = None
    state_reason: str = ""
    superseded_by: str = ""


class _Reader:
    """Reads named values and gathers what is wrong with them."""

    def __init__(self, values: Mapping[str, Any], known: Sequence[str], where: str = "") -> None:
        self.values, self.where = values, where
        self.problems: list[str] = []
        for name in values:
            if name not in known:
                self.wrong(name, f"is not a field that is read here. The fields are {', '.join(known)}")

    def wrong(self, name: str, text: str) -> None:
        self.problems.append(
            f"{self.where}{name}: {text}." if text[0].isupper() else f"{self.where}“{name}” {text}."
        )

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.wrong(name, "must be text")
            return ""
        return str(value)

    def day(self, name: str) -> PartialDate:
        try:
            return read_date(self.text(name))
        except DateProblem as error:
            self.wrong(name, str(error).rstrip("."))
            return UNKNOWN

    def choice(self, name: str, kind: type[Named], default: Named) -> Named:
        text = self.text(name).strip().lower()
        if not text:
            return default
        try:
            return kind(text)
        except ValueError:
            self.wrong(name, f"must be one of {', '.join(member.value for member in kind)}, not “{text}”")
            return default

    def truth(self, name: str) -> bool:
        value = self.values.get(name)
        if isinstance(value, bool) or value is None:
            return bool(value)
        low = str(value).strip().lower()
        if low not in ("true", "yes", "false", "no", ""):
            self.wrong(name, "must be true or false")
        return low in ("true", "yes")

    def records(self, name: str) -> list[Mapping[str, Any]]:
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.wrong(name, "must be a list of sources with named fields")
            return []
        return value


def read_entry(values: Mapping[str, Any], cautions: Sequence[Caution] = ()) -> tuple[Entry, list[str]]:
    """A claim of a file, and what is wrong with it in full sentences; good when there is nothing."""
    reader = _Reader(values, FIELDS)
    figures = values.get("figures")
    if figures is not None and not isinstance(figures, Mapping):
        reader.wrong("figures", "must have names and values")
        figures = None
    sources = [
        *_sources(reader, "sources", opposing=False),
        *_sources(reader, "opposing_sources", opposing=True),
    ]
    slug = reader.text("id").strip()
    if wrong := drafts.slug_problem(slug):
        reader.wrong("id", wrong.rstrip("."))
    draft = ClaimDraft(
        **{ours: reader.text(theirs) for theirs, ours in _TEXTS.items()},
        event=reader.day("event_date"),
        known=reader.day("known_by"),
        confidence=reader.choice("confidence", Confidence, Confidence.MEDIUM),
        figures=dict(figures or {}),
        sources=tuple(sources),
        cautions=tuple(cautions),
    )
    state, why, successor = _state(reader, draft)
    for name, text in drafts.draft_problems(draft).items():
        if not name.startswith("sources-") or not reader.problems:
            reader.wrong(_named(name), text.rstrip("."))
    return Entry(slug, draft, state, why, successor), reader.problems


def _named(name: str) -> str:
    if name.startswith("sources-"):
        _, place, part = name.split("-", 2)
        return f"source {int(place) + 1}, {part}"
    return _NAMES.get(name, name)


def _sources(reader: _Reader, name: str, *, opposing: bool) -> list[SourceDraft]:
    found = []
    for place, values in enumerate(reader.records(name), start=1):
        inner = _Reader(values, SOURCE_FIELDS, where=f"{name} {place}, ")
        found.append(
            SourceDraft(
                title=inner.text("title"),
                publisher=inner.text("publisher"),
                date=inner.day("date"),
                url=inner.text("url"),
                kind=inner.choice("kind", SourceKind, SourceKind.PRESS),
                checked=inner.truth("checked"),
                opposing=opposing,
                supports=inner.text("supports"),
            )
        )
        reader.problems += inner.problems
    return found


def _state(reader: _Reader, draft: ClaimDraft) -> tuple[ClaimState | None, str, str]:
    resting = ClaimState.DISPUTED if draft.dispute.strip() else ClaimState.CURRENT
    state = reader.choice("state", ClaimState, resting)
    reason, successor = reader.text("state_reason").strip(), reader.text("superseded_by").strip()
    if state in _GONE and not reason:
        reader.wrong("state_reason", f"must say why the claim is {state.value}")
    if (state is ClaimState.SUPERSEDED) != bool(successor):
        reader.wrong(
            "superseded_by", "must name the claim that takes its place, and stands only with superseded"
        )
    if state not in _GONE and reader.values.get("state") and state is not resting:
        reader.wrong("state", f"must be {resting.value}: a claim is disputed when a dispute is noted")
    return (state, reason, successor) if state in _GONE else (None, "", "")


def read_caution(values: Mapping[str, Any], place: int) -> tuple[str, Caution, list[str]]:
    """The claim that a caution belongs to, the caution, and what is wrong with it."""
    reader = _Reader(values, CAUTION_FIELDS)
    found = Caution(reader.text("seed"), reader.text("claim"), reader.text("finding"), place)
    if not reader.text("fact"):
        reader.wrong("fact", "must name a claim")
    return reader.text("fact"), found, reader.problems


def plain_entry(entry: Entry) -> Plain:
    """The claim as a file gives it, without what is empty."""
    draft = entry.draft
    whole: Plain = {"id": entry.slug}
    whole |= {name: getattr(draft, _TEXTS[name]) for name in ("topic", "label", "claim")}
    whole["figures"] = dict(draft.figures)
    whole["event_date"], whole["known_by"] = draft.event.as_written, draft.known.as_written
    whole["sources"] = [plain_source(one) for one in draft.sources if not one.opposing]
    whole["confidence"] = draft.confidence.value
    whole |= {name: getattr(draft, _TEXTS[name]) for name in ("not_checked", "dispute", "opposing_view")}
    whole["opposing_sources"] = [plain_source(one) for one in draft.sources if one.opposing]
    whole["note"] = draft.note
    whole["state"] = entry.state.value if entry.state else ""
    whole["state_reason"], whole["superseded_by"] = entry.state_reason, entry.superseded_by
    return {name: value for name, value in whole.items() if value not in ("", [], {})}


def plain_source(source: SourceDraft) -> Plain:
    whole = {
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date.as_written,
        "url": source.url,
        "kind": source.kind.value,
        "checked": source.checked,
        "supports": source.supports,
    }
    return {name: value for name, value in whole.items() if value != ""}


def plain_cautions(slug: str, draft: ClaimDraft) -> list[tuple[int, Plain]]:
    """The claim's cautions with their places in the file they came with."""
    return [
        (one.place, {"seed": one.seed, "claim": one.claim, "finding": one.finding, "fact": slug})
        for one in draft.cautions
    ]
