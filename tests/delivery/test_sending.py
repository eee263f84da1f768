"""Planning and marking: all or nothing, nothing twice, and what an outcome teaches about a contact point."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models_audit import AuditEvent
from app.accounts.rules import Role
from app.campaigns.service import close_campaign
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.delivery import queries
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.planning import plans_for_all, send_rows
from app.delivery.rules import Channel, DispatchState, Mark
from app.delivery.sending import Plan, mark_dispatches, plan_dispatches
from app.letters.ending import supersede
from app.officials.contacts import check_contact
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth, ContactKind
from tests.delivery.factories import DAY, Sealed, health_of, make_sealed, mark, plan, sealed
from tests.letters.factories import make_letter, person

S = DispatchState
YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def given(session: Session) -> Sealed:
    return make_sealed(session)


def _count(session: Session, model: type[Dispatch] | type[DispatchEvent]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_plan_keeps_where_it_goes_and_is_audited(session: Session, given: Sealed) -> None:
    first, second = plan(session, given)
    assert first.state is S.PLANNED and first.left_on is None and first.follow_up_on is None
    assert first.destination.startswith("The Honorable Ana Ruiz\n")
    fax = plan(session, given, Channel.FAX, who=0)[0]
    assert fax.destination == "202-555-0101"
    events = queries.events_of(session, [first.id, second.id])
    assert [event.kind.value for event in events[first.id]] == ["planned"]
    said = session.scalars(sa.select(AuditEvent.summary).where(AuditEvent.action == "delivery.planned")).all()
    assert said == ["Planned 2 dispatches of AV-2023-01", "Planned 1 dispatch of AV-2023-01"]


def test_nothing_is_planned_twice_and_one_double_stops_all(session: Session, given: Sealed) -> None:
    plan(session, given, who=0)
    with pytest.raises(InvalidInput, match="Ana Ruiz already has this letter by post"):
        plan(session, given)
    row = send_rows(session, given.letter)[1]
    twice = [row.cells[Channel.FAX].plan(row.addressee.id)] * 2
    with pytest.raises(InvalidInput, match="already has this letter by fax"):
        plan_dispatches(session, given.letter, twice, by=given.by)
    assert _count(session, Dispatch) == 1


@pytest.mark.parametrize("spent", [S.RETURNED, S.FAILED])
def test_a_spent_dispatch_can_be_repeated_once(session: Session, given: Sealed, spent: DispatchState) -> None:
    first = plan(session, given, who=0)
    mark(session, first, S.HANDED_OVER, spent, by=given.by)
    again = plan(session, given, who=0)
    assert again[0].repeats_id == first[0].id
    with pytest.raises(InvalidInput, match="already has"):
        plan(session, given, who=0)
    mark(session, again, S.CANCELLED, by=given.by)
    assert plan(session, given, who=0)[0].repeats_id == again[0].id


def test_an_unknown_outcome_never_frees_the_place(session: Session, given: Sealed) -> None:
    first = plan(session, given, Channel.FAX, who=0)
    mark(session, first, S.HANDED_OVER, S.OUTCOME_UNKNOWN, by=given.by)
    with pytest.raises(InvalidInput, match="already has this letter by fax"):
        plan(session, given, Channel.FAX, who=0)


def test_the_database_itself_refuses_a_second_open_dispatch(session: Session, given: Sealed) -> None:
    first = plan(session, given, who=0)[0]
    values = {c.key: getattr(first, c.key) for c in sa.inspect(Dispatch).columns if c.key != "id"}
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.insert(Dispatch).values(**values))


def test_only_a_sealed_letter_with_whole_files_in_an_open_campaign_is_sent(
    session: Session, given: Sealed
) -> None:
    draft = make_letter(session, given.world)
    wanted = [Plan(given.letter.id, Channel.POST)]
    with pytest.raises(Conflict, match="Only a sealed letter"):
        plan_dispatches(session, draft, wanted, by=given.by)
    with pytest.raises(InvalidInput, match="not on this letter"):
        plan_dispatches(session, given.letter, wanted, by=given.by)
    with pytest.raises(InvalidInput, match="at least one channel"):
        plan_dispatches(session, given.letter, [], by=given.by)
    newer = sealed(session, given.world, draft)
    dispatch = plan(session, given, who=0)
    supersede(session, given.letter, newer, by=given.world.approver)
    with pytest.raises(Conflict, match="Letter AV-2023-02 has replaced this one"):
        plan(session, given, who=1)
    close_campaign(session, given.world.campaign, "Done.", by=person(Role.ADMINISTRATOR, "Set-up"))
    with pytest.raises(Conflict, match="is closed"):
        plan(session, Sealed(given.world, newer))
    mark(session, dispatch, S.HANDED_OVER, S.DELIVERED, by=given.by)
    assert dispatch[0].state is S.DELIVERED, "what happens to a letter that left is still recorded"


def test_only_members_plan_and_mark(session: Session, given: Sealed) -> None:
    stranger = person(Role.DRAFTER, "Stranger", user_id=uuid4())
    viewer = person(Role.VIEWER, "Viewer")
    for by in (stranger, viewer):
        with pytest.raises(NotAllowed):
            plan(session, given, by=by)
    dispatches = plan(session, given)
    for by in (stranger, viewer):
        with pytest.raises(NotAllowed):
            mark(session, dispatches, S.PRINTED, by=by)


def test_contact_points_must_fit(session: Session, given: Sealed) -> None:
    rows = send_rows(session, given.letter)
    other = rows[1].cells[Channel.FAX].contact
    assert other is not None
    with pytest.raises(InvalidInput, match="not of this person"):
        plan_dispatches(
            session, given.letter, [Plan(rows[0].addressee.id, Channel.FAX, other.id)], by=given.by
        )
    with pytest.raises(InvalidInput, match="no fax on file"):
        plan_dispatches(session, given.letter, [Plan(rows[0].addressee.id, Channel.FAX)], by=given.by)
    check_contact(
        session, other.official_id, other.id, ContactHealth.WRONG, DAY, "No such number.", by=given.by
    )
    with pytest.raises(InvalidInput, match="marked wrong"):
        plan(session, given, Channel.FAX, who=1)
    other.retired_on = DAY
    with pytest.raises(InvalidInput, match="out of use"):
        plan_dispatches(
            session, given.letter, [Plan(rows[1].addressee.id, Channel.FAX, other.id)], by=given.by
        )


def test_bulk_marks_are_all_or_nothing(session: Session, given: Sealed) -> None:
    first, second = plan(session, given)
    mark(session, [first], S.PRINTED, by=given.by)
    before = _count(session, DispatchEvent)
    with pytest.raises(Conflict, match="printed and cannot become printed"):
        mark(session, [second, first], S.PRINTED, by=given.by)
    assert second.state is S.PLANNED and _count(session, DispatchEvent) == before
    mark(session, [first, second], S.HANDED_OVER, by=given.by)
    assert {d.state for d in (first, second)} == {S.HANDED_OVER}
    assert {d.left_on for d in (first, second)} == {DAY}
    assert first.follow_up_on == date(2023, 1, 18), "ten working days after January 4"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Mark(S.HANDED_OVER, DAY + timedelta(days=1)), "day"),
        (Mark(S.HANDED_OVER, date(2022, 12, 30)), "day"),
        (Mark(S.HANDED_OVER, DAY, "x" * 2001), "note"),
        (Mark(S.HANDED_OVER, DAY, "", "9" * 61), "tracking_number"),
    ],
)
def test_wrong_words_and_days_are_named_and_change_nothing(
    session: Session, given: Sealed, wrong: Mark, field: str
) -> None:
    dispatches = plan(session, given, who=0)
    with pytest.raises(InvalidInput) as refused:
        mark_dispatches(session, dispatches, wrong, by=given.by)
    assert list(refused.value.errors) == [field]
    assert dispatches[0].state is S.PLANNED and _count(session, DispatchEvent) == 1


def test_a_tracking_number_belongs_to_one_posted_dispatch(session: Session, given: Sealed) -> None:
    posted = plan(session, given)
    with pytest.raises(InvalidInput, match="belongs to one dispatch"):
        mark_dispatches(session, posted, Mark(S.HANDED_OVER, DAY, "", "9400"), by=given.by)
    faxed = plan(session, given, Channel.FAX, who=0)
    with pytest.raises(InvalidInput, match="Only what goes by post"):
        mark_dispatches(session, faxed, Mark(S.HANDED_OVER, DAY, "", "9400"), by=given.by)
    mark_dispatches(session, posted[:1], Mark(S.HANDED_OVER, DAY, "", "9400"), by=given.by)
    assert posted[0].tracking_number == "9400"


def test_what_is_recorded_late_keeps_its_day(session: Session) -> None:
    given = make_sealed(session, letter_date=YESTERDAY)
    dispatches = plan(session, given, who=0)
    mark(session, dispatches, S.HANDED_OVER, day=YESTERDAY, by=given.by)
    assert dispatches[0].left_on == YESTERDAY
    mark(session, dispatches, S.DELIVERED, by=given.by)
    assert dispatches[0].left_on == YESTERDAY and dispatches[0].state_day == DAY


@pytest.mark.parametrize(
    ("path", "health"),
    [
        ((S.HANDED_OVER,), ContactHealth.UNCHECKED),
        ((S.HANDED_OVER, S.DELIVERED), ContactHealth.GOOD),
        ((S.HANDED_OVER, S.FAILED), ContactHealth.FAILING),
        ((S.HANDED_OVER, S.OUTCOME_UNKNOWN), ContactHealth.UNCHECKED),
        ((S.HANDED_OVER, S.OUTCOME_UNKNOWN, S.FAILED), ContactHealth.UNCHECKED),
        ((S.HANDED_OVER, S.OUTCOME_UNKNOWN, S.DELIVERED), ContactHealth.GOOD),
    ],
)
def test_an_outcome_tells_how_the_contact_point_is(
    session: Session, given: Sealed, path: tuple[DispatchState, ...], health: ContactHealth
) -> None:
    dispatches = plan(session, given, Channel.FAX)
    mark(session, dispatches, *path, by=given.by)
    known = DAY if health is not ContactHealth.UNCHECKED else None
    for dispatch in dispatches:
        assert dispatch.contact_point_id is not None
        assert health_of(session, dispatch.contact_point_id) == (health, known)


def test_a_returned_envelope_speaks_only_of_the_address_it_printed(session: Session, given: Sealed) -> None:
    first, second = plan(session, given)
    moved = session.get_one(ContactPoint, second.contact_point_id)
    moved.lines, moved.value = ["1 New Street", "Salem, OR 97301"], "1 New Street, Salem, OR 97301"
    mark(session, [first, second], S.HANDED_OVER, S.RETURNED, by=given.by)
    assert first.contact_point_id and health_of(session, first.contact_point_id)[0] is ContactHealth.FAILING
    assert health_of(session, moved.id) == (ContactHealth.UNCHECKED, None)


def test_a_later_check_by_staff_stands(session: Session, given: Sealed) -> None:
    dispatch = plan(session, given, Channel.FAX, who=0)
    contact = session.get_one(ContactPoint, dispatch[0].contact_point_id)
    mark(session, dispatch, S.HANDED_OVER, by=given.by)
    contact.health, contact.last_checked = ContactHealth.GOOD, DAY + timedelta(days=3)
    mark(session, dispatch, S.FAILED, by=given.by)
    assert health_of(session, contact.id)[0] is ContactHealth.GOOD


def test_everyone_by_one_channel_leaves_out_those_without_it(session: Session, given: Sealed) -> None:
    session.execute(
        sa.delete(ContactPoint).where(
            ContactPoint.kind == ContactKind.FAX, ContactPoint.official_id == given.officials[1].id
        )
    )
    plans, left_out = plans_for_all(session, given.letter, Channel.FAX)
    assert (len(plans), left_out) == (1, 1)
    plan_dispatches(session, given.letter, plans, by=given.by)
    assert plans_for_all(session, given.letter, Channel.FAX) == ([], 1), "nobody who has it is planned again"


@pytest.mark.parametrize("statement", ["update", "delete", "replace"])
def test_events_are_only_ever_added(session: Session, given: Sealed, statement: str) -> None:
    plan(session, given, who=0)
    raw = {
        "update": "UPDATE dispatch_event SET note = 'x'",
        "delete": "DELETE FROM dispatch_event",
        "replace": "INSERT OR REPLACE INTO dispatch_event SELECT * FROM dispatch_event",
    }[statement]
    with pytest.raises(sa.exc.DBAPIError, match="only ever added"), session.begin_nested():
        session.execute(sa.text(raw))
