"""Tables of a campaign for a spreadsheet: targets, scoreboard, positions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.queries import campaign_by_slug
from app.campaigns.rules_positions import POSITION_WORDS, SOURCE_WORDS
from app.core.db import db
from app.core.tables import Cell
from app.delivery.routes.lists import spreadsheet
from app.delivery.rules import CHANNEL_WORDS, state_words
from app.reports.queries_positions import board, everything_said, positions_of
from app.reports.queries_targets import TargetRow, every_target
from app.reports.routes import bp
from app.reports.routes.campaign import columns
from app.reports.rules_positions import position_line
from app.reports.rules_steps import STEP_WORDS

_TARGETS = [
    "Official", "Office", "Last dispatch", "Channel", "Day", "Answered", "Position", "Also", "Next step", "Due",
]  # fmt: skip
_SAID = ["Demand", "Official", "Office", "Position", "Day", "Basis", "Evidence", "Reference"]


@bp.get("/campaigns/<slug>/targets.<any(csv, xlsx):kind>")
@requires(Permission.READ)
def targets_file(slug: str, kind: str) -> Response:
    """Every target with the last dispatch, where they stand and what comes next."""
    found = campaign_by_slug(db.session, slug)
    rows = every_target(db.session, found.id, current_actor().today)
    return spreadsheet(kind, f"{slug} targets", _TARGETS, [_target(row) for row in rows])


def _target(row: TargetRow) -> Sequence[Cell]:
    _head, words, also = position_line(row.positions)
    last = row.last
    return (
        row.name,
        row.office,
        state_words(last.channel, last.state) if last else "",
        CHANNEL_WORDS[last.channel] if last else "",
        last.state_day if last else None,
        row.answered_on,
        words,
        also,
        STEP_WORDS[row.step],
        row.due,
    )


@bp.get("/campaigns/<slug>/scoreboard.<any(csv, xlsx):kind>")
@requires(Permission.READ)
def scoreboard_file(slug: str, kind: str) -> Response:
    """Demand by position."""
    found = campaign_by_slug(db.session, slug)
    rows = board(db.session, found.id)
    shown = columns(rows)
    head = ["Demand", "Asked of", *(POSITION_WORDS[position] for position in shown)]
    table: list[Sequence[Cell]] = [
        (row.title, row.asked, *(row.counts[position] for position in shown)) for row in rows
    ]
    return spreadsheet(kind, f"{slug} scoreboard", head, table)


@bp.get("/campaigns/<slug>/positions.<any(csv, xlsx):kind>")
@requires(Permission.READ)
def positions_file(slug: str, kind: str) -> Response:
    """Who said what, with the same filters as the page."""
    found = campaign_by_slug(db.session, slug)
    rows = everything_said(
        db.session,
        found.id,
        current_actor().today,
        demand=request.args.get("demand", ""),
        positions=positions_of(request.args.get("position", "")),
    )
    table = [
        (
            row.demand,
            row.name,
            row.office,
            POSITION_WORDS[row.position],
            row.day,
            SOURCE_WORDS[row.source] if row.source else "",
            row.evidence,
            row.reference,
        )
        for row in rows
    ]
    return spreadsheet(kind, f"{slug} positions", _SAID, table)
