"""Review, comments and reading before signing through their pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.db import db
from app.letters import commenting
from app.letters.models import Letter
from app.letters.queries_reviewing import threads
from app.letters.recording import version_of
from tests.letters.pages import TEXTS, Desk, make_desk
from tests.performance.test_query_counts import counted
from tests.support.accounts import user_of


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def block(desk: Desk, words: str) -> str:
    """The id of the paragraph with these words."""
    with desk.app.app_context():
        letter = db.session.get_one(Letter, desk.letter_id)
        found = commenting.texts_of(db.session, letter, version_of(db.session, letter))
        return next(one.id for one in found.values() if words in one.text)


def thread_ids(desk: Desk) -> list[str]:
    with desk.app.app_context():
        return [str(row.thread.id) for row in threads(db.session, desk.letter_id)]


def say(desk: Desk, who: FlaskClient, words: str, **values: str) -> int:
    sent = {
        "block_id": block(desk, words),
        "kind": "comment",
        "body": "Which road?",
        "from": "review",
        **values,
    }
    return desk.post(who, "/comments", sent).status_code


def plain(text: str) -> str:
    """A page as it reads: without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def submitted(desk: Desk) -> None:
    assert desk.save(desk.drafter, 1, "submit").status_code == 303


def test_a_comment_stands_under_its_words_and_is_answered_and_resolved(desk: Desk) -> None:
    submitted(desk)
    answer = desk.post(
        desk.approver, "/comments",
        {"block_id": block(desk, "road is closed"), "quote": "closed", "kind": "comment",
         "body": "Since when?", "from": "review", "version": "2"},
    )  # fmt: skip
    assert answer.headers["Location"].endswith("/review#thread-1")
    page = plain(desk.approver.get(desk.home + "/review").text)
    assert (
        page.index("The road is closed")
        < page.index("Since when?")
        < page.index("You asked for free movement")
    )
    (id,) = thread_ids(desk)
    desk.post(desk.drafter, f"/comments/{id}/reply", {"body": "Since December 12.", "from": "review"})
    desk.post(desk.drafter, f"/comments/{id}/resolve", {"from": "review"})
    page = plain(desk.drafter.get(desk.home + "/comments").text)
    assert (
        "“Since December 12.”" in page and "Resolved by Dana Drafter" in page and "All are settled." in page
    )
    desk.post(desk.drafter, f"/comments/{id}/reopen")
    assert "One is not settled." in plain(desk.drafter.get(desk.home + "/comments").text)


def test_what_is_wrong_with_a_comment_is_said_beside_its_field(desk: Desk) -> None:
    submitted(desk)
    for values, message in (
        ({"block_id": ""}, "Choose a paragraph of the text."),
        ({"quote": "opened"}, "These words are not in the paragraph."),
        ({"body": ""}, "Write what you want to say"),
        (
            {"kind": "suggestion", "replacement": "The road is closed."},
            "These are the words that stand there.",
        ),
    ):
        sent = {
            "block_id": block(desk, "road is closed"),
            "kind": "comment",
            "body": "x",
            "from": "review",
            **values,
        }
        answer = desk.post(desk.approver, "/comments", sent)
        assert answer.status_code == 422 and message in answer.text, values
        assert "Your decision on version" in answer.text
    assert thread_ids(desk) == []


def test_a_suggestion_is_accepted_into_a_version_and_shown_as_a_change(desk: Desk) -> None:
    submitted(desk)
    changed = {"kind": "suggestion", "quote": "closed", "replacement": "blocked", "body": ""}
    assert say(desk, desk.approver, "road is closed", **changed) == 303
    page = desk.drafter.get(desk.home + "/comments").text
    assert re.search(r"<del>.*closed.*</del>\s*<ins>.*blocked", page)
    (id,) = thread_ids(desk)
    stale = desk.post(desk.drafter, f"/comments/{id}/accept", {"version": "1"})
    assert stale.status_code == 409
    assert desk.post(desk.drafter, f"/comments/{id}/accept", {"version": "2"}).status_code == 303
    assert desk.state() == "draft"
    versions = desk.drafter.get(desk.home + "/versions?before=2&after=3").text
    assert '<del><span class="usa-sr-only">removed: </span>closed' in versions
    assert "blocked" in versions and "Suggestion 1 of Ruth Approver." in versions
    side = plain(desk.drafter.get(desk.home + "/versions?before=2&after=3&view=side").text)
    assert "Version 2 The road is" in side and "Version 3 The road is" in side
    refused = desk.post(desk.drafter, f"/comments/{id}/reject", {"body": "No."})
    assert refused.status_code == 409


def test_viewers_read_and_say_nothing(desk: Desk, as_role: Callable[..., FlaskClient]) -> None:
    submitted(desk)
    say(desk, desk.approver, "road is closed")
    viewer = as_role(Role.VIEWER)
    page = viewer.get(desk.home + "/comments").text
    assert "Which road?" in page and "comment-form" not in page and "/resolve" not in page
    assert desk.post(viewer, "/comments", {"block_id": "x"}).status_code == 403
    (id,) = thread_ids(desk)
    assert desk.post(viewer, f"/comments/{id}/resolve").status_code == 403
    other = "00000000-0000-7000-8000-000000000000"
    assert desk.post(desk.approver, f"/comments/{other}/resolve").status_code == 404


def test_hostile_words_are_shown_as_words(desk: Desk) -> None:
    submitted(desk)
    say(desk, desk.approver, "road is closed", body="<script>alert(1)</script>")
    page = desk.approver.get(desk.home + "/review").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_reviewer_is_asked_with_a_day_and_finds_it_on_today(desk: Desk) -> None:
    submitted(desk)
    reviewer = str(user_of(desk.approver))
    wrong = desk.post(desk.drafter, "/reviewer", {"reviewer_id": reviewer, "due_on": "2023-01-03"})
    assert wrong.status_code == 422 and "Choose today or a later day." in wrong.text
    assert desk.post(desk.drafter, "/reviewer", {"reviewer_id": "", "due_on": ""}).status_code == 422
    desk.post(desk.drafter, "/reviewer", {"reviewer_id": reviewer, "due_on": "2023-01-06"})
    today = plain(desk.approver.get("/").text)
    assert "Dana Drafter asks you to review version 2 by Friday." in today and "Asked of you" in today
    page = plain(desk.approver.get(desk.home + "/review").text)
    assert "asks you to approve version 2 by Friday, January 6" in page
    with desk.app.app_context():
        from datetime import date

        from app.accounts.queries import organisation

        organisation(db.session).business_date = date(2023, 1, 9)
        db.session.commit()
    assert "This review was due on Friday, January 6." in plain(desk.approver.get(desk.home + "/review").text)
    assert "overdue" in desk.approver.get("/").text
    desk.post(desk.drafter, "/reviewer", {"do": "release"})
    assert "Nobody in particular." in desk.drafter.get(desk.home + "/review").text


def test_a_reviewer_is_asked_while_the_letter_is_sent(desk: Desk) -> None:
    reviewer = str(user_of(desk.approver))
    assert "Ruth Approver" in desk.drafter.get(desk.home + "/write?plain=1").text
    typed = {"role": list(TEXTS), "text": list(TEXTS.values()), "do": "submit", "reviewer_id": reviewer}
    late = desk.post(desk.drafter, "/write", {**typed, "based_on": "1", "due_on": "2023-01-03"})
    assert late.status_code == 422 and "Due day: Choose today or a later day." in plain(late.text)
    assert desk.state() == "draft"
    sent = desk.post(desk.drafter, "/write", {**typed, "based_on": "2", "due_on": "2023-01-06"})
    assert sent.status_code == 303
    page = plain(desk.drafter.get(desk.home + "?read=1").text)
    assert "Ruth Approver asked by Dana Drafter" in page and "Review by Friday, January 6" in page


def test_the_decision_names_the_consent_hash(desk: Desk) -> None:
    submitted(desk)
    with desk.app.app_context():
        letter = db.session.get_one(Letter, desk.letter_id)
        digest = version_of(db.session, letter).consent_hash
    page = desk.approver.get(desk.home + "/review").text
    assert f"<code>{digest[:8]}</code>" in page and digest in page


def approve_and_sign(desk: Desk) -> None:
    submitted(desk)
    desk.post(desk.approver, "/review", {"version": "2", "decision": "approve", "read": "y"})
    desk.sign_all(2)


def test_a_signer_reads_what_changed_since_the_text_they_signed(desk: Desk) -> None:
    approve_and_sign(desk)
    desk.save(desk.drafter, 2, facts="[The road is blocked.]{opinion}")
    where = f"{desk.home}/editorial"
    assert "another approver classes it" not in desk.approver.get(where).text
    assert desk.post(desk.approver, "/editorial", {"version": "3", "reason": " "}).status_code == 422
    assert (
        desk.post(desk.approver, "/editorial", {"version": "3", "reason": "A better word."}).status_code
        == 303
    )
    assert desk.state() == "approved"
    place = f"{desk.home}/sign/{desk.signatory_ids[0]}"
    page = desk.approver.get(place).text
    assert "The text changed after Elena Marchetti signed. Please read it again." in page
    assert "Signed version 2 on January" in plain(page)
    assert '<del><span class="usa-sr-only">removed: </span>closed' in page
    only = plain(desk.approver.get(place + "?view=changes").text)
    assert "blocked" in only and "You asked for free movement" not in only
    review = desk.approver.get(f"{desk.home}/versions?before=2&after=3").text
    assert "classed as editorial" in review and "A better word." in review


def test_a_first_reading_marks_nothing(desk: Desk) -> None:
    submitted(desk)
    desk.post(desk.approver, "/review", {"version": "2", "decision": "approve", "read": "y"})
    page = desk.approver.get(f"{desk.home}/sign/{desk.signatory_ids[0]}").text
    assert "A letter for Elena Marchetti to read and sign" in page and "<del>" not in page
    assert desk.approver.get(desk.home + "/editorial").status_code == 409


def test_more_comments_cost_no_more_queries(desk: Desk) -> None:
    submitted(desk)

    def cost(path: str) -> int:
        with counted() as sent:
            assert desk.approver.get(desk.home + path).status_code == 200
        return len(sent)

    say(desk, desk.approver, "road is closed")
    before = {path: cost(path) for path in ("/review", "/comments", "/versions", "")}
    for _ in range(6):
        say(desk, desk.approver, "road is closed")
        say(desk, desk.drafter, "meet", kind="suggestion", replacement="We ask to talk.", body="")
    assert {path: cost(path) for path in before} == before
