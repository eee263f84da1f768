"""The files of a printing, drawn in the background into the file store.

A file that is whole is not drawn twice, so the work may begin again after a crash. The letters are drawn from the
papers that were frozen at the seal, in postal order, written to disk while they are drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core.clock import utcnow
from app.core.db import read_only_transactions
from app.core.jobs import JobContext, job
from app.core.storage import Incoming, current_store
from app.delivery import queries_runs
from app.delivery.models_runs import PrintRunFile
from app.delivery.queries_runs import RunItem
from app.delivery.rules import DispatchState
from app.delivery.rules_runs import FileKind, Wanted, zip_of
from app.delivery.run_tables import return_address, sender_of
from app.delivery.running import PRINT_JOB
from app.documents.batch.client import Combined
from app.documents.errors import DocumentError
from app.documents.paper import CIVIC_BLUE, LetterPaper
from app.documents.stationery import client
from app.documents.stationery.sheets import Sender
from app.documents.wire import paper_from_json
from app.letters.models import Letter, LetterCopy
from app.letters.rendering import CannotPrint, draw_all

READ = 64
"""So many papers are read at once."""


class Printing:
    """What one printing draws, read once; nothing of the database is held while it is drawn."""

    def __init__(self, ctx: JobContext, printing_id: UUID) -> None:
        self.ctx, self.id = ctx, printing_id
        with read_only_transactions():
            printing = queries_runs.printing(ctx.session, printing_id)
            run = queries_runs.run(ctx.session, printing.run_id)
            chosen = None if printing.positions is None else set(printing.positions)
            self.items: Sequence[RunItem] = [
                item
                for item in queries_runs.items(ctx.session, run.id)
                if (chosen is None or item.position in chosen) and item.state is not DispatchState.CANCELLED
            ]
            self.letter_id, self.run_number = run.letter_id, run.number
            start = printing.label_start or run.label_start
            self.wanted = replace(run.wanted, label_start=start)
            self.of, self.number = run.items, printing.number
            self.letter_number = ctx.session.get_one(Letter, run.letter_id).number
            self.done = set(queries_runs.files_of(ctx.session, printing_id))
            ctx.session.rollback()

    @property
    def title(self) -> str:
        """What the files are called in a reader's window."""
        again = f", printing {self.number}" if self.number > 1 else ""
        return f"Letter {self.letter_number}, print run {self.run_number}{again}"


@job(PRINT_JOB)
def print_run(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Draw every file of one printing that is not there yet."""
    one = Printing(ctx, UUID(payload["printing_id"]))
    for kind, draw in _files(one.wanted):
        if kind in one.done:
            continue
        with current_store().incoming() as incoming:
            pages = draw(one, incoming)
            sha256 = incoming.keep()
            ctx.session.add(
                PrintRunFile(
                    printing_id=one.id,
                    kind=kind,
                    sha256=sha256,
                    size=incoming.size,
                    pages=pages,
                    created_at=utcnow(),
                )
            )
            ctx.commit()
    return {"printing_id": str(one.id), "items": len(one.items)}


def _files(wanted: Wanted) -> list[tuple[FileKind, Callable[[Printing, Incoming], int]]]:
    """What a run draws, the letters first."""
    made: list[tuple[FileKind, Callable[[Printing, Incoming], int]]] = [(FileKind.LETTERS, _letters)]
    if wanted.envelopes:
        made.append((FileKind.ENVELOPES, _envelopes))
    if wanted.labels is not None:
        made.append((FileKind.LABELS, _labels))
    return made


def _envelopes(one: Printing, incoming: Incoming) -> int:
    """A #10 face for each letter, in the same order; answers with the pages."""
    with read_only_transactions():
        head = sender_of(one.ctx.session, one.letter_id)
        one.ctx.session.rollback()
    name, lines = return_address(head)
    crest, accent = (head.crest_asset, head.accent) if head else (None, CIVIC_BLUE)
    sender = Sender(name, tuple(lines), crest, accent)
    addresses = [item.envelope for item in one.items]
    title = f"{one.title}, envelopes"
    progress = _progress(one, "Drawing the envelopes.")
    with _refused():
        return client.envelopes(incoming.file, sender, addresses, title, current_store().read, progress)


def _labels(one: Printing, incoming: Incoming) -> int:
    """A label for each letter, in the same order, from the label on which this printing begins."""
    assert one.wanted.labels is not None
    addresses = [item.envelope for item in one.items]
    progress = _progress(one, "Drawing the labels.")
    with _refused():
        return client.labels(
            incoming.file,
            one.wanted.labels.value,
            addresses,
            one.wanted.label_start,
            f"{one.title}, labels",
            progress,
        )


def _progress(one: Printing, words: str) -> Callable[[int], None]:
    return lambda drawn: one.ctx.progress(drawn, len(one.items), words)


@contextmanager
def _refused() -> Iterator[None]:
    """What cannot be drawn becomes a sentence on the page of the run."""
    try:
        yield
    except DocumentError as problem:
        raise CannotPrint(str(problem)) from problem


def _letters(one: Printing, incoming: Incoming) -> int:
    """All letters in postal order; answers with the pages."""
    whole = Combined(incoming.file, one.title, duplex=one.wanted.duplex)
    sheets = 2 if one.wanted.separators else 1

    def progress(drawn: int) -> None:
        one.ctx.progress(drawn // sheets, len(one.items), "Drawing the letters in postal order.")

    for _ in draw_all(lambda: _papers(one), (), whole, progress):
        raise AssertionError("no letter was asked for by itself")
    return whole.pages


def _papers(one: Printing) -> Iterator[LetterPaper]:
    """The papers in postal order, some at a time, each behind its separator sheet where one is wanted."""
    for at in range(0, len(one.items), READ):
        group = one.items[at : at + READ]
        with read_only_transactions():
            rows = one.ctx.session.execute(
                sa.select(LetterCopy.copy_no, LetterCopy.paper).where(
                    LetterCopy.letter_id == one.letter_id,
                    LetterCopy.copy_no.in_({item.copy_no for item in group}),
                )
            ).all()
            one.ctx.session.rollback()
        papers = {row.copy_no: paper_from_json(json.loads(row.paper)) for row in rows}
        for item in group:
            if one.wanted.separators:
                yield separator(one, item, papers[item.copy_no])
            yield papers[item.copy_no]


def separator(one: Printing, item: RunItem, paper: LetterPaper) -> LetterPaper:
    """The sheet before a letter: its place in the run and where it goes."""
    code = zip_of(item.envelope)
    return LetterPaper(
        template="separator_sheet",
        letterheads=(),
        date_text="",
        addressees=(item.envelope,),
        header_name=f"{item.position} of {one.of}" + (f", ZIP {code}" if code else ""),
        salutation="",
        blocks=(),
        closing="",
        signatures=(),
        subject=f"{one.title}. The letter follows; this sheet is not mailed.",
        page_size=paper.page_size,
        language=paper.language,
        title=f"{item.position} of {one.of}",
    )
