"""Thanks begun from what is on record: the words that are filled in, from which pages, and who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.campaigns.models import Campaign
from app.campaigns.positions import record_position
from app.campaigns.rules_positions import Position, SourceKind
from app.core.db import db
from app.demands.queries import demands_by_slug
from app.letters import markdown, templates
from app.letters.changes import Changes
from app.letters.checks import report_for
from app.letters.compose import Code
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.thanking import QUESTION, draft_thanks
from app.officials.models import Official
from tests.accounts.forms import csrf_of
from tests.letters.pages import Desk, make_desk

SAID = "Said at the hearing [on record] that she would."


@dataclass(frozen=True)
class Known:
    """What the tests name of the desk's world."""

    campaign_id: UUID
    slug: str
    officials: list[UUID]
    demand_id: UUID


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role, officials=2)


@pytest.fixture
def known(desk: Desk) -> Known:
    with desk.app.app_context():
        campaign = db.session.get_one(Campaign, db.session.get_one(Letter, desk.letter_id).campaign_id)
        officials = list(db.session.scalars(sa.select(Official.id).order_by(Official.sort_name.desc())))
        return Known(
            campaign.id,
            campaign.slug,
            officials,
            demands_by_slug(db.session, ["section-907"])["section-907"].id,
        )


def promise(
    desk: Desk, known: Known, place: int = 0, position: Position = Position.COMMITTED, day: int = 3
) -> UUID:
    """Put a position on record; the official's id."""
    official = known.officials[place]
    with desk.app.app_context():
        record_position(
            db.session, db.session.get_one(Campaign, known.campaign_id), official,
            known.demand_id, position=position, day=date(2023, 1, day), evidence=SAID,
            source_kind=SourceKind.PUBLIC_STATEMENT, by=desk.world.approver,
        )  # fmt: skip
        db.session.commit()
    return official


def opening(letter: Letter) -> str:
    return markdown.write_section(content_of(version_of(db.session, letter)).tree.sections[0])


def test_the_template_has_the_question_that_the_record_answers() -> None:
    assert QUESTION in markdown.write(templates.load("thank_you").body)


def test_the_record_fills_in_the_demand_the_act_and_the_day(desk: Desk, known: Known) -> None:
    official, place = promise(desk, known), known.slug
    for page in (f"/campaigns/{place}/positions", f"/officials/{official}"):
        html = unescape(desk.drafter.get(page).text)
        assert f'action="/letters/thanks/{place}"' in html and f'value="{official}"' in html
        assert "letters/thanks" not in desk.approver.get(page).text, "not a member of the campaign"
    values = {"official": str(official), "csrf_token": csrf_of(desk.drafter, "/account")}
    assert desk.drafter.post(f"/letters/thanks/{place}", data=values).status_code == 303
    with desk.app.app_context():
        letter = db.session.scalars(sa.select(Letter).where(Letter.template == "thank_you")).one()
        text = opening(letter)
        assert (
            "to thank you for what you promised on January 3, 2023 about “" in text and QUESTION not in text
        )
        assert "in your words: Said at the hearing (on record) that she would" in text


def test_several_share_the_sentence_only_where_their_records_agree(desk: Desk, known: Known) -> None:
    both = [promise(desk, known), promise(desk, known, 1)]
    with desk.app.app_context():
        campaign = db.session.get_one(Campaign, known.campaign_id)
        assert "what you promised on January 3" in opening(
            draft_thanks(db.session, campaign, both, by=desk.world.writer)
        )
        db.session.rollback()
    promise(desk, known, 1, Position.MET, 4)
    with desk.app.app_context():
        campaign = db.session.get_one(Campaign, known.campaign_id)
        assert QUESTION in opening(draft_thanks(db.session, campaign, both, by=desk.world.writer))
        one = draft_thanks(db.session, campaign, both[1:], by=desk.world.writer)
        assert "doing what we asked, as of January 4, 2023" in opening(one)


def test_once_its_gap_is_filled_the_day_on_record_needs_no_source(desk: Desk, known: Known) -> None:
    """And a day that is not on record does."""
    official = promise(desk, known)
    with desk.app.app_context():
        campaign = db.session.get_one(Campaign, known.campaign_id)
        letter = draft_thanks(db.session, campaign, [official], by=desk.world.writer)
        text = re.sub(r" \[\[in your words.*?\]\]", "", opening(letter))
        for number, (typed, flagged) in enumerate(
            {text: False, text.replace("January 3", "January 2"): True}.items(), start=1
        ):
            changes = Changes(body_markdown=f"::: opening\n\n{typed}\n\n:::")
            save_version(db.session, letter, changes, based_on_version=number, by=desk.world.writer)
            report = report_for(gather(db.session, letter), content_of(version_of(db.session, letter)))
            assert (Code.UNSOURCED_FIGURE in {one.code for one in report.all()}) is flagged, typed


def test_thanks_need_a_record_and_a_writer(
    desk: Desk, known: Known, as_role: Callable[..., FlaskClient]
) -> None:
    place, viewer = known.slug, as_role(Role.VIEWER)

    def ask(client: FlaskClient, **values: str) -> tuple[int, str]:
        token = csrf_of(client, "/account")
        answer = client.post(f"/letters/thanks/{place}", data={**values, "csrf_token": token})
        return answer.status_code, answer.headers.get("Location", "")

    assert ask(viewer, official=str(known.officials[0]))[0] == 403
    for values in ({}, {"official": "nobody"}, {"official": str(known.officials[0])}):
        assert ask(desk.drafter, **values) == (303, f"/campaigns/{place}/positions")
    page = unescape(desk.drafter.get(f"/campaigns/{place}/positions").text)
    assert "Nothing to thank for is on record" in page
    with desk.app.app_context():
        assert not db.session.scalars(sa.select(Letter).where(Letter.template == "thank_you")).all()
