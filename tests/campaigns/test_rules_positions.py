"""What an official's position may become."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules_positions import (
    FOLLOWS,
    POSITION_WORDS,
    Position,
    PositionEntry,
    history_with,
    may_follow,
    next_choices,
    position_problem,
)

START, TODAY = date(2022, 12, 1), date(2023, 1, 4)
GIVEN = {Position.COMMITTED, Position.PARTLY_MET, Position.MET}
STEPS = st.tuples(st.integers(0, 34), st.sampled_from(Position), st.none() | st.integers(0, 8))


def _play(steps: list[tuple[int, Position, int | None]]) -> list[PositionEntry]:
    """Try every step in turn; those that the rules accept make the history."""
    history: list[PositionEntry] = []
    for offset, position, which in steps:
        corrects: UUID | None = history[which].id if which is not None and which < len(history) else None
        entry = PositionEntry(uuid4(), START + timedelta(days=offset), position)
        if position_problem(history, entry, corrects, TODAY) is None:
            history = history_with(history, entry, corrects)
    return history


@given(st.lists(STEPS, max_size=12))
def test_a_history_always_holds_together(steps: list[tuple[int, Position, int | None]]) -> None:
    history = _play(steps)
    assert [entry.day for entry in history] == sorted(entry.day for entry in history)
    before = Position.NONE
    for entry in history:
        assert entry.position is not Position.NONE
        assert may_follow(before, entry.position)
        assert entry.position is not Position.REVERSED or before in GIVEN | {Position.REVERSED}
        before = entry.position


@given(st.lists(STEPS, max_size=12))
def test_what_was_given_is_only_ever_lowered_by_reversing(
    steps: list[tuple[int, Position, int | None]],
) -> None:
    positions = [entry.position for entry in _play(steps)]
    for before, after in pairwise(positions):
        if before in GIVEN and after not in GIVEN:
            assert after is Position.REVERSED


def test_every_position_has_a_word_and_a_row_in_the_table() -> None:
    assert set(FOLLOWS) == set(POSITION_WORDS) == set(Position)
    assert all(Position.NONE not in after for after in FOLLOWS.values())
    assert Position.REVERSED not in next_choices(Position.NONE)
    assert Position.REVERSED in next_choices(Position.MET)


def test_an_earlier_day_is_held_against_what_comes_after() -> None:
    refused = PositionEntry(uuid4(), date(2022, 12, 20), Position.REFUSED)
    late = PositionEntry(None, date(2022, 12, 10), Position.MET)
    found = position_problem([refused], late, None, TODAY)
    assert found is not None and found[0] == "position" and "December 20, 2022" in found[1]
    assert (
        position_problem(
            [refused], PositionEntry(None, date(2022, 12, 10), Position.NONCOMMITTAL), None, TODAY
        )
        is None
    )


def test_none_is_only_ever_a_correction() -> None:
    said = PositionEntry(uuid4(), START, Position.COMMITTED)
    nothing = PositionEntry(None, START, Position.NONE)
    assert position_problem([said], nothing, None, TODAY) is not None
    assert position_problem([said], nothing, said.id, TODAY) is None
    assert history_with([said], nothing, said.id) == []


def test_taking_away_a_commitment_that_was_reversed_later_is_refused() -> None:
    said = PositionEntry(uuid4(), START, Position.COMMITTED)
    back = PositionEntry(uuid4(), START + timedelta(days=3), Position.REVERSED)
    assert (
        position_problem([said, back], PositionEntry(None, START, Position.NONE), said.id, TODAY) is not None
    )


def test_tomorrow_and_a_correction_of_what_no_longer_stands_are_refused() -> None:
    entry = PositionEntry(None, TODAY + timedelta(days=1), Position.COMMITTED)
    assert position_problem([], entry, None, TODAY) == ("day", "Enter a day that is not in the future.")
    found = position_problem([], PositionEntry(None, TODAY, Position.COMMITTED), uuid4(), TODAY)
    assert found is not None and found[0] == "corrects"
