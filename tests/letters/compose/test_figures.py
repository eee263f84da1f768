"""Which words of a letter are figures and dates, and which only have a number in their name."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters.compose.days import ordinal, ordinal_words
from app.letters.compose.figures import FigureKind, figures
from app.letters.compose.numbers import in_words, ordinal_in_words

FOUND = [
    ("On December 12, 2022 it began.", ["December 12, 2022"]),
    ("On December 12th it began.", ["December 12th"]),
    ("On 12 December 2022, and on 2022-12-12 and 12/12/2022.",
     ["12 December 2022", "2022-12-12", "12/12/2022"]),
    ("In October 2020, in October and last May.", ["October 2020", "October", "May"]),
    ("You may march in.", []),
    ("About 120,000 people and 350 patients.", ["120,000", "350"]),
    ("Some $164 million, 25 percent, 3.5% and two-thirds.", ["$164 million", "25 percent", "3.5%", "two-thirds"]),
    ("Twenty-four trucks; twelve buses; ten vans; five steps.", ["Twenty-four", "twelve"]),
    ("A hundred and twenty trucks and hundreds of thousands of people.",
     ["A hundred and twenty", "hundreds of thousands"]),
    ("For four days and a 44-day war; more than three weeks.", ["four days", "44-day", "three weeks"]),
    ("On the 23rd day, on day 24, the twenty-third day.", ["23rd day", "day 24", "twenty-third day"]),
    ("In 2020 and through the 1990s.", ["2020", "1990s"]),
    ("One day we hope, one of the two of us.", []),
    ("At 10:30 a.m. it closed.", ["10:30 a.m."]),
]  # fmt: skip
NAMES = [
    "Section 907 of the FREEDOM Support Act (Public Law 102-511)",
    "Sections 906 and 907, § 907(b) and Sec. 907",
    "H.R. 2867, S. 2532, H.Res. 735, H. Con. Res. 12 and S.J. Res. 5",
    "22 U.S.C. 5812 note, 106 Stat. 3357 and 22 C.F.R. 120",
    "the Global Magnitsky Human Rights Accountability Act of 2016",
    "the 1992 FREEDOM Support Act",
    "Security Council Resolution 822 and Article 5 of the Charter",
    "Point 6 of the statement; Executive Order 13818; Title 22",
    "the 118th Congress and the 28th District; the 21st century",
    "1600 Pennsylvania Avenue NW, Washington, DC 20500, Suite 110",
    "(818) 555-0110 or mayor@city.example",
    "COVID-19, F-16, AV-2023-02, 9/11 and G7",
    "a thousand thanks",
]


@pytest.mark.parametrize(("text", "wanted"), FOUND, ids=[text[:30] for text, _ in FOUND])
def test_figures_and_dates_are_found(text: str, wanted: list[str]) -> None:
    assert [figure.text for figure in figures(text)] == wanted


@pytest.mark.parametrize("text", NAMES)
def test_a_number_in_a_name_is_no_figure(text: str) -> None:
    assert figures(text) == ()


def test_values_are_read_whether_in_figures_or_in_words() -> None:
    text = "120,000 people, $164 million, twenty-four days, the twenty-fourth day"
    assert [figure.value for figure in figures(text)] == [
        Decimal(120_000), Decimal(164_000_000), Decimal(24), Decimal(24),
    ]  # fmt: skip


@given(st.integers(1, 999))
def test_every_ordinal_the_product_writes_is_read_back(number: int) -> None:
    assert ordinal_in_words(ordinal_words(number)) == number
    (figure,) = figures(f"the {ordinal(number)} day")
    assert (figure.kind, figure.value) == (FigureKind.ORDINAL, Decimal(number))


@given(st.text(alphabet="0123456789 ,.$%-day one twelve December§907", max_size=60))
def test_no_two_figures_share_a_character(text: str) -> None:
    found = figures(text)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all(text[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    ("words", "number"),
    [("twenty-four", 24), ("a hundred and ten", 110), ("two hundred thousand", 200_000), ("six blue", None)],
)
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert in_words(words) == number
