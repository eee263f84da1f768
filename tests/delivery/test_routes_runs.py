"""Pages of print runs: made, read, marked, printed again, given up; what they refuse, and what they keep."""

from __future__ import annotations

import csv
import io
import re
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.campaigns.models import Campaign
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs.models import Job
from app.delivery.models import Dispatch
from app.delivery.models_runs import PrintRun
from app.delivery.rules import DispatchState
from app.demands.models import Demand
from app.letters.ending import supersede
from app.letters.models import Letter
from app.officials.models import Official
from app.signatories.models import Letterhead, Signatory
from tests.accounts.forms import csrf_of, send
from tests.delivery.factories import sealed
from tests.delivery.walking import DAY, plan_by_page, state_of
from tests.letters.factories import World, make_letter
from tests.letters.factories import person as somebody

S = DispatchState


@pytest.fixture
def planned(letter_id: UUID, member: FlaskClient) -> list[UUID]:
    """Two letters planned by post."""
    with member.application.app_context():
        db.session.execute(sa.delete(Job))
        db.session.commit()
    return plan_by_page(member, letter_id)


def new_run(client: FlaskClient, letter_id: UUID, **values: object) -> TestResponse:
    return send(
        client, f"/sending/letters/{letter_id}/runs/new", {"which": "all", "label_start": "1", **values}
    )


def run_by_page(client: FlaskClient, letter_id: UUID, **values: object) -> str:
    """Make a run by its page; gives its address."""
    answer = new_run(client, letter_id, **values)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def test_a_run_from_its_making_to_the_post_office(
    letter_id: UUID, member: FlaskClient, planned: list[UUID]
) -> None:
    board = member.get(f"/sending/letters/{letter_id}").text
    assert f"/sending/letters/{letter_id}/runs" in board
    listed = member.get(f"/sending/letters/{letter_id}/runs").text
    assert "2 letters planned by post or by hand wait" in listed and "Make the first run" in listed
    here = run_by_page(member, letter_id, duplex="y", labels="5160", label_start="4")
    page = member.get(here).text
    assert (
        "2 letters of" in page
        and "Both sides" in page
        and "from label 4" in page
        and "Drawing the files" in page
    )
    assert "Nothing waits" in member.get(f"/sending/letters/{letter_id}/runs").text
    one = member.get(f"/sending/dispatches/{planned[0]}").text
    assert f'href="{here}">Print run 1</a>, item' in one
    for state, told in (("printed", S.PRINTED), ("handed_over", S.HANDED_OVER)):
        path = f"{here}/mark/{state}"
        expected = re.search(r'name="expected"[^>]*value="(\d+)"', member.get(path).text)
        assert expected and expected[1] == "2"
        assert send(member, path, {"day": DAY, "expected": "1"}).status_code == 302
        assert state_of(member, planned[0]) is not told, "nothing changes when somebody was faster"
        assert send(member, path, {"day": "x", "expected": "2"}).status_code == 422
        assert send(member, path, {"day": DAY, "expected": "2"}).status_code == 302
        assert {state_of(member, one) for one in planned} == {told}
    assert "No item can take this step now" in member.get(f"{here}/mark/printed").text


def test_what_a_new_run_refuses(letter_id: UUID, member: FlaskClient, planned: list[UUID]) -> None:
    for values, told in (
        ({"which": "chosen"}, "Choose at least one letter."),
        ({"which": "chosen", "dispatch": "x"}, "Load the page again."),
        ({"which": ""}, "Choose all, or those"),
        ({"labels": "5160", "label_start": "31"}, "labels 1 to 30"),
        ({"labels": "5160", "label_start": "many"}, "Enter a whole number"),
        ({"labels": "nothing"}, "Not a valid choice"),
    ):
        answer = new_run(member, letter_id, **values)
        assert answer.status_code == 422 and told in answer.text, values
    one = run_by_page(member, letter_id, which="chosen", dispatch=str(planned[0]))
    again = new_run(member, letter_id, which="chosen", dispatch=[str(one) for one in planned])
    assert again.status_code == 302
    assert "1 of the chosen letters is in a print run already" in member.get(again.headers["Location"]).text
    assert "1 letter of" in member.get(one).text


def test_printed_again_and_given_up(letter_id: UUID, member: FlaskClient, planned: list[UUID]) -> None:
    here = run_by_page(member, letter_id)
    for values, told in (
        ({"which": "part", "positions": "7", "reason": "Jam"}, "items 1 to 2"),
        ({"which": "part", "positions": "", "reason": "Jam"}, "Name items by their numbers"),
        ({"which": "all", "reason": ""}, "Say why"),
    ):
        answer = send(member, f"{here}/reprint", values)
        assert answer.status_code == 422 and told in answer.text
    assert (
        send(member, f"{here}/reprint", {"which": "part", "positions": "2", "reason": "A jam."}).status_code
        == 302
    )
    assert "Printed again: item 2" in member.get(here).text
    assert send(member, f"{here}/cancel", {"reason": ""}).status_code == 422
    assert send(member, f"{here}/cancel", {"reason": "Old letterhead."}).status_code == 302
    page = member.get(here).text
    assert "This run is cancelled." in page and "Old letterhead." in page and "/reprint" not in page
    assert run_by_page(member, letter_id) != here


def test_files_that_were_not_drawn_are_asked_for_again_without_typing(
    letter_id: UUID, member: FlaskClient, planned: list[UUID]
) -> None:
    here = run_by_page(member, letter_id, labels="5160")
    with member.application.app_context():
        db.session.execute(
            sa.update(Job).values(state="failed", message="The drawing process ended.", finished_at=utcnow())
        )
        db.session.commit()
    page = member.get(here).text
    assert "The drawing process ended." in page and f'href="{here}/reprint?failed=1"' in page
    form = member.get(f"{here}/reprint?failed=1").text
    assert "The files could not be drawn." in form
    assert re.search(r'<input[^>]*checked[^>]*value="all"|value="all"[^>]*checked', form)
    assert (
        member.get(f"{here}/reprint?failed=x").status_code
        == 200
        == member.get(f"{here}/reprint?failed=99").status_code
    )


def test_tracking_numbers_by_row_and_by_table(
    letter_id: UUID, member: FlaskClient, planned: list[UUID]
) -> None:
    here = run_by_page(member, letter_id)
    path = f"{here}/tracking"
    assert send(member, path, {"item-1": "9407 1", "item-2": ""}, here).status_code == 302
    bad = send(member, path, {"item-1": "9407 1", "item-2": "<b>"}, here)
    assert bad.status_code == 422 and "Item 2: a tracking number has" in bad.text and "&lt;b&gt;" in bad.text
    manifest = member.get(f"{here}/manifest.csv")
    assert manifest.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(manifest.data.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Run", "Position"] and rows[1][-1] == "9407 1" and len(rows) == 3
    rows[2][-1] = "9407 2"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    filled = (io.BytesIO(out.getvalue().encode()), "manifest.csv")
    answer = member.post(path, data={"table": filled, "csrf_token": csrf_of(member, here)})
    assert answer.status_code == 302
    wrong = (io.BytesIO(b"Position,Tracking number\n9,A1\n"), "x.csv")
    answer = member.post(path, data={"table": wrong, "csrf_token": csrf_of(member, here)})
    assert answer.status_code == 422 and "Item 9: it is not in this run" in answer.text
    certified = list(csv.reader(io.StringIO(member.get(f"{here}/certified.csv").data.decode("utf-8-sig"))))
    assert [row[1] for row in certified[1:]] == ["9407 1", "9407 2"]
    with member.application.app_context():
        numbers = db.session.scalars(sa.select(Dispatch.tracking_number)).all()
    assert sorted(numbers) == ["9407 1", "9407 2"]


def test_a_run_of_a_letter_that_was_replaced_says_so(
    letter_id: UUID, member: FlaskClient, planned: list[UUID]
) -> None:
    here, told = run_by_page(member, letter_id), "Another letter has replaced"
    assert told not in member.get(here).text
    with member.application.app_context():
        newer = set_aside(letter_id)
    page = member.get(here).text
    assert told in page and "Cancel the run, or its dispatches, unless it is still to go." in page
    assert new_run(member, letter_id).status_code == 302, "no further run of it is made"
    assert f"Letter {newer} has replaced this one" in member.get(f"/sending/letters/{letter_id}/runs").text
    assert send(member, f"{here}/mark/printed", {"day": DAY, "expected": "2"}).status_code == 302
    assert send(member, f"{here}/mark/handed_over", {"day": DAY, "expected": "2"}).status_code == 302
    assert told not in member.get(here).text, "it has left; nothing can be kept back any more"


def set_aside(letter_id: UUID) -> str:
    """Another sealed letter replaces this one; gives its number."""
    letter, approver = db.session.get_one(Letter, letter_id), somebody(Role.APPROVER, "Ruth Castellanos")
    same = World(
        campaign=db.session.get_one(Campaign, letter.campaign_id),
        demands={demand.slug: demand for demand in db.session.scalars(sa.select(Demand))},
        officials=list(db.session.scalars(sa.select(Official))),
        signatories=list(db.session.scalars(sa.select(Signatory))),
        letterhead=db.session.scalars(sa.select(Letterhead)).one(),
        writer=somebody(Role.DRAFTER, "Dana Whitfield"),
        approver=approver,
    )
    newer = sealed(db.session, same, make_letter(db.session, same))
    supersede(db.session, letter, newer, by=approver)
    db.session.commit()
    return str(newer.number)


def test_pages_that_are_not_there(letter_id: UUID, member: FlaskClient, planned: list[UUID]) -> None:
    here = run_by_page(member, letter_id)
    for path in (
        f"/sending/runs/{uuid4()}",
        f"/sending/runs/{uuid4()}/manifest.csv",
        f"{here}/printings/1/letters.pdf",
        f"{here}/printings/2/labels.pdf",
        f"{here}/printings/1/secrets.pdf",
        f"{here}/mark/delivered",
        f"/sending/letters/{uuid4()}/runs",
    ):
        assert member.get(path).status_code == 404, path


def test_readers_read_and_change_nothing(
    letter_id: UUID, member: FlaskClient, planned: list[UUID], as_role: object
) -> None:
    here = run_by_page(member, letter_id)
    reader: FlaskClient = as_role(Role.VIEWER)  # type: ignore[operator]
    page = reader.get(here)
    assert page.status_code == 200 and "/mark/" not in page.text and 'name="item-1"' not in page.text
    assert "New print run" not in reader.get(f"/sending/letters/{letter_id}/runs").text
    for path in (
        f"/sending/letters/{letter_id}/runs/new",
        f"{here}/reprint",
        f"{here}/cancel",
        f"{here}/mark/printed",
    ):
        assert reader.get(path).status_code == 403, path
    with member.application.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 1
