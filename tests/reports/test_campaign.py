"""The overview, its lists and downloads, through pages, with data made by verbs."""

from __future__ import annotations

import io
from uuid import UUID

import openpyxl
from flask import Flask

from app.accounts.rules import Role
from app.campaigns.queries import campaign_by_slug
from app.campaigns.rules_positions import POSITION_WORDS, Position
from app.core.db import db
from app.letters.drafting import draft_letter
from tests.conftest import TODAY
from tests.evidence.factories import make_claim
from tests.letters.factories import World, person
from tests.reports.conftest import Place
from tests.reports.factories import add_targets
from tests.reports.reading import css, get, only, rows, table, words


def test_the_overview_of_an_empty_campaign(empty: Place) -> None:
    page = get(empty.drafter, f"/campaigns/{empty.slug}")
    assert words(only(page, ".summary-sentence")).startswith("Nobody to write to yet.")
    assert [row[:2] for row in rows(page, "Demands and answers")] == [
        ["Enforce Section 907Nobody asked yet", ""],
        ["Direct humanitarian aidNobody asked yet", ""],
    ]
    assert "Nothing has been planned." in words(page)


def test_targets_without_a_letter(app: Flask, empty: Place) -> None:
    with app.app_context():
        campaign = campaign_by_slug(db.session, empty.slug)
        world = World(campaign, {}, [], [], None, person(Role.DRAFTER, "x"), person(Role.APPROVER, "y"))  # type: ignore[arg-type]
        add_targets(db.session, world, 1, person(Role.ADMINISTRATOR, "z"))
        db.session.commit()
    page = get(empty.drafter, f"/campaigns/{empty.slug}")
    assert words(only(page, ".summary-sentence")) == (
        "No letter has been sent yet to the one official of this campaign."
    )
    assert rows(page, "Targets")[0][3] == "Not written to yet"


def test_the_overview_answers_the_board(place: Place) -> None:
    page = get(place.drafter, f"/campaigns/{place.slug}")
    assert words(only(page, ".day-count__figure")) == "Day 24"
    assert words(only(page, ".summary-sentence")) == (
        "Half of the six officials we wrote to have answered. Two commit to “Direct humanitarian aid”; "
        "one refuses at least one demand. One dispatch has an unknown outcome. "
        "One dispatch came back or failed and needs another channel."
    )
    assert [words(dd) for dd in css(page, ".deadlines dd")] == [
        "Follow up with two officials",
        "Reply promised by James Okonkwo",
    ]
    stages = [[words(e) for e in css(row, "span")] for row in css(page, ".funnel__row")]
    assert stages == [
        ["Planned", "8", "1 still to hand over"],
        ["Handed over", "7", ""],
        ["Delivered", "4", "1 on the way, 1 outcome unknown, 1 returned"],
        ["Answered", "3", "1 delivered, no answer"],
    ]
    assert [row[:2] for row in rows(page, "Dispatches by stage")] == [row[:2] for row in stages]


def test_targets_are_sorted_by_what_is_due_next(place: Place) -> None:
    page = get(place.drafter, f"/campaigns/{place.slug}/next-steps")
    found = rows(page, "Targets")
    assert [row[3] for row in found] == [
        "TodayChoose another channel",
        "TodayAsk the office before any resend",
        "TodayFollow-up",
        "TodayFollow-up",
        "TodayHand over",
        "Jan 6Answer promised",
        "Answered Dec 28, 2022",
        "Answered Dec 27, 2022",
    ]
    assert found[7][2] == "Refused on Enforce Section 907Committed on Direct humanitarian aid"
    only = get(place.drafter, f"/campaigns/{place.slug}/next-steps?q=victor")
    assert len(rows(only, "Targets")) == 1


def test_scoreboard_list_and_files_agree_on_every_number(place: Place) -> None:
    page = get(place.drafter, f"/campaigns/{place.slug}")
    head = [words(th) for th in css(page, "table.scoreboard thead th")]
    board = {row[0].split("Asked")[0]: row for row in rows(page, "Demands and answers")}
    file = table(place.drafter, f"/campaigns/{place.slug}/scoreboard.csv")
    said = table(place.drafter, f"/campaigns/{place.slug}/positions.csv")[1:]
    for line in file[1:]:
        demand, asked, *numbers = line
        assert f"Asked of {asked}" in board[demand][0]
        for column, number in zip(file[0][2:], numbers, strict=True):
            shown = board[demand][head.index(column)]
            assert shown.split()[0] == number, (demand, column)
            assert sum(row[0] == demand and row[3] == column for row in said) == int(number)
            listed = get(place.drafter, _said_url(place, demand, column))
            assert len(css(listed, "main table tbody tr")) == int(number)
        assert sum(map(int, numbers)) == int(asked) == 6


def _said_url(place: Place, demand: str, column: str) -> str:
    slug = {"Enforce Section 907": "section-907", "Direct humanitarian aid": "humanitarian-aid"}[demand]
    position = next(each.value for each in Position if POSITION_WORDS[each] == column)
    return f"/campaigns/{place.slug}/positions?demand={slug}&position={position}"


def test_every_number_of_the_sentence_leads_to_as_many(place: Place) -> None:
    page = get(place.drafter, f"/campaigns/{place.slug}")
    links = {words(a): a.get("href") for a in css(page, ".summary-sentence a")}
    sizes = {text: len(css(get(place.drafter, href), "main table tbody tr")) for text, href in links.items()}
    assert sizes == {
        "Half": 3, "six officials": 8, "Two commit": 2, "one refuses at least one demand": 1,
        "One dispatch": 1,
    }  # fmt: skip


def test_who_said_what_shows_the_evidence(place: Place) -> None:
    page = get(place.drafter, f"/campaigns/{place.slug}/positions?demand=humanitarian-aid&position=committed")
    found = rows(page, "Who said what")
    assert [row[0] for row in found] == [
        "Alma GhazarianSenator, California",
        "Celia RutherfordSenator, California",
    ]
    assert "I will put my name to a request for direct aid." in found[0][3]
    silent = get(place.drafter, f"/campaigns/{place.slug}/positions?demand=humanitarian-aid&position=none")
    assert {row[3] for row in rows(silent, "Who said what")} == {"Asked, no answer on file"}
    odd = get(
        place.drafter, f"/campaigns/{place.slug}/positions?demand=humanitarian-aid&position=%3Cnonsense"
    )
    assert len(rows(odd, "Who said what")) == 6


def test_downloads_hold_what_the_page_shows(place: Place) -> None:
    found = table(place.drafter, f"/campaigns/{place.slug}/targets.csv")
    page = get(place.drafter, f"/campaigns/{place.slug}/next-steps")
    assert [row[0] for row in found[1:]] == [words(a) for a in css(page, "main table tbody th a")]
    answer = place.drafter.get(f"/campaigns/{place.slug}/targets.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    assert [
        [str(c) if c is not None else "" for c in row][:2] for row in sheet.iter_rows(values_only=True)
    ] == [row[:2] for row in found]


def test_lists_of_dispatches_and_replies(place: Place) -> None:
    base = f"/campaigns/{place.slug}"
    assert len(rows(get(place.drafter, f"{base}/dispatches"), "Dispatches")) == 8
    broken = rows(get(place.drafter, f"{base}/dispatches?state=broken"), "Dispatches")
    assert [row[0] for row in broken] == ["Delia StroudSenator from California"]
    assert "No dispatch matches." in words(get(place.drafter, f"{base}/dispatches?state=failed&channel=fax"))
    assert len(rows(get(place.drafter, f"{base}/replies"), "Replies")) == 3


def test_the_brief_holds_the_sentence_the_board_and_the_open_questions(place: Place) -> None:
    page = get(place.drafter, f"/campaigns/{place.slug}/brief")
    assert "Half of the six officials" in words(page)
    assert len(rows(page, "Demands and answers")) == 2
    assert "Marian Holloway: post, outcome unknown" in words(page)
    assert not css(page, "[aria-labelledby=brief-claims]")


def test_the_brief_says_what_the_letters_rest_on(app: Flask, place: Place) -> None:
    with app.app_context():
        by = person(Role.ADMINISTRATOR, "Ruth Castellanos")
        make_claim(db.session, by)
        draft_letter(
            db.session, campaign_by_slug(db.session, place.slug), "official_letter", letter_date=TODAY,
            official_ids=[UUID(place.people["Brandvold"])], body_markdown="The bridge was closed.[@bridge-closed]\n",
            by=by,
        )  # fmt: skip
        db.session.commit()
    said = words(get(place.drafter, f"/campaigns/{place.slug}/brief"))
    assert "What our letters rest on" in said
    assert "The Alder bridge was closed to ordinary traffic for 4 days" in said
    assert "2 sources, in 1 letter." in said


def test_an_unknown_campaign_is_not_found(place: Place) -> None:
    for path in ("", "/positions", "/next-steps", "/dispatches", "/replies", "/brief", "/targets.csv"):
        assert place.drafter.get(f"/campaigns/no-such{path}").status_code == 404
