"""The guide to importing says what the readers do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.officials.importing.files import MAX_FILE, SourceFile
from app.officials.importing.readers.plain_csv import COLUMNS
from app.officials.importing.runs import import_data
from app.officials.models import Body, ContactPoint, Official, Term
from app.officials.rules import OfficeKind

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "import-officials.md").read_text("utf-8")


def test_every_column_and_every_office_is_documented() -> None:
    table = GUIDE.split("| Column | Holds |")[1].split("\n\n")[0]
    named = {
        name
        for row in table.splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert named == set(COLUMNS)
    offices = next(row for row in table.splitlines() if row.startswith("| `office`"))
    known = {word.strip() for word in offices.split("|")[2].split(",")}
    assert known == {kind.value.replace("_", " ") for kind in OfficeKind}
    assert f"over {MAX_FILE // 1_048_576} MB" in GUIDE


def test_the_example_imports(session: Session, actor: Callable[..., Actor]) -> None:
    example = re.search(r"```csv\n(.*?)```", GUIDE, re.DOTALL)
    assert example is not None
    import_data(session, [SourceFile("example.csv", example.group(1).encode())], actor())
    names = session.scalars(sa.select(Official.full_name).order_by(Official.sort_name)).all()
    assert names == ["Ines De La Cruz", "Noor Haddad", "Zoë Limón"]
    assert set(session.scalars(sa.select(Body.name))) == {"Alder Glen City Council", "Alder Glen"}
    ends = session.scalars(sa.select(Term.end).where(Term.end.is_not(None)).order_by(Term.end)).all()
    assert ends == [date(2024, 12, 31), date(2026, 12, 31)]
    lines = session.scalars(sa.select(ContactPoint.lines).where(ContactPoint.kind == "postal")).all()
    assert lines == [["1 Civic Way", "Alder Glen, CA 90000"]] * 2
