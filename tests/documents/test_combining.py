"""Many letters in one file, still tagged; the same bytes twice; a ZIP that streams."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from app.documents.paper import LetterPaper
from app.documents.samples import load_sample
from app.documents.service import Rendered, combine, safe_name, zip_stream
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]


@pytest.fixture
def letters(printed: Print) -> list[bytes]:
    """Three letters of different length, one with a link."""
    official, joint = load_sample("official_letter"), load_sample("joint_letter")
    link = '<p>See <a href="https://example.org/record">the record</a>.</p>'
    linked = replace(official, blocks=(link, *official.blocks[-1:]), title="Linked letter")
    return [printed(one).pdf for one in (official, linked, joint)]


def test_combined_file_is_still_tagged_and_in_order(letters: list[bytes], tmp_path: Path) -> None:
    whole = combine(letters, "All letters")
    report = page_validation.validate_pdf_bytes(whole, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    reader = PdfReader(io.BytesIO(whole))
    assert len(reader.pages) == 5
    assert [mark.title for mark in reader.outline] == [  # type: ignore[union-attr]
        "Letter to the President on the Lachin road",
        "Linked letter",
        "Joint letter to the President on five steps",
    ]
    assert reader.metadata is not None
    assert reader.metadata.title == "All letters"
    singles = " ".join(reading.text(one, tmp_path) for one in letters)
    assert reading.text(whole, tmp_path) == singles
    structure = reading.structure(whole, tmp_path)
    assert structure.count("Part") >= 3
    for one in letters:
        for line in reading.structure(one, tmp_path).splitlines():
            if '"' in line:
                assert line.strip() in structure


def test_qpdf_finds_nothing_wrong(letters: list[bytes], tmp_path: Path) -> None:
    target = tmp_path / "combined.pdf"
    target.write_bytes(combine(letters))
    assert "No syntax or stream encoding errors" in reading.run("qpdf", "--check", target)


def test_combining_from_files_gives_the_same_bytes(letters: list[bytes], tmp_path: Path) -> None:
    paths = []
    for number, pdf in enumerate(letters):
        paths.append(tmp_path / f"{number}.pdf")
        paths[-1].write_bytes(pdf)
    assert combine(paths) == combine(letters) == combine(iter(letters))


def test_common_images_and_fonts_are_kept_once(letters: list[bytes]) -> None:
    assert len(combine([letters[0]] * 10)) < 2 * len(letters[0])


def test_nothing_to_combine_and_untagged_files_are_refused(letters: list[bytes]) -> None:
    with pytest.raises(ValueError, match="nothing to combine"):
        combine([])
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    untagged = io.BytesIO()
    writer.write(untagged)
    with pytest.raises(ValueError, match="without structure tags"):
        combine([letters[0], untagged.getvalue()])


def test_zip_streams_safe_unique_names_and_the_same_bytes(tmp_path: Path) -> None:
    stored = tmp_path / "stored.pdf"
    stored.write_bytes(b"from a file")

    def entries() -> Iterator[tuple[str, bytes | Path | Callable[[], bytes]]]:
        yield "../../etc/passwd.pdf", b"one"
        yield "Limón: reply?.pdf", stored
        yield "LIMÓN- reply-.PDF", lambda: b"three"
        yield "con.pdf", b"four"
        yield "", b"five"

    whole = b"".join(zip_stream(entries()))
    assert whole == b"".join(zip_stream(entries()))
    archive = zipfile.ZipFile(io.BytesIO(whole))
    assert archive.testzip() is None
    names = archive.namelist()
    assert [archive.read(name) for name in names] == [b"one", b"from a file", b"three", b"four", b"five"]
    assert names == ["etc-passwd.pdf", "Limón- reply.pdf", "LIMÓN- reply (2).pdf", "file con.pdf", "document"]


def test_zip_gives_pieces_while_later_entries_are_still_to_come() -> None:
    asked: list[int] = []

    def entries() -> Iterator[tuple[str, bytes]]:
        for number in range(3):
            asked.append(number)
            yield f"{number}.pdf", bytes(200_000)

    stream = zip_stream(entries())
    assert sum(len(next(stream)) for _ in range(3)) > 0
    assert asked == [0]
    list(stream)
    assert asked == [0, 1, 2]


@given(st.text(max_size=300))
def test_file_names_are_safe_whatever_the_text(text: str) -> None:
    name = safe_name(text, ".pdf")
    assert name == Path(name).name
    assert 5 <= len(name) <= 130
    assert not name.startswith((".", " ", "-"))
    assert not any(ord(one) < 32 or one in '<>:"/\\|?*\u202e' for one in name)
