"""Text without end, marks upon marks, lists in lists: drawn or refused in time, and the next letter is drawn."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import MOST_MARKS, nfc, unpiled
from app.documents.batch.client import draw_batch
from app.documents.live import live_page
from app.documents.paper import LetterPaper, SignatureBlock
from app.documents.samples import demo_images
from app.documents.service import measure, render
from app.documents.word import letter_docx
from tests.documents.hurrying import MARKS, within

MakePaper = Callable[..., LetterPaper]

PILES: dict[str, dict[str, Any]] = {
    "accents on one letter": {"header_name": "h" + MARKS * 40_000},
    "accents in the body": {"blocks": ("<p>" + ("e" + MARKS * 20_000) * 3 + "</p>", "<p>End.</p>")},
    "half-width marks": {"subject": "\uff9e\u0301" * 40_000},
    "depth": {"blocks": ("<ul><li>" * 20_000 + "item", "<p>End.</p>")},
    "quotes in quotes": {"blocks": ("<blockquote><b>" * 12_000 + "item", "<p>End.</p>")},
    "one word": {"blocks": (f"<p>{'x' * 1_000_000}</p>",)},
    "half a character": {"subject": "half \ud800 a character"},
    "copies without end": {"cc": tuple(f"Person {number}" for number in range(50_000))},
    "a name of a megabyte": {"header_name": "x" * 1_000_000},
    "a line of a megabyte": {"addressees": (("Ana", "ab " * 333_333),)},
    "what Unicode never gives away": {"subject": "a\uffff\ufffeb", "title": "\udc00" * 300},
    "unseen": {"subject": "a\u200b\u200d\ufeff\u2060\u00ad" * 3_000},
    "controls": {"subject": "a\x00\x08\x1b]0;title\x07b", "author": "a\x00b"},
    "turned round": {"addressees": (("\u202eRuiz\u2066", "1 Main Street"),)},
}


# The others are drawn or refused by the same rules; these are those that once took long.
QUICK_PILES = ("accents on one letter", "depth", "copies without end", "half a character", "controls")


@pytest.mark.parametrize(
    "name", [name if name in QUICK_PILES else pytest.param(name, marks=pytest.mark.slow) for name in PILES]
)
def test_piles_of_anything_end_in_time(name: str, paper: MakePaper) -> None:
    """Nothing of this is drawn for long, and nothing holds up the application before it is sent to be drawn."""
    read = demo_images().__getitem__
    assert render(paper(), read).pages == 1  # the drawing process is there
    hostile = paper(**PILES[name])
    told = [
        within(12, lambda: render(hostile, read)),
        within(12, lambda: list(draw_batch(lambda: [paper(), hostile], read))),
    ]
    assert bool(told[0]) == bool(told[1]), told
    told = [
        within(9, lambda: measure(hostile, read)),
        within(9, lambda: _glance(hostile, None)),
        within(9, lambda: _glance(hostile, ("full", 0))),
        within(9, lambda: letter_docx(hostile, read)),
    ]
    assert not any("XML" in one for one in told), told
    assert render(paper(closing="Yours,"), read).pages == 1


def _glance(hostile: LetterPaper, setting: tuple[str, int] | None) -> object:
    read = demo_images().__getitem__
    return live_page(hostile, read, key="pile", turn=next(_turns), page=1, width=400, setting=setting)


_turns = itertools.count(1)


@pytest.mark.slow
@pytest.mark.parametrize("number", [2_000, 20_000])
def test_a_letter_that_takes_too_long_is_given_up_in_time(number: int, paper: MakePaper) -> None:
    """Long enough to be stopped, short enough not to be refused at once: in a batch as by itself."""
    read = demo_images().__getitem__
    hostile = paper(cc=tuple(f"Person {one}" for one in range(number)))
    for act in (
        lambda: render(hostile, read),
        lambda: list(draw_batch(lambda: [paper(), hostile], read)),
        lambda: measure(hostile, read),
    ):
        assert render(paper(), read).pages == 1
        within(13, act)


def test_many_signatures_cost_a_word_file_no_more_than_their_number(paper: MakePaper) -> None:
    many = paper(signatures=tuple(SignatureBlock(f"Person {one}") for one in range(600)))
    assert not within(6, lambda: letter_docx(many, demo_images().__getitem__))


@given(st.text(max_size=60), st.text(alphabet="\u0301\u0323\u0335\uff9e\u0f73e\u00e9 —", max_size=200))
def test_only_what_is_piled_too_high_is_left_out(text: str, marks: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)
    kept = unpiled(marks)
    assert unpiled(kept) == kept and len(kept) <= len(marks)
    if len(marks) <= MOST_MARKS:
        assert kept == marks
