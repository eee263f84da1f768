"""Lists of one campaign: every target, dispatch and reply; and the door to the library."""

from __future__ import annotations

from flask import render_template, request

from app.accounts.access import current_actor, requires
from app.accounts.rules import Permission
from app.campaigns.queries import campaign_by_slug
from app.core.db import db
from app.delivery import queries, queries_replies
from app.delivery.rules import CHANNEL_WORDS, STATE_WORDS, Channel, DispatchState, state_words
from app.reports.queries_library import library_counts
from app.reports.queries_targets import target_rows
from app.reports.routes import bp
from app.reports.routes.campaign import framed
from app.reports.rules_positions import position_line
from app.reports.rules_steps import STEP_WORDS

# "broken" is what came back and what failed.
_BROKEN = (DispatchState.RETURNED, DispatchState.FAILED)
_STATES = [("", "Any state"), *((state.value, STATE_WORDS[state]) for state in DispatchState)]
_CHANNELS = [("", "Any channel"), *((channel.value, CHANNEL_WORDS[channel]) for channel in Channel)]


def states_of(value: str) -> tuple[DispatchState, ...]:
    """The states that a filter stands for; empty for anything unknown, which filters nothing."""
    if value == "broken":
        return _BROKEN
    return (DispatchState(value),) if value in {state.value for state in DispatchState} else ()


@bp.get("/campaigns/<slug>/next-steps")
@requires(Permission.READ)
def targets(slug: str) -> str:
    """Every target with the last dispatch, where they stand and what comes next."""
    found, by = campaign_by_slug(db.session, slug), current_actor()
    words = request.args.get("q", "")[:100]
    page = target_rows(
        db.session, found.id, by.today, words=words, page=request.args.get("page", 1, type=int), size=50
    )
    return framed(
        "reports/targets.html",
        found,
        page=page,
        q=words,
        position_line=position_line,
        step_words=STEP_WORDS,
        channels=CHANNEL_WORDS,
        state_words=state_words,
    )


@bp.get("/campaigns/<slug>/dispatches")
@requires(Permission.READ)
def dispatches(slug: str) -> str:
    """Every dispatch of the campaign."""
    found = campaign_by_slug(db.session, slug)
    state, channel = request.args.get("state", ""), request.args.get("channel", "")
    page = queries.page_of_dispatches(
        db.session,
        campaign_id=found.id,
        states=states_of(state),
        channel=Channel(channel) if channel in {each.value for each in Channel} else None,
        page=request.args.get("page", 1, type=int),
    )
    return framed(
        "reports/dispatches.html",
        found,
        page=page,
        state=state,
        channel=channel,
        states=[*_STATES, ("broken", "Returned or failed")],
        channels=_CHANNELS,
        channel_words=CHANNEL_WORDS,
        state_words=state_words,
    )


@bp.get("/campaigns/<slug>/replies")
@requires(Permission.READ)
def replies(slug: str) -> str:
    """Every reply to the campaign."""
    found = campaign_by_slug(db.session, slug)
    page = queries_replies.page_of_replies(
        db.session, campaign_id=found.id, page=request.args.get("page", 1, type=int)
    )
    return framed("reports/replies.html", found, page=page)


@bp.get("/library")
@requires(Permission.READ)
def library() -> str:
    """What letters are made from."""
    return render_template("reports/library.html", counts=library_counts(db.session))
