"""Verbs of print runs: put together, print again, say that it was printed or carried away, let go. None commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns.access import require_write
from app.campaigns.models import Campaign
from app.campaigns.service import require_open
from app.core.db import new_id
from app.core.errors import Conflict, InvalidInput
from app.core.jobs import enqueue
from app.delivery import planning_checks, queries_runs
from app.delivery.events import all_or_nothing
from app.delivery.models_runs import PrintRun, PrintRunItem, PrintRunPrinting
from app.delivery.queries_runs import Waiting
from app.delivery.rules import DispatchState, Mark
from app.delivery.rules_runs import MAX_REASON, MOST_ITEMS, Wanted, in_postal_order
from app.delivery.sending import mark_dispatches
from app.letters.models import Letter
from app.letters.recording import locked

PRINT_JOB = "delivery.print_run"
MARKED = {
    DispatchState.PRINTED: (DispatchState.PLANNED,),
    DispatchState.HANDED_OVER: (DispatchState.PLANNED, DispatchState.PRINTED),
}
"""What the run's page marks in one step, and from where."""

_FIRST = (
    "Someone else put some of these into a print run at the same moment. "
    "Nothing was put into two runs; look at what still waits."
)
_GONE = "{} of the chosen letters {} in a print run already, or not planned any more. Choose from what still waits."


def make_run(
    session: Session, letter: Letter, ids: Collection[UUID] | None, wanted: Wanted, *, by: Actor
) -> PrintRun:
    """Put planned dispatches by post or by hand into a run (None: all that wait), and have its files made.

    Raises `InvalidInput` (`dispatches`, `label_start`), `Conflict` when the letter cannot be sent or one of them is
    taken or gone, `NotAllowed`.
    """
    campaign = session.get_one(Campaign, letter.campaign_id)
    require_write(session, campaign, by)
    require_open(campaign)
    wanted.check()
    # Read anew and held: whoever replaces the letter, marks or cancels what waits at this moment is first or waits.
    planning_checks.check_letter(session, locked(session, letter))
    queries_runs.hold_planned(session, letter.id)
    chosen = _chosen(queries_runs.waiting(session, letter.id), ids)
    with all_or_nothing(session, _FIRST):
        run = _run(session, letter, len(chosen), wanted, by)
        session.add_all(
            PrintRunItem(run_id=run.id, dispatch_id=item.dispatch_id, position=position)
            for position, item in enumerate(in_postal_order(chosen), start=1)
        )
        _print(session, run, 1, None, "", by)
    _record(session, run, "delivery.run_made", f"Put {len(chosen)} into print run {run.number}", by)
    return run


def _chosen(found: Sequence[Waiting], ids: Collection[UUID] | None) -> list[Waiting]:
    wanted = None if ids is None else set(ids)
    chosen = [item for item in found if wanted is None or item.dispatch_id in wanted]
    if wanted is not None and len(chosen) < len(wanted):
        missing = len(wanted) - len(chosen)
        raise Conflict(_GONE.format(missing, "is" if missing == 1 else "are"))
    if not chosen and wanted is None:
        raise InvalidInput({"dispatches": "Nothing waits to be printed. All of it is in a run already."})
    if not chosen:
        raise InvalidInput({"dispatches": "Choose at least one letter."})
    if len(chosen) > MOST_ITEMS:
        raise InvalidInput({"dispatches": f"A run holds at most {MOST_ITEMS:,} letters. Choose fewer."})
    return chosen


def _run(session: Session, letter: Letter, items: int, wanted: Wanted, by: Actor) -> PrintRun:
    last = session.scalar(sa.select(sa.func.max(PrintRun.number)).where(PrintRun.letter_id == letter.id))
    run = PrintRun(
        letter_id=letter.id,
        campaign_id=letter.campaign_id,
        number=(last or 0) + 1,
        items=items,
        duplex=wanted.duplex,
        separators=wanted.separators,
        envelopes=wanted.envelopes,
        labels=wanted.labels,
        label_start=wanted.label_start,
        created_at=by.at,
        created_by_id=by.user_id,
        created_by=by.name,
    )
    session.add(run)
    session.flush()
    return run


def _print(
    session: Session,
    run: PrintRun,
    number: int,
    positions: Sequence[int] | None,
    reason: str,
    by: Actor,
    label_start: int | None = None,
) -> PrintRunPrinting:
    printing_id = new_id()
    job = enqueue(session, PRINT_JOB, {"printing_id": str(printing_id)}, by)
    printing = PrintRunPrinting(
        id=printing_id,
        run_id=run.id,
        number=number,
        positions=list(positions) if positions is not None else None,
        label_start=label_start,
        reason=reason,
        job_id=job.id,
        created_at=by.at,
        created_by_id=by.user_id,
        created_by=by.name,
    )
    session.add(printing)
    session.flush()
    return printing


def reprint(
    session: Session,
    run: PrintRun,
    positions: Collection[int] | None,
    reason: str,
    *,
    by: Actor,
    label_start: int | None = None,
) -> PrintRunPrinting:
    """Make the files anew for some items (None: all) of a run. It stays one run; the record says why.

    `label_start`: where labels begin on their first sheet (None: where the run's did). Raises `InvalidInput`
    (`positions`, `reason`, `label_start`), `Conflict` for a cancelled run, `NotAllowed`.
    """
    _require(session, run, by)
    errors = _reason_errors(reason, "Say why it is printed again.")
    if label_start is not None:
        errors |= replace(run.wanted, label_start=label_start).problems()
    items = queries_runs.items(session, run.id)
    living = {item.position for item in items if item.state is not DispatchState.CANCELLED}
    asked = None if positions is None else sorted(set(positions))
    if asked is not None and not asked:
        errors["positions"] = "Choose at least one item."
    elif asked is not None and not set(asked) <= {item.position for item in items}:
        errors["positions"] = "One of these items is not in this run. Load the page again."
    elif not (living if asked is None else living & set(asked)):
        errors["positions"] = "The dispatches of these items were cancelled. Choose others."
    if errors:
        raise InvalidInput(errors)
    last = session.scalar(
        sa.select(sa.func.max(PrintRunPrinting.number)).where(PrintRunPrinting.run_id == run.id)
    )
    with all_or_nothing(session, "Someone else printed this run again at the same moment. Look again."):
        printing = _print(session, run, (last or 0) + 1, asked, reason.strip(), by, label_start)
    count = run.items if asked is None else len(asked)
    _record(session, run, "delivery.run_reprinted", f"Printed {count} of print run {run.number} again", by)
    return printing


def mark_run(session: Session, run: PrintRun, mark: Mark, *, by: Actor, expected: int | None = None) -> int:
    """Say of every item that can take the step that it was printed, or handed over. Answers with how many.

    `expected`: how many a person was shown. Raises `Conflict` when that has changed or nothing can take the step, and
    what `mark_dispatches` raises.
    """
    _require(session, run, by)
    found = queries_runs.dispatches_of(session, run.id, MARKED[mark.state])
    if expected is not None and expected != len(found):
        raise Conflict("Someone marked some of these in the meantime, so nothing was changed. Look again.")
    if not found:
        raise Conflict("No item of this run can take this step now.")
    mark_dispatches(session, found, mark, by=by)
    return len(found)


def cancel_run(session: Session, run: PrintRun, reason: str, *, by: Actor) -> None:
    """Let the items of a run go, so that they can be put into another. The dispatches stay planned.

    Raises `InvalidInput` (`reason`), `Conflict` once an item counts as printed, `NotAllowed`.
    """
    _require(session, run, by)
    errors = _reason_errors(reason, "Say why the run is cancelled.")
    if errors:
        raise InvalidInput(errors)
    counts = queries_runs.counts_of(session, [run.id]).get(run.id, {})
    on_paper = (
        sum(counts.values()) - counts.get(DispatchState.PLANNED, 0) - counts.get(DispatchState.CANCELLED, 0)
    )
    if on_paper:
        raise Conflict(
            f"{on_paper} of these letters {'counts' if on_paper == 1 else 'count'} as printed or sent. "
            "Take that step back on the page of each dispatch first, or print part of the run again."
        )
    with all_or_nothing(session, "Someone else changed this run first. Nothing was changed; look again."):
        run.cancelled_at, run.cancelled_by, run.cancelled_reason = by.at, by.name, reason.strip()
        session.flush()
        session.execute(
            sa.update(PrintRunItem)
            .where(PrintRunItem.run_id == run.id)
            .values(held=False)
            .execution_options(synchronize_session=False)
        )
    _record(session, run, "delivery.run_cancelled", f"Cancelled print run {run.number}", by)


def _reason_errors(reason: str, empty: str) -> dict[str, str]:
    if not reason.strip():
        return {"reason": empty}
    return {"reason": f"Keep it under {MAX_REASON} characters."} if len(reason.strip()) > MAX_REASON else {}


def _require(session: Session, run: PrintRun, by: Actor) -> None:
    require_write(session, session.get_one(Campaign, run.campaign_id), by)
    if run.cancelled_at is not None:
        raise Conflict(f"Print run {run.number} is cancelled. Make a new run.")


def _record(session: Session, run: PrintRun, action: str, summary: str, by: Actor) -> None:
    letter = session.get_one(Letter, run.letter_id)
    audit.record(
        session,
        by,
        action,
        "print_run",
        run.id,
        summary=f"{summary} of {letter.number}",
        detail={"letter": str(run.letter_id), "run": run.number},
    )
