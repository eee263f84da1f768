"""House style as edits that are offered, and what quick fixes make of the tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters import markdown, tree
from app.letters.compose.edits import as_opinion, cited, mended, replaced, with_offers
from app.letters.compose.lines import lines_of
from app.letters.compose.problems import Code, Span
from app.letters.compose.style import Manner, offers, styled, summary
from app.letters.markdown.inline_reader import read_inlines
from tests.letters.compose.checking_samples import KNOWING, found
from tests.letters.strategies import docs

STYLED = [
    ('He said "no" to it.', "He said “no” to it."),
    ("It's the mayor's, and 'so be it'.", "It’s the mayor’s, and ‘so be it’."),
    ("('Twas in '92, she said, \"yes.\")", "(’Twas in ’92, she said, “yes.”)"),
    ("The road – the only one – is shut.", "The road—the only one—is shut."),
    ("The road — the only one -- is shut.", "The road—the only one—is shut."),
    ("The road - the only one - is shut.", "The road—the only one—is shut."),
    ("From 2002 – 2020.", "From 2002–2020."),
    ("One.  Two.   Three.", "One. Two. Three."),
    ("Section\u00a0907\u200b is law.", "Section 907 is law."),
    ("well-known and 102-511 stay", "well-known and 102-511 stay"),
    ("“Curly” already—and closed", "“Curly” already—and closed"),
]


@pytest.mark.parametrize(("typed", "better"), STYLED)
def test_house_style(typed: str, better: str) -> None:
    assert styled(typed) == better


@given(st.text(alphabet="ab 1\"'–—-.\u00a0\u200b(", max_size=40))
def test_style_once_taken_is_not_offered_again(text: str) -> None:
    once = styled(text)
    settled = styled(once)
    assert styled(settled) == settled
    kept = [one for one in text if one.isalnum()]
    assert [one for one in once if one.isalnum()] == kept


@given(docs)
def test_taking_every_offer_changes_no_word_field_citation_or_mark(doc: tree.Doc) -> None:
    doc = tree.with_ids(doc)
    better = with_offers(doc, offers(doc))

    def atoms(one: tree.Doc) -> list[tree.Inline]:
        return [
            node
            for section in one.sections
            for block in tree.blocks_of(section)
            for _, run in tree.runs_of(block)
            for node in run
            if not isinstance(node, tree.Text)
        ]

    def words(one: tree.Doc) -> str:
        return "".join(each for line in lines_of(one) for each in line.text if each.isalnum())

    assert atoms(better) == atoms(doc)
    assert words(better) == words(doc)
    assert tree.normal(better) == better


def test_offers_name_their_place_and_leave_other_languages_alone() -> None:
    doc = markdown.read('((We)) say "no" and [l\'eau "x"]{lang=fr}.')
    found_offers = offers(doc)
    assert [(offer.old, offer.new, offer.span.start) for offer in found_offers] == [
        ('"', "“", 6),
        ('"', "”", 9),
    ]
    assert summary(found_offers) == [(Manner.QUOTES, "Curly quotation marks and apostrophes", 2)]


def _only(source: str) -> tuple[tree.Doc, str]:
    doc = markdown.read(source)
    (line,) = lines_of(doc)
    return doc, line.block


def _written(doc: tree.Doc) -> str:
    return markdown.write_section(doc.sections[0]).strip()


def test_a_citation_goes_behind_its_sentence() -> None:
    doc, block = _only("The *road* is shut. Snow fell.")
    assert _written(cited(doc, Span(block, 0, 17), "road")) == "The *road* is shut.[@road] Snow fell."


def test_a_sentence_becomes_an_opinion_with_its_other_marks() -> None:
    doc, block = _only("Snow fell. The *road* is shut.")
    again = markdown.read(_written(as_opinion(doc, Span(block, 11, 28))))
    (line,) = lines_of(again)
    assert line.marked(tree.MarkKind.OPINION, 11, 28) == 1
    assert line.marked(tree.MarkKind.OPINION, 0, 10) == 0
    assert line.marked(tree.MarkKind.ITALIC, 15, 19) == 1


def test_other_words_take_the_marks_of_those_they_replace() -> None:
    doc, block = _only("See **the act** now.")
    better = replaced(doc, Span(block, 4, 11), read_inlines("the Law"))
    assert _written(better) == "See **the Law** now."


MENDED = [
    ("On the 23rd day of the blockade we ask.", Code.DAY_COUNT_DISAGREES, 0,
     "On the ((day blockade)) of the blockade we ask."),
    ("Some 9,000 left.", Code.UNSOURCED_FIGURE, 0, "[Some 9,000 left.]{opinion}"),
    ("Use the Magnitsky Act now.", Code.AMBIGUOUS_LAW, 0,
     "Use the Global Magnitsky Human Rights Accountability Act now."),
    ("Enforce Section 907 now.", Code.AMBIGUOUS_LAW, 0,
     "Enforce Section 907 of the FREEDOM Support Act now."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "which", "better"), MENDED)
def test_a_quick_fix_settles_its_problem(source: str, code: Code, which: int, better: str) -> None:
    (problem,) = found(source, KNOWING, code)
    doc = mended(markdown.read(source), problem, problem.quick[which], read_inlines)
    assert _written(doc) == better
    assert found(better, KNOWING, code) == []
