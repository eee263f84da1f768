"""SELECTs of print runs: what waits to be put into one, runs, their items, printings and files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.jobs.models import Job
from app.core.pagination import Page, paginate
from app.delivery.models import Dispatch
from app.delivery.models_runs import PrintRun, PrintRunFile, PrintRunItem, PrintRunPrinting
from app.delivery.rules import PAPER, Channel, DispatchState
from app.delivery.rules_runs import FileKind
from app.letters.models import LetterAddressee, LetterFile

PAGE_SIZE = 100


@dataclass(frozen=True)
class Waiting:
    """A dispatch that is planned on paper and in no run. `pages` is the length of its letter.

    `envelope`: where the dispatch goes, which is what the sealed letter says until somebody gave it a new envelope.
    """

    dispatch_id: UUID
    copy_no: int
    channel: Channel
    name: str
    envelope: tuple[str, ...]
    pages: int


@dataclass(frozen=True)
class RunItem:
    """One item of a run as its page, its files and its tables need it."""

    position: int
    dispatch_id: UUID
    copy_no: int
    channel: Channel
    state: DispatchState
    tracking_number: str
    name: str
    envelope: tuple[str, ...]
    pages: int


def _waits(letter_id: UUID) -> sa.ColumnElement[bool]:
    held = sa.exists().where(PrintRunItem.dispatch_id == Dispatch.id, PrintRunItem.held)
    return sa.and_(
        Dispatch.letter_id == letter_id,
        Dispatch.channel.in_(PAPER),
        Dispatch.state == DispatchState.PLANNED,
        ~held,
    )


def waiting(session: Session, letter_id: UUID) -> list[Waiting]:
    """Everything of a letter that could go into a run, in the order of the copies. One SELECT."""
    rows = session.execute(
        _with_paper(
            sa.select(
                Dispatch.id,
                Dispatch.copy_no,
                Dispatch.channel,
                LetterAddressee.printed_name,
                Dispatch.destination,
                LetterFile.pages,
            )
        )
        .where(_waits(letter_id))
        .order_by(Dispatch.copy_no, Dispatch.id)
    )
    return [Waiting(row[0], row[1], row[2], row[3], _lines(row[4]), row[5] or 0) for row in rows]


def hold_planned(session: Session, letter_id: UUID) -> None:
    """Hold the planned dispatches of a letter until the transaction ends, so that none is marked meanwhile."""
    planned = (Dispatch.letter_id == letter_id, Dispatch.state == DispatchState.PLANNED)
    session.execute(sa.select(Dispatch.id).where(*planned).order_by(Dispatch.id).with_for_update())


def _lines(destination: str) -> tuple[str, ...]:
    return tuple(line for line in destination.split("\n") if line)


def count_waiting(session: Session, letter_id: UUID) -> int:
    """How many dispatches of a letter could go into a run."""
    return session.scalar(sa.select(sa.func.count(Dispatch.id)).where(_waits(letter_id))) or 0


@dataclass(frozen=True)
class OnPaper:
    """What of a letter waits for a print run (letters and pages), and how many letters are in one."""

    letters: int
    pages: int
    in_runs: int


def on_paper(session: Session, letter_id: UUID) -> OnPaper:
    """What the page of sending says of paper. Two SELECTs."""
    letters, pages = session.execute(
        _with_paper(
            sa.select(sa.func.count(Dispatch.id), sa.func.coalesce(sa.func.sum(LetterFile.pages), 0))
        ).where(_waits(letter_id))
    ).one()
    held = (
        sa.select(sa.func.count(PrintRunItem.id))
        .join(PrintRun, PrintRun.id == PrintRunItem.run_id)
        .where(PrintRun.letter_id == letter_id, PrintRunItem.held)
    )
    return OnPaper(letters, int(pages), session.scalar(held) or 0)


def _with_paper(select: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """With the addressee, and the file of the copy where it is made."""
    return select.join(LetterAddressee, LetterAddressee.id == Dispatch.addressee_id).outerjoin(
        LetterFile,
        sa.and_(LetterFile.letter_id == Dispatch.letter_id, LetterFile.copy_no == Dispatch.copy_no),
    )


def run(session: Session, run_id: UUID) -> PrintRun:
    """One run. Raises `NotFound`."""
    found = session.get(PrintRun, run_id)
    if found is None:
        raise NotFound("There is no such print run.")
    return found


@dataclass(frozen=True)
class RunRow:
    """A run with how far its items are."""

    run: PrintRun
    counts: dict[DispatchState, int]


def runs(session: Session, letter_id: UUID, *, page: int = 1, size: int = 25) -> Page[RunRow]:
    """The runs of a letter, the newest first. Three SELECTs."""
    select = sa.select(PrintRun).where(PrintRun.letter_id == letter_id).order_by(PrintRun.number.desc())
    found = paginate(session, select, page=page, size=size)
    counts = counts_of(session, [one.id for one in found.items])
    rows = [RunRow(one, counts.get(one.id, {})) for one in found.items]
    return Page(rows, found.total, found.page, found.size)


def counts_of(session: Session, run_ids: Collection[UUID]) -> dict[UUID, dict[DispatchState, int]]:
    """How many items of each run stand where. One SELECT."""
    rows = session.execute(
        sa.select(PrintRunItem.run_id, Dispatch.state, sa.func.count())
        .join(Dispatch, Dispatch.id == PrintRunItem.dispatch_id)
        .where(PrintRunItem.run_id.in_(run_ids))
        .group_by(PrintRunItem.run_id, Dispatch.state)
    )
    counts: dict[UUID, dict[DispatchState, int]] = {}
    for run_id, state, count in rows:
        counts.setdefault(run_id, {})[state] = count
    return counts


def _items(run_id: UUID) -> sa.Select[*tuple[Any, ...]]:
    select = (
        sa.select(
            PrintRunItem.position,
            Dispatch.id,
            Dispatch.copy_no,
            Dispatch.channel,
            Dispatch.state,
            Dispatch.tracking_number,
            LetterAddressee.printed_name,
            Dispatch.destination,
            LetterFile.pages,
        )
        .select_from(PrintRunItem)
        .join(Dispatch, Dispatch.id == PrintRunItem.dispatch_id)
    )
    return _with_paper(select).where(PrintRunItem.run_id == run_id).order_by(PrintRunItem.position)


def _item(row: sa.Row[*tuple[Any, ...]]) -> RunItem:
    place, dispatch_id, copy_no, channel, state, tracking, name, destination, pages = row
    return RunItem(
        place, dispatch_id, copy_no, channel, state, tracking, name, _lines(destination), pages or 0
    )


def items(session: Session, run_id: UUID) -> list[RunItem]:
    """All items of a run, in postal order. One SELECT."""
    return [_item(row) for row in session.execute(_items(run_id))]


def items_page(session: Session, run_id: UUID, *, page: int = 1) -> Page[RunItem]:
    """One page of the items of a run. Two SELECTs."""
    found = paginate(session, _items(run_id), page=page, size=PAGE_SIZE, scalars=False)
    return Page([_item(row) for row in found.items], found.total, found.page, found.size)


def dispatches_of(session: Session, run_id: UUID, states: Collection[DispatchState]) -> list[Dispatch]:
    """The dispatches of a run that stand at one of these states, in postal order."""
    return list(
        session.scalars(
            sa.select(Dispatch)
            .join(PrintRunItem, PrintRunItem.dispatch_id == Dispatch.id)
            .where(PrintRunItem.run_id == run_id, Dispatch.state.in_(states))
            .order_by(PrintRunItem.position)
        )
    )


@dataclass(frozen=True)
class Printed:
    """One printing of a run, its work in the background, and the files that are whole."""

    printing: PrintRunPrinting
    job: Job | None
    files: Sequence[PrintRunFile]

    def file(self, kind: FileKind) -> PrintRunFile | None:
        return next((file for file in self.files if file.kind is kind), None)


def printings(session: Session, run_id: UUID, *, page: int = 1, size: int = 10) -> Page[Printed]:
    """The printings of a run, the newest first. Four SELECTs."""
    select = (
        sa.select(PrintRunPrinting)
        .where(PrintRunPrinting.run_id == run_id)
        .order_by(PrintRunPrinting.number.desc())
    )
    found = paginate(session, select, page=page, size=size)
    ids, job_ids = [one.id for one in found.items], [one.job_id for one in found.items]
    jobs = {job.id: job for job in session.scalars(sa.select(Job).where(Job.id.in_(job_ids)))}
    files: dict[UUID, list[PrintRunFile]] = {}
    for file in session.scalars(
        sa.select(PrintRunFile).where(PrintRunFile.printing_id.in_(ids)).order_by(PrintRunFile.id)
    ):
        files.setdefault(file.printing_id, []).append(file)
    rows = [Printed(one, jobs.get(one.job_id), files.get(one.id, [])) for one in found.items]
    return Page(rows, found.total, found.page, found.size)


def printing(session: Session, printing_id: UUID) -> PrintRunPrinting:
    """One printing. Raises `NotFound`."""
    found = session.get(PrintRunPrinting, printing_id)
    if found is None:
        raise NotFound("There is no such printing.")
    return found


def positions_of(session: Session, run_id: UUID, number: int) -> list[int]:
    """The items that one printing of a run was of; empty for all of them, and for a printing that is not there."""
    select = sa.select(PrintRunPrinting.positions).where(
        PrintRunPrinting.run_id == run_id, PrintRunPrinting.number == number
    )
    return session.scalar(select) or []


def files_of(session: Session, printing_id: UUID) -> dict[FileKind, PrintRunFile]:
    """The files of a printing that are whole."""
    rows = session.scalars(sa.select(PrintRunFile).where(PrintRunFile.printing_id == printing_id))
    return {row.kind: row for row in rows}


def run_of_dispatch(session: Session, dispatch_id: UUID) -> tuple[UUID, int, int] | None:
    """(run, its number, position) of the run that holds a dispatch, if any."""
    row = session.execute(
        sa.select(PrintRun.id, PrintRun.number, PrintRunItem.position)
        .join(PrintRunItem, PrintRunItem.run_id == PrintRun.id)
        .where(PrintRunItem.dispatch_id == dispatch_id, PrintRunItem.held)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def file_of(session: Session, run_id: UUID, number: int, kind: FileKind) -> PrintRunFile | None:
    """A file of one printing of a run, once it is whole."""
    return session.scalar(
        sa.select(PrintRunFile)
        .join(PrintRunPrinting, PrintRunPrinting.id == PrintRunFile.printing_id)
        .where(
            PrintRunPrinting.run_id == run_id, PrintRunPrinting.number == number, PrintRunFile.kind == kind
        )
    )


def runs_of(letter_id: UUID) -> sa.Select[PrintRun]:
    """The SELECT of a letter's runs, for lists by cursor."""
    return sa.select(PrintRun).where(PrintRun.letter_id == letter_id)
