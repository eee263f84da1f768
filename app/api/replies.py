"""Replies and the positions they carry."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.accounts.rules import Scope
from app.api.acting import by, session, writable
from app.api.http.operations import operation
from app.api.http.paging import cut, newest
from app.api.schemas.delivery import (
    ReplyFilters,
    ReplyNew,
    ReplyOut,
    ReplyPage,
    ReplyPositionIn,
    ReplyPositionOut,
    WithdrawReplyIn,
)
from app.campaigns.queries_positions import stands_by_reply
from app.campaigns.rules_positions import Position
from app.core.errors import InvalidInput
from app.delivery import queries_replies
from app.delivery.models import Reply
from app.delivery.queries_replies import ReplyRow
from app.delivery.replies import ReplyDetails, log_reply, withdraw_reply

TAG = "Replies"
_FIELDS = {"official": "official_id", "letter": "letter_id"}


@operation("GET", "/replies", tag=TAG, scope=Scope.READ, query=ReplyFilters, returns=ReplyPage)
def list_replies(query: ReplyFilters) -> ReplyPage:
    """List replies.

    As they were logged, the newest first; those logged by mistake too, with the reason.
    """
    wanted = [
        column == value
        for column, value in (
            (Reply.campaign_id, query.campaign_id),
            (Reply.official_id, query.official_id),
            (Reply.letter_id, query.letter_id),
        )
        if value is not None
    ]
    select = queries_replies.reply_rows(*wanted)
    page = cut(session(), select, newest(Reply.id), limit=query.limit, cursor=query.cursor)
    rows = [ReplyRow(*row[:5]) for row in page.rows]
    return ReplyPage(items=_shown(rows), next_cursor=page.next_cursor)


@operation(
    "POST", "/replies", tag=TAG, scope=Scope.WRITE, body=ReplyNew, returns=ReplyOut, status=201, located=True
)
def add_reply(body: ReplyNew) -> ReplyOut:
    """Log a reply.

    With the official's position on each demand that it speaks to. All of it is recorded, or nothing.
    """
    details = ReplyDetails(
        official_id=body.official_id,
        received_on=body.received_on,
        channel=body.channel,
        summary=body.summary,
        quotation=body.quotation,
        answered_by=body.answered_by,
        letter_id=body.letter_id,
        promised_by=body.promised_by,
        positions=_positions(body.positions),
    )
    try:
        made = log_reply(session(), writable(body.campaign_id), details, by=by())
    except InvalidInput as error:
        errors = {_FIELDS.get(name, name): text for name, text in error.errors.items()}
        raise InvalidInput(errors, error.message) from error
    return _one(made.id)


@operation("GET", "/replies/{reply_id}", tag=TAG, scope=Scope.READ, returns=ReplyOut)
def get_reply(reply_id: UUID) -> ReplyOut:
    """Get a reply.

    With the positions that came with it and still count.
    """
    return _one(reply_id)


@operation(
    "POST",
    "/replies/{reply_id}/withdraw",
    tag=TAG,
    scope=Scope.WRITE,
    body=WithdrawReplyIn,
    returns=ReplyOut,
)
def withdraw(reply_id: UUID, body: WithdrawReplyIn) -> ReplyOut:
    """Withdraw a reply.

    Marks it as logged by mistake and takes back the positions it carried. The record stays.
    """
    found = queries_replies.reply_row(session(), reply_id).reply
    writable(found.campaign_id)
    withdraw_reply(session(), found, body.reason, by=by())
    return _one(reply_id)


def _positions(given: Sequence[ReplyPositionIn]) -> dict[UUID, Position]:
    found: dict[UUID, Position] = {}
    for number, one in enumerate(given):
        if one.demand_id in found:
            raise InvalidInput({f"positions.{number}.demand_id": "Name each demand once."})
        found[one.demand_id] = one.position
    return found


def _one(reply_id: UUID) -> ReplyOut:
    session().flush()
    return _shown([queries_replies.reply_row(session(), reply_id)])[0]


_PLAIN = frozenset(ReplyOut.model_fields) - {"name", "letter_number", "positions"}


def _shown(rows: Sequence[ReplyRow]) -> list[ReplyOut]:
    """Replies with their positions. One SELECT more for any number."""
    stands = stands_by_reply(session(), [row.reply.id for row in rows])
    return [
        ReplyOut(
            **{name: getattr(row.reply, name) for name in _PLAIN},
            name=row.name,
            letter_number=row.letter_number,
            positions=[
                ReplyPositionOut(demand_id=one.demand_id, position=one.position)
                for one in stands.get(row.reply.id, [])
            ],
        )
        for row in rows
    ]
