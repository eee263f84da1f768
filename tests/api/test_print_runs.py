"""Print runs over the API: asked for twice and made once, for members only, each letter in one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.queries import organisation
from app.accounts.rules import Role, Scope
from app.campaigns.models import CampaignMember
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs.models import Job
from app.delivery.models_runs import PrintRun
from tests.api.conftest import TODAY, Api
from tests.delivery.factories import make_sealed, plan

BY_POST = {"envelopes": True, "labels": "5160", "label_start": 4}


@dataclass
class Planned:
    """A sealed letter with two letters planned by post."""

    letter_id: str
    campaign_id: UUID
    dispatches: list[str]

    @property
    def runs(self) -> str:
        return f"/letters/{self.letter_id}/print-runs"


@pytest.fixture
def planned(app: Flask) -> Planned:
    with app.app_context():
        organisation(db.session).business_date = TODAY
        made = make_sealed(db.session)
        ids = [str(one.id) for one in plan(db.session, made)]
        db.session.execute(sa.delete(Job))
        found = Planned(str(made.letter.id), made.letter.campaign_id, ids)
        db.session.commit()
    return found


@pytest.fixture
def member(app: Flask, api: Callable[..., Api], planned: Planned) -> Api:
    """A drafter of the letter's campaign."""
    one = api(Role.DRAFTER, Scope.READ, Scope.WRITE)
    with app.app_context():
        db.session.add(
            CampaignMember(
                campaign_id=planned.campaign_id, user_id=one.user_id, added_at=utcnow(), added_by="test"
            )
        )
        db.session.commit()
    return one


def made(app: Flask) -> tuple[int, int]:
    """Runs, and pieces of work that wait for the drawing process."""
    with app.app_context():
        counts = [
            db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in (PrintRun, Job)
        ]
    return counts[0], counts[1]


def test_a_run_asked_for_twice_is_made_once(
    app: Flask, member: Api, planned: Planned, run_jobs: Callable[[], int]
) -> None:
    first = member.call("POST", planned.runs, BY_POST, Idempotency_Key="run-1")
    again = member.call("POST", planned.runs, BY_POST, Idempotency_Key="run-1")
    assert (first.status_code, again.status_code, again.data) == (201, 201, first.data)
    assert again.headers["Idempotency-Replayed"] == "true" and made(app) == (1, 1)
    other = member.post(planned.runs, {**BY_POST, "duplex": True}, 422, Idempotency_Key="run-1")
    assert "Idempotency-Key" in other["errors"]
    here = f"{planned.runs}/{first.json['id']}" if first.json else ""
    assert first.headers["Location"].endswith(here)
    member.get(f"{here}/file.pdf", 404, kind="labels")
    run_jobs()
    shown = member.get(here)
    assert [file["kind"] for file in shown["printings"][0]["files"]] == ["letters", "envelopes", "labels"]
    answer = member.call("GET", f"{here}/file.pdf?kind=labels")
    assert answer.data.startswith(b"%PDF-") and answer.mimetype == "application/pdf"
    assert [item["zip"] for item in shown["run_items"]] == ["20510", "20510"]
    assert [run["number"] for run in member.get(planned.runs)["items"]] == [1]


def test_a_letter_in_a_run_is_put_into_no_other(app: Flask, member: Api, planned: Planned) -> None:
    one, both = planned.dispatches[:1], planned.dispatches
    member.post(planned.runs, {"dispatch_ids": one}, 201)
    told = member.post(planned.runs, {"dispatch_ids": both}, 409)["detail"]
    assert told.startswith("1 of the chosen letters is in a print run already")
    member.post(planned.runs, {"dispatch_ids": [str(uuid4())]}, 409)
    for wrong, field in (
        ({"dispatch_ids": []}, "dispatch_ids"),
        ({"dispatch_ids": ["x"]}, "dispatch_ids.0"),
        ({"labels": "L7160", "label_start": 22}, "label_start"),
        ({"labels": "9999"}, "labels"),
    ):
        assert field in member.post(planned.runs, wrong, 422)["errors"], wrong
    assert made(app) == (1, 1)
    member.post(planned.runs, {}, 201)
    assert "dispatches" in member.post(planned.runs, {}, 422)["errors"], "nothing waits any more"


def test_strangers_and_readers_make_none(app: Flask, api: Callable[..., Api], planned: Planned) -> None:
    reader, stranger = (
        api(Role.DRAFTER, Scope.READ, email="r@example.org"),
        api(Role.DRAFTER, email="s@example.org"),
    )
    for one in (reader, stranger):
        one.post(planned.runs, {}, 403)
    assert made(app) == (0, 0)
    reader.get(planned.runs)
    reader.get(f"{planned.runs}/{uuid4()}", 404)


def test_the_run_of_another_letter_is_not_found(member: Api, planned: Planned) -> None:
    run = member.post(planned.runs, {}, 201)["id"]
    for path in ("", "/manifest.csv", "/file.pdf?kind=letters"):
        answer = member.call("GET", f"/letters/{uuid4()}/print-runs/{run}{path}")
        assert answer.status_code == 404, path
