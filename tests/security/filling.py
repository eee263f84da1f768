"""Filling the forms of pages with one payload, as a hostile colleague would."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.security.pages import Control, Form, read
from tests.security.world import picture

# Long enough to break out of any place in a page, and to be read as a field, as Jinja or as Markdown.
MARKER = "\"><svg/onload=x>'{{7*7}}((recipient.name))**zq**"
SHORT = '"><b>'
_TEXT = ("text", "textarea", "search", "")
_FIXED = {
    "email": "z@example.org",
    "url": "https://z.example/",
    "date": "2023-01-03",
    "time": "10:30",
    "number": "2",
    "tel": "818 555 0100",
    "password": "violet ledger harbor seven",
}
# Fields that only take words of their own kind, by the end of their name.
_KINDS = {"slug": "zq-slug", "accent": "#123456", "key": "org.zq", "web": "zq.example", "prefix": "ZQ"}


def submit(client: FlaskClient, form: Form, marker: str = MARKER) -> TestResponse:
    """Fill and send a form. Fields that refuse the payload are then given less of it, and last a plain value."""
    for text in (marker, SHORT, "zq"):
        answer = client.open(
            urlsplit(form.action).path,
            method=form.method,
            query_string=urlsplit(form.action).query,
            data=values(form, text),
            content_type="multipart/form-data",
        )
        if answer.status_code != 422:
            return answer
        refused = {
            control.name
            for again in read(answer.text, form.page).forms
            for control in again.controls
            if control.invalid
        }
        if not refused:
            return answer
        for control in form.controls:
            if control.name in refused:
                control.kind = "refused"
    return answer


def values(form: Form, text: str) -> MultiDict[str, Any]:
    """What a browser would send, with `text` in every field that takes words."""
    filled: MultiDict[str, Any] = MultiDict()
    taken: set[str] = set()
    for control in form.controls:
        if not control.name or control.kind in ("submit", "button", "reset"):
            continue
        if control.kind == "radio":
            if control.name in taken and not control.checked:
                continue
            taken.add(control.name)
            filled.setlist(control.name, [control.value])
        else:
            filled.add(control.name, _value(control, text))
    buttons = [one for one in form.controls if one.kind == "submit" and one.name]
    if buttons:
        filled.setdefault(buttons[-1].name, buttons[-1].value)
    return filled


def _value(control: Control, text: str) -> Any:
    if control.kind == "hidden":
        return control.value
    if control.kind == "checkbox":
        return control.value or "y"
    if control.kind == "select":
        return control.chosen or next((one for one in control.options if one), "")
    if control.kind == "file":
        return io.BytesIO(picture()), f"{MARKER}.png"
    if control.kind == "refused":
        return SHORT if text == SHORT else text if text != MARKER else "zq"
    kind = next((value for end, value in _KINDS.items() if control.name.endswith(end)), None)
    if kind is not None:
        return kind
    if control.kind in _TEXT:
        return MARKER[: control.limit] if control.limit else MARKER
    return control.value or _FIXED.get(control.kind, "2")
