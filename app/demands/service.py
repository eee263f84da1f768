"""Verbs of the demand library. None commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.text import fold
from app.demands.models import Demand, DemandRevision
from app.demands.rules import (
    MAX_NOTE,
    DemandDraft,
    DemandState,
    DemandWording,
    draft_problems,
    slug_problem,
)


def create_demand(
    session: Session, slug: str, draft: DemandDraft, *, by: Actor, from_library: bool = False
) -> Demand:
    """Add a demand with its first wording. Raises `InvalidInput` by field."""
    problems = draft_problems(draft)
    bad_slug = slug_problem(slug)
    if bad_slug is None and session.scalar(sa.select(Demand.id).where(Demand.slug == slug)) is not None:
        bad_slug = f"Another demand already uses the short name “{slug}”. Choose a different one."
    if bad_slug:
        problems["slug"] = bad_slug
    if problems:
        raise InvalidInput(problems)
    made = Demand(slug=slug, state=DemandState.ACTIVE, revision_no=1, created_at=by.at)
    _apply(made, draft, by)
    session.add(made)
    session.flush()
    _add_revision(session, made, draft.wording, "", by, from_library=from_library)
    audit.record(
        session, by, "demands.create", "demand", made.id,
        summary=f"Added the demand “{made.title}”.", detail={"slug": slug, **draft.wording.plain()},
    )  # fmt: skip
    return made


def revise_demand(
    session: Session,
    demand: Demand,
    draft: DemandDraft,
    note: str,
    *,
    by: Actor,
    expected_revision: int | None = None,
    from_library: bool = False,
) -> Demand:
    """Change a demand. New words make a new revision; letters keep the revision they pinned.

    `expected_revision` is the number the person was looking at. Raises `InvalidInput` by field, and
    `Conflict` when somebody else changed the words since.
    """
    if expected_revision is not None and expected_revision != demand.revision_no:
        raise Conflict(
            f"Somebody changed this demand to revision {demand.revision_no} while you were writing. "
            "Open it again and put your change in."
        )
    problems = draft_problems(draft)
    if len(note) > MAX_NOTE:
        problems["note"] = f"Shorten this to {MAX_NOTE} characters or fewer. It has {len(note)}."
    if problems:
        raise InvalidInput(problems)
    reworded = draft.wording != demand.current.wording
    before = _plain(demand)
    if reworded:
        demand.revision_no += 1
        _add_revision(session, demand, draft.wording, note, by, from_library=from_library)
    _apply(demand, draft, by)
    after = _plain(demand)
    if reworded or before != after:
        words = draft.wording.plain() if reworded else None
        what = f"Revision {demand.revision_no} of" if reworded else "Changed"
        audit.record(
            session, by, "demands.revise", "demand", demand.id, summary=f"{what} the demand “{demand.title}”.",
            detail={"before": before, "after": after, "note": note, "wording": words},
        )  # fmt: skip
    session.flush()
    session.refresh(demand, ["current"])
    return demand


def retire_demand(session: Session, demand: Demand, *, by: Actor) -> None:
    """Keep it out of new campaigns. Campaigns and letters that use it go on as they are."""
    _move(session, demand, DemandState.RETIRED, by=by)


def restore_demand(session: Session, demand: Demand, *, by: Actor) -> None:
    """Undo `retire_demand`."""
    _move(session, demand, DemandState.ACTIVE, by=by)


def _move(session: Session, demand: Demand, to: DemandState, *, by: Actor) -> None:
    if demand.state is to:
        raise Conflict(f"The demand “{demand.title}” is already {to.value}.")
    demand.state = to
    demand.updated_at = by.at
    action, verb = ("retire", "Retired") if to is DemandState.RETIRED else ("restore", "Restored")
    summary = f"{verb} the demand “{demand.title}”."
    audit.record(session, by, f"demands.{action}", "demand", demand.id, summary=summary)


def _add_revision(
    session: Session, demand: Demand, wording: DemandWording, note: str, by: Actor, *, from_library: bool
) -> None:
    session.add(
        DemandRevision(
            demand_id=demand.id,
            number=demand.revision_no,
            title=wording.title,
            clause=wording.clause,
            paragraph=wording.paragraph,
            legal_basis=[basis.plain() for basis in wording.legal_basis],
            note=note,
            from_library=from_library,
            created_at=by.at,
            created_by_id=by.user_id,
            created_by=by.name,
        )
    )
    session.flush()


def _apply(demand: Demand, draft: DemandDraft, by: Actor) -> None:
    wording = draft.wording
    laws = " ".join(f"{basis.law} {basis.citation}" for basis in wording.legal_basis)
    demand.title = wording.title
    demand.grantable_by = [office.value for office in draft.grantable_by]
    demand.tags = list(draft.tags)
    demand.guidance = draft.guidance
    demand.search_text = fold(
        " ".join((wording.title, demand.slug, wording.clause, wording.paragraph, laws, *draft.tags))
    )
    demand.updated_at = by.at


def _plain(demand: Demand) -> dict[str, object]:
    return {
        "title": demand.title,
        "grantable_by": list(demand.grantable_by),
        "tags": list(demand.tags),
        "guidance": demand.guidance,
    }
