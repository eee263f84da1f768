"""Undoing an applied import of claims, as far as nobody has built on it since. No verb commits.

Claims are never deleted: one that the import added is retracted, one that it changed gets the words from before as
its next revision, and whoever cites either is told as of any correction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict
from app.evidence import citing, moving, queries, service
from app.evidence.exchange.recall import Change, entry_before
from app.evidence.exchange.shape import Entry
from app.evidence.models import Claim, ClaimImport
from app.evidence.rules import ClaimState, ImportState

_EDITED = "It was changed since; it stays as it is."
_SEALED = "Sealed letter {numbers} cites what came in; it stays as it is."
_SEALED_MANY = "Sealed letters {numbers} cite what came in; it stays as it is."
_IN_ITS_PLACE = "“{slug}”, which stays, was superseded by it; it stays as it is."
_GONE = (ClaimState.RETRACTED, ClaimState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Line:
    """One claim that the import wrote: added or changed, and why an undo leaves it as it is, else empty."""

    change: Change
    kept: str

    @property
    def slug(self) -> str:
        return self.change.slug


def undo_plan(session: Session, run: ClaimImport) -> list[Line]:
    """What undoing would do now, in the order of the file. Raises `Conflict` for an import that cannot be undone."""
    if run.state is not ImportState.APPLIED:
        raise Conflict("Only an import that was applied can be undone.")
    if run.changes is None:
        raise Conflict(
            "This import was applied before its changes were kept, so it cannot be undone in one step."
        )
    changes = [Change(**kept) for kept in run.changes]
    held = queries.claims_by_slug(session, [change.slug for change in changes])
    lines = [Line(change, _against(session, change, held[change.slug])) for change in changes]
    return _with_successors(lines, held)


def undo_import(session: Session, run: ClaimImport, *, by: Actor) -> list[Line]:
    """Take an applied import back; answers with what was done and what was kept. Raises `Conflict`."""
    lines = undo_plan(session, run)
    reason = f"The import of {run.file_name} was undone."
    held = queries.claims_by_slug(session, [line.slug for line in lines])
    undone = [line.change for line in lines if not line.kept]
    for change in undone:
        if not change.added:
            _restore(session, held[change.slug], change, reason, by)
    for change in undone:
        claim = held[change.slug]
        if change.added and claim.state not in _GONE:
            moving.retract_claim(session, claim, reason, by=by)
        claim.imported = change.base
    run.state, run.undone_at, run.undone_by = ImportState.UNDONE, by.at, by.name
    run.undo_report = [{"slug": line.slug, "reason": line.kept} for line in lines if line.kept]
    session.flush()
    added = sum(change.added for change in undone)
    audit.record(
        session, by, "evidence.import_undone", "claim_import", run.id,
        summary=f"Undid the import of {run.file_name}: {added} retracted, {len(undone) - added} restored, "
        f"{len(lines) - len(undone)} kept.",
        detail={"sha256": run.sha256, "kept": run.undo_report},
    )  # fmt: skip
    return lines


def _against(session: Session, change: Change, claim: Claim) -> str:
    """Why this claim stays as it is, or nothing."""
    if claim.version != change.version:
        return _EDITED
    if not change.reworded:
        return ""
    sealed = [
        one.label
        for one in citing.cited_in(session, change.slug)
        if one.kind == citing.CitedState.SEALED and (one.revision or 0) >= change.revision
    ]
    if not sealed:
        return ""
    named = ", ".join(sealed[:5]) + (f" and {len(sealed) - 5} more" if len(sealed) > 5 else "")
    return (_SEALED if len(sealed) == 1 else _SEALED_MANY).format(numbers=named)


def _with_successors(lines: list[Line], held: dict[str, Claim]) -> list[Line]:
    """A claim that took the place of one which stays is kept as well."""
    stays = {line.slug for line in lines if line.kept}
    needed = {
        claim.superseded_by.slug: slug
        for slug, claim in held.items()
        if slug in stays and claim.superseded_by
    }
    found = [
        replace(line, kept=_IN_ITS_PLACE.format(slug=needed[line.slug]))
        if not line.kept and line.change.added and line.slug in needed
        else line
        for line in lines
    ]
    return found if found == lines else _with_successors(found, held)


def _restore(session: Session, claim: Claim, change: Change, reason: str, by: Actor) -> None:
    """Words, sources and state as they were."""
    before = entry_before(change)
    same = (claim.state if claim.state in _GONE else None) is before.state
    if claim.state in _GONE and not same:
        moving.reopen_claim(session, claim, reason, by=by)
    if claim.state not in _GONE:
        service.edit_claim(session, claim, before.draft, by=by, reason=reason)
        _leave(session, claim, before, by)


def _leave(session: Session, claim: Claim, before: Entry, by: Actor) -> None:
    if before.state is ClaimState.RETRACTED:
        moving.retract_claim(session, claim, before.state_reason, by=by)
    elif before.state is ClaimState.SUPERSEDED:
        successor = queries.claim_by_slug(session, before.superseded_by)
        moving.supersede_claim(session, claim, successor, before.state_reason, by=by)
