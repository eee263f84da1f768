"""Two people at once: one succeeds, the other is told, and the record holds one step. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import engine_options
from app.core.errors import Conflict, InvalidInput
from app.delivery import mending, queries_runs
from app.delivery.events import events_of_one
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.models_runs import PrintRun, PrintRunItem
from app.delivery.planning import send_rows
from app.delivery.readdressing import readdress
from app.delivery.rules import Channel, DispatchState, Mark
from app.delivery.rules_runs import Wanted
from app.delivery.running import make_run
from app.delivery.sending import mark_dispatches, plan_dispatches
from app.letters.ending import supersede
from app.letters.models import Letter
from app.officials.models import ContactPoint
from tests.delivery.factories import DAY, Sealed, make_sealed, mark, plan, sealed
from tests.letters.factories import World, make_letter

S = DispatchState


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, migrated: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """A migrated database of the test's own."""
    if request.param == "sqlite":
        copy = tmp_path / "race.sqlite"
        copy.write_bytes(migrated.read_bytes())
        url = f"sqlite:///{copy}"
    else:
        url = request.getfixturevalue("pg_url")
    options = engine_options(url)
    made = sa.create_engine(options.pop("url"), **options)
    yield made
    made.dispose()


class Race:
    """Runs the same act in two threads with sessions of their own; collects what each was told."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        # SQLite has one writer, whose transaction begins with the lock: there the second begins after the first.
        self.together = engine.dialect.name != "sqlite"
        self._ready = threading.Barrier(2, timeout=20)
        self.told: list[str] = []

    def run(self, *acts: Callable[[Session], Callable[[], object]]) -> list[str]:
        """Each act loads what it needs and gives back the change, made once both have loaded."""
        threads = [threading.Thread(target=self._one, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert len(self.told) == len(acts), "nobody was left waiting"
        return sorted(self.told)

    def _one(self, act: Callable[[Session], Callable[[], object]]) -> None:
        said = "done"
        with Session(self.engine) as session:
            if not self.together:
                self._ready.wait()
            try:
                change = act(session)
                if self.together:
                    self._ready.wait()
                change()
                session.commit()
            except (Conflict, InvalidInput) as error:
                session.rollback()
                said = type(error).__name__
        self.told.append(said)


@pytest.fixture
def world(engine: sa.Engine) -> tuple[World, UUID]:
    """A sealed letter to one senator, committed."""
    with Session(engine, expire_on_commit=False) as session:
        given = make_sealed(session, officials=1)
        session.commit()
        return given.world, given.letter.id


def _count(
    engine: sa.Engine, model: type[Dispatch] | type[DispatchEvent], *where: sa.ColumnElement[bool]
) -> int:
    with Session(engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def test_nothing_is_planned_twice(engine: sa.Engine, world: tuple[World, UUID]) -> None:
    people, letter_id = world

    def act(session: Session) -> Callable[[], object]:
        letter = session.get_one(Letter, letter_id)
        row = send_rows(session, letter)[0]
        wanted = [row.cells[Channel.POST].plan(row.addressee.id)]
        return lambda: plan_dispatches(session, letter, wanted, by=people.writer)

    told = Race(engine).run(act, act)
    assert told in (["Conflict", "done"], ["InvalidInput", "done"])
    assert _count(engine, Dispatch) == 1 and _count(engine, DispatchEvent) == 1


@pytest.fixture
def planned(engine: sa.Engine, world: tuple[World, UUID]) -> tuple[World, UUID]:
    """A fax planned, by the id of its dispatch."""
    people, letter_id = world
    with Session(engine) as session:
        letter = session.get_one(Letter, letter_id)
        row = send_rows(session, letter)[0]
        wanted = [row.cells[Channel.FAX].plan(row.addressee.id)]
        (dispatch,) = plan_dispatches(session, letter, wanted, by=people.writer)
        session.commit()
        return people, dispatch.id


def test_nothing_is_marked_twice(engine: sa.Engine, planned: tuple[World, UUID]) -> None:
    people, dispatch_id = planned

    def act(session: Session) -> Callable[[], object]:
        dispatch = session.get_one(Dispatch, dispatch_id)
        return lambda: mark_dispatches(session, [dispatch], Mark(S.HANDED_OVER, DAY), by=people.writer)

    assert Race(engine).run(act, act) == ["Conflict", "done"]
    assert _count(engine, DispatchEvent, DispatchEvent.to_state == S.HANDED_OVER) == 1


def test_a_cancelled_dispatch_is_not_sent_as_well(engine: sa.Engine, planned: tuple[World, UUID]) -> None:
    people, dispatch_id = planned

    def to(state: DispatchState) -> Callable[[Session], Callable[[], object]]:
        def act(session: Session) -> Callable[[], object]:
            dispatch = session.get_one(Dispatch, dispatch_id)
            return lambda: mark_dispatches(session, [dispatch], Mark(state, DAY), by=people.writer)

        return act

    assert Race(engine).run(to(S.CANCELLED), to(S.HANDED_OVER)) == ["Conflict", "done"]
    assert _count(engine, DispatchEvent) == 2


def test_a_step_is_taken_back_once(engine: sa.Engine, planned: tuple[World, UUID]) -> None:
    people, dispatch_id = planned
    with Session(engine) as session:
        dispatch = session.get_one(Dispatch, dispatch_id)
        mark(session, [dispatch], S.HANDED_OVER, S.DELIVERED, by=people.writer)
        session.commit()

    def act(session: Session) -> Callable[[], object]:
        dispatch = session.get_one(Dispatch, dispatch_id)
        last = next(
            event.id for event in events_of_one(session, dispatch_id) if event.to_state is S.DELIVERED
        )
        return lambda: mending.take_back(session, dispatch, last, "Wrong row.", by=people.writer)

    assert Race(engine).run(act, act) == ["Conflict", "done"]
    with Session(engine) as session:
        dispatch = session.get_one(Dispatch, dispatch_id)
        contact = session.get_one(ContactPoint, dispatch.contact_point_id)
        assert dispatch.state is S.HANDED_OVER and contact.health.value == "unchecked"


def test_the_loser_of_a_bulk_mark_changes_nothing(engine: sa.Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        given = make_sealed(session, officials=3)
        ids = [dispatch.id for dispatch in plan(session, given)]
        session.commit()
    people = given.world

    def act(wanted: list[UUID]) -> Callable[[Session], Callable[[], object]]:
        def load(session: Session) -> Callable[[], object]:
            rows = list(session.scalars(sa.select(Dispatch).where(Dispatch.id.in_(wanted))))
            return lambda: mark_dispatches(session, rows, Mark(S.PRINTED, DAY), by=people.writer)

        return load

    assert Race(engine).run(act(ids[:2]), act(ids[1:])) == ["Conflict", "done"]
    assert _count(engine, DispatchEvent, DispatchEvent.to_state == S.PRINTED) == 2
    assert _count(engine, Dispatch, Dispatch.state == S.PRINTED) == 2


def test_two_people_make_a_run_at_once(engine: sa.Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        given = make_sealed(session, officials=3)
        ids = [dispatch.id for dispatch in plan(session, given)]
        letter_id = given.letter.id
        session.commit()

    def act(wanted: list[UUID] | None) -> Callable[[Session], Callable[[], object]]:
        def load(session: Session) -> Callable[[], object]:
            letter = session.get_one(Letter, letter_id)
            return lambda: make_run(session, letter, wanted, Wanted(), by=given.world.writer)

        return load

    assert Race(engine).run(act(ids[:2]), act(ids[1:])) == ["Conflict", "done"]
    with Session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PrintRunItem)) == 2
        assert session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 1


def _cancel(session: Session, given: Sealed) -> None:
    rows = list(session.scalars(sa.select(Dispatch).order_by(Dispatch.id)))
    mark_dispatches(session, rows[:1], Mark(S.CANCELLED, DAY), by=given.by)


def _replace(session: Session, given: Sealed) -> None:
    newer = sealed(session, given.world, make_letter(session, given.world))
    supersede(session, session.get_one(Letter, given.letter.id), newer, by=given.world.approver)


def _readdress(session: Session, given: Sealed) -> None:
    first = session.scalars(sa.select(Dispatch).order_by(Dispatch.id)).first()
    assert first is not None
    readdress(session, first, "Ana Ruiz\nP.O. Box 9\nFresno, CA 93650", by=given.by)


@pytest.mark.parametrize(
    ("act", "told", "addresses"),
    [
        (_cancel, "1 of the chosen letters is in a print run already, or not planned any more", None),
        (_replace, "has replaced this one", None),
        (_readdress, "", {"Fresno, CA 93650", "Washington, DC 20510"}),
    ],
)
def test_a_run_waits_for_what_is_done_to_its_letters(
    engine: sa.Engine, act: Callable[[Session, Sealed], None], told: str, addresses: set[str] | None
) -> None:
    """Cancelled, replaced or given a new envelope while a run is being made: the run sees it."""
    with Session(engine, expire_on_commit=False) as session:
        given = make_sealed(session, officials=2)
        ids = [dispatch.id for dispatch in plan(session, given)]
        session.commit()
    said: list[str] = []
    printed: list[set[str]] = []

    def make() -> None:
        with Session(engine) as session:
            try:
                letter = session.get_one(Letter, given.letter.id)
                run = make_run(session, letter, ids, Wanted(), by=given.by)
                session.commit()
                said.append("")
                printed.append({item.envelope[-1] for item in queries_runs.items(session, run.id)})
            except Conflict as error:
                said.append(error.message)

    other = threading.Thread(target=make)
    with Session(engine) as first:
        act(first, given)
        first.flush()
        other.start()
        other.join(timeout=0.4)
        assert other.is_alive(), "the run is made after what was begun before it"
        first.commit()
    other.join(timeout=20)
    assert len(said) == 1 and told in said[0], said
    assert printed == ([addresses] if addresses else [])
    with Session(engine) as session:
        made = session.scalar(sa.select(sa.func.count()).select_from(PrintRunItem))
        assert made == (0 if told else 2)


@pytest.mark.parametrize("raw", ["UPDATE dispatch_event SET note = 'x'", "DELETE FROM dispatch_event"])
def test_events_are_only_ever_added(engine: sa.Engine, planned: tuple[World, UUID], raw: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="only ever added"), engine.begin() as connection:
        connection.execute(sa.text(raw))
