"""What this room shows on the pages of officials: positions, correspondence, the last word, and logging a reply."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.access import can, current_actor, current_user, today
from app.accounts.rules import Permission
from app.campaigns.queries_positions import Stand, stands_of
from app.campaigns.rules_positions import SOURCE_WORDS
from app.core.db import db
from app.core.web.template_filters import short_day
from app.delivery.following import campaign_to_follow
from app.delivery.rules import DispatchState, state_words
from app.letters.thanking import THANKED
from app.officials.panels import Action, Column, Panel, register_action, register_column, register_panel
from app.reports.correspondence import entries
from app.reports.queries_attention import writable_campaigns
from app.reports.queries_correspondence import LastWord, campaign_for_reply, exchange, last_words
from app.reports.queries_positions import AskedOf, asked_of


def install() -> None:
    """Put them on every official's page and into the directory."""
    register_panel(
        Panel("positions", "Positions", "Latest on file for each demand we asked.", _positions, order=10)
    )
    # Takes the place of the list of letters: it holds the same letters, with what became of them and the replies.
    register_panel(
        Panel("letters", "Correspondence", "Both directions, newest first.", _correspondence, order=20)
    )
    register_column(Column("Last word", _last_words))
    register_action(Action("Log a reply", "upload_file", _log_a_reply))
    register_action(Action("Plan follow-up", "alarm", _plan_follow_up))


def _safe(template: str, **values: Any) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704  (a template of ours, every value escaped)


def _positions(session: Session, official_id: UUID) -> Markup | None:
    stands = stands_of(session, official_id)
    known = {(stand.campaign.id, stand.demand.id) for stand in stands}
    silent = [row for row in asked_of(session, official_id) if (row.campaign_id, row.demand_id) not in known]
    if not stands and not silent:
        return None
    return _safe(
        "reports/_positions.html",
        stands=stands,
        silent=silent,
        several=_several(stands, silent),
        thanked=THANKED,
        writable=set(session.scalars(writable_campaigns(current_actor())))
        if can(Permission.WRITE)
        else set(),
        source_words=SOURCE_WORDS,
    )


def _several(stands: list[Stand], silent: list[AskedOf]) -> bool:
    return len({stand.campaign.id for stand in stands} | {row.campaign_id for row in silent}) > 1


def _correspondence(session: Session, official_id: UUID) -> Markup | None:
    lines = entries(exchange(session, official_id), today())
    return _safe("reports/_correspondence.html", entries=lines) if lines else None


def _last_words(session: Session, ids: Collection[UUID]) -> Mapping[UUID, tuple[str, str]]:
    day = today()
    found = last_words(session, ids)
    return {each: _cell(found.get(each), day) for each in ids}


def _cell(word: LastWord | None, day: date) -> tuple[str, str]:
    """ "Delivered Dec 21", "No answer"; "Answered Dec 22" when the reply came later."""
    if word is None:
        return "Nothing sent yet", ""
    one, answered = word.dispatch, word.answered_on
    if one is None or (answered is not None and answered >= one.state_day):
        return f"Answered {short_day(answered, day)}" if answered else "", ""
    sent = f"{state_words(one.channel, one.state)} {short_day(one.state_day, day)}"
    if answered is not None:
        return sent, f"Answered {short_day(answered, day)}"
    quiet = one.state in (DispatchState.HANDED_OVER, DispatchState.DELIVERED, DispatchState.OUTCOME_UNKNOWN)
    return sent, "No answer" if quiet else ""


def _log_a_reply(official_id: UUID) -> str | None:
    if not can(Permission.WRITE):
        return None
    user = current_user()
    mine = None if user is None or can(Permission.MANAGE) else user.id
    slug = campaign_for_reply(db.session, official_id, mine)
    return url_for("delivery.new_reply", slug=slug, official=official_id) if slug else None


def _plan_follow_up(official_id: UUID) -> str | None:
    if not can(Permission.WRITE):
        return None
    slug = campaign_to_follow(db.session, official_id, today())
    return url_for("delivery.follow_ups", slug=slug, official=official_id) if slug else None
