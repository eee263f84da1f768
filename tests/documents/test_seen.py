"""What laid-out pages tell the checks: their number, the lines on the last, the lines above the signatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.documents.errors import AssetMissing, RenderFailed
from app.documents.paper import LetterPaper
from app.documents.samples import demo_images, load_sample
from app.documents.service import MAX_TEXT, Measured, Rendered, measure


def told(paper: LetterPaper) -> Measured:
    return measure(paper, demo_images().__getitem__)


def of_words(count: int, last: str = "<p>Thank you.</p>") -> LetterPaper:
    """A letter with one long paragraph before its last block, without an annex."""
    return replace(load_sample("official_letter"), blocks=(f"<p>{'word ' * count}</p>", last), sources=())


def test_signatures_on_the_first_page_need_no_company() -> None:
    short = told(of_words(40))
    assert (short.pages, short.above) == (1, None)
    assert short.last > 10


def test_lines_above_the_signatures_grow_with_the_text() -> None:
    tight = [told(of_words(count, "<ul><li>One thing.</li></ul>")) for count in (400, 480, 560)]
    assert [one.pages for one in tight] == [2, 2, 2]
    above = [one.above for one in tight if one.above is not None]
    assert len(above) == 3
    assert above == sorted(above)
    assert len(set(above)) == 3
    assert [one.last - (one.above or 0) for one in tight] == [tight[0].last - above[0]] * 3


def test_the_annex_is_not_counted(printed: Callable[[LetterPaper], Rendered]) -> None:
    plain = load_sample("official_letter")
    paper = replace(plain, sources=("A source of the letter.",))
    assert told(paper).pages == printed(paper).pages - 1
    assert told(paper).above == told(replace(plain, sources=())).above


def test_a_statement_has_no_signatures() -> None:
    paper = load_sample("press_statement")
    assert told(replace(paper, blocks=paper.blocks * 6)).above is None


def test_columns_of_signatories_count_as_signatures() -> None:
    paper = of_words(420)
    signers = tuple(replace(paper.signatures[0], name=f"Signatory {n}") for n in range(9))
    found = told(replace(paper, signatures=signers))
    assert found.pages == 2
    assert found.above is not None


def test_what_cannot_be_laid_out_says_why() -> None:
    with pytest.raises(RenderFailed, match="characters"):
        told(replace(of_words(1), blocks=("x" * (MAX_TEXT + 1),)))
    with pytest.raises(AssetMissing):
        measure(load_sample("official_letter"), dict[str, bytes]().__getitem__)
