"""A letter's files when something breaks: the page says what, no half-made file stays, its button finishes the work."""

from __future__ import annotations

import errno
import io
import os
import re
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.core import once, storage
from app.core.storage import current_store
from app.documents.fonts import FACES
from app.documents.process import shared
from app.documents.seals.checking import inspect
from app.keys import service
from app.keys.vault import installation_key
from app.letters.models import Letter, LetterFile
from app.letters.sealing import seal_letter
from tests.accounts.forms import send
from tests.letters.factories import make_letter, make_world, signed

NO_ROOM = "There is no room left on the server’s disk."
Break = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def run_jobs(session: Session, run_jobs: Callable[[], int]) -> Callable[[], int]:
    """The worker, which the test holds nothing of the database against."""

    def run() -> int:
        session.rollback()
        return run_jobs()

    return run


@pytest.fixture
def letter(session: Session, actor: Callable[..., Actor]) -> UUID:
    """Sealed, to be signed by the organisation; its two files and the combined one are not made yet."""
    world = make_world(session)
    service.create_self_signed(
        session, "City of Arroyo Vista", secret_key=installation_key(), by=actor(Role.ADMINISTRATOR)
    )
    draft = signed(session, world, make_letter(session, world))
    sealed = seal_letter(session, draft, version=draft.current_version, by=world.approver)
    session.commit()
    return _released(session, sealed)


@pytest.fixture
def draft(session: Session) -> UUID:
    world = make_world(session)
    made = make_letter(session, world)
    session.commit()
    return _released(session, made)


def _released(session: Session, letter: Letter) -> UUID:
    """The letter's id; nothing of the database is held."""
    found = letter.id
    session.rollback()
    return found


def stored() -> set[Path]:
    """Everything in the file store, finished or not."""
    root = current_store().path("0" * 64).parent.parent
    return {path for path in root.rglob("*") if path.is_file()}


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_room_for_copies(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(once, "flush", full)


def no_room_for_the_whole(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(storage, "flush", full)


def no_room_to_draw(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Path, "mkdir", full)


def killed_at_a_step(patched: pytest.MonkeyPatch) -> None:
    """The drawing process is killed while it draws."""
    ask = shared().ask

    def killed(head: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        pid = shared().pid
        if pid is not None and head["do"] == "batch_step":
            os.kill(pid, signal.SIGSTOP)
            kwargs["wall"] = 0.2
        return ask(head, *args, **kwargs)

    patched.setattr(shared(), "ask", killed)


def killed_while_signing(patched: pytest.MonkeyPatch) -> None:
    """It is killed after the first file was drawn, while the application signs; its batch is gone with it."""
    from app.documents.seals.sealing import Sealer

    seal = Sealer.seal
    killed = list[int]()

    def broken(self: Sealer, *args: Any, **kwargs: Any) -> bytes:
        if not killed:
            pid = shared().pid
            assert pid is not None
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)
        return seal(self, *args, **kwargs)

    patched.setattr(Sealer, "seal", broken)


FAULTS: dict[str, tuple[Break, str]] = {
    "no room for the copies": (no_room_for_copies, NO_ROOM),
    "no room for the whole": (no_room_for_the_whole, NO_ROOM),
    "no room for a folder": (no_room_to_draw, NO_ROOM),
    "killed while drawing": (killed_at_a_step, "Shorten it, or try again."),
}


def whole(session: Session, letter: UUID, before: set[Path]) -> None:
    """All files are on record and signed, and nothing else was ever stored."""
    session.expire_all()
    assert session.get_one(Letter, letter).files_ready_at is not None
    rows = session.scalars(sa.select(LetterFile).where(LetterFile.letter_id == letter)).all()
    assert {row.copy_no for row in rows} == {0, 1, 2}
    assert {path.name for path in stored() - before} == {row.sha256 for row in rows}
    for row in rows:
        assert len(inspect(current_store().read(row.sha256)).signatures) == bool(row.copy_no)
    session.rollback()


@pytest.mark.parametrize("name", FAULTS)
def test_the_files_of_a_sealed_letter(
    session: Session,
    letter: UUID,
    run_jobs: Callable[[], int],
    as_role: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    before, page = stored(), f"/letters/{letter}"
    fault, words = FAULTS[name]
    with monkeypatch.context() as patched:
        fault(patched)
        run_jobs()
    left = {path.name for path in stored() - before}
    session.expire_all()
    on_record = session.scalars(sa.select(LetterFile).where(LetterFile.letter_id == letter)).all()
    assert not any(one.startswith(".part") for one in left)
    # A copy that was signed before is kept under its number, to be taken up.
    assert {one for one in left if len(one) == 64} == {row.sha256 for row in on_record}
    session.rollback()
    client = as_role(Role.APPROVER)
    shown = client.get(page).text
    assert words in shown and "Make the files again" in shown
    assert client.get(f"{page}/all.zip").status_code == 409
    again = re.search(r'action="([^"]*)"[^>]*>(?:(?!</form>).)*Make the files again', shown, re.DOTALL)
    assert again
    assert send(client, again[1], {}, page).status_code == 303
    run_jobs()
    whole(session, letter, before)
    answer = client.get(f"{page}/all.zip")
    assert len(zipfile.ZipFile(io.BytesIO(answer.data)).namelist()) == 2


def killed_between_steps(patched: pytest.MonkeyPatch) -> None:
    """It has taken in the papers, and is killed before it is asked to draw them: the next one knows nothing of them."""
    ask, killed = shared().ask, list[int]()

    def broken(head: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        pid = shared().pid
        if pid is not None and head["do"] == "batch_step" and not killed:
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)
        return ask(head, *args, **kwargs)

    patched.setattr(shared(), "ask", broken)


@pytest.mark.parametrize("fault", [killed_between_steps, killed_while_signing])
def test_a_drawing_process_that_dies_at_other_times_is_replaced(
    session: Session, letter: UUID, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch, fault: Break
) -> None:
    before = stored()
    with monkeypatch.context() as patched:
        fault(patched)
        run_jobs()
    whole(session, letter, before)


@pytest.mark.parametrize("kind", [pytest.param("pdf", marks=pytest.mark.slow), "zip"])
@pytest.mark.parametrize(
    "name", ["no room for the whole", pytest.param("killed while drawing", marks=pytest.mark.slow)]
)
def test_drafts(
    draft: UUID,
    run_jobs: Callable[[], int],
    as_role: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    kind: str,
) -> None:
    before, client = stored(), as_role(Role.DRAFTER)
    fault, words = FAULTS[name]
    asked = send(client, f"/letters/{draft}/export", {"kind": kind}, f"/letters/{draft}")
    with monkeypatch.context() as patched:
        fault(patched)
        run_jobs()
    assert stored() == before
    shown = client.get(asked.location).text
    assert words in shown and "Draw them again" in shown
    # Whoever watches the bar is told as well, and led to the page with the button.
    told = client.get(f"/jobs/{asked.location.split('/')[-1]}").text
    assert words in told and '<a href="">Look again</a>' in told
    assert client.get(f"{asked.location}/file").status_code == 409
    again = send(client, f"/letters/{draft}/export", {"kind": kind}, asked.location)
    run_jobs()
    assert "Draw them again" not in client.get(again.location).text
    file = client.get(f"{again.location}/file")
    assert file.status_code == 200 and file.data[:2] == (b"%P" if kind == "pdf" else b"PK")
    assert len(stored() - before) == 1


def test_fonts_that_are_missing_are_named_and_come_back(
    session: Session,
    letter: UUID,
    run_jobs: Callable[[], int],
    as_role: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from app.documents import fonts

    before, page = stored(), f"/letters/{letter}"
    shared().close()
    with monkeypatch.context() as patched:
        patched.setenv("REDRESS_LETTER_FONTS", str(tmp_path))
        patched.setattr(fonts, "ROOT", tmp_path)
        fonts.printable.cache_clear()
        fonts.coverage_of.cache_clear()
        fonts._harmless.cache_clear()
        run_jobs()
    shared().close()
    session.expire_all()
    assert session.get_one(Letter, letter).files_ready_at is None and stored() == before
    session.rollback()
    client = as_role(Role.APPROVER)
    shown = client.get(page).text
    assert f"The letter font {FACES[0].file} is missing." in shown
    send(client, f"{page}/files", {}, page)
    run_jobs()
    whole(session, letter, before)
