"""Returned mail and moved offices: the same letter in a new envelope, printed in its run, never a changed letter."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.core.storage import current_store
from app.delivery import queries_runs, run_tables
from app.delivery.models import Dispatch, DispatchEvent
from app.delivery.readdressing import readdress
from app.delivery.rules import Channel, DispatchState
from app.delivery.rules_runs import FileKind, Sheets, Wanted
from app.delivery.running import cancel_run, make_run
from app.letters.models import Letter, LetterAddressee
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth, ContactKind
from tests.accounts.forms import send
from tests.delivery.factories import Sealed, health_of, mark, plan
from tests.delivery.walking import plan_by_page
from tests.documents.reading import text

S = DispatchState
NEW = ["The Honorable Ana Ruiz", "United States Senate", "P.O. Box 9", "Fresno, CA 93650"]


def dispatches(given: Sealed) -> list[Dispatch]:
    select = sa.select(Dispatch).where(Dispatch.letter_id == given.letter.id).order_by(Dispatch.copy_no)
    return list(db.session.scalars(select))


def test_returned_mail_gets_a_new_envelope_for_the_same_letter(
    given: Sealed, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    first, _ = dispatches(given)
    old = first.destination
    moved = ContactPoint(
        official_id=first.official_id,
        kind=ContactKind.POSTAL,
        value=", ".join(NEW[2:]),
        lines=NEW[2:],
        source="t",
    )
    db.session.add(moved)
    mark(db.session, [first], S.PRINTED, S.HANDED_OVER, S.RETURNED, by=given.by)
    (again,) = plan(db.session, given, who=0)
    event = readdress(db.session, again, "\n".join(NEW) + "\n\n", by=given.by)
    assert event and "P.O. Box 9" in event.note and old.splitlines()[-1] in event.note
    assert again.contact_point_id == moved.id and first.destination == old
    assert readdress(db.session, again, "\n".join(NEW), by=given.by) is None, "nothing changed, nothing noted"
    letter = db.session.get_one(Letter, given.letter.id)
    run = make_run(
        db.session,
        letter,
        None,
        Wanted(envelopes=True, separators=True, labels=Sheets.AVERY_5160),
        by=given.by,
    )
    db.session.commit()
    run_jobs()
    (printing,) = queries_runs.printings(db.session, run.id).items
    drawn = {file.kind: text(current_store().read(file.sha256), tmp_path) for file in printing.files}
    for kind in FileKind:
        assert "P.O. Box 9" in drawn[kind], kind
    assert "112 Hart" in drawn[FileKind.LETTERS], "the letter itself stays as it was sealed"
    assert drawn[FileKind.ENVELOPES].count("112 Hart") == 1 == drawn[FileKind.LABELS].count("112 Hart")
    items = queries_runs.items(db.session, run.id)
    assert [item.envelope[-1] for item in items] == ["Washington, DC 20510", "Fresno, CA 93650"], (
        "postal order"
    )
    table = run_tables.manifest(run, letter.number, items).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[2][7:9] == ["P.O. Box 9", "Fresno, CA 93650"]
    sealed = db.session.scalars(sa.select(LetterAddressee.envelope)).all()
    assert all("P.O. Box 9" not in (lines or []) for lines in sealed)
    mark(db.session, [again], S.PRINTED, S.HANDED_OVER, S.DELIVERED, by=given.by)
    assert health_of(db.session, moved.id)[0] is ContactHealth.GOOD, "the outcome speaks for the new address"


def test_what_is_in_a_run_or_has_gone_keeps_its_envelope(given: Sealed) -> None:
    one, other = dispatches(given)
    letter = db.session.get_one(Letter, given.letter.id)
    run = make_run(db.session, letter, [one.id], Wanted(), by=given.by)
    with pytest.raises(Conflict, match="in print run 1 already"):
        readdress(db.session, one, "\n".join(NEW), by=given.by)
    cancel_run(db.session, run, "Wrong address.", by=given.by)
    assert readdress(db.session, one, "\n".join(NEW), by=given.by)
    mark(db.session, [other], S.PRINTED, by=given.by)
    (fax,) = plan(db.session, given, Channel.FAX, who=0)
    for unfit in (other, fax):
        with pytest.raises(Conflict, match="on paper that is planned"):
            readdress(db.session, unfit, "\n".join(NEW), by=given.by)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Give the name and the address"),
        ("Ana Ruiz", "Give the name and the address"),
        ("x\n" * 10, "at most 9 lines"),
        ("Ana\n" + "x" * 121, "Keep each line under 120"),
        ("Ana\n" + "W" * 90, "too long to be printed"),
        ("Ana\n中国", "中"),
    ],
)
def test_an_envelope_that_cannot_be_printed_is_refused(given: Sealed, typed: str, told: str) -> None:
    one, _ = dispatches(given)
    with pytest.raises(InvalidInput) as refused:
        readdress(db.session, one, typed, by=given.by)
    assert told in refused.value.errors["lines"]
    assert not db.session.scalar(sa.select(sa.func.count()).where(DispatchEvent.note != ""))


def test_only_members_change_an_envelope(given: Sealed) -> None:
    from app.accounts.rules import Role
    from tests.letters.factories import person

    with pytest.raises(NotAllowed):
        readdress(db.session, dispatches(given)[0], "\n".join(NEW), by=person(Role.VIEWER, "Reader"))


def test_the_page_of_an_envelope(letter_id: UUID, member: FlaskClient) -> None:
    one, _ = plan_by_page(member, letter_id)
    here = f"/sending/dispatches/{one}"
    assert f'href="{here}/envelope"' in member.get(here).text
    page = member.get(f"{here}/envelope").text
    assert "112 Hart Senate Office Building" in page and "On file now" in page
    bad = send(member, f"{here}/envelope", {"lines": "<b>Ana</b>"})
    assert bad.status_code == 422 and "Give the name and the address" in bad.text
    assert "&lt;b&gt;Ana&lt;/b&gt;" in bad.text, "what was typed is kept"
    turned = send(member, f"{here}/envelope", {"lines": "\n".join(["Ana\u202e", *NEW[1:]])})
    assert turned.status_code == 422, "what turns text round is not printed"
    typed = "\r\n".join(["=HYPERLINK(1)", *NEW[1:]])
    assert send(member, f"{here}/envelope", {"lines": typed}).status_code == 302
    assert "New envelope: =HYPERLINK(1)" in member.get(here).text
    run = send(
        member, f"/sending/letters/{letter_id}/runs/new", {"which": "all", "label_start": "1"}
    ).headers["Location"]
    manifest = member.get(f"{run}/manifest.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in manifest, "a formula is text in a spreadsheet"
    assert f"{here}/envelope" not in member.get(here).text
    closed = member.get(f"{here}/envelope")
    assert closed.status_code == 302
