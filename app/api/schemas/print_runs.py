"""Print runs."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Id, Input, Line, ListQuery, Output, Query
from app.core.jobs.models import JobState
from app.delivery.rules import Channel, DispatchState
from app.delivery.rules_runs import MOST_ITEMS, FileKind, Sheets


class PrintRunNew(Input):
    """What to put together, and what to make besides the letters."""

    dispatch_ids: list[Id] | None = Field(None, min_length=1, max_length=MOST_ITEMS)
    """Planned dispatches by post or by hand that are in no run; all of them when left out."""
    duplex: bool = False
    """A blank page after a letter with an odd number of pages."""
    separators: bool = False
    """A sheet with number and address before each letter."""
    envelopes: bool = False
    """A #10 envelope face for each letter."""
    labels: str = Field("", pattern="^(|5160|L7160)$", examples=["5160"])
    """Labels on sheets of this number by Avery; none when empty."""
    label_start: int = Field(1, ge=1, le=30)
    """The first free label of the first sheet."""


class PrintRunOut(Output):
    """A run, and how far it is."""

    id: Id
    letter_id: Id
    number: int
    """Counts the runs of the letter."""
    items: int
    planned: int
    """Items that are still to be printed."""
    printed: int
    """Items that are printed and have not left."""
    duplex: bool
    separators: bool
    envelopes: bool
    labels: Sheets | None
    label_start: int
    created_at: AwareDatetime
    created_by: Line
    cancelled_at: AwareDatetime | None
    cancelled_reason: str


class PrintRunPage(Output):
    """Some of the runs."""

    items: list[PrintRunOut]
    next_cursor: str | None


class RunItemOut(Output):
    """One item of a run."""

    position: int
    """Its place in postal order, from 1."""
    dispatch_id: Id
    copy_no: int
    channel: Channel
    state: DispatchState
    name: str
    zip: str
    """Empty for an address that has none."""
    pages: int
    tracking_number: str


class RunFileOut(Output):
    """A file that can be taken."""

    kind: FileKind
    pages: int
    size: int
    """In bytes."""
    sha256: str


class PrintingOut(Output):
    """One time that files were made: 1 is the run itself, later ones are reprints."""

    number: int
    positions: list[int] | None
    """The items that were printed again; null for all."""
    reason: str
    state: JobState | None
    """How far the drawing is; null when its job is not kept any more."""
    files: list[RunFileOut]


class PrintRunShown(PrintRunOut):
    """A run with its items and the last ten times it was printed."""

    run_items: list[RunItemOut]
    printings: list[PrintingOut]


class PrintRunFilters(ListQuery):
    """Which page of the list."""


class RunFileChoice(Query):
    """Which file."""

    kind: FileKind = FileKind.LETTERS
    printing: int = Field(1, ge=1, le=1_000_000)
    """1 is the run itself."""
