"""Files kept with events and replies: what is refused, what names become."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given as given_by
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.errors import InvalidInput
from app.core.storage import FileStore
from app.delivery.attaching import MAX_BYTES, MAX_FILES, Upload, attach, safe_name
from app.delivery.events import events_of_one
from app.delivery.models import Attachment
from tests.delivery.factories import make_sealed, plan


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("receipt.pdf", "receipt.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\dana\\scan.png", "scan.png"),
        ("..", "attachment"),
        ("/", "attachment"),
        ("", "attachment"),
        (" a\r\nContent-Type: x", "a Content-Type: x"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\x00b.txt", "ab.txt"),
        (".htaccess", "htaccess"),
        ("Re\u0301sume\u0301.pdf", "Résumé.pdf"),
    ],
)
def test_names_lose_their_tricks(typed: str, kept: str) -> None:
    assert safe_name(typed) == kept


@given_by(st.text(max_size=400))
def test_any_name_becomes_a_harmless_one(typed: str) -> None:
    name = safe_name(typed)
    assert 1 <= len(name) <= 200
    assert not set("/\\\r\n\x00") & set(name)
    assert name.isprintable() or all(c == "\u3000" or c.isprintable() or c.isspace() for c in name)
    assert safe_name(name) == name, "cleaning twice changes nothing"


def test_files_are_kept_as_they_came_or_not_at_all(session: Session, tmp_path: Path) -> None:
    given = make_sealed(session, officials=1)
    (dispatch,) = plan(session, given)
    event, store = events_of_one(session, dispatch.id)[0], FileStore(tmp_path / "kept")
    good = Upload("receipt.html", "text/html", b"<script>alert(1)</script>")
    for bad, said in (
        ([good, Upload("empty.pdf", "", b"")], "“empty.pdf” is empty"),
        ([good, Upload("big.bin", "", b"x" * (MAX_BYTES + 1))], "“big.bin” is larger than 15 MB"),
        ([good] * (MAX_FILES + 1), "at most 10 files"),
    ):
        with pytest.raises(InvalidInput, match=said) as refused:
            attach(session, store, bad, by=given.by, event_id=event.id)
        assert list(refused.value.errors) == ["files"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 0
    (row,) = attach(session, store, [good], by=given.by, event_id=event.id)
    assert store.read(row.sha256) == good.data and row.size == len(good.data)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(
            sa.insert(Attachment).values(id=row.id, sha256="0" * 64, name="x", media_type="x", size=1)
        )
    for raw in ("UPDATE attachment SET name = 'x'", "DELETE FROM attachment"):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(raw))
