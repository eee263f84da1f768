"""`redress letters`: letters as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import click

from app.cli._output import answer, json_option
from app.cli._progress import Report, progress
from app.core.db import db, read_only_transactions
from app.core.errors import InvalidInput, NotFound
from app.core.storage import current_store
from app.documents.batch.client import Combined
from app.documents.service import zip_stream
from app.letters import exporting, queries
from app.letters.contexts import content_of
from app.letters.digital import how_signed
from app.letters.models import Letter
from app.letters.recording import version_of
from app.letters.rendering import draw_all, stored_file
from app.letters.states import LetterState

_ID = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")


@click.group("letters")
def command() -> None:
    """Letters as files."""


@command.command("export")
@click.argument("letter")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder; made if need be.",
)
@click.option("--force", is_flag=True, help="Replace files of the same name that differ.")
@json_option
def export(letter: str, folder: Path, force: bool, as_json: bool) -> None:
    """Write every copy of LETTER (its number or id) as PDF, one PDF of all copies, and a ZIP file.

    A sealed letter gives its sealed files. Any other is drawn as it stands, and every page says that it is a draft.
    """
    with read_only_transactions(), progress("Writing", quiet=as_json) as report:
        found = _find(letter)
        number, sealed = found.number, found.state is LetterState.SEALED
        style = content_of(version_of(db.session, found)).date_style.value
        signed = how_signed(db.session, found.id).sentence if sealed else ""
        files = _sealed(found) if sealed else _drawn(found, report)
        db.session.rollback()
        names = _write(folder, files, force=force)
    record = {
        "letter": number,
        "sealed": sealed,
        "date_style": style,
        "digital_signature": signed,
        "folder": str(folder),
        "files": names,
    }
    kind = "sealed" if sealed else "draft"
    answer(
        as_json, record, f"Wrote {len(names)} {kind} files of letter {number} to {folder}. {signed}".rstrip()
    )


def _find(name: str) -> Letter:
    if _ID.fullmatch(name):
        return queries.letter(db.session, UUID(name))
    return queries.letter_by_number(db.session, name)


def _sealed(letter: Letter) -> list[tuple[str, bytes]]:
    """The stored files, and the ZIP made of them."""
    entries = exporting.sealed_entries(db.session, letter)
    whole = stored_file(db.session, letter.id, 0)
    if whole is None:
        raise NotFound(f"The combined file of letter {letter.number} is not ready.")
    files = [(name, path.read_bytes()) for name, path in entries]
    files.append((exporting.combined_name(letter.number), current_store().read(whole.sha256)))
    zipped = b"".join(zip_stream(entries))
    return [*files, (exporting.combined_name(letter.number, ".zip"), zipped)]


def _drawn(letter: Letter, report: Report) -> list[tuple[str, bytes]]:
    """Every copy drawn now. Nothing of the database is held while that takes its time."""
    wanted, number, title = exporting.draft_papers(db.session, letter), letter.number, letter.title
    db.session.rollback()
    drawn = []
    whole = Combined(BytesIO(), f"Draft of letter {number}: {title}")
    for place, file in draw_all(lambda: [one.paper for one in wanted], None, whole):
        drawn.append((wanted[place].file_name, file.pdf))
        report(len(drawn), len(wanted), wanted[place].file_name)
    whole.file.seek(0)
    zipped = b"".join(zip_stream(drawn))
    return [
        *drawn,
        (exporting.combined_name(number, draft=True), whole.file.read()),
        (exporting.combined_name(number, ".zip", draft=True), zipped),
    ]


def _write(folder: Path, files: list[tuple[str, bytes]], *, force: bool) -> list[str]:
    """All files or, when one stands in the way, none. Raises `InvalidInput` (`to`)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = [name for name, data in files if _differs(folder / name, data)]
        if taken and not force:
            named = ", ".join(taken[:3])
            raise InvalidInput(
                {"to": f"{folder} holds other files of these names: {named}. Give --force or another folder."}
            )
        for path, data in _places(folder, files):
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(data)
            part.replace(path)
    except OSError as error:
        raise InvalidInput({"to": f"Cannot write to {folder} ({error.strerror})."}) from error
    return [name for name, _ in files]


def _places(folder: Path, files: list[tuple[str, bytes]]) -> Iterator[tuple[Path, bytes]]:
    return ((folder / name, data) for name, data in files)


def _differs(path: Path, data: bytes) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes() != data)
