"""`redress letters export`."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.cli import letters
from app.core.errors import InvalidInput, NotFound
from tests.cli.conftest import as_json, process, run
from tests.letters.factories import World


def pages(data: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("by", ["sealed", "sealed_id"])
def test_a_sealed_letter_gives_its_sealed_files(
    app: Flask, sealed_world: World, tmp_path: Path, by: str
) -> None:
    to = tmp_path / "out" / "deep"
    record = as_json(app, letters.command, "export", sealed_world.extra[by], "--to", str(to))
    number = sealed_world.extra["sealed"]
    assert record["sealed"] is True
    assert sorted(record["files"]) == sorted(path.name for path in to.iterdir())
    copies = [name for name in record["files"] if name.startswith(f"{number}_0")]
    assert len(copies) == 2
    assert "Dear Senator Ruiz:" in pages((to / copies[0]).read_bytes())
    assert f"{number}_all.pdf" in record["files"]
    assert sorted(zipfile.ZipFile(to / f"{number}_all.zip").namelist()) == sorted(copies)


def test_a_draft_says_that_it_is_one(app: Flask, sealed_world: World, tmp_path: Path) -> None:
    draft = sealed_world.extra["draft"]
    record = as_json(app, letters.command, "export", draft.lower(), "--to", str(tmp_path / "out"))
    assert all(name.startswith("Draft_") for name in record["files"])
    whole = pages((tmp_path / "out" / f"Draft_{draft}_all.pdf").read_bytes())
    assert "draft" in whole.lower()


def test_other_files_of_the_same_name_are_kept(app: Flask, sealed_world: World, tmp_path: Path) -> None:
    number, to = sealed_world.extra["sealed"], tmp_path / "out"
    to.mkdir()
    mine = to / f"{number}_all.pdf"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput, match="--force"):
        run(app, letters.command, "export", number, "--to", str(to))
    assert [path.name for path in to.iterdir()] == [mine.name]
    run(app, letters.command, "export", number, "--to", str(to), "--force")
    assert mine.read_bytes().startswith(b"%PDF")
    run(app, letters.command, "export", number, "--to", str(to))


def test_no_such_letter(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        run(app, letters.command, "export", "AV-1999-01", "--to", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_as_a_real_process(app: Flask, sealed_world: World, tmp_path: Path) -> None:
    number = sealed_world.extra["sealed"]
    done = process(tmp_path, "letters", "export", number, "--to", str(tmp_path / "out"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["letter"] == number
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    refused = process(tmp_path, "letters", "export", number, "--to", str(blocked / "x"))
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert refused.stderr.strip()


@pytest.mark.parametrize("which", ["sealed", "draft"])
def test_a_full_disk_leaves_nothing_behind(
    app: Flask, sealed_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    to = tmp_path / "out"
    zipped = letters._zip

    def full(*given: Any) -> None:
        zipped(*given)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(letters, "_zip", full)
        with pytest.raises(InvalidInput, match="No space left on device"):
            run(app, letters.command, "export", sealed_world.extra[which], "--to", str(to))
    assert list(to.iterdir()) == [], "no file, whole or half"
    record = as_json(app, letters.command, "export", sealed_world.extra[which], "--to", str(to))
    assert sorted(record["files"]) == sorted(path.name for path in to.iterdir())
