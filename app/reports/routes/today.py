"""Today: what needs the person who is signed in, and where the leading campaign stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template, url_for

from app.accounts.access import current_actor, current_session_id, requires
from app.accounts.rules import Actor, Permission
from app.campaigns.frame import leading_count
from app.campaigns.models import Campaign
from app.campaigns.rules_positions import Position
from app.core.db import db
from app.core.web.template_filters import link
from app.delivery.rules import DispatchState
from app.reports.queries_attention import writable_campaigns
from app.reports.queries_campaign import leading_campaign, numbers, reach
from app.reports.queries_due import Due, DueKind, coming
from app.reports.queries_since import News, last_here, news
from app.reports.queries_timeline import due_words
from app.reports.routes import bp
from app.reports.routes.places import url_of
from app.reports.rules_summary import Leads, Numbers, Place
from app.reports.rules_today import sentence
from app.reports.today_items import letter_url, todays_work

_AHEAD = timedelta(days=7)


@bp.get("/")
@requires(Permission.READ)
def today() -> str:
    """Everything that needs me, in the order of what to do first."""
    by = current_actor()
    work = todays_work(db.session, by)
    campaign = leading_campaign(db.session, by.user_id)
    since = last_here(db.session, by, current_session_id())
    return render_template(
        "reports/today.html",
        work=work,
        sentence=sentence(work.total, work.pressing, work.overdue),
        campaign=campaign,
        count=leading_count(db.session, campaign, by.today) if campaign else None,
        week=_week(by),
        figures=_figures(campaign, by.today) if campaign else None,
        news=[(line, _news_url(line)) for line in news(db.session, by, since)],
        since=since,
        # The page itself says the number in its first sentence.
        attention_count=None,
    )


def _week(by: Actor) -> list[dict[str, Any]]:
    """Days of the coming week on which something falls due, today first and always."""
    ids = list(db.session.scalars(writable_campaigns(by)))
    found = coming(db.session, ids, by.today, by.today + _AHEAD)
    days: dict[date, list[Due]] = {by.today: []}
    for due in found:
        days.setdefault(due.day, []).append(due)
    return [
        {
            "date": day,
            "today": day == by.today,
            "items": [{"text": due_words(due), "url": due_url(due)} for due in dues]
            or [{"text": "Nothing falls due."}],
        }
        for day, dues in sorted(days.items())
    ]


def due_url(due: Due) -> str:
    """Where the thing that falls due is dealt with."""
    if due.kind is DueKind.PROMISE and due.reply_id is not None:
        return url_for("delivery.reply", reply_id=due.reply_id)
    if due.kind is DueKind.DEADLINE:
        return url_for("campaigns.demands", slug=due.campaign_slug)
    return url_for("reports.targets", slug=due.campaign_slug)


def _news_url(line: News) -> str | None:
    if line.letter_id is not None:
        return letter_url(line.letter_id)
    if line.sent_letter_id is not None:
        return url_for("delivery.board", letter_id=line.sent_letter_id)
    return link("delivery.reply", reply_id=line.reply_id)


def _figures(campaign: Campaign, day: date) -> dict[str, Any]:
    """ "Where we stand": rows of (label, figure, rest, address), and whom it is about."""
    got = reach(db.session, campaign.id)
    counts = numbers(db.session, campaign.id, day, got)
    return {"targets": counts.targets, "rows": _rows(campaign.slug, got.states, got.total, counts)}


def _rows(slug: str, states: Any, total: int, counts: Numbers) -> list[tuple[str, int, str, str]]:
    rows = [
        ("Letters delivered", states[DispatchState.DELIVERED], f"of {total:,}",
         url_of(slug, Place(Leads.DISPATCHES, state="delivered"))),
        ("Officials who answered", counts.answered, f"of {counts.written:,}",
         url_of(slug, Place(Leads.REPLIES))),
    ]  # fmt: skip
    committed = max(counts.demands, key=lambda row: row.counts[Position.COMMITTED], default=None)
    if committed is not None and committed.asked:
        rows.append(
            (f"Committed: {committed.title}", committed.counts[Position.COMMITTED], f"of {committed.asked:,}",
             url_of(slug, Place(Leads.POSITIONS, committed.slug, "committed")))
        )  # fmt: skip
    rows.append(
        ("Refused a demand", counts.refusing, "official" if counts.refusing == 1 else "officials",
         url_of(slug, Place(Leads.POSITIONS, position="against")))
    )  # fmt: skip
    return rows
