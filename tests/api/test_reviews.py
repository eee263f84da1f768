"""Comments, suggested edits, reviewers and comparisons over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.rules import Role, Scope
from tests.api.conftest import Api, Small
from tests.letters.factories import BODY

Make = Callable[..., Api]


@pytest.fixture
def writer(api: Make, small: Small, join: Callable[[Api, Small], Api]) -> Api:
    return join(api(Role.DRAFTER), small)


@pytest.fixture
def letter(writer: Api, small: Small) -> Any:
    return writer.post(
        "/letters",
        {
            "campaign_id": small.campaign_id, "template": "official_letter", "letter_date": "2023-01-04",
            "letterhead_ids": [small.letterhead_id], "signatory_ids": small.signatories,
            "official_ids": small.officials, "demand_ids": [small.demand_id], "body_markdown": BODY,
        },
        201,
    )  # fmt: skip


def paragraph(one: Api, home: str, words: str, version: int = 1) -> str:
    """The id of the paragraph with these words, as `/compare` gives it."""
    found = one.get(f"{home}/compare", before=version, after=version)
    lines = [line for section in found["sections"] for block in section["blocks"] for line in block["lines"]]
    found_id: str = next(
        line["id"] for line in lines if words in "".join(piece["text"] for piece in line["pieces"])
    )
    return found_id


def test_a_comment_is_made_answered_and_resolved(api: Make, writer: Api, letter: Any) -> None:
    home, approver = f"/letters/{letter['id']}", api(Role.APPROVER)
    block = paragraph(approver, home, "ordinary traffic")
    body = {"block_id": block, "quote": "ordinary traffic", "body": "Which traffic?", "version": 1}
    made = approver.post(f"{home}/comments", body, 201)
    assert (made["number"], made["state"], made["kind"]) == (1, "open", "comment")
    assert made["end"] - made["start"] == len("ordinary traffic")
    place = f"{home}/comments/{made['id']}"
    writer.post(f"{place}/replies", {"body": "Cars."}, 201)
    done = writer.post(f"{place}/resolve", {"body": "Said so."})
    assert [(said["kind"], said["body"]) for said in done["said"]] == [
        ("opened", "Which traffic?"), ("replied", "Cars."), ("resolved", "Said so."),
    ]  # fmt: skip
    assert writer.post(f"{place}/resolve", {}, 409)["status"] == 409
    assert approver.get(f"{home}/comments", state="open")["items"] == []
    assert approver.post(f"{place}/reopen", {})["state"] == "open"
    other = approver.post(f"{home}/comments", {"block_id": block, "body": "And?"}, 201)
    first = approver.get(f"{home}/comments", limit=1)
    rest = approver.get(f"{home}/comments", limit=1, cursor=first["next_cursor"])
    assert [page["items"][0]["number"] for page in (first, rest)] == [1, 2] and rest["next_cursor"] is None
    assert other["quote"].endswith("December 12, 2022.")
    refused = approver.post(f"{home}/comments", {"block_id": block, "quote": "nowhere", "body": "x"}, 422)
    assert "quote" in refused["errors"]


def test_a_suggestion_is_accepted_or_rejected(api: Make, writer: Api, letter: Any) -> None:
    home, approver = f"/letters/{letter['id']}", api(Role.APPROVER)
    block = paragraph(approver, home, "ordinary traffic")
    body = {"block_id": block, "quote": "ordinary", "replacement": "civilian"}
    one = approver.post(f"{home}/comments", body, 201)
    two = approver.post(f"{home}/comments", {**body, "replacement": "all"}, 201)
    saved = writer.post(f"{home}/comments/{one['id']}/accept", {"version": 1})
    assert saved["version"] == 2 and "closed to civilian traffic" in saved["body_markdown"]
    moved = writer.post(f"{home}/comments/{two['id']}/accept", {"version": 2}, 409)
    assert "have changed since this was suggested" in moved["detail"]
    gone = writer.post(f"{home}/comments/{two['id']}/reject", {"body": "Taken care of."})
    assert gone["state"] == "rejected"
    found = writer.get(f"{home}/compare", before=1, after=2)
    changed = [section for section in found["sections"] if section["changed"]]
    pieces = [p for b in changed[0]["blocks"] for line in b["lines"] for p in line["pieces"]]
    assert [p["text"] for p in pieces if p["mark"] != "same"] == ["ordinary", "civilian"]
    assert found["changes"] == 1
    writer.post(f"{home}/submit", {})
    approver.post(f"{home}/approve", {"version": 2}, 403)


def test_a_reviewer_is_asked_at_submission_or_later(api: Make, writer: Api, letter: Any) -> None:
    home, approver = f"/letters/{letter['id']}", api(Role.APPROVER)
    asked = {"reviewer_id": str(approver.user_id), "due_on": "2023-01-06"}
    writer.post(f"{home}/reviewer", asked, 409)
    late = writer.post(f"{home}/submit", {**asked, "due_on": "2022-12-31"}, 422)
    assert "due_on" in late["errors"]
    assert writer.get(home)["state"] == "draft"
    writer.post(f"{home}/submit", asked)
    again = writer.post(f"{home}/reviewer", {**asked, "due_on": "2023-01-09"})
    assert (again["reviewer"], again["due_on"], again["asked_by"]) == (
        "Ruth Approver", "2023-01-09", "Dana Drafter",
    )  # fmt: skip
    writer.post(f"{home}/release-reviewer")
    writer.post(f"{home}/release-reviewer", status=409)


def test_scopes_part_reading_writing_and_classing(api: Make, letter: Any) -> None:
    home = f"/letters/{letter['id']}"
    reader = api(Role.APPROVER, Scope.READ)
    reader.get(f"{home}/comments")
    reader.post(f"{home}/comments", {"block_id": "x", "body": "x"}, 403)
    writer = api(Role.ADMINISTRATOR, Scope.READ, Scope.WRITE)
    writer.post(f"{home}/class-editorial", {"version": 1, "reason": "A slip."}, 403)
    whole = api(Role.APPROVER, email="other@example.org", name="Tomas Avedian")
    refused = whole.post(f"{home}/class-editorial", {"version": 1, "reason": "A slip."}, 409)
    assert "needs a review" in refused["detail"]
