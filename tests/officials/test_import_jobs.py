"""Imports in the background: handed in, prepared, applied and undone by the worker, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.accounts.models_audit import AuditEvent
from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.errors import Conflict
from app.core.jobs.models import Job, JobState
from app.officials.importing import queries, runs
from app.officials.importing.files import FileRefused
from app.officials.models import CommitteeMembership, ImportRun, Official, Term
from app.officials.rules import ImportAction, ImportState
from tests.conftest import TODAY
from tests.officials.factories import legislators, member, plain_csv

Run = Callable[[], int]


@pytest.fixture
def work(session: Session, run_jobs: Run) -> Run:
    """Let the worker work; SQLite has one writer, so this session ends its transaction first."""

    def run() -> int:
        session.rollback()
        return run_jobs()

    return run


@pytest.fixture
def by(actor: Callable[..., Actor]) -> Actor:
    return actor()


def start(session: Session, by: Actor, *files: tuple[str, bytes]) -> ImportRun:
    run = runs.start_import(session, list(files), by)
    session.commit()
    return run


def people(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Official)) or 0


def test_prepare_shows_and_changes_nothing_then_apply_and_undo(
    session: Session, by: Actor, work: Run
) -> None:
    run = start(session, by, ("members.yaml", legislators(member(phone="202-555-0100")).data))
    assert run.state is ImportState.PREPARING
    assert run.files[0]["sha256"]
    work()
    preview = runs.preview(session, run)
    assert (run.state, preview.can_apply, people(session)) == (ImportState.PREPARED, True, 0)
    assert {row.record_type: row.new for row in preview.rows}["official"] == 1
    new = queries.changes_page(session, run, action=ImportAction.NEW, record_type="official")
    assert {field.label: field.after for field in new.items[0].fields}["Name as styled"] == "Ana Ferreira"
    session.rollback()
    runs.queue_apply(session, run, by)
    session.commit()
    work()
    session.refresh(run)
    assert (run.state, people(session)) == (ImportState.APPLIED, 1)
    session.rollback()
    runs.queue_undo(session, run, by)
    session.commit()
    work()
    session.refresh(run)
    assert (run.state, people(session)) == (ImportState.UNDONE, 0)
    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.position)).all()
    assert actions == ["officials.import.start", "officials.import.apply", "officials.import.undo"]


def test_a_wrong_file_is_refused_with_its_reason(session: Session, by: Actor, work: Run) -> None:
    run = start(session, by, ("notes.txt", b"Dear all, see you on Monday\n"))
    work()
    session.refresh(run)
    assert run.state is ImportState.REFUSED
    assert run.refusal.startswith("notes.txt: ")
    assert session.scalars(sa.select(Job.state)).all() == [JobState.DONE]
    with pytest.raises(Conflict):
        runs.queue_apply(session, run, by)


def test_refused_rows_wait_for_a_decision(session: Session, by: Actor, work: Run) -> None:
    data = plain_csv("1,Ana,Ferreira,mayor,Alder Glen,CA,", "2,Bo,,mayor,Alder Glen,CA,").data
    run = start(session, by, ("people.csv", data))
    work()
    assert runs.preview(session, run).refused == 1
    (line,) = queries.changes_page(session, run, action=ImportAction.REFUSED).items
    assert (line.label, line.reason) == (
        "people.csv row 3, Bo",
        "The name is empty: fill in last, or full_name.",
    )
    with pytest.raises(Conflict, match="1 rows are refused"):
        runs.queue_apply(session, run, by)
    session.rollback()
    runs.queue_apply(session, run, by, leave_out_refused=True)
    session.commit()
    work()
    assert people(session) == 1


def test_applying_twice_has_one_effect(session: Session, by: Actor, work: Run) -> None:
    run = start(session, by, ("members.yaml", legislators(member()).data))
    work()
    session.refresh(run)
    runs.queue_apply(session, run, by)
    runs.queue_apply(session, run, by)
    session.commit()
    work()
    assert people(session) == 1
    assert session.scalars(sa.select(Job.state).distinct()).all() == [JobState.DONE]


def test_a_preview_laid_aside_cannot_be_applied(session: Session, by: Actor, work: Run) -> None:
    run = start(session, by, ("members.yaml", legislators(member()).data))
    work()
    session.refresh(run)
    runs.discard_import(session, run, by)
    session.commit()
    with pytest.raises(Conflict, match="discarded"):
        runs.apply_import(session, run, by)


def test_no_file_and_empty_files_are_turned_away_at_the_door(session: Session, by: Actor) -> None:
    with pytest.raises(FileRefused, match="at least one file"):
        runs.start_import(session, [], by)
    with pytest.raises(FileRefused, match="empty"):
        runs.start_import(session, [("a.csv", b"")], by)


@pytest.fixture
def postgres(pg_url: str) -> Iterator[Session]:
    engine = create_engine(pg_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.data
def test_the_members_on_postgresql(postgres: Session, public_data: Path) -> None:
    by = Actor(None, "Test", Role.ADMINISTRATOR, utcnow(), TODAY, "test")
    folder = public_data / "congress-legislators"
    names = (
        "legislators-current",
        "legislators-district-offices",
        "committees-current",
        "committee-membership-current",
    )
    paths = [folder / f"{name}.yaml" for name in names]
    run = runs.import_files(postgres, paths, by)
    postgres.commit()
    assert postgres.scalar(sa.select(sa.func.count()).select_from(Term)) == 2792
    assert postgres.scalar(sa.select(sa.func.count()).select_from(CommitteeMembership)) == 3879
    again = runs.import_files(postgres, paths, by)
    assert {key for counts in again.counts.values() for key in counts} == {"unchanged", "note"}
    postgres.commit()
    report = runs.undo_import(postgres, run, by)
    postgres.commit()
    assert report.kept == []
    assert people(postgres) == 0
