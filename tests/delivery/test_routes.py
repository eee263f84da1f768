"""Pages of sending: who may, what they show, what they refuse, what they change."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.accounts.rules import Role
from app.campaigns import queries as campaign_queries
from app.campaigns.service import close_campaign
from app.core.db import db
from app.delivery.rules import Channel, DispatchState
from app.letters.models import Letter
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth
from tests.accounts.forms import csrf_of, send
from tests.delivery.walking import DAY, boxes_of, mark_by_page, plan_by_page, state_of
from tests.letters.factories import person as somebody

AsRole = Callable[..., FlaskClient]
S = DispatchState


def test_everyone_on_staff_reads_and_only_members_write(
    letter_id: UUID, member: FlaskClient, as_role: AsRole, client: FlaskClient
) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    pages = ["/sending", f"/sending/letters/{letter_id}", f"/sending/dispatches/{dispatch}", "/replies"]
    writing = [f"/letters/{letter_id}/send", f"/sending/dispatches/{dispatch}/cancel"]
    for reader in (as_role(Role.VIEWER), as_role(Role.DRAFTER), as_role(Role.APPROVER)):
        for page in pages:
            answer = reader.get(page)
            assert answer.status_code == 200
            assert "/mark" not in answer.text and "Plan dispatches" not in answer.text
        for page in writing:
            assert reader.get(page).status_code == 403
        token = csrf_of(reader, "/account")
        for path in ("mark", "note", "take-back", "outcome", "cancel"):
            answer = reader.post(f"/sending/dispatches/{dispatch}/{path}", data={"csrf_token": token})
            assert answer.status_code == 403, path
    assert as_role(Role.ADMINISTRATOR).get(writing[0]).status_code == 200, "administrators write everywhere"
    for page in [*pages, *writing]:
        assert client.get(page).status_code in (302, 401)


def test_pages_that_are_not_there(letter_id: UUID, member: FlaskClient) -> None:
    for page in (
        f"/sending/letters/{uuid4()}",
        f"/letters/{uuid4()}/send",
        f"/sending/dispatches/{uuid4()}",
        f"/sending/attachments/{uuid4()}",
        f"/sending/letters/{letter_id}/log.exe",
    ):
        assert member.get(page).status_code == 404, page


def test_empty_pages_say_what_comes_and_where_to_begin(letter_id: UUID, member: FlaskClient) -> None:
    board = member.get(f"/sending/letters/{letter_id}").text
    assert "Nothing planned yet" in board and f"/letters/{letter_id}/send" in board
    assert "Nothing waits for a decision" in member.get("/sending").text
    assert "No replies yet." in member.get("/replies").text


def test_the_send_page_suggests_and_plans(letter_id: UUID, member: FlaskClient) -> None:
    page = member.get(f"/letters/{letter_id}/send").text
    assert "Plan 2 dispatches" in page and len(re.findall(r"data-channel=\"post\" checked", page)) == 2
    planned = plan_by_page(member, letter_id)
    assert len(planned) == 2
    again = member.get(f"/letters/{letter_id}/send").text
    assert "Plan 0 dispatches" in again and again.count("Under way") == 2
    board = member.get(f"/sending/letters/{letter_id}").text
    assert "2 dispatches" in board and "Mark all 2 planned, by post" in board


def test_a_box_that_was_taken_meanwhile_is_refused_beside_it(letter_id: UUID, member: FlaskClient) -> None:
    path = f"/letters/{letter_id}/send"
    boxes = boxes_of(member.get(path).text, Channel.FAX)
    plan_by_page(member, letter_id, Channel.FAX, 1)
    answer = send(member, path, {"send": boxes, "act": "plan"})
    assert answer.status_code == 422 and "already has this letter by fax" in answer.text
    for wrong in ("nobody:post", f"{uuid4()}:post", "x:pigeon", "", "post"):
        assert send(member, path, {"send": [wrong], "act": "plan"}).status_code == 422, wrong
    assert send(member, path, {"act": "plan"}).status_code == 422
    assert send(member, path, {"send": boxes[1:], "planned_for": "soon"}).status_code == 422


def test_one_channel_for_all_and_the_way_out_of_a_problem(
    app: Flask, letter_id: UUID, member: FlaskClient
) -> None:
    path = f"/letters/{letter_id}/send"
    answer = send(member, path, {"act": "every", "every": "fax"})
    assert answer.status_code == 200 and len(re.findall(r"data-channel=\"fax\" checked", answer.text)) == 2
    with app.app_context():
        db.session.execute(sa.update(ContactPoint).values(health=ContactHealth.FAILING))
        db.session.commit()
    page = member.get(path).text
    assert "2 problems to settle first" in page and "has no working channel" in page
    way = re.findall(r'value="use:([^"]+:hand)"', page)
    assert len(way) == 2
    answer = send(member, path, {"act": f"use:{way[0]}"})
    assert "1 problem to settle first" in answer.text and 'data-channel="hand" checked' in answer.text


def test_everyone_on_all_pages_by_one_channel(
    letter_id: UUID, member: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.delivery.planning.PAGE_SIZE", 1)
    path = f"/letters/{letter_id}/send"
    assert "Plan everyone on all pages" in member.get(path).text
    answer = send(member, path, {"act": "everyone", "every": "own_email"})
    assert answer.status_code == 302
    assert "2 dispatches" in member.get(f"/sending/letters/{letter_id}").text


def test_a_letter_that_cannot_be_sent_says_why(app: Flask, letter_id: UUID, member: FlaskClient) -> None:
    plan_by_page(member, letter_id)
    with app.app_context():
        campaign = campaign_queries.open_campaigns(db.session)[0]
        close_campaign(db.session, campaign, "Done.", by=somebody(Role.ADMINISTRATOR, "Set-up"))
        db.session.commit()
    board = member.get(f"/sending/letters/{letter_id}").text
    assert "The campaign is closed." in board and "Plan dispatches" not in board
    path = f"/letters/{letter_id}/send"
    boxes = boxes_of(member.get(path).text, Channel.FAX)
    answer = send(member, path, {"send": boxes, "act": "plan"})
    assert answer.status_code == 302 and "is closed" in member.get(answer.location).text


def test_post_day_marks_all_planned_with_one_date(letter_id: UUID, member: FlaskClient) -> None:
    dispatches = plan_by_page(member, letter_id)
    board, path = f"/sending/letters/{letter_id}", f"/sending/letters/{letter_id}/mark"
    asked = send(member, path, {"all": "post:planned", "expected": "2"}, board)
    assert asked.status_code == 200 and "Mark 2 dispatches" in asked.text and "Ana Ruiz" in asked.text
    assert state_of(member, dispatches[0]) is S.PLANNED, "asking changes nothing"
    for state, now in ((S.PRINTED, "planned"), (S.HANDED_OVER, "printed")):
        values = {"all": f"post:{now}", "expected": "2", "confirmed": "yes", "state": state.value, "day": DAY}
        assert send(member, path, values, board).status_code == 302
        assert {state_of(member, one) for one in dispatches} == {state}
    late = {"all": "post:handed_over", "expected": "3", "confirmed": "yes", "state": "delivered", "day": DAY}
    answer = send(member, path, late, board)
    assert "nothing was changed" in member.get(answer.location).text
    assert state_of(member, dispatches[0]) is S.HANDED_OVER


def test_bulk_marks_refuse_what_does_not_fit_all(letter_id: UUID, member: FlaskClient) -> None:
    first, second = plan_by_page(member, letter_id)
    mark_by_page(member, first, S.HANDED_OVER)
    mark_by_page(member, first, S.DELIVERED)
    board, path = f"/sending/letters/{letter_id}", f"/sending/letters/{letter_id}/mark"
    both = {"dispatch": [str(first), str(second)]}
    assert "No step fits all of these" in send(member, path, both, board).text
    assert "Choose at least one" in member.get(send(member, path, {"dispatch": ["x"]}, board).location).text
    wrong = {"dispatch": [str(second)], "confirmed": "yes", "state": "printed", "day": "2031-01-01"}
    answer = send(member, path, wrong, board)
    assert answer.status_code == 422 and "has not come yet" in answer.text
    answer = send(member, path, {**wrong, "state": "delivered", "day": DAY}, board)
    assert answer.status_code == 422 and state_of(member, second) is S.PLANNED


def test_one_group_by_pages(letter_id: UUID, member: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_by_page(member, letter_id)
    monkeypatch.setattr("app.delivery.routes.lists._FEW", 1)
    monkeypatch.setattr("app.delivery.routes.lists._MANY", 1)
    board = member.get(f"/sending/letters/{letter_id}").text
    assert "Show 1 more on the way" in board
    pages = [member.get(f"/sending/letters/{letter_id}?group=way&page={n}").text for n in (1, 2)]
    assert "Ana Ruiz" in pages[0] and "Ana Ruiz" not in pages[1] and "Óscar Limón" in pages[1]
    assert member.get(f"/sending/letters/{letter_id}?group=nonsense").status_code == 200


def test_the_mailing_log_as_csv_and_xlsx(letter_id: UUID, member: FlaskClient) -> None:
    (dispatch, _) = plan_by_page(member, letter_id)
    mark_by_page(member, dispatch, S.HANDED_OVER, tracking_number="9400 1", note="=HYPERLINK(1)")
    csv = member.get(f"/sending/letters/{letter_id}/log.csv")
    assert csv.mimetype == "text/csv" and "AV-2023-01-mailing-log.csv" in csv.headers["Content-Disposition"]
    text = csv.data.decode("utf-8-sig")
    assert "Ana Ruiz" in text and "Mailed" in text and "9400 1" in text and "'=HYPERLINK(1)" in text
    xlsx = member.get(f"/sending/letters/{letter_id}/log.xlsx")
    sheet = load_workbook(io.BytesIO(xlsx.data)).active
    assert sheet is not None and sheet.max_row == 3


def test_there_is_one_way_to_print(letter_id: UUID, member: FlaskClient) -> None:
    """The page of sending leads to a print run, which is where letters are printed."""
    page = f"/letters/{letter_id}/send"
    assert "Plan dispatches by post or by hand first." in member.get(page).text
    plan_by_page(member, letter_id)
    text = member.get(page).text
    assert f'href="/sending/letters/{letter_id}/runs/new"' in text and "Print 2 letters" in text
    assert member.get(f"/sending/letters/{letter_id}/print.pdf").status_code == 404


def test_a_replaced_letter_points_to_the_newer_one(app: Flask, letter_id: UUID, member: FlaskClient) -> None:
    from app.letters.ending import supersede
    from tests.delivery.factories import sealed
    from tests.letters.factories import World, make_letter

    plan_by_page(member, letter_id)
    with app.app_context():
        old = db.session.get_one(Letter, letter_id)
        world = _world_of(old)
        assert isinstance(world, World)
        newer = sealed(db.session, world, make_letter(db.session, world))
        supersede(db.session, old, newer, by=world.approver)
        db.session.commit()
    board = member.get(f"/sending/letters/{letter_id}").text
    assert (
        "Letter AV-2023-02 has replaced this one." in board
        and "2 dispatches of it have not left yet" in board
    )
    answer = member.get(f"/letters/{letter_id}/send")
    assert answer.status_code == 302, "nothing more of it is planned"


def _world_of(letter: Letter) -> object:
    from app.demands.models import Demand
    from app.officials.models import Official
    from app.signatories.models import Letterhead, Signatory
    from tests.letters.factories import World

    session = db.session
    return World(
        campaign=campaign_queries.campaign(session, letter.campaign_id),
        demands={row.slug: row for row in session.scalars(sa.select(Demand))},
        officials=list(session.scalars(sa.select(Official))),
        signatories=list(session.scalars(sa.select(Signatory))),
        letterhead=session.scalars(sa.select(Letterhead)).one(),
        writer=somebody(Role.DRAFTER, "Dana Whitfield"),
        approver=somebody(Role.APPROVER, "Ruth Castellanos"),
    )
