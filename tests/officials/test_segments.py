"""Segments: rules as stored and as said, their members on a day, keeping them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import InvalidInput, NotFound
from app.officials import saved_segments
from app.officials.models import Segment
from app.officials.queries_choices import choices
from app.officials.queries_segments import count, members, members_by, segment, segments
from app.officials.routes.common import rule_from, rule_text
from app.officials.rules import CommitteeRole, ContactKind, OfficeKind, Standing
from app.officials.segments import (
    MOST_RULES,
    ROLES,
    ContactState,
    Rule,
    RuleKind,
    SegmentQuery,
    parse,
    sentence,
    to_json,
)
from tests.officials import making

DAY = date(2023, 1, 4)
SENATORS = Rule(RuleKind.OFFICE, "senator")

words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
rules = st.one_of(
    st.builds(Rule, st.just(RuleKind.OFFICE), st.sampled_from([k.value for k in OfficeKind]), st.booleans()),
    st.builds(Rule, st.just(RuleKind.STATE), st.sampled_from(["CA", "IA", "PR"]), st.booleans()),
    st.builds(Rule, st.just(RuleKind.PARTY), words, st.booleans()),
    st.builds(Rule, st.just(RuleKind.LEADERSHIP), words, st.booleans()),
    st.builds(Rule, st.just(RuleKind.STANDING), st.sampled_from([s.value for s in Standing]), st.booleans()),
    st.builds(
        Rule, st.just(RuleKind.COMMITTEE), st.uuids().map(str), st.booleans(), st.sampled_from(sorted(ROLES))
    ),
    st.builds(
        lambda kind, denied, state: Rule(RuleKind.CONTACT, kind, denied, state=state),
        st.sampled_from([k.value for k in ContactKind]),
        st.booleans(),
        st.sampled_from([s.value for s in ContactState]),
    ),
)
queries = st.builds(
    SegmentQuery,
    st.lists(rules, min_size=1, max_size=MOST_RULES).map(tuple),
    st.one_of(st.none(), st.dates()),
)


@given(queries)
def test_what_is_stored_reads_back(query: SegmentQuery) -> None:
    assert parse(to_json(query)) == query


@given(rules)
def test_a_rule_survives_its_address(rule: Rule) -> None:
    assert rule_from(rule_text(rule)) == rule


@given(queries)
def test_every_segment_can_be_said(query: SegmentQuery) -> None:
    text = sentence(query, lambda rule: f"<{rule.value}>")
    assert text.startswith("Officials who ")
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("stored", "key"),
    [
        ("senators", "rules"),
        ({"rules": []}, "rules"),
        ({"rules": [{"kind": "office", "value": "senator"}] * (MOST_RULES + 1)}, "rules"),
        ({"rules": [{"kind": "office", "value": "king"}]}, "rules-0"),
        ({"rules": [{"kind": "mood", "value": "good"}]}, "rules-0"),
        ({"rules": [{"kind": "office", "value": ""}]}, "rules-0"),
        ({"rules": [{"kind": "committee", "value": "not an id"}]}, "rules-0"),
        ({"rules": [{"kind": "state", "value": "CA", "role": "chair"}]}, "rules-0"),
        ({"rules": [{"kind": "state", "value": "CA", "sql": "1=1"}]}, "rules-0"),
        ({"rules": [{"kind": "party", "value": "x" * 201}]}, "rules-0"),
        ({"rules": [{"kind": "state", "value": "CA"}], "on": "soon"}, "on"),
        ({"rules": [{"kind": "state", "value": "CA"}], "limit": 5}, "rules"),
    ],
)
def test_rules_that_cannot_be_used_are_named(stored: object, key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(stored)
    assert key in caught.value.errors


def test_the_sentence_reads_as_drawn(session: Session) -> None:
    relations = making.committee(session)
    making.senator(session)
    query = SegmentQuery((SENATORS, Rule(RuleKind.COMMITTEE, str(relations.id), role="chair")), DAY)
    assert sentence(query, choices(session, DAY).name_of) == (
        "Officials who hold the office U.S. Senator on January 4, 2023"
        " and sit on Senate Committee on Foreign Relations as chair."
    )


def test_members_follow_the_day(session: Session) -> None:
    old = making.senator(session, "Olive", "Old", start=date(2015, 1, 3), end=date(2021, 1, 2))
    new = making.senator(session, "Nina", "New", start=date(2021, 1, 3), end=date(2027, 1, 3))
    query = SegmentQuery((SENATORS,))
    assert members_by(session, query, DAY) == [new.id]
    assert members_by(session, query, date(2020, 5, 1)) == [old.id]
    assert members_by(session, SegmentQuery((SENATORS,), date(2020, 5, 1)), DAY) == [old.id]
    assert count(session, query, DAY) == 1


def test_members_update_themselves(session: Session, actor: Callable[..., Actor]) -> None:
    relations = making.committee(session)
    rule = Rule(RuleKind.COMMITTEE, str(relations.id))
    found = saved_segments.add_segment(
        session, "Foreign Relations", SegmentQuery((SENATORS, rule)), by=actor()
    )
    assert members(session, found, DAY) == []
    who = making.senator(session)
    making.sits(session, who, relations, CommitteeRole.MEMBER)
    assert members(session, found, DAY) == [who.id]


def test_all_segments_with_their_counts(session: Session, actor: Callable[..., Actor]) -> None:
    making.senator(session, "Ida", "Iowa", state="IA")
    making.senator(session, "Cal", "Ca", state="CA")
    for name, rule in (("Everyone", SENATORS), ("California", Rule(RuleKind.STATE, "CA"))):
        saved_segments.add_segment(session, name, SegmentQuery((rule,)), by=actor())
    session.add(Segment(name="Broken", query={"rules": [{"kind": "office", "value": "king"}]}))
    session.flush()
    listed = {view.segment.name: view.count for view in segments(session, DAY)}
    assert listed == {"Broken": None, "California": 1, "Everyone": 2}


def test_keeping_segments(session: Session, actor: Callable[..., Actor]) -> None:
    by, query = actor(), SegmentQuery((SENATORS,))
    found = saved_segments.add_segment(session, "Senators", query, by=by)
    for name in ("", "  ", "x" * 161, "SENATORS"):
        with pytest.raises(InvalidInput) as caught:
            saved_segments.add_segment(session, name, query, by=by)
        assert "name" in caught.value.errors
    with pytest.raises(InvalidInput):
        saved_segments.add_segment(session, "Nobody", SegmentQuery(()), by=by)
    changed = SegmentQuery((Rule(RuleKind.STATE, "CA"),))
    saved_segments.edit_segment(session, found.id, "Senators", changed, note="New", by=by)
    assert parse(found.query) == changed
    saved_segments.delete_segment(session, found.id, by=by)
    with pytest.raises(NotFound):
        segment(session, found.id)
    assert saved_segments.add_segment(session, "Senators", query, by=by).name == "Senators"


def test_an_unknown_segment(session: Session) -> None:
    with pytest.raises(NotFound):
        segment(session, uuid4())
