"""A letter as a Word document, read back: the same words as on paper, named styles, the same bytes twice."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.joins import JOINER, NBSP
from app.documents.lines import lines_of
from app.documents.markup import clean_block, visible_text
from app.documents.paper import LetterPaper, SignatureBlock
from app.documents.samples import demo_images, load_sample, template_slugs
from app.documents.sheet import STATEMENT, fragment_html
from app.documents.word import letter_docx

WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x58A, exclude_categories=("Cs", "Cc")), max_size=60
)


def written(paper: LetterPaper) -> bytes:
    return letter_docx(paper, demo_images().__getitem__)


def body_words(data: bytes) -> str:
    """Everything in the text of the document, tables included, in reading order."""
    body = docx.Document(BytesIO(data)).element.body
    return squashed(" ".join("".join(paragraph_text(p)) for p in body.iter(qn("w:p"))))


def paragraph_text(paragraph: Any) -> list[str]:
    found = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
        found.append(node.text or "" if node.tag == qn("w:t") else " ")
    return found


def list_numbers(paragraphs: list[Any]) -> list[int]:
    """Which list each paragraph belongs to."""
    return [paragraph._p.pPr.numPr.numId.val for paragraph in paragraphs]


def squashed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(JOINER, "").replace(NBSP, " ")).strip()


def paper_words(paper: LetterPaper) -> str:
    """The words of the letter's HTML from the date on; the letterhead stands in Word's header."""
    html = fragment_html(paper, "/x/{}".format)
    html = html[html.index('<div class="release">' if paper.template == STATEMENT else '<p class="date">') :]
    html = re.sub(r"</(p|li|h1|h2|span|div|ul|ol|i)>|<br>", lambda found: f"{found[0]} ", html)
    return squashed(visible_text(re.sub(r'<span class="hy"[^>]*>([^<]*)</span> ', r"\1", html)))


def loose(text: str) -> str:
    """Without any space: where markup ends is no matter of words."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("slug", template_slugs())
def test_word_says_what_the_paper_says(slug: str) -> None:
    paper = load_sample(slug)
    assert loose(body_words(written(paper))) == loose(paper_words(paper))


@pytest.mark.parametrize("slug", template_slugs())
def test_the_same_letter_gives_the_same_bytes(slug: str) -> None:
    assert written(load_sample(slug)) == written(load_sample(slug))


@settings(max_examples=25)
@given(st.lists(WORDS.filter(str.strip), min_size=1, max_size=4), WORDS, WORDS.filter(str.strip))
def test_whatever_is_typed_comes_out_of_word(paragraphs: list[str], subject: str, name: str) -> None:
    escaped = tuple(f"<p>{p.replace('&', '&amp;').replace('<', '&lt;')}</p>" for p in paragraphs)
    signer = SignatureBlock(name, "Mayor")
    paper = replace(
        load_sample("official_letter"), blocks=escaped, subject=subject.strip() or None, signatures=(signer,)
    )
    assert loose(body_words(written(paper))) == loose(paper_words(paper))


def test_every_paragraph_has_a_named_style_and_lists_are_lists() -> None:
    document = docx.Document(BytesIO(written(load_sample("joint_letter"))))
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style and paragraph.text}
    assert {
        "Letter date",
        "Inside address",
        "Subject",
        "Salutation",
        "Lead-in",
        "List Number",
        "Closing",
    } <= styles
    assert "Normal" not in styles
    asks = [p for p in document.paragraphs if p.style and p.style.name == "List Number"]
    assert len(asks) == 5
    assert len(set(list_numbers(asks))) == 1
    assert not any(re.match(r"\d", p.text) for p in asks), "numbers are Word's own"


def test_two_lists_are_numbered_apart() -> None:
    lists = tuple(f"<ol>{''.join(f'<li>{word} {n}</li>' for n in range(2))}</ol>" for word in ("one", "two"))
    blocks = (lists[0], "<p>between</p>", lists[1])
    document = docx.Document(BytesIO(written(replace(load_sample("official_letter"), blocks=blocks))))
    items = [p for p in document.paragraphs if p.style and p.style.name == "List Number"]
    assert list_numbers(items) == [1, 1, 2, 2]


def test_marks_links_and_languages_arrive() -> None:
    block = (
        '<p><strong>Bold</strong> <em>slanted</em> <a href="https://example.org/a">linked</a>'
        '<sup><a href="#source-1">1</a></sup> Արցախ</p>'
    )
    data = written(replace(load_sample("official_letter"), blocks=(block,)))
    with zipfile.ZipFile(BytesIO(data)) as file:
        xml = file.read("word/document.xml").decode()
        links = file.read("word/_rels/document.xml.rels").decode()
        fonts = file.read("word/fontTable.xml").decode()
    assert "<w:b/>" in xml
    assert "<w:i/>" in xml
    assert 'w:val="superscript"' in xml
    assert 'w:lang w:val="hy"' in xml
    assert "https://example.org/a" in links
    assert "#source-1" not in links
    assert "Noto Serif Armenian" in fonts


def test_the_fonts_travel_in_the_file() -> None:
    with zipfile.ZipFile(BytesIO(written(load_sample("official_letter")))) as file:
        table = file.read("word/fontTable.xml").decode()
        assert file.testzip() is None
        found = re.findall(r'w:fontKey="\{([0-9A-F-]+)\}"', table)
        assert len(found) == 3
        stored = file.read("word/fonts/SourceSerif4-Regular.odttf")
    regular = table[table.index("w:embedRegular") :]
    key = bytes.fromhex(re.search(r"\{([0-9A-F-]+)\}", regular)[1].replace("-", ""))[::-1]  # type: ignore[index]
    plain = bytes(byte ^ key[place % 16] for place, byte in enumerate(stored[:32]))
    assert plain.startswith(b"\x00\x01\x00\x00"), "a TrueType font begins so"


def test_pictures_say_what_they_show_and_the_properties_name_the_letter() -> None:
    paper = load_sample("official_letter")
    document = docx.Document(BytesIO(written(paper)))
    seen = [drawing.get("descr") for drawing in document.element.body.iter(qn("wp:docPr"))]
    assert seen == [f"Signature of {paper.signatures[0].name}"]
    assert document.core_properties.title == paper.title
    assert document.core_properties.author == paper.author
    assert document.core_properties.created.date().isoformat() == "2023-01-04"
    header = document.sections[0].header
    assert "Page" in header.paragraphs[0].text
    assert "PAGE" in header._element.xml


def test_a_draft_says_so() -> None:
    paper = replace(load_sample("official_letter"), draft=True, verification=None)
    document = docx.Document(BytesIO(written(paper)))
    assert document.sections[0].first_page_header.paragraphs[0].text == "Draft"
    assert document.core_properties.title.startswith("Draft: ")


def test_joint_addressees_and_many_signatories_stand_in_columns() -> None:
    many = tuple(SignatureBlock(f"Signer {n}", lead=n == 4) for n in range(5))
    paper = replace(
        load_sample("joint_letter"),
        addressees=(("A", "Street 1"), ("B", "Street 2"), ("C", "Street 3")),
        signatures=many,
    )
    document = docx.Document(BytesIO(written(paper)))
    assert [len(table.columns) for table in document.tables] == [2, 3]
    assert "Signer 4" in document.tables[1].cell(0, 0).text


@given(st.text(max_size=200))
def test_reading_blocks_loses_no_word(text: str) -> None:
    block = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    assert loose("".join(line.text for line in lines_of(block))) == loose(
        squashed(visible_text(clean_block(block)))
    )
