"""The sending page and the board of one letter."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, requires
from app.accounts.rules import Actor, Permission
from app.campaigns import queries as campaign_queries
from app.campaigns.access import may_write
from app.core.db import db
from app.core.tables import Cell, csv_bytes, xlsx_bytes
from app.delivery import queries, queries_letters, queries_replies
from app.delivery.forms import OutcomeForm
from app.delivery.models import Dispatch
from app.delivery.queries_letters import Group
from app.delivery.routes import bp
from app.delivery.routes._shared import facts_known, sealed_letter
from app.delivery.rules import CHANNEL_NOUNS, CHANNEL_WORDS, DispatchState, clock_words, state_words
from app.letters.models import Letter

STRIP = (
    (DispatchState.PLANNED, Group.WAY),
    (DispatchState.PRINTED, Group.WAY),
    (DispatchState.HANDED_OVER, Group.WAY),
    (DispatchState.DELIVERED, Group.ARRIVED),
    (DispatchState.OUTCOME_UNKNOWN, Group.DECIDE),
    (DispatchState.RETURNED, Group.DECIDE),
    (DispatchState.FAILED, Group.DECIDE),
)
_LOG = [
    "Letter", "Copy", "Recipient", "Office", "Channel", "Destination", "State", "Day", "Left on", "Tracking number",
    "Follow-up on", "Note",
]  # fmt: skip
_MOST_ROWS = 20_000
_FEW, _MANY = 25, 100


@bp.get("/sending")
@requires(Permission.READ)
def index() -> str:
    """What needs a decision, what is due, and every sealed letter."""
    by = current_actor()
    return render_template(
        "delivery/index.html",
        undecided=queries.needs_decision(db.session, limit=_FEW),
        undecided_total=queries.count_undecided(db.session),
        due=queries.follow_ups(db.session, by.today, limit=_FEW),
        due_total=queries.count_follow_ups(db.session, by.today),
        states=[state for state in DispatchState if state is not DispatchState.CANCELLED],
        letters=queries_letters.sealed_letters(db.session, page=request.args.get("page", 1, type=int)),
        writable=_writable(by),
        words=state_words,
        nouns=CHANNEL_NOUNS,
    )


def _writable(by: Actor) -> set[UUID]:
    """Ids of the open campaigns that this person writes in."""
    if not by.may(Permission.WRITE):
        return set()
    everywhere = by.may(Permission.MANAGE) or by.user_id is None
    return {
        one.id
        for one in campaign_queries.open_campaigns(db.session, user_id=None if everywhere else by.user_id)
    }


@bp.get("/sending/letters/<uuid:letter_id>")
@requires(Permission.READ)
def board(letter_id: UUID) -> ResponseReturnValue:
    """Every dispatch of one letter, grouped by who must act; one long group by pages."""
    letter = sealed_letter(letter_id)
    only = _group(request.args.get("group", ""))
    page = request.args.get("page", 1, type=int)
    groups = {
        group: queries_letters.group_page(
            db.session, letter.id, group, page=page if only else 1, size=_MANY if only else _FEW
        )
        for group in ([only] if only else Group)
    }
    shown = [row.dispatch for found in groups.values() for row in found.items]
    counts = queries.counts_by_state(db.session, letter_id=letter.id)
    campaign = campaign_queries.campaign(db.session, letter.campaign_id)
    waiting = queries_letters.waiting(db.session, letter.id)
    return render_template(
        "delivery/board.html",
        letter=letter,
        newer=db.session.get(Letter, letter.superseded_by_id) if letter.superseded_by_id else None,
        campaign=campaign,
        counts=counts,
        strip=STRIP,
        total=sum(counts.values()) - counts[DispatchState.CANCELLED],
        groups=groups,
        only=only,
        undecided=queries.count_undecided(db.session, letter_id=letter.id),
        officials=_officials(letter),
        waiting=waiting,
        said=queries_letters.last_notes(db.session, [row.id for row in shown]),
        answered=queries_replies.answered_of(db.session, campaign.id, {row.official_id for row in shown}),
        panel=_panel(groups.get(Group.DECIDE)),
        words=state_words,
        nouns=CHANNEL_NOUNS,
        clock_words=clock_words,
        may_write=may_write(db.session, letter.campaign_id, current_actor()),
    )


def _group(raw: str) -> Group | None:
    return Group(raw) if raw in set(Group) else None


def _officials(letter: Letter) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.count(sa.distinct(Dispatch.official_id))).where(
                Dispatch.letter_id == letter.id, Dispatch.state != DispatchState.CANCELLED
            )
        )
        or 0
    )


def _panel(found: object) -> dict[str, object] | None:
    """The first open question in full, so that it can be answered on the spot."""
    rows = getattr(found, "items", ())
    row = next((r for r in rows if r.dispatch.state is DispatchState.OUTCOME_UNKNOWN), None)
    if row is None:
        return None
    return outcome_panel(row, OutcomeForm(formdata=None))


def outcome_panel(row: queries.DispatchRow, form: OutcomeForm) -> dict[str, object]:
    """What the panel of an unknown outcome shows."""
    events = queries.events_of(db.session, [row.dispatch.id]).get(row.dispatch.id, [])
    return {
        "row": row,
        "form": form,
        "facts": facts_known(events),
        "phone": queries_letters.phone_of(db.session, row.dispatch.official_id),
    }


@bp.get("/sending/letters/<uuid:letter_id>/log.<any(csv, xlsx):kind>")
@requires(Permission.READ)
def mailing_log(letter_id: UUID, kind: str) -> Response:
    """The mailing log of one letter, for a spreadsheet."""
    letter = sealed_letter(letter_id)
    select = queries.dispatch_rows(Dispatch.letter_id == letter.id)
    select = select.order_by(Dispatch.copy_no, Dispatch.created_at, Dispatch.id).limit(_MOST_ROWS)
    rows = [queries.to_row(row) for row in db.session.execute(select)]
    said = queries_letters.last_notes(db.session, [row.dispatch.id for row in rows])
    table = [
        (
            row.letter_number,
            row.dispatch.copy_no,
            row.name,
            row.office,
            CHANNEL_WORDS[row.dispatch.channel],
            row.dispatch.destination.replace("\n", ", "),
            state_words(row.dispatch.channel, row.dispatch.state),
            row.dispatch.state_day,
            row.dispatch.left_on,
            row.dispatch.tracking_number,
            row.dispatch.follow_up_on,
            said.get(row.dispatch.id, ("", None))[0],
        )
        for row in rows
    ]
    return spreadsheet(kind, f"{letter.number} mailing log", _LOG, table)


def spreadsheet(kind: str, title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    """`rows` as a download, CSV or XLSX."""
    xlsx = kind == "xlsx"
    data = xlsx_bytes(title, head, rows) if xlsx else csv_bytes(head, rows)
    response = Response(data)
    response.mimetype = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if xlsx else "text/csv"
    )
    response.headers.set("Content-Disposition", "attachment", filename=f"{title.replace(' ', '-')}.{kind}")
    return response
