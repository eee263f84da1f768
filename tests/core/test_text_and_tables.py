"""Folding, storage by hash, and tables that no spreadsheet runs."""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.core.storage import FileStore
from app.core.tables import csv_bytes, xlsx_bytes
from app.core.text import fold, slugify, tidy


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Monique Limón", "monique limon"),
        ("Łódź", "lodz"),
        ("  O’Neil  ", "o'neil"),
        ("Hernández\u00a0Rivera", "hernandez rivera"),
        ("STRAẞE", "strasse"),
        ("\U0001d54aenate", "senate"),
    ],
)
def test_folding_ignores_case_accents_and_spaces(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.slow
def test_no_character_at_all_folds_differently_the_second_time() -> None:
    every = (chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n < 0xE000)
    assert [c for c in every if fold(fold(c)) != fold(c)] == []


@given(st.text())
def test_tidied_text_holds_no_control_character(text: str) -> None:
    assert not set(tidy(text)) & {chr(n) for n in (*range(9), 11, 12, *range(14, 32), 127)}


@given(st.text())
def test_slugs_are_plain(text: str) -> None:
    slug = slugify(text)
    assert slug == slug.lower()
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in slug)
    assert not slug.startswith("-") and not slug.endswith("-")


def test_a_file_is_stored_once_under_its_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.put(b"a letter")
    assert digest == hashlib.sha256(b"a letter").hexdigest() == store.put(b"a letter")
    assert store.read(digest) == b"a letter"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [digest]


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "abc"])
def test_only_hashes_name_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FileStore(tmp_path).path(name)


RISKY = st.builds(str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "\r"]), st.text(max_size=20))


@given(RISKY)
def test_a_risky_cell_is_text_in_csv(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_bytes(["a"], [[cell]]).decode("utf-8-sig"), newline="")))
    assert rows[1][0].startswith("'")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "=cmd|'/c calc'!A1"])
def test_a_risky_cell_is_text_in_xlsx(cell: str) -> None:
    sheet = load_workbook(io.BytesIO(xlsx_bytes("t", ["a"], [[cell]]))).active
    assert sheet is not None
    assert sheet["A2"].value == cell
    assert sheet["A2"].data_type == "s"
