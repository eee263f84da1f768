"""Whatever the editor's script might send wrongly: a message, nothing changed, and the page goes on being drawn."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.letters.routes.editor_page import ABOUT
from tests.accounts.forms import csrf_of
from tests.letters.pages import Desk, make_desk

SENDING = ("/working", "/working/version", "/working/mend", "/live", "/page")
DEEP: dict[str, Any] = {"type": "paragraph"}
for _ in range(200):
    DEEP = {"type": "quote", "content": [DEEP]}
TREES: dict[str, object] = {
    "nothing": None,
    "a number": 7,
    "a list": [],
    "another kind": {"type": "section", "content": []},
    "an unknown block": {"type": "doc", "content": [{"type": "script", "content": []}]},
    "too deep": {"type": "doc", "content": [DEEP]},
    "a field without a name": {
        "type": "doc",
        "content": [
            {
                "type": "section",
                "attrs": {"role": "opening"},
                "content": [
                    {"type": "paragraph", "content": [{"type": "merge_field", "attrs": {"name": 5}}]}
                ],
            }
        ],
    },
}
BODIES = {
    "no JSON": (b"tree=1", "application/x-www-form-urlencoded"),
    "half of JSON": (b'{"tree": {', "application/json"),
    "a list": (b"[]", "application/json"),
    "other encoding": ('{"tree": "é"}'.encode("latin-1"), "application/json"),
    "six megabytes": (b'{"tree": "' + b"x" * 6_000_000 + b'"}', "application/json"),
}


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def working(desk: Desk) -> dict[str, Any]:
    answer = desk.drafter.get(desk.home + "/working").json
    assert isinstance(answer, dict)
    return answer


def send(desk: Desk, path: str, body: bytes, kind: str = "application/json") -> Any:
    headers = {"X-CSRFToken": csrf_of(desk.drafter, "/account")}
    return desk.drafter.post(desk.home + path, data=body, content_type=kind, headers=headers)


@pytest.mark.parametrize("path", SENDING)
def test_a_text_that_is_no_letter_is_refused_with_a_message(desk: Desk, path: str) -> None:
    before = working(desk)
    for name, tree in TREES.items():
        answer = send(desk, path, json.dumps({"tree": tree, "base": before["base"], "do": "save"}).encode())
        assert answer.status_code == 422, (name, answer.text)
        assert answer.json["message"], name
    assert working(desk) == before


@pytest.mark.parametrize("path", SENDING)
def test_a_body_that_is_no_message_of_the_editor_is_refused(desk: Desk, path: str) -> None:
    before = working(desk)
    for name, (body, kind) in BODIES.items():
        answer = send(desk, path, body, kind)
        assert answer.status_code in (413, 422), (name, answer.text)
    assert working(desk) == before


def page_of(desk: Desk, tree: object, **more: object) -> Any:
    return send(
        desk, "/page", json.dumps({"tree": tree, "copy": 1, "window": "one", "width": 400, **more}).encode()
    )


def test_the_page_of_the_text_comes_as_an_image_and_tells_of_itself(desk: Desk) -> None:
    tree = working(desk)["tree"]
    answer = page_of(desk, tree, turn=5, page=1)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    about = json.loads(answer.headers[ABOUT])
    assert (about["page"], about["whole"]) == (1, True)
    assert Image.open(io.BytesIO(answer.data)).width == 400
    again = page_of(desk, tree, turn=6, page=1, setting=about["setting"])
    assert again.status_code == 200
    late = page_of(desk, tree, turn=3, page=1)
    assert (late.status_code, late.data) == (204, b"")


@pytest.mark.parametrize(
    "wrong",
    [
        {"setting": ["sideways", 0]},
        {"setting": ["normal", 9]},
        {"setting": "normal"},
        {"setting": {}},
    ],
)
def test_a_setting_of_the_page_that_does_not_exist_is_named(desk: Desk, wrong: dict[str, object]) -> None:
    answer = page_of(desk, working(desk)["tree"], **wrong)
    assert answer.status_code == 422
    assert "setting" in answer.json["errors"]


@pytest.mark.parametrize(
    "odd",
    [
        {"page": -3},
        {"page": 99},
        {"page": "two"},
        {"width": 10**9},
        {"width": -1},
        {"copy": 999},
        {"copy": None},
        {"turn": 1e300},
        {"ends": "x"},
        {"window": ["x"] * 100},
    ],
)
def test_odd_wishes_for_the_page_still_end_in_a_page(desk: Desk, odd: dict[str, object]) -> None:
    answer = page_of(desk, working(desk)["tree"], **odd)
    assert answer.status_code == 200, answer.text
    assert Image.open(io.BytesIO(answer.data)).width <= 2000
