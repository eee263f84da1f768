"""How a dispatch moves, and how days are counted: for every path and every day."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Conflict
from app.delivery.rules import (
    HANDED_WORDS,
    MOVES,
    PAPER,
    SPENT,
    Channel,
    DispatchState,
    add_working_days,
    check_move,
    clock_words,
    moves_for,
    state_words,
    working_days_between,
)

S = DispatchState
CHANNELS = st.sampled_from(Channel)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@st.composite
def walks(draw: st.DrawFn) -> tuple[Channel, list[DispatchState]]:
    """A channel and any path that the rules allow from "planned"."""
    channel, path = draw(CHANNELS), [S.PLANNED]
    while then := sorted(moves_for(channel, path[-1])):
        if not draw(st.booleans()):
            break
        path.append(draw(st.sampled_from(then)))
    return channel, path


@given(walks())
def test_every_path_ends_and_never_comes_back(walk: tuple[Channel, list[DispatchState]]) -> None:
    channel, path = walk
    assert len(path) == len(set(path)), "no state is entered twice"
    assert len(path) <= 5
    for state in (S.DELIVERED, S.RETURNED, S.FAILED, S.OUTCOME_UNKNOWN):
        if state in path:
            assert S.HANDED_OVER in path[: path.index(state)], "nothing arrives or fails before it has left"
    if S.CANCELLED in path:
        assert S.HANDED_OVER not in path, "what has left cannot be cancelled"
    if channel not in PAPER:
        assert not {S.PRINTED, S.RETURNED} & set(path), "only paper is printed or comes back"


@given(walks(), st.sampled_from(DispatchState))
def test_a_move_is_refused_with_words_unless_it_is_in_the_table(
    walk: tuple[Channel, list[DispatchState]], then: DispatchState
) -> None:
    channel, path = walk
    now = path[-1]
    if then in moves_for(channel, now):
        check_move(channel, now, then)
    else:
        with pytest.raises(Conflict, match="cannot become"):
            check_move(channel, now, then)


def test_the_table_is_whole() -> None:
    assert set(MOVES) == set(DispatchState)
    ends = {state for state, then in MOVES.items() if not then}
    assert ends == {S.DELIVERED, *SPENT}
    assert S.OUTCOME_UNKNOWN not in SPENT, "an open question never frees the place for another dispatch"


@given(CHANNELS, st.sampled_from(DispatchState))
def test_every_state_has_words_of_its_trade(channel: Channel, state: DispatchState) -> None:
    assert state_words(channel, state)
    assert state_words(channel, S.HANDED_OVER) == HANDED_WORDS[channel]


@given(DAYS, st.integers(0, 400))
def test_working_days_are_weekdays_and_add_up(start: date, days: int) -> None:
    end = add_working_days(start, days)
    if days:
        assert end.weekday() < 5
        assert working_days_between(start, end) == days
        assert working_days_between(start, end - timedelta(days=1)) == days - 1
    else:
        assert end == start


@given(DAYS, st.integers(0, 60))
def test_working_days_between_is_a_plain_count(start: date, length: int) -> None:
    counted = sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, length + 1))
    assert working_days_between(start, start + timedelta(days=length)) == counted
    assert working_days_between(start, start - timedelta(days=length)) == 0


@given(DAYS, st.integers(0, 90), st.integers(0, 90))
def test_adding_in_two_steps_is_adding_at_once(start: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(start, first), second) == add_working_days(start, first + second)


def test_the_follow_up_of_the_demonstration() -> None:
    assert add_working_days(date(2022, 12, 21), 10) == date(2023, 1, 4)


@pytest.mark.parametrize(
    ("clock", "words", "short"),
    [
        (time(0, 0, 5), "12:00:05 AM", "12:00 AM"),
        (time(12, 30), "12:30:00 PM", "12:30 PM"),
        (time(16, 2, 51), "4:02:51 PM", "4:02 PM"),
    ],
)
def test_times_of_day_have_seconds_where_they_tell(clock: time, words: str, short: str) -> None:
    assert (clock_words(clock), clock_words(clock, False)) == (words, short)
