"""Checks through the pages: quick fixes and house style by button, the organisation's levels, who may set them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.queries import AuditFilter, audit_events
from app.accounts.rules import Role
from app.core.db import db
from app.core.errors import InvalidInput, NotAllowed
from app.letters import markdown
from app.letters.check_settings import change_checks, policy
from app.letters.compose.policy import DEFAULTS, Level
from app.letters.compose.problems import Code
from app.letters.tree import to_json
from tests.accounts.forms import csrf_of
from tests.letters.factories import person
from tests.letters.pages import Desk, make_desk

FACTS = 'Some 9,000 people left on December 14. They said "no"  twice.'


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def text_of(page: str, place: int) -> str:
    """What stands in the editor's field of a section."""
    found = re.search(rf'<textarea[^>]*id="text-{place}".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def buttons(page: str, start: str) -> list[str]:
    return [
        unescape(value) for value in re.findall(r'name="do" value="([^"]+)"', page) if value.startswith(start)
    ]


def test_a_quick_fix_changes_the_text_and_settles_its_check(desk: Desk) -> None:
    page = desk.save(desk.drafter, 1, "preview", facts=FACTS).text
    assert "No source: “Some 9,000 people left on December 14.”" in unescape(page)
    assert "Facts, paragraph 1." in page
    (first, *_) = buttons(page, "fix:")
    fixed = desk.save(desk.drafter, 1, first, facts=FACTS).text
    assert text_of(fixed, 1).startswith("[Some 9,000 people left on December 14.]{opinion} They")
    assert "No source: “Some 9,000" not in unescape(fixed)
    assert "Not saved yet" in fixed
    assert FACTS not in text_of(desk.drafter.get(desk.home + "/write").text, 1)  # nothing was saved


def test_a_claim_is_cited_behind_the_sentence(desk: Desk) -> None:
    page = desk.save(desk.drafter, 1, "preview", facts=FACTS).text
    digest = buttons(page, "fix:")[0].split(":")[1]
    fixed = desk.save(desk.drafter, 1, f"fix:{digest}:cite:left-9000", facts=FACTS).text
    assert "December 14.[@left-9000] They" in text_of(fixed, 1)


@pytest.mark.parametrize("step", ["fix:nothing:opinion:", "fix:x", "style:nothing", "fix:a:cite:NOT A SLUG"])
def test_a_button_that_means_nothing_changes_nothing(desk: Desk, step: str) -> None:
    assert text_of(desk.save(desk.drafter, 1, step, facts=FACTS).text, 1) == FACTS


def test_house_style_is_offered_and_taken_by_button(desk: Desk) -> None:
    page = desk.save(desk.drafter, 1, "preview", facts=FACTS).text
    assert buttons(page, "style:") == ["style:quotes", "style:spaces"]
    better = desk.save(desk.drafter, 1, "style:quotes", facts=FACTS).text
    assert text_of(better, 1).endswith("They said “no”  twice.")
    assert buttons(better, "style:") == ["style:spaces"]


def test_the_sum_of_a_day_count_stands_in_the_checks(desk: Desk) -> None:
    assert "that day is day 1: 24" in desk.drafter.get(desk.home + "/write").text
    page = desk.save(desk.drafter, 1, "preview", facts="It is the 23rd day of the blockade.").text
    (fix,) = [value for value in buttons(page, "fix:") if ":replace:" in value]
    assert "disagrees with the count, which gives 24th day" in unescape(page)
    assert text_of(desk.save(desk.drafter, 1, fix, facts="It is the 23rd day of the blockade.").text, 1) == (
        "It is the ((day blockade)) of the blockade."
    )


def test_the_rich_editor_gets_the_mended_tree(desk: Desk) -> None:
    tree = to_json(
        markdown.read_sections([(markdown.read(f"::: facts\n{FACTS}\n:::").sections[0].role, FACTS)])
    )
    token = {"X-CSRFToken": csrf_of(desk.drafter, "/account")}
    answer = desk.drafter.post(desk.home + "/mend", json={"tree": tree, "do": "style:all"}, headers=token)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["changed"] is True
    assert "“no” twice" in str(found["tree"])
    refused = desk.drafter.post(desk.home + "/mend", json={"tree": tree, "do": "save"}, headers=token)
    assert refused.status_code == 422
    stranger = desk.approver.post(desk.home + "/mend", json={"tree": tree, "do": "style:all"},
                                  headers={"X-CSRFToken": csrf_of(desk.approver, "/account")})  # fmt: skip
    assert stranger.status_code == 403


def test_who_reads_which_variant_is_listed(desk: Desk) -> None:
    facts = "::: variant state=CA\n[A word to California.]{opinion}\n:::\n\n"
    facts += "::: variant state!=CA\n[To others.]{opinion}\n:::"
    page = desk.save(desk.drafter, 1, "preview", facts=facts).text
    assert "<strong>2 of 2</strong> see “A word to California.”" in page
    assert "<strong>0 of 2</strong> see “To others.”" in page


def test_an_administrator_sets_which_checks_block(desk: Desk, as_role: Callable[..., FlaskClient]) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    assert "Choose which checks block a letter" in admin.get("/organisation").text
    assert desk.approver.get("/letters/checks").status_code == 403
    levels = {code.value: level.value for code, level in DEFAULTS.items()}
    levels |= {"unsourced_fact": "off", "mixed_voice": "off"}
    sent = {**levels, "page_limit": "3", "csrf_token": csrf_of(admin, "/letters/checks")}
    assert admin.post("/letters/checks", data=sent).status_code == 303
    with desk.app.app_context():
        now = policy(db.session)
        assert (now.level(Code.UNSOURCED_FACT), now.page_limit) == (Level.OFF, 3)
        changed = audit_events(db.session, AuditFilter(action="letters.checks_change")).items
        assert "A sentence of the facts without a source" in changed[0].summary
    page = desk.save(desk.drafter, 1, "submit", facts=FACTS)
    assert page.status_code == 422
    assert "1 check before review" in page.text
    assert "Let it stand with a reason" in page.text
    assert admin.post("/letters/checks", data={**sent, "page_limit": "0"}).status_code == 422


def test_only_administrators_change_levels_and_only_of_checks_that_can_be_set(desk: Desk) -> None:
    with desk.app.app_context():
        with pytest.raises(NotAllowed):
            change_checks(db.session, {}, 2, by=person(Role.APPROVER, "Ruth"))
        with pytest.raises(InvalidInput) as refused:
            change_checks(
                db.session, {Code.MISSING_FIELD: Level.OFF}, 99, by=person(Role.ADMINISTRATOR, "Tomas")
            )
        assert set(refused.value.errors) == {"missing_field", "page_limit"}
