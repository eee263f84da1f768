"""Files that cannot be used: a clear sentence, and the directory stays as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import InvalidInput, RedressError
from app.officials.importing import detect
from app.officials.importing.files import MAX_FILE, FileRefused, SourceFile
from app.officials.importing.runs import import_data, import_files
from app.officials.importing.sources import recognise
from app.officials.models import ImportRun, Official
from tests.officials.factories import legislators, member, offices, plain_csv

Import = Callable[..., ImportRun]


@pytest.fixture
def bring(session: Session, actor: Callable[..., Actor]) -> Import:
    def run(*files: SourceFile, **options: bool) -> ImportRun:
        return import_data(session, files, actor(), **options)

    return run


def refused(bring: Import, session: Session, file: SourceFile, *words: str) -> None:
    with pytest.raises(RedressError) as error:
        bring(file)
    for word in words:
        assert word in error.value.message + " ".join(getattr(error.value, "errors", {}).values())
    assert session.scalar(sa.select(sa.func.count()).select_from(Official)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(ImportRun)) == 0


def zipped(**files: bytes) -> SourceFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return SourceFile("people.zip", buffer.getvalue())


GOOD = legislators(member()).data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ["empty"]),
        (b"  \n\n", ["empty"]),
        (b"# only a comment\n", ["no records"]),
        (b"[]\n", ["empty list"]),
        (b"%PDF-1.7 and so on", ["a PDF"]),
        (b"\x89PNG\r\n", ["a picture"]),
        (b"<!DOCTYPE html><html>", ["web page"]),
        (b"version https://git-lfs.github.com/spec/v1\n", ["pointer"]),
        (
            "id,first,last,office\n1,Mónica,Rodríguez,mayor\n".encode("latin-1"),
            ["Line 2", "Latin-1", "UTF-8"],
        ),
        ("id,last\n".encode("utf-16"), ["UTF-16", "UTF-8"]),
        (b"just some words\n", ["plain text"]),
        (b"- a\n- b\n", ["not a file of officials"]),
        (b"name: x\nversion: 2\n- broken", ["Line 3", "cut off"]),
        (b'[{"id": {"bioguide": "T000001"', ["JSON", "cut off"]),
        (b"a,b,c\n1,2,3\n", ["header", "not known", "last"]),
        (b"id,first,last,office,favourite_colour\n1,A,B,mayor,red\n", ["favourite_colour", "Known columns"]),
        (b"id,last,last,office\n1,A,B,mayor\n", ["stands twice"]),
        (b"id,first,last,office\n", ["no rows"]),
        (b"- id: &x {bioguide: T000001}\n  terms: [*x]\n", ["YAML reference"]),
        (b"- id: {bioguide: T1}\n  id: {bioguide: T2}\n", ["a second time"]),
        (b"[" * 5000, ["cut off", "nested"]),
        (b"- " * 500 + b"x\n", ["nested too deeply"]),
    ],
)
def test_wrong_files_are_refused_in_a_sentence(
    bring: Import, session: Session, data: bytes, words: list[str]
) -> None:
    with pytest.raises(RedressError) as error:
        bring(SourceFile("handed-in", data))
    said = error.value.message + " ".join(getattr(error.value, "errors", {}).values())
    assert any(word in said for word in words), said
    if data != b"[" * 5000:
        assert all(word in said for word in words), said
    assert session.scalar(sa.select(sa.func.count()).select_from(Official)) == 0


def test_a_file_that_is_too_big_is_refused(bring: Import, session: Session) -> None:
    refused(bring, session, SourceFile("big.csv", b"a" * (50 * 1024 * 1024)), "50 MB", "at most 40 MB")


def test_a_small_archive_of_a_huge_file_is_refused(bring: Import, session: Session) -> None:
    refused(bring, session, zipped(big__yaml=b"a" * (MAX_FILE + 1)), "too big")


def test_archives_are_read_and_damaged_ones_refused(bring: Import, session: Session) -> None:
    whole = zipped(**{"members__yaml": GOOD, "LICENCE__txt": b"free", "__MACOSX/._x__yaml": b"\x00"})
    refused(bring, session, SourceFile("half.zip", whole.data[: len(whole.data) // 2]), "damaged")
    refused(bring, session, zipped(readme__txt=b"hello"), "no YAML, JSON or CSV")
    refused(bring, session, zipped(**{"[Content_Types]__xml": b"<x/>"}), "Excel or Word")
    assert bring(whole).counts["official"]["new"] == 1


@pytest.mark.parametrize("part", [0.3, 0.5, 0.77, 0.999])
def test_half_a_real_file_is_refused_or_known_as_a_part(
    public_data: Path, bring: Import, session: Session, part: float
) -> None:
    for name in ("legislators-current.yaml", "legislators-current.json", "legislators-current.csv"):
        data = (public_data / "congress-legislators" / name).read_bytes()
        with pytest.raises((FileRefused, InvalidInput)):
            bring(SourceFile(name, data[: int(len(data) * part)]))
    assert session.scalar(sa.select(sa.func.count()).select_from(Official)) == 0


def test_missing_files_and_folders_without_data(
    session: Session, actor: Callable[..., Actor], tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        import_files(session, [tmp_path / "nowhere.yaml"], actor())
    with pytest.raises(FileRefused, match="no file to import"):
        import_files(session, [tmp_path], actor())


# Rows


def rows_refused(bring: Import, file: SourceFile) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        bring(file)
    return error.value.errors


def test_refused_rows_are_named_and_nothing_is_imported(bring: Import, session: Session) -> None:
    errors = rows_refused(
        bring,
        plain_csv(
            "1,Ana,Ferreira,mayor,Alder Glen,CA,ana@example.org",
            "2,Bo,,mayor,Alder Glen,CA,",
            "3,Cy,Dahl,wizard,Alder Glen,CA,",
            "4,Di,Eck,mayor,Alder Glen,ZZ,",
            "5,Ed,Fox,mayor,Alder Glen,CA,not an address",
            "1,Ana,Ferreira,mayor,Alder Glen,CA,ana@example.org",
            "7,Gil",
        ),
    )
    assert [label.split(",")[0] for label in errors] == [f"officials.csv row {n}" for n in (3, 4, 5, 6, 7, 8)]
    assert "The name is empty" in errors["officials.csv row 3, Bo"]
    assert "wizard" in errors["officials.csv row 4, Cy Dahl"]
    assert "two-letter code" in errors["officials.csv row 5, Di Eck"]
    assert "not an e-mail address" in errors["officials.csv row 6, Ed Fox"]
    assert "repeats row 2" in errors["officials.csv row 7, Ana Ferreira"]
    assert "2 columns" in errors["officials.csv row 8"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Official)) == 0


def test_refused_rows_can_be_left_out_on_request(bring: Import, session: Session) -> None:
    file = plain_csv("1,Ana,Ferreira,mayor,Alder Glen,CA,", "2,Bo,,mayor,Alder Glen,CA,")
    run = bring(file, leave_out_refused=True)
    assert run.counts["row"] == {"refused": 1}
    assert session.scalars(sa.select(Official.full_name)).all() == ["Ana Ferreira"]


@pytest.mark.parametrize(
    ("term", "word"),
    [
        ({"start": "2025-02-30"}, "calendar"),
        ({"start": "yesterday"}, "YYYY-MM-DD"),
        ({"end": "2024-01-03"}, "before it starts"),
        ({"state": "Calif."}, "two-letter code"),
        ({"district": "twelve"}, "whole number"),
        ({"type": "duke"}, "duke"),
        ({"end": None}, "lacks its start or its end"),
    ],
)
def test_bad_terms_refuse_their_member(bring: Import, term: dict[str, Any], word: str) -> None:
    errors = rows_refused(bring, legislators(member(), member("T000002", last="Okafor", **term)))
    assert len(errors) == 1
    ((label, reason),) = errors.items()
    assert "Okafor" in label
    assert word in reason


def test_the_same_member_twice_is_refused_once(bring: Import) -> None:
    errors = rows_refused(bring, legislators(member(), member(last="Okafor")))
    assert len(errors) == 1
    assert "repeats" in next(iter(errors.values()))


def test_offices_of_unknown_members_say_what_to_do(bring: Import) -> None:
    errors = rows_refused(bring, offices("T000001", "Fresno"))
    assert "import the people first" in next(iter(errors.values()))


def test_formats_are_told_by_content_not_by_name(public_data: Path) -> None:
    folder = public_data / "congress-legislators"
    for path, slug in (
        ("legislators-current.yaml", "legislators"),
        ("legislators-current.json", "legislators"),
        ("legislators-current.csv", "legislators-csv"),
        ("legislators-historical.csv", "historical-csv"),
        ("legislators-district-offices.yaml", "offices"),
        ("legislators-district-offices.csv", "offices-csv"),
        ("committees-current.yaml", "committees"),
        ("committee-membership-current.yaml", "memberships"),
        ("committee-membership-current.csv", "memberships-csv"),
        ("executive.yaml", "executive"),
        ("legislators-social-media.yaml", "social"),
    ):
        assert detect.detect("upload.bin", (folder / path).read_text("utf-8")).slug == slug


def test_of_two_editions_of_one_set_the_fuller_is_read(public_data: Path) -> None:
    folder = public_data / "congress-legislators"
    files = [
        SourceFile(name, (folder / name).read_bytes())
        for name in ("legislators-current.csv", "legislators-current.yaml")
    ]
    found = recognise(files)
    assert [file.name for _, file, _ in found.recognised] == ["legislators-current.yaml"]
    assert found.notes[0].startswith("legislators-current.csv was left aside")


def test_a_byte_order_mark_and_semicolons_do_no_harm(bring: Import, session: Session) -> None:
    text = "﻿id;first;last;office;jurisdiction;state\n1;Zoë;Ñandú;mayor;Alder Glen;CA\n"
    bring(SourceFile("excel.csv", text.encode()))
    official = session.scalars(sa.select(Official)).one()
    assert (official.full_name, official.search_text) == ("Zoë Ñandú", "zoe nandu")


def test_decomposed_accents_are_stored_composed(bring: Import, session: Session) -> None:
    bring(plain_csv("1,Zoe\u0308,Limo\u0301n,mayor,Alder Glen,CA,"))
    assert session.scalars(sa.select(Official.full_name)).one() == "Zoë Limón"
