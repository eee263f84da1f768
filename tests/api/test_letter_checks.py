"""Problems with their places, recorded reasons, tasks of changed claims, and letters that come of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.accounts.rules import Role, Scope
from app.core.db import db
from app.evidence import service
from app.letters.queries import letter as letter_by_id
from app.letters.review import approve_letter, submit_letter
from app.letters.sealing import seal_letter
from app.letters.signing import ask_signatures, record_signature
from tests.api.conftest import Api, Small, letter_body
from tests.evidence.factories import bridge, make_claim
from tests.letters.factories import BODY, consent, person

Make = Callable[..., Api]
UNSOURCED = BODY.replace(
    "[The road has been closed to ordinary traffic since December 12, 2022.]{opinion}",
    "The ((day blockade)) began on a road closed for 3 weeks.",
)


@pytest.fixture
def writer(api: Make, small: Small, join: Callable[[Api, Small], Api]) -> Api:
    return join(api(Role.DRAFTER), small)


def test_a_problem_has_its_place_and_may_be_let_stand_by_an_approver(
    api: Make, writer: Api, small: Small
) -> None:
    made = writer.post("/letters", letter_body(small, body_markdown=UNSOURCED), 201)
    home, approver = f"/letters/{made['id']}", api(Role.APPROVER)
    listed = writer.get(f"{home}/problems")["items"]
    found = next(one for one in listed if one["code"] in ("unsourced_figure", "unsourced_fact"))
    assert found["section"] == "facts"
    assert found["place"]["words"] == "Facts, paragraph 1"
    assert found["place"]["section_id"]
    assert found["place"]["block_id"]
    assert 0 <= found["span"]["start"] < found["span"]["end"]
    assert found["waivable"]
    body = {"digest": found["digest"], "reason": "The minutes are on file."}
    writer.post(f"{home}/reasons", body, 403)
    first = approver.post(f"{home}/reasons", body, 201, Idempotency_Key="once")
    again = approver.post(f"{home}/reasons", body, 201, Idempotency_Key="once")
    assert first == again
    digests = {one["digest"] for one in writer.get(f"{home}/problems")["items"]}
    assert found["digest"] not in digests
    assert [one["holds"] for one in writer.get(f"{home}/reasons")["items"]] == [True]
    approver.post(f"{home}/reasons/withdraw", {"digest": found["digest"]})
    assert found["digest"] in {one["digest"] for one in writer.get(f"{home}/problems")["items"]}
    refused = approver.post(f"{home}/reasons/withdraw", {"digest": found["digest"]}, 404)
    assert refused["status"] == 404
    assert approver.post(f"{home}/reasons", {"digest": "0" * 32, "reason": "x"}, 404)["status"] == 404


def test_a_reason_needs_a_token_that_approves(api: Make, small: Small, writer: Api) -> None:
    made = writer.post("/letters", letter_body(small, body_markdown=UNSOURCED), 201)
    only_writes = api(Role.ADMINISTRATOR, Scope.READ, Scope.WRITE)
    body = {"digest": "0" * 32, "reason": "On file."}
    assert only_writes.post(f"/letters/{made['id']}/reasons", body, 403)["status"] == 403


def test_tasks_of_a_changed_claim_are_listed_and_settled_once(app: Flask, writer: Api, small: Small) -> None:
    approver = person(Role.APPROVER, "Ruth Castellanos")
    with app.test_request_context():
        claim = make_claim(db.session, approver)
        db.session.commit()
        slug = claim.slug
    cited = BODY.replace("]{opinion}\n:::\n\n::: position", f"]{{opinion}}[@{slug}]\n:::\n\n::: position")
    made = writer.post("/letters", letter_body(small, body_markdown=cited), 201)
    with app.test_request_context():
        from app.evidence.queries import claim_by_slug

        changed = bridge(wording="The bridge closed on another day.")
        service.edit_claim(
            db.session, claim_by_slug(db.session, slug), changed, by=approver, reason="It was another bridge."
        )
        db.session.commit()
    (task,) = writer.get("/citation-tasks", open="true", letter_id=made["id"])["items"]
    assert (task["slug"], task["change"], task["done_at"]) == (slug, "corrected", None)
    place = f"/citation-tasks/{task['id']}/settle"
    writer.post(place, {"note": " "}, 422)
    done = writer.post(place, {"note": "The sentence was changed."})
    assert done["note"] == "The sentence was changed."
    assert writer.post(place, {"note": "Again."}, 409)["status"] == 409
    assert writer.get("/citation-tasks", open="true")["items"] == []
    assert len(writer.get("/citation-tasks", campaign_id=small.campaign_id)["items"]) == 1
    writer.post(f"/citation-tasks/{made['id']}/settle", {"note": "x"}, 404)


def sealed(app: Flask, made: dict[str, Any]) -> None:
    """The letter sealed, by the verbs."""
    by, approver = person(Role.ADMINISTRATOR, "Set-up"), person(Role.APPROVER, "Ruth Castellanos")
    with app.app_context():
        letter = letter_by_id(db.session, UUID(made["id"]))
        version = submit_letter(db.session, letter, by=by)
        approve_letter(db.session, letter, version=version.number, by=approver)
        ask_signatures(db.session, letter, by=approver)
        for signatory in made["signatory_ids"]:
            record_signature(
                db.session, letter, UUID(signatory), consent(), version_number=version.number, by=approver
            )
        seal_letter(db.session, letter, version=version.number, by=approver)
        db.session.commit()


def test_a_statement_quotes_a_sealed_letter(app: Flask, writer: Api, small: Small) -> None:
    made = writer.post("/letters", letter_body(small, body_markdown=BODY), 201)
    home = f"/letters/{made['id']}"
    assert writer.get(f"{home}/passages", 409)["status"] == 409
    sealed(app, made)
    passages = writer.get(f"{home}/passages")["items"]
    assert passages[0]["number"] == 0
    statement = writer.post(f"{home}/statement", {"passages": [0]}, 201)
    assert (statement["instrument"], statement["earlier_letter_id"]) == ("press_statement", made["id"])
    assert writer.post(f"{home}/statement", {"passages": [900]}, 422)["errors"]
    assert writer.post(f"{home}/statement", {"passages": []}, 422)["errors"]


def test_thanks_go_to_those_who_promised_or_acted(app: Flask, writer: Api, small: Small) -> None:
    place = f"/campaigns/{small.campaign_id}/thanks"
    body = {"official_ids": small.officials[:1], "signatory_ids": small.signatories}
    refused = writer.post(place, body, 422)
    assert "Ana Ruiz" in refused["errors"]["official_ids"]
    record = {
        "official_id": small.officials[0], "demand_id": small.demand_id, "position": "committed",
        "day": "2023-01-03", "evidence": "Said so at the hearing.",
    }  # fmt: skip
    writer.post(f"/campaigns/{small.campaign_id}/positions", record, 201)
    thanks = writer.post(place, body, 201)
    assert (thanks["template"], thanks["copies"], thanks["state"]) == ("thank_you", 1, "draft")


def test_a_follow_up_needs_somebody_who_owes_an_answer(writer: Api, small: Small) -> None:
    answer = writer.post(f"/campaigns/{small.campaign_id}/follow-ups", {}, 409)
    assert "No follow-up is due" in answer["detail"]
    writer.post(f"/dispatches/{small.campaign_id}/follow-up", None, 404)


def test_the_style_of_dates_goes_both_ways(writer: Api, small: Small) -> None:
    made = writer.post("/letters", letter_body(small, body_markdown=BODY, date_style="day_first"), 201)
    assert made["date_style"] == "day_first"
    change = {"based_on_version": 1, "date_style": "iso"}
    changed = writer.send("PATCH", f"/letters/{made['id']}", change)
    assert (changed["date_style"], changed["version"]) == ("iso", 2)
    assert changed["consent_hash"] != made["consent_hash"]
    change = {"based_on_version": 2, "date_style": "4/1/23"}
    assert "date_style" in writer.send("PATCH", f"/letters/{made['id']}", change, 422)["errors"]
