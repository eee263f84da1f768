"""The demands that come with Redress, and putting them into a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.text import squash
from app.demands.queries import demands_by_slug
from app.demands.rules import DemandDraft, DemandWording, LegalBasis, OfficeKind
from app.demands.service import create_demand, revise_demand

_FILE = Path(__file__).with_name("library.yaml")
_NOTE = "New wording came with a new version of Redress."


@dataclass(frozen=True)
class LibraryLoad:
    """Slugs by what became of them. `kept`: staff have their own wording, or nothing changed."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    kept: tuple[str, ...]


@lru_cache(maxsize=4)
def read_library(path: Path = _FILE) -> Mapping[str, DemandDraft]:
    """The drafts of the library file by slug, in its order."""
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return MappingProxyType({row["slug"]: _draft(row) for row in rows})


def load_library(session: Session, by: Actor) -> LibraryLoad:
    """Add what is missing; renew what still has the wording of an earlier version of the library.

    Safe to run again: a demand that staff reworded, changed or retired stays as they left it.
    """
    added, updated, kept = [], [], []
    library = read_library()
    held = demands_by_slug(session, library)
    for slug, draft in library.items():
        demand = held.get(slug)
        if demand is None:
            create_demand(session, slug, draft, by=by, from_library=True)
            added.append(slug)
        elif demand.active and demand.current.from_library and demand.current.wording != draft.wording:
            renewed = DemandDraft(draft.wording, demand.offices, tuple(demand.tags), demand.guidance)
            revise_demand(session, demand, renewed, _NOTE, by=by, from_library=True)
            updated.append(slug)
        else:
            kept.append(slug)
    return LibraryLoad(tuple(added), tuple(updated), tuple(kept))


def _draft(row: dict[str, Any]) -> DemandDraft:
    return DemandDraft(
        wording=DemandWording(
            title=squash(row["title"]),
            clause=squash(row["clause"]),
            paragraph=squash(row["paragraph"]),
            legal_basis=tuple(LegalBasis(basis["law"], basis["citation"]) for basis in row["legal_basis"]),
        ),
        grantable_by=tuple(OfficeKind(value) for value in row["grantable_by"]),
        tags=tuple(row["tags"]),
        guidance=squash(row["guidance"]),
    )
