"""Text out of Word, PDF and text files, read in the drawing process."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.extract import read_pieces, read_typed
from app.documents.extract.pieces import Kind, NothingToRead, clean
from app.documents.extract.typed import joined_lines
from app.documents.extracting import extract_text
from app.documents.lines import lines_of
from app.documents.samples import demo_images, load_sample, template_slugs
from app.documents.service import render_letter
from app.documents.sheet import STATEMENT
from app.documents.word import letter_docx


def own_words(slug: str) -> list[tuple[str, str]]:
    """The text blocks of a sample with what each is."""
    kinds = {"text": "text", "quote": "quote", "numbered": "item", "bullet": "point"}
    lines = [line for block in load_sample(slug).blocks for line in lines_of(block)]
    return [(kinds[line.kind.value], clean(line.text)) for line in lines]


@pytest.mark.parametrize("slug", [slug for slug in template_slugs() if slug != STATEMENT])
@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_our_own_letters_come_back_paragraph_by_paragraph(slug: str, form: str) -> None:
    paper, images = load_sample(slug), demo_images()
    data = (letter_docx if form == "docx" else render_letter)(paper, images.__getitem__)
    found = extract_text(data)
    pieces = [(piece.kind.value, piece.text) for piece in found.pieces]
    expected = own_words(slug)
    begun = pieces.index(expected[0])
    assert pieces[begun : begun + len(expected)] == expected
    before = " ".join(text for _, text in pieces[:begun])
    for part in (paper.date_text, *paper.addressees[0], paper.salutation):
        assert part in before
    assert "Page 2" not in " ".join(text for _, text in pieces)


def test_tracked_changes_are_read_as_accepted_and_what_is_dropped_is_told() -> None:
    document = docx.Document()
    document.add_paragraph("Kept words.")
    document.add_table(1, 2).cell(0, 1).text = "In a cell."
    out = io.BytesIO()
    document.save(out)
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"<w:t>Kept words.</w:t></w:r>",
                    b"<w:t>Kept words.</w:t></w:r><w:del w:id='1'><w:r><w:delText> Gone.</w:delText></w:r></w:del>"
                    b"<w:ins w:id='2'><w:r><w:t xml:space='preserve'> New.</w:t></w:r></w:ins>",
                )
            new.writestr(name, data)
    found = read_pieces(changed.getvalue())
    assert [piece.text for piece in found.pieces] == ["Kept words. New.", "In a cell."]
    assert found.left_out == ("1 table became paragraphs.", "1 deleted passage was left out.")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * (80 * 1024**2))
    return out.getvalue()


def half_of_a_letter() -> bytes:
    data = letter_docx(load_sample("official_letter"), demo_images().__getitem__)
    return data[: len(data) // 2]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7 and then nothing", "damaged"),
        (b"{\\rtf1 old}", "Save it as .docx"),
        (b"\xd0\xcf\x11\xe0 old Word", "Save it as .docx"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither Word"),
        (b"PK\x03\x04 nothing more", "damaged"),
        (b"\xff\xfeA", "damaged"),
        (b"a\n\n" * 2000, "longer than"),
        (b"x" * (11 * 1024**2), "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(data: bytes, told: str) -> None:
    with pytest.raises(NothingToRead, match=told):
        extract_text(data)


def test_a_file_that_unpacks_to_too_much_or_is_half_there_is_refused() -> None:
    with pytest.raises(NothingToRead, match="too large inside"):
        extract_text(bomb())
    with pytest.raises(NothingToRead, match="damaged"):
        extract_text(half_of_a_letter())


def test_a_scan_is_told_apart_from_a_letter() -> None:
    paper = replace(load_sample("official_letter"), blocks=("<p>x</p>",))
    assert extract_text(render_letter(paper, demo_images().__getitem__)).pieces
    import pikepdf

    empty = pikepdf.new()
    empty.add_blank_page()
    out = io.BytesIO()
    empty.save(out)
    with pytest.raises(NothingToRead, match="scanned page is a picture"):
        extract_text(out.getvalue())


def test_encodings_of_text_files() -> None:
    typed = "Dear Senator Limón:\n\nWe write to you – again."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert [piece.text for piece in read_pieces(typed.encode(encoding)).pieces] == typed.split("\n\n")


def test_wrapped_lines_are_joined_and_addresses_are_not() -> None:
    wrapped = (
        "We write to ask that the road be opened, because noth-\ning else will bring food to the people who live\n"
        "there, and winter has come."
    )
    address = "The Honorable A. B.\n1600 Avenue\nWashington, DC"
    found = read_typed(f"{address}\n\n{wrapped}\n\n1. open it;\n2. keep it open.")
    assert [piece.text for piece in found.pieces] == [
        address,
        "We write to ask that the road be opened, because nothing else will bring food to the people who live "
        "there, and winter has come.",
        "open it;",
        "keep it open.",
    ]
    assert [piece.kind for piece in found.pieces] == [Kind.TEXT, Kind.TEXT, Kind.ITEM, Kind.ITEM]


@given(
    st.lists(
        st.text(
            st.characters(min_codepoint=33, max_codepoint=0x58A, exclude_categories=("Cc", "Cf")), min_size=1
        )
    )
)
def test_no_visible_character_of_typed_text_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    if not words:
        return
    found = read_typed(text)
    kept = "".join(piece.text for piece in found.pieces)
    plain = clean(text).replace(" ", "")
    assert kept.replace(" ", "") in plain
    if all(piece.kind is Kind.TEXT for piece in found.pieces):
        assert kept.replace(" ", "").replace("\n", "") == plain.replace("\n", "")


@given(st.text(max_size=300))
def test_joining_lines_only_moves_spaces_and_soft_breaks(text: str) -> None:
    squeezed = "".join(text.split())
    joined = "".join(joined_lines(text).split())
    assert joined == squeezed or len(joined) >= len(squeezed) - text.count("-\n")
