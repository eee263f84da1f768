"""No cell of an export runs in a spreadsheet program, and no character breaks the file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.accounts.rules import Role
from app.core.db import db
from app.core.tables import csv_bytes, xlsx_bytes
from app.delivery.models import Dispatch, Reply
from app.demands.models import Demand
from app.officials.models import Official, Term
from tests.security.pages import crawl
from tests.security.world import World

FORMULA = '=HYPERLINK("http://127.0.0.1:8518","x")'
STARTS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "=cmd|' /C calc'!A0")


def cells_of(data: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]


def formulas(data: bytes) -> list[str]:
    """Every cell that a spreadsheet program would compute; links and macros count as well."""
    book = load_workbook(io.BytesIO(data))
    found = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]
    inside = zipfile.ZipFile(io.BytesIO(data)).namelist()
    return found + [name for name in inside if "vba" in name.lower() or "external" in name.lower()]


@pytest.mark.parametrize("start", STARTS)
def test_a_cell_is_text(start: str) -> None:
    head = [start, "b"]
    rows: list[list[str | int | None]] = [[start, 1], [None, start]]
    cells = cells_of(csv_bytes(head, rows))
    assert not [one for one in cells if one.lstrip()[:1] in ("=", "+", "-", "@", "＝")]
    assert formulas(xlsx_bytes(start, head, rows)) == []


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=4), st.text(max_size=40))
def test_any_text_makes_a_file(rows: list[list[str]], title: str) -> None:
    cells = cells_of(csv_bytes(["a", "b"], rows))
    assert not [one for one in cells if one.lstrip()[:1] in ("=", "+", "-", "@")]
    data = xlsx_bytes(title, ["a", "b"], rows)
    assert formulas(data) == []


def test_numbers_stay_numbers() -> None:
    assert cells_of(csv_bytes(["n"], [[-5]])) == ["n", "-5"]
    assert load_workbook(io.BytesIO(xlsx_bytes("t", ["n"], [[-5]])))["t"]["A2"].value == -5


def test_every_export_of_hostile_records(
    full: Flask, browser: Callable[..., FlaskClient], world: World
) -> None:
    with full.app_context():
        for model, names in (
            (Official, ("full_name", "formal_name", "last")),
            (Term, ("title", "place")),
            (Demand, ("title",)),
            (Reply, ("summary", "quotation", "answered_by")),
            (Dispatch, ("destination", "tracking_number")),
        ):
            for row in db.session.query(model):
                for name in names:
                    setattr(row, name, FORMULA)
        db.session.commit()
    client = browser(Role.ADMINISTRATOR)
    files = {
        address: answer
        for address, answer in crawl(client, ["/"], each=1).items()
        if address.split("?")[0].endswith((".csv", ".xlsx"))
    }
    assert len(files) >= 7, sorted(files)
    hostile = 0
    for address, answer in files.items():
        assert answer.status_code == 200, address
        assert answer.headers["Content-Disposition"].startswith("attachment"), address
        if ".csv" in address:
            cells = cells_of(answer.data)
            assert not [one for one in cells if one[:1] in ("=", "+", "@")], address
            hostile += sum("HYPERLINK" in one for one in cells)
        else:
            assert formulas(answer.data) == [], address
    assert hostile > 5, "no export held the payload, so nothing was tried"
