"""Day counts, and what may be typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules import (
    AnchorDay,
    AnchorDetails,
    CountRule,
    FactDetails,
    anchor_problems,
    campaign_problems,
    counting_started,
    day_number,
    fact_problems,
)
from tests.campaigns.factories import details

BLOCKADE = date(2022, 12, 12)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("on", "elapsed", "inclusive"),
    [
        (date(2022, 12, 20), 8, 9),
        (date(2022, 12, 23), 11, 12),
        (date(2023, 1, 3), 22, 23),
        (date(2023, 1, 4), 23, 24),
        (date(2023, 1, 30), 49, 50),
        (date(2023, 2, 22), 72, 73),
    ],
)
def test_counts_of_the_facts_file(on: date, elapsed: int, inclusive: int) -> None:
    assert day_number(AnchorDay(BLOCKADE, CountRule.ELAPSED), on) == elapsed
    assert day_number(AnchorDay(BLOCKADE, CountRule.INCLUSIVE), on) == inclusive


@given(DAYS, DAYS, st.sampled_from(CountRule))
def test_a_day_later_counts_one_more(anchor: date, on: date, rule: CountRule) -> None:
    count = day_number(AnchorDay(anchor, rule), on)
    assert day_number(AnchorDay(anchor, rule), on + timedelta(days=1)) == count + 1


@given(DAYS, DAYS)
def test_the_two_rules_differ_by_one(anchor: date, on: date) -> None:
    inclusive = day_number(AnchorDay(anchor, CountRule.INCLUSIVE), on)
    assert inclusive == day_number(AnchorDay(anchor, CountRule.ELAPSED), on) + 1


@given(DAYS, DAYS)
def test_an_inclusive_count_is_positive_once_counting_has_started(anchor: date, on: date) -> None:
    counted = AnchorDay(anchor, CountRule.INCLUSIVE)
    assert counting_started(counted, on) == (day_number(counted, on) >= 1)


def test_a_sound_campaign_has_no_problems() -> None:
    assert campaign_problems(details()) == {}
    assert campaign_problems(details(letter_prefix="AV", follow_up_days=365)) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", " \n"),
        ("title", "x" * 161),
        ("slug", ""),
        ("slug", "Lachin road"),
        ("slug", "-road"),
        ("slug", "a--b"),
        ("slug", "x" * 61),
        ("goal", ""),
        ("goal", "x" * 401),
        ("letter_prefix", "av"),
        ("letter_prefix", "TOOLONGPREFIX"),
        ("follow_up_days", 0),
        ("follow_up_days", 366),
    ],
)
def test_each_problem_names_its_field(field: str, value: Any) -> None:
    assert list(campaign_problems(replace(details(), **{field: value}))) == [field]


def test_anchor_and_fact_problems_name_their_fields() -> None:
    anchor = AnchorDetails("blockade", "Road disrupted", BLOCKADE, CountRule.INCLUSIVE)
    fact = FactDetails("org.population", "203,400", "State estimate, January 2022")
    assert anchor_problems(anchor) == {} and fact_problems(fact) == {}
    assert set(anchor_problems(AnchorDetails("Blockade!", "", date(1066, 1, 1), CountRule.ELAPSED))) == {
        "name",
        "label",
        "day",
    }
    assert set(fact_problems(FactDetails("Org Population", "", ""))) == {"key", "value", "source_note"}
