"""An existing letter read into parts, asks and figures: by table, and by rules that hold for any text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.extract import Kind, Piece, read_typed
from app.letters import markdown
from app.letters.compose.suggesting import Shelf
from app.letters.existing import (
    OPINION,
    Matcher,
    Part,
    Row,
    Shape,
    Telling,
    Understood,
    cut,
    sort_pieces,
    tell,
    to_markdown,
    understand,
)
from app.letters.existing.asks import is_ask
from app.letters.existing.cues import bare_date
from tests.letters.claim_samples import claim
from tests.letters.existing.existing_samples import PROSE, PROSE_PARTS, RUN_ON, RUN_ON_PARTS, library

MATCHER = Matcher.of(library())
NO_CLAIMS = Shelf()


def read(text: str, shelf: Shelf = NO_CLAIMS) -> Understood:
    return understand(read_typed(text).pieces, MATCHER, lambda _: shelf)


def parts(text: str) -> list[str]:
    return [row.part.value for row in read(text).rows]


def asked(letter: Understood) -> list[str]:
    return [each.demand for row in letter.rows for each in row.telling if each.asks]


def test_a_letter_with_asks_in_prose_comes_apart_as_its_parts() -> None:
    letter = read(PROSE)
    assert [row.part.value for row in letter.rows] == PROSE_PARTS.split()
    assert str(letter.day) == "2022-12-21" and "once again" in letter.again
    assert asked(letter) == [
        "end-military-assistance", "humanitarian-aid", "section-907", "global-magnitsky", "meeting"
    ]  # fmt: skip


def test_a_run_on_list_becomes_items_each_with_its_demand() -> None:
    letter = read(RUN_ON)
    assert [row.part.value for row in letter.rows] == RUN_ON_PARTS.split()
    items = next(row for row in letter.rows if row.shape is Shape.NUMBERED)
    assert [line.split()[0] for line in items.lines] == [
        "Condemning",
        "Ending",
        "Sending",
        "Imposing",
        "Raising",
    ]
    assert [each.demand for each in items.telling][1:4] == [
        "end-military-assistance", "humanitarian-aid", "global-magnitsky"
    ]  # fmt: skip
    assert letter.cc == ("The Honorable Maria Example, Secretary of State", "Senator Jo Sample")
    assert letter.enclosures == ("Map of the road",) and letter.day is None


def test_the_text_carries_asks_citations_and_opinions() -> None:
    row = Row("The road closed. It is a shame. We urge you to send aid.", Part.FACTS)
    told = tell(row, MATCHER, NO_CLAIMS)
    chosen = [
        Telling(told.telling[0].text, cites="road"),
        Telling(told.telling[1].text, cites=OPINION),
        Telling(told.telling[2].text, asks=True, demand="humanitarian-aid"),
    ]
    text, lost = to_markdown([tell(row, MATCHER, NO_CLAIMS, chosen)])
    expected = (
        "The road closed.[@road] [It is a shame.]{opinion} [We urge you to send aid.]{ask=humanitarian-aid}"
    )
    assert expected in text and not lost


def test_an_edited_sentence_keeps_its_decision_and_a_deleted_one_says_so() -> None:
    telling = (Telling("The road has been closed since December 12.", cites="road"),)
    edited = Row(
        "The road has been closed since December 12, 2022. More follows.", Part.FACTS, telling=telling
    )
    text, lost = to_markdown([edited])
    assert "December 12, 2022.[@road] More" in text and not lost
    _, lost = to_markdown([Row("Something else entirely.", Part.FACTS, telling=telling)])
    assert lost == {0: ["The road has been closed since December 12."]}


def test_figures_are_offered_the_closest_claims() -> None:
    shelf = Shelf.of(
        [
            claim("patients", wording="Hospitals moved 350 patients by night."),
            claim("gas", wording="Gas stopped."),
        ],
        date(2023, 1, 4),
    )
    row = tell(Row("Some 350 patients wait in the hospitals.", Part.FACTS), MATCHER, shelf)
    assert row.telling[0].near == ("patients",) and row.telling[0].figures == ("350",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We write about a clinic that closed.\n\nThank you.", "opening closing"),
        ("Dear Senator Ruiz,\n\nRe: The clinic\n\nWe write about it today, with hope.", "salutation subject opening"),
        (
            "January 4, 2023\n\nVia e-mail\n\nThe Honorable Ana Ruiz\nUnited States Senate\n\nDear Senator Ruiz:\n\n"
            "The clinic closed on us all.\n\nSincerely,\n\nDana Example\n\nP.S. The clinic was the only one for miles.",
            "date left_out address salutation opening valediction signature closing",
        ),
        ("Dear Sir: We write to you about the clinic in our valley.", "salutation opening"),
        ("Dear Mayor Lee:\n\nThe clinic shut.\n\n2\n\nIt was ours.\n\nYours truly,\n\nA. B.",
         "salutation opening left_out facts valediction signature"),
    ],
)  # fmt: skip
def test_parts_are_known_by_what_begins_and_ends_them(text: str, expected: str) -> None:
    assert parts(text) == expected.split()


@pytest.mark.parametrize(
    "sentence",
    [
        "We urge you to send aid.",
        "I write today, with respect, to ask that you act.",
        "Please enforce the law.",
        "You must not look away.",
        "The United States should send aid.",
        "It is time for your office to act.",
        "Enforce Section 907.",
        "We would welcome a chance to meet.",
        "I call upon your administration to act.",
    ],
)
def test_an_ask_is_known_by_its_verb(sentence: str) -> None:
    assert is_ask(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The road is closed.",
        "We asked ourselves why.",
        "Please find enclosed a map.",
        "Support is waning.",
        "Schools opened late.",
        "Thank you for reading.",
        "The council held a session.",
    ],
)
def test_a_statement_is_no_ask(sentence: str) -> None:
    assert not is_ask(sentence)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("December 21, 2022", "2022-12-21"),
        ("Wednesday, January 4th, 2023", "2023-01-04"),
        ("4 January 2023", "2023-01-04"),
        ("Los Angeles, January 4, 2023", "2023-01-04"),
        ("Date: 2023-01-04", "2023-01-04"),
        ("January 2023", "None"),
        ("February 30, 2023", "None"),
        ("On January 4, 2023 the road closed", "None"),
    ],
)
def test_a_date_stands_alone_on_its_line(line: str, day: str) -> None:
    assert str(bare_date(line)) == day


@pytest.mark.parametrize(
    ("text", "lead", "items"),
    [
        ("We ask you to: 1) send aid. 2) open the road.", "We ask you to:", ("send aid.", "open the road.")),
        ("Sending aid. It must be direct. Opening roads.", "", ("Sending aid. It must be direct.", "Opening roads.")),
        ("We ask for these steps: sending aid; ending arms; and opening roads.", "We ask for these steps:",
         ("sending aid;", "ending arms; and", "opening roads.")),
        ("During the winter it was cold. Nothing came.", "", ()),
        ("We say this: it is so.", "", ()),
    ],
)  # fmt: skip
def test_lists_that_were_run_together_are_cut(text: str, lead: str, items: tuple[str, ...]) -> None:
    assert cut(text) == (lead if items else "", items)


LINE = st.one_of(
    st.sampled_from([*PROSE.split("\n\n"), *RUN_ON.split("\n\n")]),
    st.text(alphabet="abc ABC.:;,’–é1 ", min_size=1, max_size=60).filter(lambda text: text.strip() != ""),
)
PIECES = st.lists(
    st.builds(Piece, st.sampled_from([Kind.TEXT, Kind.TEXT, Kind.ITEM, Kind.POINT, Kind.QUOTE]), LINE),
    min_size=1,
    max_size=12,
)


def letters_of(texts: list[str]) -> str:
    """Every letter in order: what may never be lost; list numbers and spaces are marks of lines."""
    return "".join(character for text in texts for character in text if character.isalpha())


@given(PIECES)
def test_no_paragraph_is_ever_lost_and_order_is_kept(pieces: list[Piece]) -> None:
    rows = sort_pieces(pieces)
    assert letters_of([row.text for row in rows]) == letters_of([piece.text for piece in pieces])


@given(PIECES)
def test_every_word_of_the_text_reaches_the_letter_in_order(pieces: list[Piece]) -> None:
    letter = understand(pieces, MATCHER, lambda _: NO_CLAIMS)
    source, lost = to_markdown(letter.rows)
    printed = [text for section in markdown.read(source).sections for text in _texts(section.blocks)]
    typed = [row.text for row in letter.rows if row.part.role is not None]
    assert letters_of(printed) == letters_of(typed) and not lost


def _texts(blocks: tuple[Any, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        for run in getattr(block, "items", None) or getattr(block, "paragraphs", None) or (block,):
            found += [node.text for node in run.content if hasattr(node, "text")]
    return found
