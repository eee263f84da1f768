"""The states of a comment or suggested edit, and the only ways from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.core.errors import Conflict


class ThreadKind(StrEnum):
    """What a thread is about."""

    COMMENT = "comment"
    SUGGESTION = "suggestion"


class ThreadState(StrEnum):
    """A comment is resolved and may be reopened; a suggestion is accepted or rejected, and a rejected one reopened."""

    OPEN = "open"
    RESOLVED = "resolved"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ThreadEventKind(StrEnum):
    """What an event of a thread says."""

    OPENED = "opened"
    REPLIED = "replied"
    EDITED = "edited"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


THREAD_MOVES: Mapping[ThreadKind, Mapping[ThreadState, frozenset[ThreadState]]] = {
    ThreadKind.COMMENT: {
        ThreadState.OPEN: frozenset({ThreadState.RESOLVED}),
        ThreadState.RESOLVED: frozenset({ThreadState.OPEN}),
    },
    ThreadKind.SUGGESTION: {
        ThreadState.OPEN: frozenset({ThreadState.ACCEPTED, ThreadState.REJECTED}),
        ThreadState.REJECTED: frozenset({ThreadState.OPEN}),
        # The words are in the letter now; whoever disagrees suggests another edit.
        ThreadState.ACCEPTED: frozenset(),
    },
}


def check_thread_move(kind: ThreadKind, number: int, now: ThreadState, then: ThreadState) -> None:
    """Raises `Conflict` unless a thread of this kind may move so."""
    if then not in THREAD_MOVES[kind].get(now, frozenset()):
        word = "comment" if kind is ThreadKind.COMMENT else "suggestion"
        raise Conflict(f"This {word} (number {number}) is {now.value} and cannot become {then.value}.")
