"""Whatever is typed anywhere is shown as it was typed: never as HTML, a field, Jinja or Markdown."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.jobs.runner import run_due_jobs
from tests.accounts.forms import csrf_of
from tests.security.filling import MARKER, submit
from tests.security.pages import Form, crawl, read
from tests.security.world import World

# Leaving or ending things: each is tried by tests of its own, and here it would take the rest away.
_LATER = re.compile(
    r"sign-out|/sessions?/|/account/(password|second)|/retire|/active$|/remove$|/delete$|/close$|/deactivate"
    r"|/discard|/withdraw|/end$|/merge|/undo|/cancel|/apply|/take-back|/link$|/revoke|/decline/|/sign/"
)
_TYPED_TEXT = ("/letters/",)  # pages that show a letter's own words, where fields and Markdown are meant


@pytest.fixture
def filled(full: Flask, browser: Callable[..., FlaskClient], world: World) -> tuple[FlaskClient, set[str]]:
    """A browser, after every form within reach was sent with the payload; and the forms that were taken."""
    client = browser(Role.ADMINISTRATOR)
    taken: set[str] = set()
    for form in forms_within_reach(client, world):
        answer = submit(client, form)
        assert answer.status_code < 500, (form.shape, answer.text)
        if answer.status_code in (302, 303):
            taken.add(form.shape)
    run_due_jobs(full)
    return client, taken


def forms_within_reach(client: FlaskClient, world: World) -> list[Form]:
    found: dict[str, Form] = {}
    for address, page in crawl(client, ["/"], each=1).items():
        if page.mimetype == "text/html":
            for form in read(page.text, address).forms:
                words = any(one.kind in ("text", "textarea", "file") for one in form.controls)
                if form.method == "POST" and words and not _LATER.search(form.shape):
                    found.setdefault(form.shape, form)
    return list(found.values())


def test_nothing_typed_becomes_markup(filled: tuple[FlaskClient, set[str]]) -> None:
    client, taken = filled
    assert len(taken) >= 20, sorted(taken)
    shown = 0
    for address, page in crawl(client, ["/"], each=1).items():
        assert page.status_code < 500, address
        if page.mimetype != "text/html":
            continue
        text = page.text
        assert "<svg/onload" not in text, address
        assert not any(
            (tag == "svg" and "onload" in values) or any(name.startswith("on") for name in values)
            for tag, values in read(text, address).tags
        ), address
        if not address.startswith(_TYPED_TEXT):
            plain = html.unescape(text)
            assert "'49" not in plain, f"{address} computed what was typed"
            assert "<strong>zq" not in text, f"{address} read Markdown in a value"
            assert not re.search(r"\{\{7\*7\}\}\w", plain), f"{address} read a field in a value"
        shown += "svg/onload" in html.unescape(text)
    assert shown >= 20, "the payload was hardly shown anywhere, so nothing was tried"


def test_values_in_a_letter_are_data(full: Flask, browser: Callable[..., FlaskClient], world: World) -> None:
    """An official's and a signatory's name reach the paper letter for letter, whatever they look like."""
    client = browser(Role.ADMINISTRATOR)
    for path, name in (
        (f"/library/signatories/{world.ids['signatory_id']}/edit", "name"),
        (f"/officials/{world.ids['official_id']}/edit", "full_name"),
    ):
        form = next(one for one in read(client.get(path).text, path).forms if one.named(name))
        data = {
            one.name: one.chosen or one.value for one in form.controls if one.kind not in ("submit", "radio")
        }
        data |= {one.name: one.value for one in form.controls if one.kind == "radio" and one.checked}
        answer = client.post(form.action, data={**data, name: MARKER})
        assert answer.status_code in (302, 303), answer.text
    address = f"/letters/{world.ids['draft_id']}"
    shown = html.unescape(client.get(f"{address}?read=1").text)
    assert "{{7*7}}((recipient.name))**zq**" in shown
    pdf = client.get(f"{address}/copies/1.pdf")
    assert pdf.status_code == 200
    assert "{{7*7}}((recipient.name))**zq**" in re.sub(r"\s+", "", words_of(pdf.data))


def words_of(pdf: bytes) -> str:
    """The text of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize(
    "typed",
    [
        '<script>alert(1)</script><img src="file:///etc/passwd">',
        "[press](javascript:alert(1)) [data](data:text/html,x) <https://ok.example>",
        "![x](file:///etc/passwd) ![y](http://127.0.0.1:8518/)",
        "((recipient.name??<svg/onload=x>)) {{ config }} {% for x in y %}",
    ],
)
def test_a_letters_text_is_only_text(browser: Callable[..., FlaskClient], world: World, typed: str) -> None:
    client = browser(Role.ADMINISTRATOR)
    address = f"/letters/{world.ids['draft_id']}"
    form = next(
        one
        for one in read(client.get(f"{address}/write").text, f"{address}/write").forms
        if one.named("text")
    )
    data = {one.name: one.value for one in form.controls if one.kind == "hidden"}
    role = form.named("role")[0].value if form.named("role") else "body"
    answer = client.post(form.action, data={**data, "role": role, "text": typed})
    assert answer.status_code < 500
    for path in (f"{address}?read=1", f"{address}/write", f"{address}/versions"):
        page = client.get(path).text
        assert "<svg/onload" not in page
        assert "<script>alert" not in page
        links = read(page, path).links
        assert not [one for one in links if one.startswith(("javascript:", "data:", "file:"))]
        assert not [one for one in links if "8518" in one]


def test_downloads_keep_to_one_header(browser: Callable[..., FlaskClient], world: World) -> None:
    """A file's name, however it was sent, adds no header and leads nowhere."""
    client = browser(Role.ADMINISTRATOR)
    dispatch = f"/sending/dispatches/{world.ids['dispatch_id']}"
    names = (
        'x"; filename="y.html',
        "a\r\nSet-Cookie: z=1.pdf",
        "../../../etc/passwd",
        "é\u202egpj.exe",
        "." * 300,
        "\x00",
    )
    for name in names:
        form = next(
            one for one in read(client.get(dispatch).text, dispatch).forms if one.action.endswith("/note")
        )
        data = {one.name: one.value for one in form.controls if one.kind in ("hidden", "date")}
        sent = {**data, "note": "With a file", "files": (io.BytesIO(b"<script>"), name)}
        answer = client.post(form.action, data=sent, content_type="multipart/form-data")
        assert answer.status_code in (302, 303), (name, answer.text)
    links = [one for one in read(client.get(dispatch).text, dispatch).links if "/attachments/" in one]
    assert len(links) >= len(names) - 1  # a file without a name is none
    for link in links:
        answer = client.get(link)
        shown = answer.headers["Content-Disposition"]
        assert shown.startswith("attachment")
        assert "Set-Cookie" not in answer.headers
        assert not re.search(r"[\r\n/\\\u202e]|\.\.", shown), shown
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_names_inside_a_zip_lead_nowhere(browser: Callable[..., FlaskClient], world: World) -> None:
    client = browser(Role.ADMINISTRATOR)
    answer = client.get(f"/letters/{world.ids['drawn_id']}/all.zip")
    assert answer.status_code == 200
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert names
    assert not [one for one in names if "/" in one or "\\" in one or one.startswith(".")]


def test_ids_in_addresses_are_no_paths(browser: Callable[..., FlaskClient], world: World) -> None:
    client = browser(Role.ADMINISTRATOR)
    for path in (
        "/library/images/..%2f..%2fetc%2fpasswd",
        "/library/images/" + "0" * 64,
        f"/letters/{world.ids['draft_id']}/images/..%2f..%2fsecret-key",
        "/static/..%2f..%2fconfig.py",
        "/static/%2e%2e/%2e%2e/config.py",
        "/sending/attachments/..%2f..%2fsecret-key",
    ):
        assert client.get(path).status_code in (404, 400), path


def test_the_token_of_a_form_is_needed(browser: Callable[..., FlaskClient]) -> None:
    client = browser(Role.ADMINISTRATOR)
    assert csrf_of(client, "/account")
    assert client.post("/account/name", data={"name": "Zed"}).status_code == 400
