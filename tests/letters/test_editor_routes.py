"""What the rich editor asks for and saves: the working copy, versions, the page, helps, and who may."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.core.db import db
from app.letters.models import Letter
from app.letters.sketches import sketch
from app.letters.tree import from_json
from tests.accounts.forms import csrf_of
from tests.letters.pages import TEXTS, Desk, make_desk


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def post(desk: Desk, path: str, body: Any, who: FlaskClient | None = None) -> Any:
    client = who or desk.drafter
    return client.post(desk.home + path, json=body, headers={"X-CSRFToken": csrf_of(client, "/account")})


def opened(desk: Desk) -> dict[str, Any]:
    answer = desk.drafter.get(desk.home + "/working").json
    assert isinstance(answer, dict)
    return answer


def with_words(tree: dict[str, Any], words: str, section: int = 0) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(tree))
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    changed["content"][section]["content"] = [paragraph]
    return changed


def test_the_editor_gets_the_tree_and_all_that_stands_beside_it(desk: Desk) -> None:
    answer = opened(desk)
    assert answer["revision"] == 0
    assert [one["attrs"]["role"] for one in answer["tree"]["content"]] == list(TEXTS)
    assert answer["shown"]["days"]["blockade"]["styles"]["ordinal"].endswith(" day")
    assert {one["slug"] for one in answer["menus"]["demands"]} >= {"section-907"}
    assert set(answer["sections"]) == {one["attrs"]["id"] for one in answer["tree"]["content"]}


def test_the_first_day_count_of_a_text_is_offered(desk: Desk) -> None:
    tree = opened(desk)["tree"]
    for place in range(len(tree["content"])):
        tree = with_words(tree, "No day is counted here.", place)
    shown = post(desk, "/live", {"tree": tree}).json["shown"]
    assert shown["days"]["blockade"]["styles"]["ordinal"].endswith(" day")


def test_the_page_prints_what_was_put_in_since_the_last_version(app: Flask, desk: Desk) -> None:
    tree = with_words(opened(desk)["tree"], "On the ")
    line = tree["content"][0]["content"][0]
    line["content"].append({"type": "day_count", "attrs": {"anchor": "blockade", "style": "ordinal"}})
    line["content"].append({"type": "merge_field", "attrs": {"name": "contact.name", "form": "value"}})
    drawn = post(desk, "/page", {"tree": tree, "turn": 1, "page": 1, "width": 600, "window": "gaps"})
    assert drawn.status_code == 200, drawn.text
    with app.app_context():
        letter = db.session.get(Letter, UUID(desk.home.rsplit("/", 1)[-1]))
        assert letter is not None
        paper = sketch(db.session, letter, from_json(tree)).draw(from_json(tree), 1)
    assert re.search(r"On the \d+\w\w day", paper.blocks[0])
    assert "‹person to contact›" in paper.blocks[0]  # without a value; in brackets that the letter fonts have


def test_a_save_makes_no_version_and_a_second_window_sees_it(desk: Desk) -> None:
    answer = opened(desk)
    saved = post(desk, "/working", {"tree": with_words(answer["tree"], "New words."), "base": answer["base"]})
    assert (saved.status_code, saved.json["revision"], saved.json["version"]) == (200, 1, 1)
    assert "New words." in json.dumps(opened(desk)["tree"])
    newest = desk.drafter.get(desk.home + "/working/revision").json
    assert newest is not None
    assert newest["revision"] == 1
    assert "New words." in desk.drafter.get(desk.home + "/write?plain=1").text


def test_a_version_is_made_only_when_asked_for(desk: Desk) -> None:
    answer = opened(desk)
    body = {"tree": with_words(answer["tree"], "Meant words."), "base": answer["base"], "do": "save"}
    made = post(desk, "/working/version", body)
    assert (made.status_code, made.json["version"], made.json["unsaved"]) == (200, 2, False)


def test_a_clash_holds_back_the_version_until_somebody_chose(desk: Desk) -> None:
    answer = opened(desk)
    post(desk, "/working", {"tree": with_words(answer["tree"], "First."), "base": answer["base"]})
    second = {"tree": with_words(answer["tree"], "Second."), "base": answer["base"]}
    clash = post(desk, "/working", second).json
    (kept,) = clash["kept"]
    assert "Second." in json.dumps(kept["yours"])
    assert "First." in json.dumps(clash["tree"])
    refused = post(desk, "/working/version", {"tree": clash["tree"], "base": clash["base"], "do": "save"})
    assert refused.status_code == 409
    body = {"tree": clash["tree"], "base": clash["base"], "do": "save", "settled": [kept["id"]]}
    assert post(desk, "/working/version", body).status_code == 200


def test_the_plain_editor_goes_on_from_the_working_copy(desk: Desk) -> None:
    answer = opened(desk)
    post(desk, "/working", {"tree": with_words(answer["tree"], "From the rich one."), "base": answer["base"]})
    base = json.dumps(opened(desk)["base"])
    texts = {**TEXTS, "opening": "From the plain one."}
    values = {"role": list(texts), "text": list(texts.values()), "base": base, "based_on": "1", "do": "save"}
    assert desk.post(desk.drafter, "/write", values).status_code == 303
    after = opened(desk)
    assert (after["version"], after["unsaved"], after["kept"]) == (2, False, [])
    assert "From the plain one." in json.dumps(after["tree"])
    # The same form once more: meanwhile the opening has changed, so both texts are shown and kept.
    values["text"] = ["Typed late.", *list(texts.values())[1:]]
    assert desk.post(desk.drafter, "/write", values).status_code == 409
    assert "Typed late." in json.dumps(opened(desk)["kept"])


def test_claims_and_mending_answer(desk: Desk) -> None:
    assert desk.drafter.get(desk.home + "/working/claims?q=road").json == {"claims": []}
    tree = opened(desk)["tree"]
    mended = post(desk, "/working/mend", {"tree": tree, "do": "style:all"}).json
    assert set(mended) == {"tree", "changed"}
    assert post(desk, "/working/mend", {"tree": tree, "do": "nothing"}).json["changed"] is False


def test_checks_follow_the_text_without_saving(desk: Desk) -> None:
    answer = opened(desk)
    beside = post(desk, "/live", {"tree": with_words(answer["tree"], "[[fill in]]"), "copy": 1}).json
    assert any(one["code"] == "placeholder" for one in beside["problems"])
    assert opened(desk)["revision"] == 0


def test_what_the_drawn_page_told_stands_in_the_checks(desk: Desk) -> None:
    tree = opened(desk)["tree"]
    drawn = {"pages": 9, "last": 1, "above": 0}
    beside = post(desk, "/live", {"tree": tree, "copy": 1, "drawn": drawn}).json
    assert {one["code"] for one in beside["problems"]} >= {"too_many_pages", "lonely_signature"}
    assert "Runs to page 9, which has 1 line" in beside["checks"]
    assert "Shorten the text" in beside["checks"]
    three = {"pages": 3, "last": 4, "above": 2, "fill": [[38.0, 0.5], [36.2, 2.0], [9.4, 29]]}
    beside = post(desk, "/live", {"tree": tree, "copy": 1, "drawn": three}).json
    assert "The limit is 2. Cut about 8 lines of text" in beside["checks"]
    for fill in ("x", [[1]], [["a", "b"]], [[1e9, 1]], [[True, 1]], [[1, 1]] * 99):
        beside = post(desk, "/live", {"tree": tree, "copy": 1, "drawn": three | {"fill": fill}}).json
        assert "Shorten the text" in beside["checks"]
    beside = post(desk, "/live", {"tree": tree, "copy": 1, "drawn": {"pages": 1}}).json
    assert not {one["code"] for one in beside["problems"]} & {"too_many_pages", "lonely_signature"}


@pytest.mark.parametrize("body", [[], {"tree": 1, "base": {}}, {"tree": {"type": "doc"}, "base": []}, {}])
def test_what_is_no_letter_is_refused_with_a_message(desk: Desk, body: Any) -> None:
    answer = post(desk, "/working", body)
    assert answer.status_code == 422
    assert answer.json["message"]


def test_readers_may_not_write(desk: Desk, as_role: Callable[..., FlaskClient]) -> None:
    viewer = as_role(Role.VIEWER)
    assert viewer.get(desk.home + "/working").status_code == 403
    assert post(desk, "/working", {"tree": {}, "base": {}}, viewer).status_code == 403
