"""Where claims are cited, and who wants to know when one is corrected. This room knows no other: they register.

A room calls these in its `install(app)`. Nothing registered: nothing shown, nobody told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts.rules import Actor


class CitedState(StrEnum):
    """Where a citing document stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SIGNING = "signing"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CitedIn:
    """One document that cites a claim.

    `kind` is a value of `CitedState`. `wording` is what the document prints or pinned; `revision` the pinned one, None
    where nothing is pinned yet. `recipients`: how many addressees got it, 0 before it is sent. `consequence` is one
    sentence on what a correction does to it ("1 signature lapses: S. Ortiz-Bell."); empty: the usual one.
    `people` are names to be told.
    """

    kind: str
    label: str
    title: str
    url: str
    state: str
    wording: str
    revision: int | None
    sent: bool = False
    recipients: int = 0
    consequence: str = ""
    people: tuple[str, ...] = ()


FindCiting = Callable[[Session, str], Sequence[CitedIn]]
OnCorrection = Callable[[Session, str, str, Actor], None]
OnAmendment = Callable[[Session, str, str, Actor], None]
DraftCorrections = Callable[[Session, str, str, Actor], Sequence[str]]


@dataclass
class Registry:
    """What the rooms of one process registered, by the function's module; registering again replaces it."""

    citing: dict[str, FindCiting] = field(default_factory=dict)
    corrected: dict[str, OnCorrection] = field(default_factory=dict)
    amended: dict[str, OnAmendment] = field(default_factory=dict)
    drafting: dict[str, DraftCorrections] = field(default_factory=dict)


registry = Registry()


def register_citing(find: FindCiting) -> None:
    """`find(session, slug)` answers with the documents that cite a claim."""
    registry.citing[find.__module__] = find


def register_on_correction(act: OnCorrection) -> None:
    """`act(session, slug, reason, by)` runs in the transaction that corrects, disputes, retracts or supersedes."""
    registry.corrected[act.__module__] = act


def register_on_amendment(act: OnAmendment) -> None:
    """`act(session, slug, told, by)` runs in the transaction that changes what is printed beside a claim's words.

    That is its sources, whether they were read, and what is held against it. `told` says in a sentence what was done.
    """
    registry.amended[act.__module__] = act


def register_correction_letter(draft: DraftCorrections) -> None:
    """`draft(session, slug, reason, by)` drafts a letter to those who got the wrong words; answers with its title.

    It runs after the correction, in its transaction, when the person asked for it. Unregistered: not offered.
    """
    registry.drafting[draft.__module__] = draft


def offers_correction_letter() -> bool:
    """Whether any room can draft one."""
    return bool(registry.drafting)


def draft_correction_letters(session: Session, slug: str, reason: str, by: Actor) -> list[str]:
    """The titles of the letters that were drafted."""
    return [title for draft in registry.drafting.values() for title in draft(session, slug, reason, by)]


def cited_in(session: Session, slug: str) -> list[CitedIn]:
    """Every document that cites the claim."""
    return [each for find in registry.citing.values() for each in find(session, slug)]


def tell_of_correction(session: Session, slug: str, reason: str, by: Actor) -> None:
    """Let every room act on a correction, in this transaction."""
    for act in registry.corrected.values():
        act(session, slug, reason, by)


def tell_of_amendment(session: Session, slug: str, told: str, by: Actor) -> None:
    """Let every room look whether what it prints still stands, in this transaction."""
    for act in registry.amended.values():
        act(session, slug, told, by)
