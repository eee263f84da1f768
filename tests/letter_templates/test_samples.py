"""Every template's sample, on both paper sizes and in all three letterhead styles: geometry, order, structure."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pytest
from PIL import Image
from pypdf import PdfReader

from app.documents.paper import LetterheadStyle, LetterPaper, PageSize
from app.documents.samples import load_sample, template_slugs
from app.documents.service import Rendered, page_image
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]

TWO_PAGES = ("joint_letter", "official_letter")
SLUGS = (*TWO_PAGES, "follow_up", "thank_you")
ACCESSIBLE = (*SLUGS, "press_statement", "sign_on_letter")
FAMILIES = {"Source-Serif-4-Text", "Source-Serif-4-Caption", "Source-Serif-4-Display", "Source-Sans-3"}


def test_every_template_has_a_sample() -> None:
    assert set(ACCESSIBLE) == set(template_slugs())
    with pytest.raises(KeyError):
        load_sample("../official_letter")


@pytest.mark.parametrize("slug", ACCESSIBLE)
@pytest.mark.parametrize("size", ["letter", "a4"])
def test_is_accessible_and_embeds_its_fonts(
    slug: str, size: PageSize, printed: Print, tmp_path: Path
) -> None:
    done = printed(replace(load_sample(slug), page_size=size))
    report = page_validation.validate_pdf_bytes(done.pdf, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    (tmp_path / "fonts.pdf").write_bytes(done.pdf)
    rows = reading.run("pdffonts", tmp_path / "fonts.pdf").splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r"yes yes yes", row), row
        family = re.sub(r"-(?:Italic|Semi-Bold)", "", row.split()[0].partition("+")[2]).rstrip(",")
        assert family in FAMILIES, row
    box = PdfReader(io.BytesIO(done.pdf)).pages[0].mediabox
    wanted = (612, 792) if size == "letter" else (595.28, 841.89)
    assert (float(box.width), float(box.height)) == pytest.approx(wanted, abs=0.1)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("style", ["classic", "modern", "band"])
def test_letterhead_styles_are_accessible(
    slug: str, style: LetterheadStyle, printed: Print, tmp_path: Path
) -> None:
    sample = load_sample(slug)
    heads = (
        replace(
            load_sample("official_letter").letterheads[0], style=style, fax="(818) 555-0111", web="a.example"
        ),
    )
    done = printed(replace(sample, letterheads=heads))
    assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant
    found = reading.text(done.pdf, tmp_path, 1)
    assert re.search("city of arroyo vista", found, re.IGNORECASE)
    assert "(818) 555-0110" in found
    assert "555-0111" in found
    date = reading.find(reading.words(done.pdf, tmp_path), "January 4, 2023", 1)[0]
    assert date.top == pytest.approx(45.6, abs=0.6)


@pytest.mark.parametrize("slug", SLUGS)
def test_parts_come_in_order(slug: str, printed: Print, tmp_path: Path) -> None:
    sample = load_sample(slug)
    pdf = printed(sample).pdf
    found = reading.text(pdf, tmp_path)
    structure = " ".join(re.findall(r'"(.*)"', reading.structure(pdf, tmp_path)))
    first = re.sub(r"<[^>]+>", "", sample.blocks[0])[:40]
    parts = [
        sample.letterheads[0].office,
        sample.date_text,
        *sample.addressees[0],
        str(sample.subject),
        sample.salutation,
        first,
        sample.closing,
        sample.signatures[0].name,
        f"Code {sample.verification.code if sample.verification else ''}",
        "cc:",
        sample.cc[-1],
    ]
    for text in (found, re.sub(r"\s+", " ", structure)):
        at = -1
        for part in parts:
            after = text.find(part, at + 1)
            assert after > at, f"{part!r} is missing or out of order"
            at = after


@pytest.mark.parametrize("slug", SLUGS)
def test_letter_sits_on_its_millimetres(slug: str, printed: Print, tmp_path: Path) -> None:
    sample = load_sample(slug)
    found = reading.words(printed(sample).pdf, tmp_path)
    first = [word for word in found if word.page == 1]
    address = [word for line in sample.addressees[0] for word in reading.find(first, line)]
    # pdftotext gives font boxes, which are taller than the letters by about a millimetre on either side.
    assert min(word.left for word in address) >= 22.2
    assert max(word.right for word in address) <= 111.1
    assert min(word.top for word in address) + 1 >= 63.5
    assert max(word.bottom for word in address) - 1 <= 80.4, "four lines also survive a fold in equal thirds"
    assert min(word.left for word in address) == pytest.approx(33, abs=0.2)
    shown = [w for w in first if w.left < 136.5 and w.bottom > 51.8 + 0.5 and w.top < 92.1 - 0.5]
    assert set(shown) == set(address), "nothing but the address may show in the window"
    subject = reading.find(first, "Re:")[0]
    assert 92 <= subject.top <= 93
    assert subject.bottom < 98.4, "the subject stands above the fold"
    assert max(word.right for word in found) <= 215.9 - 33 + 0.3
    assert max(word.bottom for word in first if "verify" not in word.text and word.top < 255) <= 253.4


@pytest.mark.parametrize("slug", TWO_PAGES)
def test_header_only_from_page_two_with_page_of_pages(slug: str, printed: Print, tmp_path: Path) -> None:
    sample = load_sample(slug)
    done = printed(sample)
    assert done.pages == 2
    first, second = (reading.text(done.pdf, tmp_path, number) for number in (1, 2))
    assert "Page" not in first
    assert second.startswith(f"{sample.header_name} {sample.date_text} · Page 2 of 2")
    assert sample.verification is not None
    for text in (first, second):
        assert f"Letter {sample.verification.code} · verify at {sample.verification.address}" in text
    head = reading.find(reading.words(done.pdf, tmp_path), sample.header_name, 2)
    assert max(word.bottom for word in head) < 23.4
    # Margin boxes are outside the tree: a screen reader must not meet them in mid-sentence.
    assert "Page 2 of 2" not in reading.structure(done.pdf, tmp_path)


@pytest.mark.parametrize("slug", ["follow_up", "thank_you"])
def test_a_short_letter_stays_on_one_page(slug: str, printed: Print) -> None:
    assert printed(load_sample(slug)).pages == 1


def test_a_follow_up_names_the_earlier_letter_in_its_subject(printed: Print, tmp_path: Path) -> None:
    found = reading.text(printed(load_sample("follow_up")).pdf, tmp_path, 1).replace("\u2060", "")
    assert "Re: My letter of December 22, 2022 (AV-2022-04)" in found
    assert "December 22, 2022 (letter AV-2022-04) and have had no reply for 13 days" in " ".join(
        found.split()
    )


def test_a_press_statement_addresses_nobody_and_ends_where_it_ends(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("press_statement")
    done = printed(sample)
    assert (done.pages, sample.addressees, sample.salutation) == (1, (), "")
    text = " ".join(reading.text(done.pdf, tmp_path, 1).replace("\u2060", "").split())
    structure = re.sub(r"\s+", " ", " ".join(re.findall(r'"(.*)"', reading.structure(done.pdf, tmp_path))))
    assert "BlockQuote" in reading.structure(done.pdf, tmp_path)
    parts = [
        "immediate release",
        "January 4, 2023",
        "Contact",
        "press@arroyovista.example",
        "Arroyo Vista asks",
        "A letter with four requests",
        "Mayor Anahit Sarkissian wrote",
    ]
    parts += [
        "None of this asks",
        "Anahit (Annie) Sarkissian, Mayor",
        "This statement quotes",
        "###",
        "Code 9FXN-",
    ]
    at = -1
    for part in parts:
        after = structure.casefold().find(part.casefold(), at + 1)
        assert after > at, f"{part!r} is missing or out of order"
        at = after
    assert "Statement 9FXN-4VJC-7HKD · verify at" in text
    assert "Re:" not in text


def test_asks_are_a_numbered_list_in_the_structure(printed: Print, tmp_path: Path) -> None:
    structure = reading.structure(printed(load_sample("joint_letter")).pdf, tmp_path)
    assert structure.count("LBody") == 5
    assert re.findall(r"Lbl.*\n\s+.*\n?\s*\"(\d)\.", structure) == list("12345")
    assert "H1" in structure


def test_a_list_over_a_page_leaves_two_items_on_each_side(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("joint_letter")
    items = "".join(f"<li>Item{number} {'of some words that fill a line ' * 4}</li>" for number in range(6))
    split = set()
    for above in (9, 12, 13, 14, 15):
        blocks = (*("<p>One line of text.</p>",) * above, f"<ol>{items}</ol>", "<p>The end.</p>")
        done = printed(replace(sample, blocks=blocks))
        found = [len(re.findall(r"Item\d", reading.text(done.pdf, tmp_path, page))) for page in (1, 2)]
        assert sum(found) == 6 and 1 not in found, (above, found)
        split.add(found[0])
    assert len(split) > 2, split


def test_the_rule_over_later_pages_is_one_piece(printed: Print) -> None:
    """From margin to margin on one row, without a gap or a step where its two halves meet."""
    inch = 300
    left, top, bottom = (round(mm / 25.4 * inch) for mm in (33, 20, 30))
    for slug in TWO_PAGES:
        drawn = page_image(printed(load_sample(slug)).pdf, 2, dpi=inch)
        page = Image.open(io.BytesIO(drawn)).convert("L")
        band = page.crop((left + 2, top, page.width - left - 2, bottom))
        rows = [set(band.crop((0, y, band.width, y + 1)).tobytes()) for y in range(band.height)]
        rule = [y for y, tones in enumerate(rows) if max(tones) < 200]
        assert 1 <= len(rule) <= 3 and rule[-1] - rule[0] == len(rule) - 1, (slug, rule)
        assert all(len(rows[y]) == 1 for y in rule), (slug, rows[rule[0] : rule[-1] + 1])


def test_images_have_words_for_those_who_do_not_see_them(printed: Print) -> None:
    pdf = printed(load_sample("official_letter")).pdf
    reader = PdfReader(io.BytesIO(pdf))
    seen = {str(thing["/Alt"]) for thing in _objects(reader) if "/Alt" in thing}
    assert seen == {"Emblem of City of Arroyo Vista", "Signature of Anahit (Annie) Sarkissian"}


def test_two_signatures_stand_side_by_side(printed: Print, tmp_path: Path) -> None:
    found = reading.words(printed(load_sample("joint_letter")).pdf, tmp_path)
    one, two = reading.find(found, "Anahit (Annie) Sarkissian")[0], reading.find(found, "Martin D. Okafor")[0]
    assert one.page == two.page
    assert one.top == pytest.approx(two.top, abs=0.1)
    assert one.left == pytest.approx(33, abs=0.3)
    assert two.left == pytest.approx(111.4, abs=0.5)


def _objects(reader: PdfReader) -> list[dict[str, object]]:
    from pypdf.generic import DictionaryObject

    numbers = range(1, int(str(reader.trailer["/Size"])))
    found = [reader.get_object(number) for number in numbers]
    return [thing for thing in found if isinstance(thing, DictionaryObject)]
