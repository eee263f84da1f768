"""Dispatches by hand channels: plan, mark, note, take back, settle."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.accounts.rules import Scope
from app.api.acting import by, session, writable
from app.api.http.operations import operation
from app.api.http.paging import cut, newest
from app.api.schemas.delivery import (
    Dispatches,
    DispatchesNew,
    DispatchFilters,
    DispatchOut,
    DispatchPage,
    DispatchRowOut,
    EventOut,
    MarkIn,
    MarkManyIn,
    NoteIn,
    PlanIn,
    SettleIn,
    TakeBackIn,
)
from app.core.errors import Conflict, InvalidInput
from app.delivery import mending, queries
from app.delivery.models import Dispatch
from app.delivery.planning import send_rows
from app.delivery.planning_rows import SendRow
from app.delivery.queries import DispatchRow
from app.delivery.rules import Mark
from app.delivery.sending import Plan, mark_dispatches, plan_dispatches
from app.letters.queries import letter as letter_by_id

TAG = "Dispatches"


@operation("GET", "/dispatches", tag=TAG, scope=Scope.READ, query=DispatchFilters, returns=DispatchPage)
def list_dispatches(query: DispatchFilters) -> DispatchPage:
    """List dispatches.

    The newest first, over all letters or of one letter, campaign, official, state or channel.
    """
    wanted = [
        column == value
        for column, value in (
            (Dispatch.letter_id, query.letter_id),
            (Dispatch.campaign_id, query.campaign_id),
            (Dispatch.official_id, query.official_id),
            (Dispatch.state, query.state),
            (Dispatch.channel, query.channel),
        )
        if value is not None
    ]
    page = cut(
        session(),
        queries.dispatch_rows(*wanted),
        newest(Dispatch.id),
        limit=query.limit,
        cursor=query.cursor,
    )
    items = [_row(queries.to_row(row[:6])) for row in page.rows]
    return DispatchPage(items=items, next_cursor=page.next_cursor)


@operation(
    "POST",
    "/dispatches",
    tag=TAG,
    scope=Scope.WRITE,
    body=DispatchesNew,
    returns=Dispatches,
    status=201,
)
def plan(body: DispatchesNew) -> Dispatches:
    """Plan dispatches.

    Of a sealed letter whose files are whole. All of them are planned, or none; nobody is planned the same paper
    by the same channel twice.
    """
    letter = letter_by_id(session(), body.letter_id)
    writable(letter.campaign_id)
    rows = send_rows(session(), letter)
    plans = [made for n, one in enumerate(body.plans) for made in _plans(one, rows, n)]
    made = plan_dispatches(session(), letter, plans, planned_for=body.planned_for, by=by())
    return _rows([one.id for one in made])


@operation("POST", "/dispatches/mark", tag=TAG, scope=Scope.WRITE, body=MarkManyIn, returns=Dispatches)
def mark_many(body: MarkManyIn) -> Dispatches:
    """Mark several dispatches.

    All of them move to the state, or none.
    """
    found = queries.dispatches(session(), body.dispatch_ids)
    for campaign_id in {one.campaign_id for one in found}:
        writable(campaign_id)
    mark_dispatches(session(), found, _mark(body), by=by())
    return _rows([one.id for one in found])


@operation("GET", "/dispatches/{dispatch_id}", tag=TAG, scope=Scope.READ, returns=DispatchOut)
def get_dispatch(dispatch_id: UUID) -> DispatchOut:
    """Get a dispatch.

    With everything that happened to it.
    """
    return _shown(dispatch_id)


@operation(
    "POST", "/dispatches/{dispatch_id}/mark", tag=TAG, scope=Scope.WRITE, body=MarkIn, returns=DispatchOut
)
def mark(dispatch_id: UUID, body: MarkIn) -> DispatchOut:
    """Mark a dispatch.

    Say what happened: printed, handed over, delivered, returned, failed, outcome unknown or cancelled. Only the
    moves of its channel are allowed: 409 otherwise.
    """
    mark_dispatches(session(), [_writable(dispatch_id)], _mark(body), by=by())
    return _shown(dispatch_id)


@operation(
    "POST", "/dispatches/{dispatch_id}/note", tag=TAG, scope=Scope.WRITE, body=NoteIn, returns=DispatchOut
)
def note(dispatch_id: UUID, body: NoteIn) -> DispatchOut:
    """Add a note.

    Dated; the state stays.
    """
    mending.add_note(session(), _writable(dispatch_id), body.note, day=body.day, by=by())
    return _shown(dispatch_id)


@operation(
    "POST", "/dispatches/{dispatch_id}/ask", tag=TAG, scope=Scope.WRITE, body=NoteIn, returns=DispatchOut
)
def ask(dispatch_id: UUID, body: NoteIn) -> DispatchOut:
    """Note that the office was asked.

    For a dispatch of unknown outcome; it stays open until the outcome is known. `day` is not used here.
    """
    if body.day is not None:
        raise InvalidInput({"day": "Asking is dated today. Leave this out."})
    mending.note_asked(session(), _writable(dispatch_id), body.note, by=by())
    return _shown(dispatch_id)


@operation(
    "POST",
    "/dispatches/{dispatch_id}/take-back",
    tag=TAG,
    scope=Scope.WRITE,
    body=TakeBackIn,
    returns=DispatchOut,
)
def take_back(dispatch_id: UUID, body: TakeBackIn) -> DispatchOut:
    """Take the last step back.

    By a correcting event that names it and says why; nothing is deleted.
    """
    found = _writable(dispatch_id)
    last = mending.last_open_event(session(), dispatch_id)
    event_id = body.event_id or (last.id if last else None)
    if event_id is None:
        raise Conflict("There is no step to take back.")
    mending.take_back(session(), found, event_id, body.reason, by=by())
    return _shown(dispatch_id)


@operation(
    "POST",
    "/dispatches/{dispatch_id}/settle",
    tag=TAG,
    scope=Scope.WRITE,
    body=SettleIn,
    returns=DispatchOut,
)
def settle(dispatch_id: UUID, body: SettleIn) -> DispatchOut:
    """Settle an unknown outcome.

    Closes it as one that cannot be known. It stays in the record as unknown.
    """
    mending.settle_unknown(session(), _writable(dispatch_id), body.note, by=by())
    return _shown(dispatch_id)


def _writable(dispatch_id: UUID) -> Dispatch:
    found = queries.dispatch(session(), dispatch_id)
    writable(found.campaign_id)
    return found


def _plans(wanted: PlanIn, rows: Sequence[SendRow], number: int) -> list[Plan]:
    """The dispatches that one entry asks for. Raises `InvalidInput` naming it."""
    found = [
        row
        for row in rows
        if wanted.addressee_id in (None, row.addressee.id)
        and wanted.official_id in (None, row.addressee.official_id)
    ]
    if not found:
        raise InvalidInput({f"plans.{number}": "This recipient is not on this letter."})
    plans = []
    for row in found:
        contact = row.cells[wanted.channel].contact
        chosen = wanted.contact_point_id or (contact.id if contact else None)
        plans.append(Plan(row.addressee.id, wanted.channel, chosen))
    return plans


def _mark(body: MarkIn) -> Mark:
    return Mark(body.state, body.day, body.note, body.tracking_number)


def _shown(dispatch_id: UUID) -> DispatchOut:
    session().flush()
    row = queries.dispatch_row(session(), dispatch_id)
    events = queries.events_of(session(), [dispatch_id]).get(dispatch_id, [])
    shown = [EventOut(**{name: getattr(event, name) for name in EventOut.model_fields}) for event in events]
    return DispatchOut(**_row(row).model_dump(), events=shown)


def _rows(ids: Sequence[UUID]) -> Dispatches:
    """In the order of `ids`. One SELECT."""
    session().flush()
    rows = session().execute(queries.dispatch_rows(Dispatch.id.in_(ids)))
    found = {row.dispatch.id: row for row in (queries.to_row(one) for one in rows)}
    return Dispatches(items=[_row(found[each]) for each in dict.fromkeys(ids)])


_PLAIN = frozenset(DispatchRowOut.model_fields) - {"name", "office", "letter_number"}


def _row(row: DispatchRow) -> DispatchRowOut:
    return DispatchRowOut(
        **{name: getattr(row.dispatch, name) for name in _PLAIN},
        name=row.name,
        office=row.office,
        letter_number=row.letter_number,
    )
