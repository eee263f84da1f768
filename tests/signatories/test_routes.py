"""Signatories, letterheads and their pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent
from app.accounts.rules import Role
from app.core.db import db
from app.signatories.models import Letterhead, Signatory
from tests.accounts.forms import csrf_of, send

AsRole = Callable[..., FlaskClient]
PERSON = {
    "name": "Ardy (Ardashes) K.",
    "title": "Mayor",
    "body": "City of Arroyo Vista",
    "kind": "own_officeholder",
}
HEAD = {
    "name": "City of Arroyo Vista",
    "office": "Office of the Mayor",
    "lines": "412 Sycamore Avenue\n\nArroyo Vista, California",
    "style": "classic",
    "accent": "1C3557",
}


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 20), **more: object) -> bytes:
    """A small picture file."""
    out = io.BytesIO()
    Image.new("RGB", size, (10, 20, 90)).save(out, kind, **more)
    return out.getvalue()


def upload(client: FlaskClient, path: str, page: str, data: bytes, **values: str) -> TestResponse:
    """Send a picture with the page's token."""
    values = {"csrf_token": csrf_of(client, page), **values}
    files = {"image": (io.BytesIO(data), "signature.png")}
    return client.post(path, data={**values, **files}, content_type="multipart/form-data")


def _new(client: FlaskClient, path: str, values: dict[str, str]) -> str:
    answer = send(client, f"{path}/new", values)
    assert answer.status_code == 302
    return answer.location


def test_a_signatory_is_added_changed_and_retired(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    page = _new(client, "/library/signatories", PERSON)
    assert "Ardy (Ardashes) K." in client.get("/library/signatories?q=ARDASHES").text
    assert send(client, f"{page}/edit", {**PERSON, "title": "Vice Mayor"}).location == page
    assert "Vice Mayor" in client.get(page).text
    assert send(client, f"{page}/active", {"active": "no"}, page).status_code == 302
    assert "This signatory is retired." in client.get(page).text
    assert "Nobody matches" in client.get("/library/signatories?q=zzz").text
    assert "Ardy" not in client.get("/library/signatories").text
    assert send(client, f"{page}/active", {"active": "no"}, page).status_code == 409
    with app.app_context():
        actions = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.position)).all()
    assert [a for a in actions if a.startswith("signatories.")] == [
        "signatories.create_signatory",
        "signatories.change_signatory",
        "signatories.retire",
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Enter the name as it is signed"),
        ({"name": "x" * 201}, "Shorten this to 200"),
        ({"title": ""}, "Enter the title"),
        ({"email": "nobody"}, "like name@example.org"),
    ],
)
def test_a_wrong_signatory_is_refused_with_what_was_typed(
    app: Flask, as_role: AsRole, changes: dict[str, str], says: str
) -> None:
    answer = send(
        as_role(Role.DRAFTER), "/library/signatories/new", {**PERSON, "formal_name": "Kept Name", **changes}
    )
    assert answer.status_code == 422 and says in answer.text and "Kept Name" in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) == 0


def test_a_signature_image_is_cleaned_served_to_staff_and_removed(
    app: Flask, as_role: AsRole, client: FlaskClient
) -> None:
    drafter = as_role(Role.DRAFTER)
    page = _new(drafter, "/library/signatories", PERSON)
    sent = picture(
        "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00", comment=b"secret place"
    )
    assert b"secret place" in sent
    answer = upload(
        drafter, f"{page}/image", page, sent, authority="Handed over by the mayor, January 3, 2023"
    )
    assert answer.status_code == 302
    with app.app_context():
        row = db.session.scalars(sa.select(Signatory)).one()
        address = f"/library/images/{row.image_sha256}"
    shown = as_role(Role.VIEWER).get(address)
    assert shown.status_code == 200 and shown.mimetype == "image/jpeg" and b"secret place" not in shown.data
    assert "private" in shown.headers["Cache-Control"]
    assert client.get(address).status_code == 302
    assert address in drafter.get(page).text
    assert send(drafter, f"{page}/image/remove", {}, page).status_code == 302
    assert drafter.get(address).status_code == 404


@pytest.mark.parametrize(
    ("kind", "size", "dots"),
    [
        ("image", (120, 40), 96),
        ("image", (440, 100), None),
        ("image", (430, 101), 197),
        ("crest", (90, 90), None),
        ("crest", (430, 86), 197),
    ],
)
def test_a_picture_too_coarse_for_print_is_kept_and_told(
    as_role: AsRole, kind: str, size: tuple[int, int], dots: int | None
) -> None:
    drafter = as_role(Role.DRAFTER)
    path, values = ("signatories", PERSON) if kind == "image" else ("letterheads", HEAD)
    page = _new(drafter, f"/library/{path}", values)
    answer = upload(drafter, f"{page}/{kind}", page, picture(size=size), authority="Handed over in person")
    assert answer.status_code == 302
    shown = drafter.get(page).text
    assert "/library/images/" in shown
    assert ("dots per inch" in shown) is (dots is not None)
    if dots is not None:
        assert f"{size[0]} by {size[1]} pixels. On paper that is about {dots} dots per inch" in shown


def test_no_other_file_of_the_store_is_served(app: Flask, as_role: AsRole) -> None:
    with app.app_context():
        secret = app.extensions["redress_files"].put(picture())
    client = as_role(Role.ADMINISTRATOR)
    for name in (secret, "0" * 64, "x", "..%2f..%2fetc%2fpasswd"):
        assert client.get(f"/library/images/{name}").status_code == 404


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Choose a PNG or JPEG"),
        (b"%PDF-1.7 not a picture", "not a PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a PNG or JPEG"),
        (picture("GIF"), "not a PNG or JPEG"),
        (picture(size=(400, 400))[:120], "damaged or incomplete"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * (8 * 1024 * 1024), "larger than 8 MB"),
        (picture(size=(6000, 5000)), "million pixels"),
    ],
    ids=["empty", "pdf", "svg", "gif", "half", "large", "bomb"],
)
def test_bad_pictures_are_refused_and_change_nothing(
    app: Flask, as_role: AsRole, data: bytes, says: str
) -> None:
    client = as_role(Role.DRAFTER)
    page = _new(client, "/library/signatories", PERSON)
    answer = upload(client, f"{page}/image", page, data, authority="Handed over in person")
    assert answer.status_code == 422 and says in answer.text and "Handed over in person" in answer.text
    with app.app_context():
        assert db.session.scalars(sa.select(Signatory)).one().image_sha256 is None


def test_an_image_needs_a_word_on_who_allowed_it(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    page = _new(client, "/library/signatories", PERSON)
    answer = upload(client, f"{page}/image", page, picture())
    assert answer.status_code == 422 and "Say who gave this image" in answer.text
    with app.app_context():
        assert db.session.scalars(sa.select(Signatory)).one().image_sha256 is None


@pytest.mark.parametrize("style", ["classic", "modern", "band"])
def test_a_letterhead_is_drawn_in_its_style_and_color(app: Flask, as_role: AsRole, style: str) -> None:
    client = as_role(Role.DRAFTER)
    page = _new(client, "/library/letterheads", {**HEAD, "style": style})
    assert upload(client, f"{page}/crest", page, picture()).status_code == 302
    drawn = client.get(page).text
    assert (
        "<svg" in drawn
        and "#1c3557" in drawn
        and "Office of the Mayor" in drawn
        and "412 Sycamore Avenue" in drawn
    )
    assert "<svg" in client.get(f"{page}/edit").text
    with app.app_context():
        row = db.session.scalars(sa.select(Letterhead)).one()
        assert row.lines == ["412 Sycamore Avenue", "Arroyo Vista, California"] and row.crest_sha256
    assert send(client, f"{page}/crest/remove", {}, page).status_code == 302
    assert "None on file." in client.get(page).text
    assert send(client, f"{page}/active", {"active": "no"}, page).status_code == 302
    assert "No letterheads yet" in client.get("/library/letterheads").text
    assert "City of Arroyo Vista" in client.get("/library/letterheads?state=retired").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Enter the name at the head"),
        ({"accent": "#888888"}, "Choose a darker color"),
        ({"accent": "blue"}, "Enter a color as #"),
        ({"lines": "1\n2\n3\n4\n5"}, "room for 4 address lines"),
    ],
)
def test_a_wrong_letterhead_is_refused_with_what_was_typed(
    app: Flask, as_role: AsRole, changes: dict[str, str], says: str
) -> None:
    answer = send(
        as_role(Role.DRAFTER), "/library/letterheads/new", {**HEAD, "web": "kept.example", **changes}
    )
    assert answer.status_code == 422 and says in answer.text and "kept.example" in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Letterhead)) == 0


def test_viewers_see_no_forms(as_role: AsRole) -> None:
    page = _new(as_role(Role.DRAFTER), "/library/signatories", PERSON)
    viewer = as_role(Role.VIEWER)
    assert "Keep image" not in viewer.get(page).text
    assert viewer.get(f"{page}/edit").status_code == 403
