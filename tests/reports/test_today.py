"""Today through its page: who is asked for what, and that the badge counts the same."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from app.accounts.rules import Actor, Role
from app.campaigns.queries import campaign_by_slug
from app.core.db import db
from app.demands.queries import demands_by_slug
from app.letters.review import return_letter, submit_letter
from app.letters.signing import ask_signatures
from app.signatories.queries import active_signatories, letterheads
from tests.letters.factories import World, approved, make_letter, person, signed
from tests.reports.conftest import AsRole, Place
from tests.reports.reading import css, get, only, words
from tests.support.accounts import user_of


def test_today_of_a_new_office_says_the_first_step(app: Flask, as_role: AsRole) -> None:
    page = get(as_role(Role.DRAFTER), "/")
    assert words(only(page, ".standfirst")) == "Nothing needs you."
    assert "/campaigns/new" in {a.get("href") for a in css(page, "main a")}


def test_today_groups_what_is_expected_of_a_drafter(place: Place) -> None:
    page = get(place.drafter, "/")
    assert words(only(page, "h1")) == "Wednesday, January 4"
    assert words(only(page, ".day-line")) == "Day 24: Road disrupted"
    assert words(only(page, ".standfirst")) == "Four things need you. Two are due today."
    titles = [words(h) for h in css(page, ".hung h2")]
    assert titles == ["To find out", "To chase"]
    assert [words(h) for h in css(page, ".work-item h3")] == [
        "Post to Delia Stroud",
        "Post to Marian Holloway",
        "Thomas Brandvold, Senator from California",
        "Víctor Reyes-Lund, Senator from California",
    ]
    filled = css(page, "main .btn--primary")
    assert [words(button) for button in filled] == ["Choose channel: Post to Delia Stroud"]


def test_a_viewer_is_asked_for_nothing(place: Place, as_role: AsRole) -> None:
    page = get(as_role(Role.VIEWER), "/")
    assert words(only(page, ".standfirst")) == "Nothing needs you."
    assert css(page, ".badge") == []


def test_letters_wait_for_the_one_who_has_to_act(app: Flask, place: Place, as_role: AsRole) -> None:
    approver = as_role(Role.APPROVER)
    with app.app_context():
        _letters_under_way(app, place)
    mine = get(place.drafter, "/")
    finish = only(mine, "[aria-labelledby=group-finish]")
    assert [words(s) for s in css(finish, ".status__word")] == ["Returned", "Draft"]
    assert "Ruth Castellanos: “Cite the letter of September 2.”" in words(finish)
    waiting = only(mine, "[aria-labelledby=group-waiting]")
    assert "To the Secretary of State" in words(waiting)
    theirs = get(approver, "/")
    assert words(css(theirs, ".hung h2")[0]) == "To approve"
    assert "asks you to approve version 1" in words(only(theirs, "[aria-labelledby=group-approve]"))
    sign = only(theirs, "[aria-labelledby=group-sign]")
    assert [words(h) for h in css(sign, "h3")] == ["Decided 2", "Decided 0"]
    assert [words(a).split(":")[0] for a in css(sign, "a.btn")] == ["Seal", "Ask to sign"]
    quiet = only(theirs, "[aria-labelledby=group-waiting]")
    assert "Decided 1" in words(quiet)
    assert "To the Secretary of State" not in words(quiet)


def _letters_under_way(app: Flask, place: Place) -> None:
    """By the drafter: a draft, one returned, one in review, one approved, one awaiting a signature, one to seal."""
    campaign = campaign_by_slug(db.session, place.slug)

    def me() -> Actor:
        return person(Role.DRAFTER, "Dana Drafter", user_of(place.drafter))

    world = World(
        campaign, demands_by_slug(db.session, ["section-907"]), [], list(active_signatories(db.session)),
        letterheads(db.session)[0], me(), person(Role.APPROVER, "Ruth Castellanos"),
    )  # fmt: skip
    to = [UUID(place.people["Brandvold"])]
    make_letter(db.session, world, official_ids=to, title="To the President")
    returned = make_letter(db.session, world, official_ids=to, title="To the House")
    submit_letter(db.session, returned, by=me())
    return_letter(
        db.session, returned, "Cite the letter of September 2.", by=person(Role.APPROVER, "Ruth Castellanos")
    )
    review = make_letter(db.session, world, official_ids=to, title="To the Secretary of State")
    submit_letter(db.session, review, by=me())
    decided = [make_letter(db.session, world, official_ids=to, title=f"Decided {n}") for n in range(3)]
    approved(db.session, world, decided[0])
    approved(db.session, world, decided[1])
    ask_signatures(db.session, decided[1], by=world.approver)
    signed(db.session, world, decided[2])
    db.session.commit()


@pytest.mark.parametrize("role", list(Role))
def test_the_badge_counts_what_today_lists(app: Flask, place: Place, as_role: AsRole, role: Role) -> None:
    with app.app_context():
        _letters_under_way(app, place)
    client = place.drafter if role is Role.DRAFTER else as_role(role)
    listed = len(css(get(client, "/"), ".work-item"))
    badge = css(get(client, "/library"), ".badge")
    assert (int(words(badge[0]).split()[0]) if badge else 0) == listed


def test_this_week_and_where_we_stand(place: Place) -> None:
    page = get(place.drafter, "/")
    week = [words(li) for li in css(page, ".week > li")]
    assert week == [
        "Wednesday, January 4 Follow up with two officials",
        "Friday, January 6 Reply promised by James Okonkwo",
    ]
    figures = {words(dt): words(dt.getnext()) for dt in css(page, ".figure-list dt")}
    assert figures == {
        "Letters delivered": "4: Letters delivered of 8",
        "Officials who answered": "3: Officials who answered of 6",
        "Committed: Direct humanitarian aid": "2: Committed: Direct humanitarian aid of 6",
        "Refused a demand": "1: Refused a demand official",
    }


def test_since_you_left_tells_what_others_did_once_for_each_letter(place: Place) -> None:
    news = [words(li) for li in css(get(place.drafter, "/"), "[aria-labelledby=since-side] li")]
    assert any(line.startswith("AV-2022-01 sealed by Ruth Castellanos") for line in news)
    assert any(line.startswith("Four dispatches of AV-2022-01 marked delivered by Tomas") for line in news)
    assert any(line.startswith("James Okonkwo answered by letter; noted by Tomas") for line in news)
    assert sum("AV-2022-01 sealed" in line or "AV-2022-01 approved" in line for line in news) == 1
    assert len(news) <= 8
