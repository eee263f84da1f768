"""The overview of a campaign, who said what, and the page that goes to the board."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template, request

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.frame import Count, campaign_frame, leading_count
from app.campaigns.models import Campaign
from app.campaigns.queries import campaign_by_slug
from app.campaigns.rules import COUNT_WORDS
from app.campaigns.rules_positions import POSITION_WORDS, SOURCE_WORDS, Position
from app.core.db import db
from app.delivery import queries as delivery
from app.delivery.rules import CHANNEL_WORDS, state_words
from app.reports import queries_timeline
from app.reports.brief import brief_of
from app.reports.queries_campaign import Reach, numbers, reach
from app.reports.queries_claims import claims_cited
from app.reports.queries_due import Due, coming
from app.reports.queries_positions import board, positions_of, who_said_what
from app.reports.queries_targets import target_rows
from app.reports.queries_timeline import due_words
from app.reports.routes import bp
from app.reports.routes.places import url_of
from app.reports.routes.today import due_url
from app.reports.rules_funnel import funnel
from app.reports.rules_positions import position_line
from app.reports.rules_steps import STEP_WORDS
from app.reports.rules_summary import summary
from app.reports.rules_timeline import Line, TimelineEvent, draw, in_order

_AHEAD = timedelta(days=90)
_SHOWN = 3
_TARGETS = 10
_CLAIMS = 20  # looked at for the board's one page, which shows those that have room
_ASKED = 200  # open questions counted for it
# Always on the scoreboard, as drawn; the others only where somebody stands there.
_ALWAYS = (
    Position.COMMITTED,
    Position.PARTLY_MET,
    Position.NONCOMMITTAL,
    Position.REFUSED,
    Position.NONE,
)
_ORDER = (
    Position.MET,
    Position.COMMITTED,
    Position.PARTLY_MET,
    Position.ACKNOWLEDGED,
    Position.NONCOMMITTAL,
    Position.REFUSED,
    Position.REVERSED,
    Position.NONE,
)


def framed(template: str, campaign: Campaign, **values: Any) -> str:
    """A page of this room inside the campaign's frame."""
    by = current_actor()
    frame = campaign_frame(db.session, campaign, by)
    return render_template(template, frame=frame, campaign=campaign, **values)


@bp.get("/campaigns/<slug>")
@requires(Permission.READ)
def campaign(slug: str) -> str:
    """Where do we stand: one sentence, then the numbers behind it."""
    found, by = campaign_by_slug(db.session, slug), current_actor()
    got = reach(db.session, found.id)
    counts = numbers(db.session, found.id, by.today, got)
    due = coming(db.session, [found.id], by.today, by.today + _AHEAD)
    count = leading_count(db.session, found, by.today)
    events, line = _timeline(found, due, count, by.today)
    return framed(
        "reports/campaign.html",
        found,
        count=count,
        count_words=COUNT_WORDS,
        summary=summary(counts),
        url_of=lambda place: url_of(slug, place),
        deadlines=_deadlines(due),
        columns=columns(counts.demands),
        demands=counts.demands,
        words=POSITION_WORDS,
        reach=got,
        stages=_stages(got),
        events=events,
        line=line,
        targets=target_rows(db.session, found.id, by.today, size=_TARGETS),
        position_line=position_line,
        step_words=STEP_WORDS,
        channels=CHANNEL_WORDS,
        state_words=state_words,
    )


def columns(demands: Any) -> list[Position]:
    """The positions that the scoreboard has a column for."""
    return [
        position
        for position in _ORDER
        if position in _ALWAYS or any(row.counts.get(position) for row in demands)
    ]


def _stages(got: Reach) -> list[dict[str, Any]]:
    stages = funnel(got.states, got.answered_dispatches, got.answered_on_the_way)
    return [{"label": stage.label, "count": stage.count, "note": stage.note} for stage in stages]


def _deadlines(due: list[Due]) -> list[tuple[date, str, str]]:
    return [(one.day, due_words(one), due_url(one)) for one in due[:_SHOWN]]


def _timeline(
    found: Campaign, due: list[Due], count: Count | None, today: date
) -> tuple[list[TimelineEvent], Line | None]:
    """The events with their day counts, and the drawing."""
    raw = queries_timeline.events(db.session, found.id, due)
    start = count.anchor.day if count else queries_timeline.first_day(raw, today)
    first = (count.number or 0) - (today - start).days if count and count.number is not None else 1
    numbered = [
        TimelineEvent(event.day, event.kind, event.text, (event.day - start).days + first)
        if event.day >= start
        else event
        for event in in_order(raw)
    ]
    return numbered, draw(numbered, start, today, first_number=first)


@bp.get("/campaigns/<slug>/positions")
@requires(Permission.READ)
def positions(slug: str) -> str:
    """Who said what: each official on each demand, with the evidence."""
    found, by = campaign_by_slug(db.session, slug), current_actor()
    demand, position = request.args.get("demand", ""), request.args.get("position", "")
    rows = who_said_what(
        db.session,
        found.id,
        by.today,
        demand=demand,
        positions=positions_of(position),
        page=request.args.get("page", 1, type=int),
    )
    return framed(
        "reports/positions.html",
        found,
        page=rows,
        demand=demand,
        position=position,
        demands=board(db.session, found.id),
        words=POSITION_WORDS,
        sources=SOURCE_WORDS,
        choices=_choices(),
    )


def _choices() -> list[tuple[str, str]]:
    words = [(position.value, POSITION_WORDS[position]) for position in _ORDER]
    return [("", "Any position"), *words, ("for", "In favor, all kinds"), ("against", "Against, all kinds")]


@bp.get("/campaigns/<slug>/brief")
@requires(Permission.READ)
def brief(slug: str) -> str:
    """One page for the board, made to be printed: what has no room is counted, never dropped in silence."""
    found, by = campaign_by_slug(db.session, slug), current_actor()
    got = reach(db.session, found.id)
    counts = numbers(db.session, found.id, by.today, got)
    due = coming(db.session, [found.id], by.today, by.today + _AHEAD)
    waiting = delivery.needs_decision(db.session, campaign_ids=[found.id], limit=_ASKED)
    cited, known = claims_cited(db.session, found.id, _CLAIMS)
    due_days = _deadlines(due)
    return framed(
        "reports/brief.html",
        found,
        count=leading_count(db.session, found, by.today),
        columns=columns(counts.demands),
        words=POSITION_WORDS,
        stages=_stages(got),
        brief=brief_of(summary(counts), counts.demands, due_days, waiting, cited, known, by.today),
    )
