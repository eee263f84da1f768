"""What the events of a dispatch add up to, and that taking back the last one undoes exactly that one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.delivery.rules import Channel, DispatchState, EventKind, moves_for
from app.delivery.rules_history import earliest_day, last_undoable, standing

S, K = DispatchState, EventKind
START = date(2023, 1, 4)


@dataclass(frozen=True)
class Told:
    kind: EventKind
    to_state: DispatchState
    day: date
    tracking_number: str = ""
    remind_on: date | None = None
    corrects_id: UUID | None = None
    id: UUID = field(default_factory=uuid4)


@st.composite
def records(draw: st.DrawFn) -> list[Told]:
    """Any record that people can make: moves, notes, questions, closings, steps taken back."""
    channel = draw(st.sampled_from(Channel))
    record = [Told(K.PLANNED, S.PLANNED, START)]
    for number in range(draw(st.integers(0, 12))):
        now, day = standing(record), START + timedelta(days=number)
        last = last_undoable(record)
        acts = ["note", *sorted(moves_for(channel, now.state))]
        if now.state is S.OUTCOME_UNKNOWN and not now.settled:
            acts += ["ask", "settle"]
        if last is not None:
            acts.append("take back")
        act = draw(st.sampled_from(acts))
        if act == "note":
            record.append(Told(K.NOTED, now.state, day))
        elif act == "ask":
            record.append(Told(K.ASKED, now.state, day, remind_on=draw(st.sampled_from([None, day]))))
        elif act == "settle":
            record.append(Told(K.SETTLED, now.state, day))
        elif act == "take back" and last is not None:
            kept = standing([one for one in record if last.id not in (one.id, one.corrects_id)])
            record.append(Told(K.CORRECTED, kept.state, day, corrects_id=last.id))
        else:
            tracking = draw(st.sampled_from(["", f"track-{number}"]))
            record.append(Told(K(act), S(act), day, tracking_number=tracking))
    return record


@given(records())
def test_a_record_always_holds_together(record: list[Told]) -> None:
    now = standing(record)
    assert now.state is record[-1].to_state, "the last event says where it stands, corrections too"
    assert (now.left_on is None) == (now.state in (S.PLANNED, S.PRINTED, S.CANCELLED))
    assert not now.settled or now.state is S.OUTCOME_UNKNOWN
    assert now.remind_on is None or (now.state is S.OUTCOME_UNKNOWN and not now.settled)


@given(records())
def test_taking_back_undoes_the_last_step_and_nothing_else(record: list[Told]) -> None:
    last = last_undoable(record)
    if last is None:
        return
    place = record.index(last)  # type: ignore[arg-type]
    before = standing(record[:place])
    taken = standing([*record, Told(K.CORRECTED, before.state, START, corrects_id=last.id)])
    said_since = [one for one in record[place + 1 :] if one.kind is K.ASKED]
    assert taken.state is before.state
    assert (taken.day, taken.left_on, taken.settled) == (before.day, before.left_on, before.settled)
    assert taken.tracking_number == before.tracking_number
    if not said_since:
        assert taken.remind_on == before.remind_on


@given(records())
def test_every_step_can_be_taken_back_one_by_one_down_to_the_plan(record: list[Told]) -> None:
    while (last := last_undoable(record)) is not None:
        record = [*record, Told(K.CORRECTED, S.PLANNED, START, corrects_id=last.id)]
    assert standing(record).state is S.PLANNED
    assert standing(record).day == START


def test_what_is_recorded_late_may_have_happened_before_it_was_planned() -> None:
    planned, written = date(2023, 1, 9), date(2023, 1, 4)
    assert earliest_day(S.PLANNED, planned, written) == written
    assert earliest_day(S.HANDED_OVER, planned, written) == planned
    assert earliest_day(S.PLANNED, written, planned) == written, "a letter may be dated ahead"
