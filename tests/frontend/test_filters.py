"""Days, moments, counts and names as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from app.core.web import template_filters as filters

TODAY = date(2023, 1, 4)


def shown(source: str, **values: object) -> str:
    environment = Environment(autoescape=True)
    for function in filters.FILTERS:
        environment.filters[function.__name__] = function
    text = environment.from_string(source).render(today=TODAY, time_zone="America/Los_Angeles", **values)
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|day }}", date(2023, 1, 4), "Jan 4"),
        ("{{ v|day }}", date(2022, 9, 2), "Sep 2, 2022"),
        ("{{ v|day }}", None, ""),
        ("{{ v|longday }}", date(2023, 1, 4), "January 4, 2023"),
        ("{{ v|weekday }}", date(2023, 1, 4), "Wednesday, January 4"),
        ("{{ v|weekday(true) }}", date(2023, 1, 6), "Fri, Jan 6"),
        ("{{ v|weekday }}", date(2022, 12, 12), "Monday, December 12, 2022"),
        # 00:05 UTC on the 5th is still the 4th in California.
        ("{{ v|moment }}", datetime(2023, 1, 5, 0, 5, tzinfo=UTC), "today 4:05 PM"),
        ("{{ v|moment }}", datetime(2023, 1, 3, 20, 0, tzinfo=UTC), "Jan 3, 12:00 PM"),
        ("{{ v|moment }}", datetime(2022, 12, 31, 8, 30, tzinfo=UTC), "Dec 31, 2022, 12:30 AM"),
        ("{{ v|day }}", datetime(2023, 1, 5, 0, 5, tzinfo=UTC), "Jan 4"),
        ("{{ v|timeofday }}", datetime(2023, 1, 5, 0, 5), "4:05 PM"),
        ("{{ v|iso }}", datetime(2023, 1, 5, 0, 5), "2023-01-05T00:05:00+00:00"),
        ("{{ v|number }}", 12230, "12,230"),
        ("{{ v|plural('letter') }}", 1, "1 letter"),
        ("{{ v|plural('reply', 'replies') }}", 1200, "1,200 replies"),
        ("{{ v|ordinal }}", 24, "24th"),
        ("{{ v|ordinal }}", 111, "111th"),
        ("{{ v|ordinal }}", 101, "101st"),
        ("{{ v|inwords|capfirst }}", 9, "Nine"),
        ("{{ v|inwords }}", 10, "10"),
        ("{{ v|initials }}", "Samuel B. Ortiz-Bell", "SO"),
        ("{{ v|initials }}", "", "?"),
        ("{{ v|namelist }}", ["Ann"], "Ann"),
        ("{{ v|namelist }}", ["Ann", "Bo", "Cy"], "Ann, Bo and Cy"),
        ("{{ v|namelist(2) }}", ["Ann", "Bo", "Cy"], "Ann, Bo and 1 other"),
        ("{{ v|human }}", "outcome_unknown", "Outcome unknown"),
        ("{{ v|filesize }}", 3_400_000, "3.4 MB"),
    ],
)
def test_filter(source: str, value: object, expected: str) -> None:
    assert shown(source, v=value) == expected


def test_lines_escape_what_people_typed() -> None:
    assert shown("{{ v|lines }}", v="<b>1</b>\nSecond") == "&lt;b&gt;1&lt;/b&gt;<br>Second"


def test_percent_of_nothing_is_zero() -> None:
    assert filters.percent(19, 52).replace("\u00a0", " ") == "37 %"
    assert filters.percent(0, 0).replace("\u00a0", " ") == "0 %"


@given(st.integers(min_value=0, max_value=10**6))
def test_ordinal_ends_as_english_does(n: int) -> None:
    ending = filters.ordinal(n).removeprefix(str(n))
    if n % 100 in (11, 12, 13):
        assert ending == "th"
    else:
        assert ending == {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")


@given(st.lists(st.sampled_from(["Ann", "Bo", "Cy", "Dee"]), min_size=1, max_size=8), st.integers(1, 8))
def test_namelist_counts_everybody(names: list[str], most: int) -> None:
    text = filters.namelist(names, most)
    hidden = [int(word) for word in text.split() if word.isdigit()]
    shown_names = sum(text.count(name) for name in set(names))
    assert shown_names + sum(hidden) == len(names)
