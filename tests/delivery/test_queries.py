"""What the lists say, and that they ask no more of the database when there is more to list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery import queries, queries_letters, queries_replies, queries_runs
from app.delivery.mending import settle_unknown
from app.delivery.planning import send_page, send_rows
from app.delivery.planning_rows import Hitch
from app.delivery.queries_letters import Group
from app.delivery.rules import Channel, DispatchState, Mark
from app.delivery.sending import mark_dispatches
from app.letters.models import LetterAddressee
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth, ContactKind
from tests.delivery.factories import DAY, Sealed, make_sealed, mark, plan

S = DispatchState


@pytest.fixture
def given(session: Session) -> Sealed:
    return make_sealed(session, officials=4)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []
    engine = session.get_bind()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _spread(session: Session, given: Sealed) -> dict[str, object]:
    """One dispatch planned, one delivered, one unknown, one returned; by number of the official."""
    one, two, three, four = plan(session, given)
    mark(session, [two, three, four], S.HANDED_OVER, by=given.by)
    mark(session, [two], S.DELIVERED, by=given.by)
    mark(session, [three], S.OUTCOME_UNKNOWN, by=given.by)
    mark(session, [four], S.RETURNED, by=given.by)
    return {"planned": one, "delivered": two, "unknown": three, "returned": four}


def _names(rows: list[queries.DispatchRow]) -> list[str]:
    return [row.name for row in rows]


def test_groups_and_counts_of_one_letter(session: Session, given: Sealed) -> None:
    made = _spread(session, given)
    letter = given.letter.id
    pages = {group: queries_letters.group_page(session, letter, group) for group in Group}
    assert {group.value: page.total for group, page in pages.items()} == {
        "decide": 2, "way": 1, "arrived": 1, "ended": 0,
    }  # fmt: skip
    assert queries.count_undecided(session, letter_id=letter) == 2
    counts = queries.counts_by_state(session, letter_id=letter)
    assert (counts[S.PLANNED], counts[S.DELIVERED], counts[S.CANCELLED]) == (1, 1, 0)
    settle_unknown(session, made["unknown"], "", by=given.by)  # type: ignore[arg-type]
    plan(session, given, Channel.FAX, who=3)
    assert queries_letters.group_page(session, letter, Group.DECIDE).total == 0, "another channel took over"
    assert queries_letters.group_page(session, letter, Group.ENDED).total == 2
    waiting = [(w.channel, w.state, w.count) for w in queries_letters.waiting(session, letter)]
    assert waiting == [(Channel.POST, S.PLANNED, 1), (Channel.FAX, S.PLANNED, 1)]


def test_a_broken_dispatch_waits_until_something_truly_takes_its_place(
    session: Session, given: Sealed
) -> None:
    (first,) = plan(session, given, who=0)
    mark(session, [first], S.HANDED_OVER, S.RETURNED, by=given.by)
    (second,) = plan(session, given, who=0)
    assert queries.count_undecided(session) == 0
    mark(session, [second], S.CANCELLED, by=given.by)
    assert [row.dispatch.id for row in queries.needs_decision(session)] == [first.id]
    (third,) = plan(session, given, who=0)
    mark(session, [third], S.HANDED_OVER, S.RETURNED, by=given.by)
    assert [row.dispatch.id for row in queries.needs_decision(session)] == [third.id], "only the latest try"


def test_what_is_to_be_printed(session: Session, given: Sealed) -> None:
    plan(session, given)
    assert queries_runs.on_paper(session, given.letter.id) == queries_runs.OnPaper(4, 0, 0)
    assert [
        len(queries_letters.ids_waiting(session, given.letter.id, c, S.PLANNED))
        for c in (Channel.POST, Channel.FAX)
    ] == [4, 0]


def test_the_latest_note_counts_and_taken_back_ones_do_not(session: Session, given: Sealed) -> None:
    from app.delivery.mending import last_open_event, take_back

    (dispatch,) = plan(session, given, who=0)
    mark(session, [dispatch], S.PRINTED, note="On cream paper", by=given.by)
    mark(session, [dispatch], S.HANDED_OVER, note="Counter 4", by=given.by)
    assert queries_letters.last_notes(session, [dispatch.id])[dispatch.id][0] == "Counter 4"
    last = last_open_event(session, dispatch.id)
    assert last
    take_back(session, dispatch, last.id, "Not yet.", by=given.by)
    assert queries_letters.last_notes(session, [dispatch.id])[dispatch.id][0] == "On cream paper"


def test_everything_sent_to_a_person_also_under_a_merged_record(session: Session, given: Sealed) -> None:
    plan(session, given)
    keep, other = given.officials[:2]
    other.retired_on, other.merged_into_id = DAY, keep.id
    session.flush()
    assert len(queries.dispatches_to(session, keep.id)) == 2
    assert queries_replies.present_record(session, other.id) == keep.id


def test_last_dispatch_of_each_official(session: Session, given: Sealed) -> None:
    made = _spread(session, given)
    ids = [official.id for official in given.officials]
    found = queries_replies.last_dispatch(session, given.world.campaign.id, ids)
    assert {row.id for row in found.values()} == {row.id for row in made.values()}  # type: ignore[attr-defined]


def test_rows_suggest_what_works_and_say_what_does_not(session: Session, given: Sealed) -> None:
    rows = send_rows(session, given.letter)
    assert {row.suggestion for row in rows} == {Channel.POST}
    session.execute(sa.update(ContactPoint).values(health=ContactHealth.FAILING, last_checked=DAY))
    session.expire_all()
    row = send_rows(session, given.letter)[0]
    assert row.suggestion is None and row.hitch(set()) is Hitch.NO_CHANNEL
    assert row.way_out(set()) is Channel.HAND
    assert ("Fax failed", DAY) in row.what_failed()
    offered = {channel for channel, cell in row.cells.items() if cell.offered}
    assert offered == {Channel.POST, Channel.HAND}, "what failed cannot be chosen, but paper may try again"
    session.execute(
        sa.update(ContactPoint).where(ContactPoint.kind == ContactKind.FAX).values(health=ContactHealth.GOOD)
    )
    session.expire_all()
    assert send_rows(session, given.letter)[0].suggestion is Channel.FAX


def test_an_address_that_changed_after_the_seal_is_told(session: Session, given: Sealed) -> None:
    session.execute(
        sa.update(ContactPoint)
        .where(ContactPoint.kind == ContactKind.POSTAL)
        .values(value="1 New Street, Salem, OR 97301", lines=["1 New Street", "Salem, OR 97301"])
    )
    session.expire_all()
    row = send_rows(session, given.letter)[0]
    assert row.moved is not None and row.suggestion is Channel.FAX
    assert row.hitch({row.key(Channel.POST)}) is Hitch.OLD_ADDRESS
    assert row.way_out({row.key(Channel.POST)}) is Channel.FAX


def test_an_unknown_outcome_before_is_told_on_the_channel(session: Session, given: Sealed) -> None:
    (dispatch,) = plan(session, given, Channel.FAX, who=0)
    mark(session, [dispatch], S.HANDED_OVER, S.OUTCOME_UNKNOWN, by=given.by)
    row = send_rows(session, given.letter)[0]
    assert row.cells[Channel.FAX].doubt is not None
    assert row.hitch({row.key(Channel.FAX)}) is Hitch.UNKNOWN
    assert row.hitch(set()) is Hitch.UNDER_WAY


def _lists(session: Session, given: Sealed) -> list[Callable[[], object]]:
    letter, campaign = given.letter.id, given.world.campaign.id
    return [
        lambda: send_page(session, given.letter, 1),
        lambda: [queries_letters.group_page(session, letter, group) for group in Group],
        lambda: queries_letters.sealed_letters(session),
        lambda: queries.page_of_dispatches(session, campaign_id=campaign),
        lambda: queries.needs_decision(session),
        lambda: queries.follow_ups(session, DAY + timedelta(days=60)),
        lambda: queries_replies.page_of_replies(session),
        lambda: queries_replies.promises_due(session, date(2024, 1, 1)),
    ]


def test_no_list_asks_more_when_there_is_more(session: Session) -> None:
    sizes = []
    for officials in (1, 4):
        with session.begin_nested() as point:
            given = make_sealed(session, officials=officials)
            dispatches = plan(session, given)
            mark_dispatches(session, dispatches, Mark(S.HANDED_OVER, DAY), by=given.by)
            plan(session, given, Channel.FAX)
            asked = []
            for look in _lists(session, given):
                session.expire_all()
                given.letter.id, given.world.campaign.id  # noqa: B018 - loaded again, not counted
                with counted(session) as seen:
                    look()
                asked.append(len(seen))
            sizes.append(asked)
            point.rollback()
    assert sizes[0] == sizes[1]


def test_addressees_of_a_letter_are_all_there_by_pages(
    session: Session, given: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.delivery.planning.PAGE_SIZE", 3)
    pages = [send_page(session, given.letter, number) for number in (1, 2, 9)]
    assert [len(page.items) for page in pages] == [3, 1, 1] and pages[2].page == 2
    seen = {row.addressee.id for page in pages for row in page.items}
    assert seen == set(session.scalars(sa.select(LetterAddressee.id)))
