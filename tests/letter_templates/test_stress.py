"""Long addresses, long names, long texts, many signatories: the page keeps its shape."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pytest

from app.documents.paper import LetterheadArt, LetterheadStyle, LetterPaper, SignatureBlock
from app.documents.samples import demo_images, load_sample
from app.documents.service import Rendered, measure
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]

SIX = (
    "The Honorable Hripsime (Rita) Ter-Hovhannisyan-Bedrosian",
    "Chair, Subcommittee on State, Foreign Operations",
    "Committee on Appropriations",
    "U.S. House of Representatives",
    "Room HT-2, The Capitol",
    "Washington, DC 20515-6015",
)
TWO = (
    ("The Honorable Antony J. Blinken", "Secretary of State", "2201 C Street NW", "Washington, DC 20520"),
    (
        "The Honorable Samantha Power",
        "Administrator",
        "U.S. Agency for International Development",
        "Washington, DC 20523",
    ),
)


def _valid(done: Rendered) -> bool:
    return bool(page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant)


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 5])
def test_up_to_five_lines_stay_in_the_window(lines: int, printed: Print, tmp_path: Path) -> None:
    address = (
        "The Honorable Jane Doe",
        "Secretary of State",
        "U.S. Department of State",
        "2201 C St",
        "Washington, DC",
    )
    done = printed(replace(load_sample("official_letter"), addressees=(address[:lines],)))
    assert (done.address_lines, done.in_window) == (lines, True)
    found = reading.words(done.pdf, tmp_path)
    last = reading.find(found, address[lines - 1], 1)
    assert max(word.bottom for word in last) - 1 <= 85.7
    assert reading.find(found, "Re:")[0].top == pytest.approx(92.6, abs=0.5)


def test_six_lines_take_the_compact_form(printed: Print, tmp_path: Path) -> None:
    done = printed(replace(load_sample("official_letter"), addressees=(SIX,), header_name=SIX[0]))
    assert (done.address_lines, done.in_window) == (6, True)
    found = reading.words(done.pdf, tmp_path)
    address = [word for line in SIX for word in reading.find(found, line, 1)]
    assert min(word.top for word in address) + 0.7 >= 63.5
    assert max(word.bottom for word in address) - 0.7 <= 85.7
    assert max(word.right for word in address) <= 111.1
    assert reading.find(found, "Re:")[0].top == pytest.approx(92.6, abs=0.5)
    assert _valid(done)


def test_wrapped_lines_count_as_printed(printed: Print) -> None:
    address = ("A name that is a good deal longer than any line in a window can ever be, by far", *SIX[2:])
    done = printed(replace(load_sample("official_letter"), addressees=(address,)))
    assert done.address_lines >= 6


def test_seven_lines_leave_the_window_and_say_so(printed: Print, tmp_path: Path) -> None:
    address = (*SIX, "Attention: Chief of Staff")
    done = printed(replace(load_sample("official_letter"), addressees=(address,)))
    assert not done.in_window
    assert done.address_lines >= 7
    found = reading.words(done.pdf, tmp_path)
    assert reading.find(found, "Re:")[0].top > reading.find(found, "Attention:")[0].bottom
    assert _valid(done)


def test_joint_addressees_stand_side_by_side(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("joint_letter")
    done = printed(replace(sample, addressees=TWO, header_name="Secretary Blinken and Administrator Power"))
    found = reading.words(done.pdf, tmp_path)
    one, two = (reading.find(found, lines[0], 1)[0] for lines in TWO)
    assert one.top == pytest.approx(two.top, abs=0.1)
    assert two.left > 100
    assert not done.in_window
    assert _valid(done)


def test_long_names_wrap_in_their_column(printed: Print, tmp_path: Path) -> None:
    names = (
        "Hripsime (Rita) Ter-Hovhannisyan-Bedrosian Melik-Shahnazaryan",
        "Maria de los Ángeles Quintanilla Covarrubias-Etxeberria",
    )
    blocks = tuple(
        SignatureBlock(name, "Chair, Board of Supervisors", "County of San Ysidro") for name in names
    )
    done = printed(replace(load_sample("joint_letter"), signatures=blocks))
    found = [word for word in reading.words(done.pdf, tmp_path) if word.page == done.pages]
    first = reading.find(found, "Hripsime (Rita)")
    second = reading.find(found, "Maria de los Ángeles")
    assert first[0].top == pytest.approx(second[0].top, abs=0.1)
    between = [word for word in found if abs(word.top - first[0].top) < 12 and 106 < word.right < 111]
    assert between == []
    assert _valid(done)


@pytest.mark.parametrize("count", [3, 4, 38, 40])
def test_signatories_in_columns_leads_first(count: int, printed: Print, tmp_path: Path) -> None:
    people = [
        SignatureBlock(f"Person Number{n}", "Member of Congress", lead=n == count)
        for n in range(1, count + 1)
    ]
    done = printed(replace(load_sample("joint_letter"), signatures=tuple(people)))
    found = reading.words(done.pdf, tmp_path)
    order = [word.text for word in found if word.text.startswith("Number")]
    assert order == [f"Number{count}"] + [f"Number{n}" for n in range(1, count)]
    places = [reading.find(found, name)[0] for name in order]
    for row in range(0, count, 3):
        tops = {(place.page, round(place.top, 0)) for place in places[row : row + 3]}
        assert len(tops) == 1, "a row is never split"
    closing = reading.find(found, "Very truly yours,")[0]
    assert closing.page == places[0].page
    assert _valid(done)


def test_closing_never_stands_alone(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("official_letter")
    steps, counts = set(), set()
    for extra in range(6, 14):
        padding = (
            "<p>One more sentence that fills a line of this page and then ends before the margin.</p>",
        ) * extra
        done = printed(replace(sample, blocks=sample.blocks[:4] + padding + sample.blocks[4:]))
        found = reading.words(done.pdf, tmp_path)
        last = reading.find(found, "Several mayors of our county")[0]
        below = ("you for reading this", "Respectfully,", "Anahit (Annie) Sarkissian", "cc:")
        assert {reading.find(found, words)[0].page for words in below} == {last.page}
        steps.add(done.fit)
        counts.add(done.pages)
    assert len(steps) > 1, "some length must have been saved by tightening"
    assert counts == {2, 3}, "some length must have gone over the page"


@pytest.mark.slow
def test_tightening_never_goes_below_its_floor(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("official_letter")
    padding = ("<p>A line of padding that stands in for another thought of the writer.</p>",)
    by_step: dict[int, float] = {}
    for extra in range(0, 22):
        done = printed(replace(sample, blocks=sample.blocks[:4] + padding * extra + sample.blocks[4:]))
        if done.fit not in by_step:
            found = reading.words(done.pdf, tmp_path)
            lines = sorted(
                {round(w.top, 2) for w in found if w.page == 1 and w.left < 34 and 110 < w.top < 140}
            )
            by_step[done.fit] = min(b - a for a, b in itertools.pairwise(lines))
    assert {0, 1} <= set(by_step)
    assert all(gap >= 14.75 * reading.MM - 0.02 for gap in by_step.values())


def test_a_list_at_the_end_keeps_the_closing_with_it(printed: Print, tmp_path: Path) -> None:
    sample = load_sample("joint_letter")
    done = printed(replace(sample, blocks=sample.blocks[:4]))
    found = reading.words(done.pdf, tmp_path)
    assert (
        reading.find(found, "Very truly yours,")[0].page
        == reading.find(found, "convening the parties,")[0].page
    )
    assert _valid(done)


def test_long_header_name_grows_upward(printed: Print, tmp_path: Path) -> None:
    name = "The Honorable Hripsime (Rita) Ter-Hovhannisyan-Bedrosian, Chair, Subcommittee on State and Foreign Aid"
    done = printed(replace(load_sample("official_letter"), header_name=name))
    head = [word for word in reading.words(done.pdf, tmp_path) if word.page == 2 and word.top < 25]
    assert max(word.bottom for word in head) < 23.4
    assert " ".join(word.text for word in head).startswith("The Honorable Hripsime")
    assert _valid(done)


def _office(name: str, **changes: str) -> LetterheadArt:
    lines = ("1 Hall of Records Plaza, Room 860", "San Ysidro Wells, California 91288-1001")
    return LetterheadArt(name, "Office of the President", lines, phone="(818) 555-0110", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ["classic", "modern", "band"])
def test_a_long_letterhead_keeps_clear_of_date_and_address(
    style: LetterheadStyle, printed: Print, tmp_path: Path
) -> None:
    head = _office("Intergovernmental Relations Commission of the Greater San Ysidro Valley", style=style)
    head = replace(head, fax="(818) 555-0111", web="relations.example")
    sample = replace(load_sample("official_letter"), letterheads=(head,))
    done = printed(sample)
    found = reading.words(done.pdf, tmp_path)
    date = reading.find(found, sample.date_text, 1)[0]
    above = [word for word in found if word.page == 1 and word.bottom < date.top + 2]
    assert max(word.bottom for word in above) < date.top + 1.2, "font boxes are taller than letters"
    assert done.in_window
    assert reading.find(found, sample.addressees[0][0], 1)[0].top == pytest.approx(64.2, abs=0.7)


@pytest.mark.parametrize("style", ["classic", "band"])
def test_a_letterhead_that_is_too_tall_is_told_and_covers_nothing(
    style: LetterheadStyle, printed: Print, tmp_path: Path
) -> None:
    sample = replace(
        load_sample("official_letter"), letterheads=(_office("Commission of " * 24, style=style),)
    )
    done = printed(sample)
    assert not done.in_window
    assert measure(sample, demo_images().__getitem__).tall > 5
    found = reading.words(done.pdf, tmp_path)
    date, address = (
        reading.find(found, words, 1)[0] for words in (sample.date_text, sample.addressees[0][0])
    )
    assert reading.find(found, "(818)", 1)[0].bottom < date.top + 1.2
    assert date.bottom < address.top
    assert measure(load_sample("official_letter"), demo_images().__getitem__).tall == 0
