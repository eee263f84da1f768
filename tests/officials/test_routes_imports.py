"""Import pages: hand in, look, apply, undo; bad files change nothing."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.db import db
from app.officials.models import Official
from tests.accounts.forms import csrf_of

pytestmark = pytest.mark.usefixtures("business_date")
SignIn = Callable[..., FlaskClient]
ROWS = """id,first,last,office,title,jurisdiction,level,state,email
1,Ruth,Almaraz,mayor,Mayor,Arroyo Vista,local,CA,ruth@example.org
2,Sal,Ibarra,mayor,Mayor,Alder Glen,local,CA,sal@example.org
"""
BAD = ROWS + "3,No,Office,king,King,Nowhere,local,CA,\n"


@pytest.fixture
def hand_in(as_role: SignIn, run_jobs: Callable[[], int]) -> Callable[..., tuple[FlaskClient, str]]:
    """Upload one file; gives back the client and the address of the import."""

    def send(content: str | bytes, name: str = "officials.csv") -> tuple[FlaskClient, str]:
        client = as_role(Role.ADMINISTRATOR)
        token = csrf_of(client, "/officials/imports")
        data = content.encode() if isinstance(content, str) else content
        answer = client.post(
            "/officials/imports", data={"csrf_token": token, "files": [(io.BytesIO(data), name)]}
        )
        assert answer.status_code == 302, answer.text
        assert "being read" in client.get(answer.headers["Location"]).text
        run_jobs()
        return client, answer.headers["Location"]

    return send


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Official.full_name).where(Official.retired_on.is_(None))))


def press(client: FlaskClient, page: str, path: str, **values: str) -> str:
    token = csrf_of(client, page)
    return client.post(path, data={"csrf_token": token, **values}, follow_redirects=True).text


def test_look_apply_and_undo(
    app: Flask, hand_in: Callable[..., tuple[FlaskClient, str]], run_jobs: Callable[[], int]
) -> None:
    client, page = hand_in(ROWS)
    shown = client.get(page).text
    assert "Nothing is written yet." in shown
    assert "Ruth Almaraz" in shown
    assert names(app) == []
    press(client, page, f"{page}/apply")
    run_jobs()
    assert sorted(names(app)) == ["Ruth Almaraz", "Sal Ibarra"]
    assert "Applied by" in client.get(page).text
    assert "Roster last updated" in client.get("/officials/").text
    assert "Undo this import?" in client.get(f"{page}/undo").text
    press(client, f"{page}/undo", f"{page}/undo")
    run_jobs()
    assert names(app) == []
    assert "Undone by" in client.get(page).text


def test_changes_show_field_by_field(
    app: Flask, hand_in: Callable[..., tuple[FlaskClient, str]], run_jobs: Callable[[], int]
) -> None:
    client, page = hand_in(ROWS)
    press(client, page, f"{page}/apply")
    run_jobs()
    client, page = hand_in(ROWS.replace("ruth@", "mayor@"))
    shown = client.get(f"{page}?show=changed").text
    if "mayor@example.org" not in shown:
        shown = client.get(f"{page}?show=new").text
    assert "mayor@example.org" in shown
    client, page = hand_in(ROWS)
    assert "The directory already holds everything in these files." in client.get(page).text


def test_refused_rows_are_named_and_left_out_only_on_request(
    app: Flask, hand_in: Callable[..., tuple[FlaskClient, str]], run_jobs: Callable[[], int]
) -> None:
    client, page = hand_in(BAD)
    shown = client.get(page).text
    assert "1 row is refused" in shown
    assert "king" in client.get(f"{page}?show=refused").text
    assert "refused" in press(client, page, f"{page}/apply")
    run_jobs()
    assert names(app) == []
    press(client, page, f"{page}/apply", leave_out_refused="1")
    run_jobs()
    assert len(names(app)) == 2


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7", "a.csv"), (b"\xff\xfe\x00bad", "b.csv"), (b"just words", "c.yaml")]
)
def test_a_file_that_cannot_be_used_changes_nothing(
    app: Flask, hand_in: Callable[..., tuple[FlaskClient, str]], content: bytes, name: str
) -> None:
    client, page = hand_in(content, name)
    assert "These files cannot be used." in client.get(page).text
    assert names(app) == []


def test_no_file_is_a_clear_message(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    token = csrf_of(client, "/officials/imports")
    answer = client.post("/officials/imports", data={"csrf_token": token})
    assert answer.status_code == 422
    assert "Choose at least one file to import." in answer.text


def test_lay_aside(app: Flask, hand_in: Callable[..., tuple[FlaskClient, str]]) -> None:
    client, page = hand_in(ROWS)
    assert "Laid aside" in press(client, page, f"{page}/discard")
    assert client.get(f"{page}/undo").status_code == 409


def test_the_table_to_fill_in(as_role: SignIn) -> None:
    answer = as_role(Role.ADMINISTRATOR).get("/officials/imports/table.csv")
    assert answer.mimetype == "text/csv"
    assert "last" in answer.text.split(",")


def test_imports_are_for_administrators(as_role: SignIn) -> None:
    assert as_role(Role.APPROVER).get("/officials/imports").status_code == 403
