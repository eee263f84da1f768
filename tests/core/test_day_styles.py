"""Every style of a date is read back as the same day, keeps its parts together on paper, and cannot be misread."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.day_styles import DayStyle, read_day, write_day
from app.documents.joins import join, without_joins
from app.documents.sheet import written_on

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
STYLES = st.sampled_from(DayStyle)
FOURTH = date(2023, 1, 4)


@given(DAYS, STYLES)
def test_what_is_written_is_read_back(day: date, style: DayStyle) -> None:
    assert read_day(write_day(day, style)) == day
    assert written_on(write_day(day, style)) == day.isoformat()


@given(DAYS, STYLES)
def test_day_and_month_stay_on_one_line(day: date, style: DayStyle) -> None:
    written = write_day(day, style)
    printed = join(written)
    assert without_joins(printed) == written
    assert read_day(printed.replace("\u2060", "")) == day
    first, *rest = printed.split(" ")
    if style is DayStyle.ISO:
        assert not rest
    else:
        assert str(day.day) in first
        assert any(letter.isalpha() for letter in first)


@given(DAYS, DAYS, STYLES, STYLES)
def test_no_text_means_two_days(one: date, other: date, first: DayStyle, second: DayStyle) -> None:
    if one != other:
        assert write_day(one, first) != write_day(other, second)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (DayStyle.LONG, "January 4, 2023"),
        (DayStyle.DAY_FIRST, "4 January 2023"),
        (DayStyle.SHORT, "Jan. 4, 2023"),
        (DayStyle.ISO, "2023-01-04"),
    ],
)
def test_each_style_is_its_label(style: DayStyle, text: str) -> None:
    assert write_day(FOURTH, style) == style.label == text


def test_months_that_are_never_shortened() -> None:
    shown = [write_day(date(2023, month, 1), DayStyle.SHORT) for month in (3, 4, 5, 6, 7, 9)]
    assert shown == [
        "March 1, 2023",
        "April 1, 2023",
        "May 1, 2023",
        "June 1, 2023",
        "July 1, 2023",
        "Sept. 1, 2023",
    ]


@pytest.mark.parametrize(
    "text", ["January 4th, 2023", "4th January 2023", "the 4th of January, 2023", "Jan 4 2023"]
)
def test_a_date_that_a_person_typed_is_read_too(text: str) -> None:
    assert read_day(text) == FOURTH


@pytest.mark.parametrize(
    "text", ["", "04/01/2023", "February 30, 2023", "Smarch 4, 2023", "2023-13-04", "in January"]
)
def test_anything_else_is_not_a_day(text: str) -> None:
    assert read_day(text) is None
