"""`redress letters`: letters as files."""

from __future__ import annotations

import filecmp
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
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
        make = partial(_sealed, found) if sealed else partial(_drawn, found, report)
        names = _write(folder, make, force=force)
        db.session.rollback()
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


def _sealed(letter: Letter, place: Path) -> list[str]:
    """The stored files and the ZIP made of them, written into a folder; gives their names."""
    entries = exporting.sealed_entries(db.session, letter)
    whole = stored_file(db.session, letter.id, 0)
    if whole is None:
        raise NotFound(f"The combined file of letter {letter.number} is not ready.")
    combined = exporting.combined_name(letter.number)
    for name, path in [*entries, (combined, current_store().path(whole.sha256))]:
        shutil.copyfile(path, place / name)
    zipped = exporting.combined_name(letter.number, ".zip")
    _zip(place, [name for name, _ in entries], zipped)
    return [*(name for name, _ in entries), combined, zipped]


def _drawn(letter: Letter, report: Report, place: Path) -> list[str]:
    """Every copy drawn now into a folder; gives the names. Nothing of the database is held meanwhile."""
    wanted, number, title = exporting.draft_papers(db.session, letter), letter.number, letter.title
    db.session.rollback()
    names: list[str] = []
    combined = exporting.combined_name(number, draft=True)
    with (place / combined).open("w+b") as file:
        whole = Combined(file, f"Draft of letter {number}: {title}")
        for at, drawn in draw_all(lambda: [one.paper for one in wanted], None, whole):
            (place / wanted[at].file_name).write_bytes(drawn.pdf)
            names.append(wanted[at].file_name)
            report(len(names), len(wanted), names[-1])
    zipped = exporting.combined_name(number, ".zip", draft=True)
    _zip(place, names, zipped)
    return [*names, combined, zipped]


def _zip(place: Path, names: list[str], zipped: str) -> None:
    with (place / zipped).open("wb") as file:
        file.writelines(zip_stream((name, place / name) for name in names))


def _write(folder: Path, make: Callable[[Path], list[str]], *, force: bool) -> list[str]:
    """All files or, when one stands in the way or there is no room, none. Raises `InvalidInput` (`to`).

    They are made in a folder of their own beside their places, so that only whole files get a name there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".export-", dir=folder) as made:
            names = make(Path(made))
            taken = [name for name in names if _differs(folder / name, Path(made) / name)]
            if taken and not force:
                named = ", ".join(taken[:3])
                raise InvalidInput(
                    {
                        "to": f"{folder} holds other files of these names: {named}. Give --force or another folder."
                    }
                )
            for name in names:
                (Path(made) / name).replace(folder / name)
    except OSError as error:
        raise InvalidInput({"to": f"Cannot write to {folder} ({error.strerror})."}) from error
    return names


def _differs(path: Path, made: Path) -> bool:
    return path.exists() and (not path.is_file() or not filecmp.cmp(path, made, shallow=False))
