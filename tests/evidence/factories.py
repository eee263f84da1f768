"""Claims for tests. The events and sources in them are invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.evidence import citing, service
from app.evidence.citing import CitedIn
from app.evidence.dates import read_date
from app.evidence.models import Claim
from app.evidence.rules import ClaimDraft, SourceDraft, SourceKind

BRIDGE = ClaimDraft(
    wording="The Alder bridge was closed to ordinary traffic for 4 days from March 2, 2022.",
    topic="alder-bridge",
    label="Bridge closure",
    event=read_date("2022-03-02"),
    known=read_date("2022-03-06"),
    figures={"closed": "2022-03-02", "days": 4, "vehicles": {"lorries": 120, "share": 11.5}},
    sources=(
        SourceDraft(
            "Bridge opens again",
            "Alder Gazette",
            read_date("2022-03-06"),
            "https://gazette.example/1",
            checked=True,
            supports="Length",
        ),
        SourceDraft("Notice of closure", "Town of Alder", read_date("2022-03"), "", SourceKind.OFFICIAL),
    ),
)


def bridge(**changes: Any) -> ClaimDraft:
    """The sample claim with changes."""
    return replace(BRIDGE, **changes)


def make_claim(session: Session, by: Actor, slug: str = "bridge-closed", **changes: Any) -> Claim:
    """The sample claim on file."""
    return service.add_claim(session, slug, bridge(**changes), by=by)


def citation(kind: str = "draft", **changes: Any) -> CitedIn:
    """A letter that cites the sample claim."""
    made = CitedIn(
        kind=kind,
        label="AV-2023-02",
        title="To the Mayor of Alder",
        url="/letters/1",
        state=kind.replace("_", " ").capitalize(),
        wording=BRIDGE.wording,
        revision=1,
    )
    return replace(made, **changes)


@contextmanager
def only_cited_by(*letters: CitedIn, told: list[tuple[str, str]] | None = None) -> Iterator[None]:
    """Let these and no other documents cite every claim; `told` gathers what corrections are told."""
    kept = citing.Registry(dict(citing.registry.citing), dict(citing.registry.corrected))
    citing.registry.citing.clear()
    citing.registry.corrected.clear()
    citing.register_citing(lambda session, slug: letters)
    if told is not None:
        citing.register_on_correction(lambda session, slug, reason, by: told.append((slug, reason)))
    try:
        yield
    finally:
        citing.registry.citing.clear()
        citing.registry.corrected.clear()
        citing.registry.citing.update(kept.citing)
        citing.registry.corrected.update(kept.corrected)
