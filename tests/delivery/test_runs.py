"""Print runs by their verbs and their work in the background: one run for each item, files read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import page as page_validation
import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.core.jobs.models import Job
from app.core.storage import current_store
from app.delivery import mending, queries_runs, running, tracking
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.models_runs import PrintRun, PrintRunFile, PrintRunItem
from app.delivery.rules import Channel, DispatchState, Mark
from app.delivery.rules_runs import FileKind, Sheets, Wanted
from app.delivery.running import make_run
from app.documents.stationery.geometry import SHEETS
from app.letters.models import Letter
from tests.delivery.factories import DAY, Sealed, make_sealed, plan
from tests.documents.reading import text, words
from tests.letters.factories import person

S = DispatchState


@pytest.fixture
def given(session: Session) -> Sealed:
    """A sealed letter to three senators, all planned by post. Its files are not drawn."""
    made = make_sealed(db.session, officials=3)
    plan(db.session, made)
    # Its own files count as made.
    db.session.execute(sa.delete(Job))
    db.session.commit()
    return made


def letter_of(given: Sealed) -> Letter:
    return db.session.get_one(Letter, given.letter.id)


def ids_of(run: PrintRun) -> list[UUID]:
    return [item.dispatch_id for item in queries_runs.items(db.session, run.id)]


def made(given: Sealed, ids: list[UUID] | None = None, wanted: Wanted | None = None) -> PrintRun:
    return make_run(db.session, letter_of(given), ids, wanted or Wanted(), by=given.by)


def files(run: PrintRun, number: int = 1) -> dict[FileKind, PrintRunFile]:
    page = queries_runs.printings(db.session, run.id)
    (one,) = [found for found in page.items if found.printing.number == number]
    return {file.kind: file for file in one.files}


def pdf_of(file: PrintRunFile) -> bytes:
    return current_store().read(file.sha256)


def test_every_item_is_in_exactly_one_run(given: Sealed) -> None:
    waiting = queries_runs.waiting(db.session, given.letter.id)
    first = made(given, [waiting[1].dispatch_id])
    second = made(given)
    assert (first.number, first.items, second.number, second.items) == (1, 1, 2, 2)
    assert sorted([*ids_of(first), *ids_of(second)]) == sorted(item.dispatch_id for item in waiting)
    with pytest.raises(InvalidInput, match="Nothing waits to be printed"):
        made(given)
    with pytest.raises(InvalidInput, match="at least one"):
        made(given, [])
    with pytest.raises(Conflict, match="1 of the chosen letters is in a print run already"):
        made(given, [waiting[1].dispatch_id])
    twice = PrintRunItem(run_id=second.id, dispatch_id=waiting[1].dispatch_id, position=9)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.add(twice)
        db.session.flush()


def test_a_cancelled_run_frees_its_items(given: Sealed) -> None:
    first = made(given)
    running.cancel_run(db.session, first, "Wrong paper.", by=given.by)
    again = made(given)
    assert ids_of(first) == ids_of(again), "what it held stays on record"
    for act in (
        lambda: running.cancel_run(db.session, first, "Twice.", by=given.by),
        lambda: running.reprint(db.session, first, None, "x", by=given.by),
        lambda: tracking.set_tracking(db.session, first, {1: "A1"}, by=given.by),
    ):
        with pytest.raises(Conflict, match="is cancelled"):
            act()
    running.mark_run(db.session, again, Mark(S.PRINTED, DAY), by=given.by)
    with pytest.raises(Conflict, match="count as printed"):
        running.cancel_run(db.session, again, "Too late.", by=given.by)
    with pytest.raises(InvalidInput, match="Say why"):
        running.cancel_run(db.session, again, " ", by=given.by)


def test_a_run_is_marked_in_one_step_and_taken_back_one_by_one(given: Sealed) -> None:
    run = made(given)
    with pytest.raises(Conflict, match="in the meantime"):
        running.mark_run(db.session, run, Mark(S.PRINTED, DAY), by=given.by, expected=2)
    assert running.mark_run(db.session, run, Mark(S.PRINTED, DAY), by=given.by, expected=3) == 3
    assert running.mark_run(db.session, run, Mark(S.HANDED_OVER, DAY), by=given.by) == 3
    with pytest.raises(Conflict, match="can take this step"):
        running.mark_run(db.session, run, Mark(S.HANDED_OVER, DAY), by=given.by)
    one = db.session.get_one(Dispatch, ids_of(run)[0])
    last = mending.last_open_event(db.session, one.id)
    assert last is not None
    mending.take_back(db.session, one, last.id, "Still on the desk.", by=given.by)
    assert one.state is S.PRINTED
    assert running.mark_run(db.session, run, Mark(S.HANDED_OVER, DAY), by=given.by) == 1


def test_the_letters_are_drawn_in_postal_order(
    given: Sealed, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    run = made(given, wanted=Wanted(duplex=True, separators=True))
    db.session.commit()
    run_jobs()
    file = files(run)[FileKind.LETTERS]
    pdf = pdf_of(file)
    pages = [
        " ".join((page.extract_text() or "").split())
        for page in PdfReader(current_store().path(file.sha256)).pages
    ]
    assert len(pages) == file.pages and not len(pages) % 2
    starts = [number for number, page in enumerate(pages) if " of 3, ZIP " in page]
    assert len(starts) == 3 and all(number % 2 == 0 for number in starts), "each sheet is a front side"
    assert [pages[number + 1] for number in starts] == ["", "", ""], "a blank back"
    for item, number in zip(queries_runs.items(db.session, run.id), starts, strict=True):
        assert (
            item.envelope[0].split()[-1] in pages[number]
            and item.envelope[0].split()[-1] in pages[number + 2]
        )
    assert page_validation.validate_pdf_bytes(pdf, profile="ua1").is_compliant
    assert "1 of 3" in text(pdf, tmp_path)
    db.session.rollback()
    run_jobs()
    assert files(run)[FileKind.LETTERS].sha256 == file.sha256


def test_a_reprint_is_of_the_chosen_items_and_no_second_run(
    given: Sealed, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    run = made(given)
    for positions, reason, field in (
        ([], "Jam.", "positions"),
        ([4], "Jam.", "positions"),
        ([1], "", "reason"),
    ):
        with pytest.raises(InvalidInput) as refused:
            running.reprint(db.session, run, positions, reason, by=given.by)
        assert set(refused.value.errors) == {field}
    running.reprint(db.session, run, [2], "The printer jammed.", by=given.by)
    db.session.commit()
    run_jobs()
    whole, part = files(run)[FileKind.LETTERS], files(run, 2)[FileKind.LETTERS]
    assert whole.pages == 3 * part.pages
    names = [item.name for item in queries_runs.items(db.session, run.id)]
    found = text(pdf_of(part), tmp_path)
    assert names[1] in found and names[0] not in found and names[2] not in found
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PrintRun)) == 1


def test_a_reprint_begins_at_the_label_that_is_free(
    given: Sealed, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    run = made(given, wanted=Wanted(labels=Sheets.AVERY_5160, label_start=2))
    with pytest.raises(InvalidInput) as refused:
        running.reprint(db.session, run, [2], "A jam.", by=given.by, label_start=31)
    assert set(refused.value.errors) == {"label_start"}
    running.reprint(db.session, run, [2], "A jam.", by=given.by, label_start=5)
    running.reprint(db.session, run, [2], "Another jam.", by=given.by)
    db.session.commit()
    run_jobs()
    name = queries_runs.items(db.session, run.id)[1].name.split()[-1]
    for number, label in ((1, 3), (2, 5), (3, 2)):
        place = words(pdf_of(files(run, number)[FileKind.LABELS]), tmp_path)
        left, top = SHEETS["5160"].place(label - 1)
        (found,) = [one for one in place if one.text == name]
        assert left < found.left < left + 66.7 and top < found.top < top + 25.4


def test_tracking_numbers_are_all_taken_or_none(given: Sealed) -> None:
    by_hand = plan(db.session, given, Channel.HAND, who=0)
    run = made(given)
    items = queries_runs.items(db.session, run.id)
    hand = next(item.position for item in items if item.dispatch_id == by_hand[0].id)
    first, second = [item.position for item in items if item.position != hand][:2]
    assert tracking.set_tracking(db.session, run, {first: " 9407  1234 "}, by=given.by) == 1
    assert tracking.set_tracking(db.session, run, {first: "9407 1234"}, by=given.by) == 0
    wrong = {hand: "1", second: "9407 1234", 99: "2"}
    for numbers, told in (
        (wrong, {f"item-{hand}", f"item-{second}", "item-99"}),
        ({second: "9.40711E+21"}, {f"item-{second}"}),
        ({second: "=1+1"}, {f"item-{second}"}),
        ({second: "9" * 61}, {f"item-{second}"}),
    ):
        with pytest.raises(InvalidInput) as refused:
            tracking.set_tracking(db.session, run, numbers, by=given.by)
        assert set(refused.value.errors) == told
    notes = db.session.scalars(sa.select(DispatchEvent.tracking_number)).all()
    assert [note for note in notes if note] == ["9407 1234"]


def test_only_members_make_and_change_runs(given: Sealed, actor: Callable[..., Actor]) -> None:
    stranger = person(Role.VIEWER, "Reader")
    run = made(given)
    for act in (
        lambda: make_run(db.session, letter_of(given), None, Wanted(), by=stranger),
        lambda: running.reprint(db.session, run, None, "x", by=stranger),
        lambda: running.cancel_run(db.session, run, "x", by=stranger),
        lambda: running.mark_run(db.session, run, Mark(S.PRINTED, DAY), by=stranger),
        lambda: tracking.set_tracking(db.session, run, {1: "A"}, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
