"""What goes wrong is said in one form, names the field, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Api, Small, letter_body

NOBODY = "0185a3f2-7c1e-7b11-9c54-0c2f6f8a3d10"


def raw(one: Api, method: str, path: str, data: bytes | str, content_type: str = "application/json") -> Any:
    return one.app.test_client().open(
        f"/api/v1{path}",
        method=method,
        data=data,
        headers={"Authorization": f"Bearer {one.token}", "Content-Type": content_type},
    )


@pytest.mark.parametrize(
    ("method", "path", "data", "content_type", "status"),
    [
        ("GET", "/nowhere", "", "application/json", 404),
        ("PUT", "/letters", "{}", "application/json", 405),
        ("GET", f"/letters/{NOBODY}", "", "application/json", 404),
        ("GET", "/letters/not-an-id", "", "application/json", 404),
        ("POST", "/demands", "{", "application/json", 400),
        ("POST", "/demands", b"\xff", "application/json", 400),
        ("POST", "/demands", '{"slug": "\\ud800"}', "application/json", 422),
        ("POST", "/demands", '{"slug": "\\ud800"', "application/json", 400),
        ("POST", "/demands", "[]", "application/json", 422),
        ("POST", "/demands", "", "application/json", 400),
        ("POST", "/demands", "slug=x", "application/x-www-form-urlencoded", 415),
        ("POST", "/demands", "{}", "text/plain", 415),
        ("POST", f"/demands/{NOBODY}/retire", '{"x": 1}', "application/json", 422),
        ("GET", "/letters?state=done", "", "application/json", 422),
        ("GET", "/letters?limit=0", "", "application/json", 422),
        ("GET", "/letters?limit=201", "", "application/json", 422),
        ("GET", "/letters?limit=1&limit=2", "", "application/json", 422),
        ("GET", "/letters?nothing=1", "", "application/json", 422),
        ("GET", "/templates?nothing=1", "", "application/json", 422),
        ("GET", "/letters?cursor=zzzz", "", "application/json", 422),
    ],
)
def test_every_error_is_a_problem_document(
    api: Callable[..., Api], method: str, path: str, data: str, content_type: str, status: int
) -> None:
    answer = raw(api(), method, path, data, content_type)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    assert answer.json["status"] == status
    assert answer.json["title"] != "Error"
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_half_a_character_names_its_field(api: Callable[..., Api], small: Small) -> None:
    """JSON may write half a character, and no text holds one: every place where it stands is named."""
    one, told = api(), "Send text in valid Unicode."
    body = json.dumps(letter_body(small, subject="a \ud800 b", closing="\udfff"))
    assert raw(one, "POST", "/letters", body).json["errors"] == {"subject": told, "closing": told}
    deep = raw(one, "POST", "/letters", '{"x": [{"y": ["\\ud83d"]}], "\\ud800": 1}')
    assert (deep.status_code, deep.json["errors"]) == (422, {"x.0.y.0": told, "body": told})
    whole = raw(one, "POST", "/demands", '{"slug": "\\ud83d\\ude00"}')
    assert told not in whole.json.get("errors", {}).values()
    assert raw(one, "POST", "/letters", "[" * 100_000).status_code == 400


@pytest.mark.parametrize(
    "field", ["id", "number", "state", "created_by", "created_at", "seal", "version", "owner"]
)
def test_nobody_sets_what_the_record_says(api: Callable[..., Api], small: Small, field: str) -> None:
    refused = api().post("/letters", letter_body(small, **{field: "sealed"}), 422)
    assert refused["errors"] == {field: "There is no such field. Leave it out."}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"letter_date": "January 4"}, "letter_date"),
        ({"letter_date": "2023-02-30"}, "letter_date"),
        ({"letter_date": 1672790400}, "letter_date"),
        ({"letter_date": "1066-10-14"}, "letter_date"),
        ({"campaign_id": "road"}, "campaign_id"),
        ({"official_ids": ["x"]}, "official_ids.0"),
        ({"official_ids": [NOBODY]}, "copies"),
        ({"signatory_ids": [NOBODY]}, "signatory_ids"),
        ({"letterhead_ids": [NOBODY]}, "letterhead_ids"),
        ({"demand_ids": [NOBODY]}, "demand_ids"),
        ({"copies": []}, "body"),
        ({"official_ids": None, "copies": [{"official_ids": []}]}, "copies.0.official_ids"),
        ({"subject": "x" * 301}, "subject"),
        ({"body_markdown": "::: nowhere\nx\n:::"}, "line 1"),
        ({"earlier_letter_id": NOBODY}, "earlier_letter_id"),
    ],
)
def test_bad_input_names_the_field_and_begins_no_letter(
    api: Callable[..., Api], small: Small, changes: dict[str, Any], field: str
) -> None:
    one = api()
    refused = one.post("/letters", letter_body(small, **changes), 422)
    assert list(refused["errors"]) == [field]
    assert one.get("/letters")["items"] == []


def test_a_template_that_is_not_there(api: Callable[..., Api], small: Small) -> None:
    one = api()
    one.post("/letters", letter_body(small, template="../../etc"), 404)
    one.get("/templates/nothing", 404)


def test_control_characters_are_dropped_and_text_is_normalised(api: Callable[..., Api]) -> None:
    made = api().post("/officials", {"last": "Limo\u0301n\x00\x1b", "note": "a\r\nb"}, 201)
    assert (made["last"], made["note"]) == ("Limón", "a\nb")


def test_nothing_answers_with_a_stack_trace(
    app: Flask, api: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("app.api.templates.choosable", broken)
    answer = api().call("GET", "/templates")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.text
