"""Lists of the API: as many statements for hundreds of rows as for a few, and pages that keep their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

import app.api.resources  # noqa: F401  (registers the operations)
from app.accounts.models import Organisation
from app.accounts.rules import Role
from app.api.http.operations import OPERATIONS
from app.api.http.paging import MOST
from app.core.db import db
from app.letters.models import Letter
from app.officials.models import Segment
from tests.api.conftest import TODAY, Api
from tests.letters.factories import person
from tests.performance.filling import Pattern, fill, pattern_of
from tests.performance.test_query_counts import counted, newest
from tests.reports.factories import busy

MANY = 300
LISTS = [
    op
    for op in OPERATIONS
    if op.method == "GET" and op.query is not None and "cursor" in op.query.model_fields
]


@pytest.fixture
def pattern(app: Flask) -> Pattern:
    """A campaign in full swing."""
    with app.app_context():
        db.session.get_one(Organisation, 1).business_date = TODAY
        made = busy(db.session, person(Role.ADMINISTRATOR, "Tomas Avedian"))
        return pattern_of(db.session, made)


def paths(session: Session, pattern: Pattern) -> dict[str, str]:
    """Each list by the name of its operation, with ids that exist."""
    ids = {
        "campaign_id": pattern.letter.campaign_id,
        "letter_id": pattern.letter.id,
        "segment_id": newest(Segment).id,
        "demand_id": pattern.demand_ids[0],
    }
    return {op.name: op.path.format(**ids) for op in LISTS}


def statements(one: Api, path: str) -> int:
    one.get(path, limit=MOST)  # what is noted about the token at its first use is not the list's
    with counted() as sent:
        one.get(path, limit=MOST)
    return len(sent)


def test_no_list_asks_more_often_with_hundreds(app: Flask, api: Callable[..., Api], pattern: Pattern) -> None:
    one = api()
    with app.app_context():
        fill(db.session, pattern, 10)
        known = paths(db.session, pattern)
    few = {name: statements(one, path) for name, path in known.items()}
    with app.app_context():
        fill(db.session, pattern, MANY)
    more = {name: statements(one, path) for name, path in known.items()}
    assert {name: (few[name], count) for name, count in more.items() if count > few[name]} == {}
    assert len(known) >= 8


def walk(one: Api, path: str, between: Callable[[int], None]) -> list[str]:
    """The ids of every page of a list; `between` is called after each page."""
    found, cursor, turn = [], "", 0
    while True:
        page = one.get(path, limit=2, cursor=cursor) if cursor else one.get(path, limit=2)
        found += [str(item["id"]) for item in page["items"]]
        cursor, turn = page.get("next_cursor") or "", turn + 1
        if not cursor:
            return found
        between(turn)


@pytest.mark.parametrize("path", ["/officials", "/dispatches", "/letters", "/replies"])
def test_pages_keep_their_place_while_rows_are_added(
    app: Flask, api: Callable[..., Api], pattern: Pattern, path: str
) -> None:
    """Nothing that was there at the start is left out or shown twice."""
    one = api()
    with app.app_context():
        fill(db.session, pattern, 25)
    before = walk(one, path, lambda _turn: None)

    def add(turn: int) -> None:
        if turn <= 2:
            with app.app_context():
                fill(db.session, pattern, 3)

    during = walk(one, path, add)
    assert len(during) == len(set(during)), "a row was shown twice"
    assert [each for each in during if each in set(before)] == before
    assert len(walk(one, path, lambda _turn: None)) > len(before)


_VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["0", "-1", "200", "9" * 40, "2023-02-30", "2023-01-04", "%", "_", "null", "draft", "CA", "[]"]
    ),
    st.uuids().map(str),
    st.binary(max_size=40).map(lambda data: data.decode("latin-1")),
)


def throw(api: Callable[..., Api], app: Flask, examples: int) -> None:
    """Queries of known and unknown names with any values, at every list."""
    app.config["API_CALLS_PER_MINUTE"] = 1_000_000
    one = api()
    plain = [op for op in LISTS if "{" not in op.path]
    names = sorted({name for op in plain if op.query for name in op.query.model_fields} | {"nothing"})

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(plain), st.dictionaries(st.sampled_from(names), _VALUES, max_size=3))
    def answers(op: Any, query: dict[str, str]) -> None:
        answer = app.test_client().get(
            f"/api/v1{op.path}", query_string=query, headers={"Authorization": f"Bearer {one.token}"}
        )
        assert answer.status_code in (200, 400, 422), (op.path, query, answer.text)
        if answer.status_code != 200:
            assert answer.content_type == "application/problem+json"

    answers()


def test_lists_take_any_query(api: Callable[..., Api], app: Flask, pattern: Pattern) -> None:
    throw(api, app, 60)


@pytest.mark.slow
def test_lists_take_very_many_queries(api: Callable[..., Api], app: Flask, pattern: Pattern) -> None:
    throw(api, app, 2000)


def test_a_cursor_that_was_changed_is_refused(app: Flask, api: Callable[..., Api], pattern: Pattern) -> None:
    """Cut, lengthened, of another list, of other filters."""
    one = api()
    with app.app_context():
        fill(db.session, pattern, 5)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) is not None
    cursor = one.get("/officials", limit=1)["next_cursor"]
    for wrong in (cursor[:-3], cursor + "AAAA", cursor[::-1], "é", "A" * 3000, "bnVsbA", "W10"):
        assert list(one.get("/officials", 422, cursor=wrong)["errors"]) == ["cursor"], wrong
    one.get("/letters", 422, cursor=cursor)
    one.get("/officials", 422, cursor=cursor, q="x")
