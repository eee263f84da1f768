"""What a correction touches, grouped by where each document stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.evidence.citing import CitedIn, CitedState


@dataclass(frozen=True, slots=True)
class Touched:
    """One line of "What this touches": so many documents of one kind, and what becomes of them."""

    kind: CitedState
    icon: str
    role: str
    title: str
    sentences: tuple[str, ...]
    documents: tuple[CitedIn, ...]
    recipients: int


_WORDS = {
    CitedState.DRAFT: ("draft", "drafts", "edit", "link", "Flagged for the writer. Text is not changed for them."),
    CitedState.IN_REVIEW: (
        "letter in review", "letters in review", "hourglass_empty", "link",
        "Flagged for the reviewer before they decide.",
    ),
    CitedState.APPROVED: (
        "approved letter", "approved letters", "check_circle_outline", "attention",
        "Flagged. New words make a new version, which is approved again.",
    ),
    CitedState.SIGNING: (
        "letter being signed", "letters being signed", "fingerprint", "attention",
        "Flagged. New words make a new version, and signatures lapse.",
    ),
    CitedState.SEALED: ("sealed letter", "sealed letters", "lock_outline", "quiet", "Stays as sent."),
    CitedState.WITHDRAWN: ("withdrawn letter", "withdrawn letters", "undo", "quiet", "Stays as it is."),
}  # fmt: skip


def touched(documents: Iterable[CitedIn]) -> list[Touched]:
    """A line for each state that occurs, drafts first."""
    by_kind: dict[CitedState, list[CitedIn]] = {}
    for document in documents:
        by_kind.setdefault(CitedState(document.kind), []).append(document)
    return [_line(kind, by_kind[kind]) for kind in CitedState if kind in by_kind]


def people(documents: Iterable[CitedIn]) -> tuple[str, ...]:
    """Who is told of a correction, each once, in order of appearance."""
    return tuple(dict.fromkeys(name for document in documents for name in document.people))


def reached(documents: Iterable[CitedIn]) -> int:
    """How many addressees got a letter with the wording that is corrected."""
    return sum(document.recipients for document in documents if document.sent)


def _line(kind: CitedState, documents: Sequence[CitedIn]) -> Touched:
    one, many, icon, role, usual = _WORDS[kind]
    said = tuple(dict.fromkeys(document.consequence for document in documents if document.consequence))
    count = len(documents)
    title = f"{count} {one if count == 1 else many}"
    return Touched(kind, icon, role, title, said or (usual,), tuple(documents), reached(documents))
