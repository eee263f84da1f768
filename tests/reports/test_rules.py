"""The sentences, the funnel, the next step, the line: pure rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules_positions import Position
from app.delivery.rules import DispatchState
from app.reports.rules_funnel import funnel
from app.reports.rules_positions import position_line
from app.reports.rules_steps import Step, StepFacts, next_step
from app.reports.rules_summary import DemandCounts, Numbers, plain, summary
from app.reports.rules_timeline import WIDTH, EventKind, TimelineEvent, draw
from app.reports.rules_today import sentence

TODAY = date(2023, 1, 4)
SILENT = "No position is on file yet."


def demand(title: str, **counts: int) -> DemandCounts:
    mine = {position: counts.get(position.value, 0) for position in Position}
    return DemandCounts(title.lower().replace(" ", "-"), title, sum(mine.values()), mine)


def numbers(**changes: Any) -> Numbers:
    values: dict[str, Any] = {
        "targets": 0, "planned": 0, "written": 0, "answered": 0, "refusing": 0, "unknown": 0, "broken": 0,
        "demands": (),
    }  # fmt: skip
    return Numbers(**{**values, **changes})


def said(**changes: object) -> str:
    return plain(summary(numbers(**changes)))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Nobody to write to yet. Once targets are chosen and a letter is sent, this says who answered."),
        ({"targets": 1}, "No letter has been sent yet to the one official of this campaign."),
        ({"targets": 38}, "No letter has been sent yet to the 38 officials of this campaign."),
        ({"targets": 3, "planned": 1}, "One dispatch is planned. Nothing has left yet."),
        ({"targets": 3, "planned": 3}, "Three dispatches are planned. Nothing has left yet."),
        ({"written": 1}, "The one official we wrote to has not answered yet. " + SILENT),
        ({"written": 2}, "None of the two officials we wrote to has answered yet. " + SILENT),
        ({"written": 3, "answered": 1}, "One of the three officials we wrote to has answered. " + SILENT),
        ({"written": 5, "answered": 2}, "Two of the five officials we wrote to have answered. " + SILENT),
        ({"written": 38, "answered": 19}, "Half of the 38 officials we wrote to have answered. " + SILENT),
        ({"written": 4, "answered": 4}, "All four officials we wrote to have answered. " + SILENT),
    ],
)  # fmt: skip
def test_the_summary_says_what_is_there_and_what_is_missing(facts: dict[str, object], words: str) -> None:
    assert said(**facts) == words


def test_the_summary_of_the_drawing() -> None:
    rows = (
        demand("Direct humanitarian aid", committed=9, partly_met=5, noncommittal=4, refused=1, none=19),
        demand("Enforce Section 907", committed=6, noncommittal=9, refused=3, none=16),
    )
    words = said(targets=38, written=38, answered=19, refusing=6, unknown=2, demands=rows)
    assert words == (
        "Half of the 38 officials we wrote to have answered. "
        "Nine commit to “Direct humanitarian aid”; six refuse at least one demand. "
        "“Enforce Section 907” is the most divided: six for, three against, sixteen silent. "
        "Two dispatches have an unknown outcome."
    )


def test_one_of_everything_is_said_in_the_singular() -> None:
    rows = (demand("A meeting", committed=1, refused=1, none=1),)
    words = said(targets=3, written=3, answered=2, refusing=1, unknown=1, broken=1, demands=rows)
    assert "One commits to “A meeting”; one refuses at least one demand." in words
    assert "“A meeting” divides them: one for, one against, one silent." in words
    assert (
        "One dispatch has an unknown outcome. One dispatch came back or failed and needs another channel."
        in words
    )


def test_refusals_without_commitments_and_the_other_way_round() -> None:
    refused = said(written=2, answered=1, refusing=1, demands=(demand("Aid", refused=1, none=1),))
    assert "Nobody has committed to a demand yet; one refuses at least one demand." in refused
    given_ = said(written=2, answered=1, demands=(demand("Aid", committed=1, none=1),))
    assert "One commits to “Aid”; nobody refuses one." in given_


@pytest.mark.parametrize(
    ("total", "due", "overdue", "words"),
    [
        (0, 0, 0, "Nothing needs you."),
        (1, 0, 0, "One thing needs you."),
        (1, 1, 0, "One thing needs you. One is due today."),
        (9, 2, 0, "Nine things need you. Two are due today."),
        (9, 0, 1, "Nine things need you. One was due before today."),
        (30, 2, 3, "30 things need you. Two are due today, three were due before."),
    ],
)
def test_the_line_under_the_date(total: int, due: int, overdue: int, words: str) -> None:
    assert sentence(total, due, overdue) == words


counts = st.fixed_dictionaries({state: st.integers(0, 500) for state in DispatchState})


@given(counts, st.data())
def test_no_stage_of_the_funnel_is_larger_than_the_one_before(
    states: dict[DispatchState, int], data: st.DataObject
) -> None:
    answered = data.draw(st.integers(0, states[DispatchState.DELIVERED]))
    on_the_way = data.draw(st.integers(0, states[DispatchState.HANDED_OVER]))
    stages = funnel(states, answered, on_the_way)
    sizes = [stage.count for stage in stages]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == sum(states.values()) - states[DispatchState.CANCELLED]
    assert all(not part.strip().startswith("0 ") for stage in stages for part in stage.note.split(","))


def test_the_funnel_names_who_left_where() -> None:
    states = dict.fromkeys(DispatchState, 0) | {
        DispatchState.PLANNED: 5, DispatchState.HANDED_OVER: 4, DispatchState.DELIVERED: 38,
        DispatchState.OUTCOME_UNKNOWN: 2, DispatchState.RETURNED: 2, DispatchState.FAILED: 1,
        DispatchState.CANCELLED: 7,
    }  # fmt: skip
    planned, handed, delivered, answered = funnel(states, 19, 0)
    assert (planned.count, planned.note) == (52, "5 still to hand over")
    assert (handed.count, handed.note) == (47, "")
    assert (delivered.count, delivered.note) == (38, "4 on the way, 2 outcome unknown, 2 returned, 1 failed")
    assert (answered.count, answered.note) == (19, "19 delivered, no answer")


def facts(**changes: Any) -> StepFacts:
    values: dict[str, Any] = dict.fromkeys(
        ("open_state", "promised_by", "follow_up_on", "waiting_since", "answered_on")
    )
    return StepFacts(**{"ever_sent": True, **values, **changes})


@pytest.mark.parametrize(
    ("known", "step", "due"),
    [
        (facts(open_state=DispatchState.OUTCOME_UNKNOWN, waiting_since=TODAY, follow_up_on=TODAY), Step.ASK, TODAY),
        (facts(open_state=DispatchState.RETURNED, waiting_since=TODAY), Step.OTHER_CHANNEL, TODAY),
        (facts(promised_by=TODAY, answered_on=TODAY), Step.PROMISE, TODAY),
        (facts(follow_up_on=TODAY), Step.FOLLOW_UP, TODAY),
        (facts(waiting_since=TODAY), Step.HAND_OVER, TODAY),
        (facts(answered_on=TODAY), Step.ANSWERED, None),
        (facts(), Step.SETTLED, None),
        (facts(ever_sent=False), Step.WRITE, None),
    ],
)  # fmt: skip
def test_the_most_pressing_step_comes_first(known: StepFacts, step: Step, due: date | None) -> None:
    assert next_step(known) == (step, due)


def test_the_position_line_leads_with_refusals_and_counts_the_rest() -> None:
    held = {Position.COMMITTED: ["Aid"], Position.REFUSED: ["907", "Sanctions"]}
    assert position_line(held) == (Position.REFUSED, "Refused on 2", "Committed on Aid")
    assert position_line({}) == (Position.NONE, "No answer yet", "")


events = st.lists(
    st.builds(
        TimelineEvent,
        day=st.dates(date(2022, 12, 12), date(2023, 6, 1)),
        kind=st.sampled_from(EventKind),
        text=st.text("abc def", min_size=1, max_size=80).map(str.strip).filter(bool),
    ),
    max_size=25,
)


@given(events)
def test_labels_stay_inside_and_never_cover_one_another(found: list[TimelineEvent]) -> None:
    line = draw(found, date(2022, 12, 12), TODAY)
    if line is None:
        assert not found
        return
    assert len(line.labels) + line.left_out == len(found)
    for label in line.labels:
        assert label.x >= 0 and label.x + 128 <= WIDTH
        assert 1 <= len(label.lines) <= 2
        for other in line.labels:
            if other is label or other.above != label.above or other.x < label.x:
                continue
            # A stem passes every tier nearer to the line than its own label.
            beside = label.tier <= other.tier
            assert not beside or other.x >= label.x + 128 or (other.x == label.x and other.tier != label.tier)
    assert line.start_x <= line.today_x <= line.end_x


def test_an_empty_campaign_has_no_line() -> None:
    assert draw([], TODAY - timedelta(days=20), TODAY) is None
