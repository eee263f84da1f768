"""A difference of two versions: applied it gives the other, of equal versions it is empty, and its cost is bounded."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters import markdown, tree
from app.letters.diffing import (
    Comparison,
    Mark,
    Sort,
    Version,
    applied,
    compare,
    delta_of,
    flatten,
    rebuild,
    runs_between,
    tokens_of,
    undone,
)
from app.letters.diffing.matching import matches
from app.letters.fields import DemandWording
from app.letters.hashing import ClaimWording, LetterContent
from tests.letters.strategies import docs

BEFORE = """\
::: opening
On the ((day blockade)) we write.
:::

::: asks
We ask that you:

1. enforce Section 907;
2. Impose sanctions under the Magnitsky Act.
:::

::: meeting
We ask to meet soon.
:::
"""


def content(text: str, earlier: tree.Doc | None = None, **changes: Any) -> LetterContent:
    made = LetterContent(markdown.read(text, earlier), "official_letter", date(2023, 1, 3))
    return replace(made, **changes)


def compared(before: LetterContent, after: LetterContent) -> Comparison:
    return compare(Version(before), Version(after))


def marked(found: Comparison, label: str) -> list[list[tuple[str, str]]]:
    (section,) = [one for one in found.sections if one.label == label]
    return [[(piece.mark.value, piece.text) for piece in line.pieces] for line in section.lines()]


@given(docs)
def test_lines_hold_the_whole_letter(doc: tree.Doc) -> None:
    doc = tree.with_ids(doc)
    assert rebuild(flatten(doc)) == doc


@given(docs, docs)
def test_a_difference_applied_gives_the_other_version_and_undone_the_first(
    one: tree.Doc, other: tree.Doc
) -> None:
    one = tree.with_ids(one)
    other = tree.with_ids(other, one)
    old, new = flatten(one), flatten(other)
    delta = delta_of(old, new)
    assert applied(delta, old) == new
    assert rebuild(applied(delta, old)) == other
    assert applied(undone(delta), new) == old
    assert delta.changed == (tree.without_ids(one) != tree.without_ids(other))


@given(docs)
def test_a_difference_of_equal_versions_is_empty(doc: tree.Doc) -> None:
    doc = tree.with_ids(doc)
    delta = delta_of(flatten(doc), flatten(doc))
    assert not delta.changed
    assert all(run.mark is Mark.SAME for line in delta.lines for run in line.runs)
    # Ids are no words: the same letter without its ids is no other letter.
    assert not delta_of(flatten(doc), flatten(tree.without_ids(doc))).changed


@settings(max_examples=40)
@given(docs, docs)
def test_the_layout_shows_every_word_of_both_versions(one: tree.Doc, other: tree.Doc) -> None:
    first = LetterContent(tree.with_ids(one), "official_letter", date(2023, 1, 3))
    second = replace(first, tree=tree.with_ids(other, first.tree))
    found = compared(first, second)
    for side, made in ((Mark.REMOVED, first), (Mark.ADDED, second)):
        shown = "".join(
            piece.text
            for section in found.sections
            for line in section.lines()
            for piece in line.side(side)
            if piece.sort is Sort.TEXT
        )
        lines = flatten(made.tree)
        words = [t.text for line in lines for t in line.tokens if isinstance(t.node, tree.Text)]
        assert sorted(shown.replace(" ", "")) == sorted("".join(words).replace(" ", ""))


def test_another_text_is_refused() -> None:
    old, new = (
        flatten(markdown.read("::: body\nOne.\n:::\n")),
        flatten(markdown.read("::: body\nTwo.\n:::\n")),
    )
    with pytest.raises(ValueError, match="another text"):
        applied(delta_of(old, new), new)


def test_words_are_marked_where_they_changed() -> None:
    before = content(BEFORE)
    text = BEFORE.replace("soon", "before January 20, 2023").replace(
        "Impose sanctions under the Magnitsky Act", "Review sanctions under the Global Magnitsky Act"
    )
    found = compared(before, content(text, before.tree))
    assert marked(found, "Meeting request") == [
        [
            ("same", "We ask to meet "),
            ("removed", "soon"),
            ("added", "before January 20, 2023"),
            ("same", "."),
        ]
    ]
    asks = marked(found, "Asks")
    assert [pieces[0][0] for pieces in asks] == ["same", "same", "removed"]
    assert ("added", " Global") in asks[2]
    assert [one.changed for one in found.sections] == [False, True, True]
    assert found.changes == 2


def test_an_item_keeps_its_number_and_its_list() -> None:
    before = content(BEFORE)
    text = BEFORE.replace("2. Impose", "3. Impose").replace("1. enforce", "1. lift the blockade;\n2. enforce")
    found = compared(before, content(text, before.tree))
    (asks,) = [one for one in found.sections if one.label == "Asks"]
    assert [(block.kind.value, [line.number for line in block.lines]) for block in asks.blocks] == [
        ("paragraph", [0]),
        ("numbers", [1, 2, 3]),
    ]
    assert [line.mark for line in asks.blocks[1].lines] == [Mark.ADDED, Mark.SAME, Mark.SAME]


def test_a_section_taken_out_stands_where_it_stood() -> None:
    before = content(BEFORE)
    after = replace(before, tree=tree.Doc(before.tree.sections[:1] + before.tree.sections[2:]))
    found = compared(before, after)
    assert [(one.label, one.mark.value) for one in found.sections] == [
        ("Opening", "same"), ("Asks", "removed"), ("Meeting request", "same"),
    ]  # fmt: skip
    back = compared(after, before)
    assert [one.mark.value for one in back.sections] == ["same", "added", "same"]


def test_a_moved_date_says_why_the_day_count_changed() -> None:
    before = content(BEFORE)
    after = replace(before, letter_date=date(2023, 1, 4))
    found = compare(Version(before, lambda _: "23rd day"), Version(after, lambda _: "24th day"))
    opening = found.sections[0]
    assert [(p.mark.value, p.text, p.sort.value) for line in opening.lines() for p in line.pieces][1:3] == [
        ("removed", "23rd day", "days"), ("added", "24th day", "days"),
    ]  # fmt: skip
    assert opening.reasons == ("Automatic. The letter date moved from January 3, 2023 to January 4, 2023.",)
    assert [one.label for one in found.settings if one.changed] == ["Date"]


def test_a_variant_that_the_first_recipient_never_reads_is_compared_too() -> None:
    text = "::: body\nAll.\n\n::: variant chamber=senate\nSenators: {}.\n:::\n:::\n"
    before = content(text.format("please"))
    found = compared(before, content(text.format("we beg you"), before.tree))
    (section,) = found.sections
    assert section.changed
    assert [block.rule for block in section.blocks] == ["", "chamber=senate"]


def test_everything_besides_the_text_is_compared() -> None:
    before = content(
        BEFORE, subject="The road", cc=("City Clerk",), addressing=("Ana Ruiz", "Óscar Limón"),
        demands=(DemandWording("aid", "Aid", "send aid"),), claims=(ClaimWording("gas", "Gas was cut."),),
    )  # fmt: skip
    after = replace(
        before, subject="The Lachin road", cc=(), enclosures=("Map",), addressing=("Óscar Limón", "Jo Park"),
        demands=(DemandWording("aid", "Aid", "send humanitarian aid"),),
        claims=(ClaimWording("gas", "Gas stopped.", 2),), closing="Respectfully,",
    )  # fmt: skip
    found = compare(Version(before, signers=("Elena Marchetti",)), Version(after, signers=("Lee Ann Moss",)))
    assert [one.label for one in found.settings if one.changed] == [
        "Subject", "To", "Closing", "Signed by", "Copies", "Enclosures", "Demands", "Claims",
    ]  # fmt: skip
    (to,) = [one for one in found.settings if one.label == "To"]
    assert [(line.mark.value, line.pieces[0].text) for line in to.lines] == [
        ("removed", "Ana Ruiz"), ("same", "Óscar Limón"), ("added", "Jo Park"),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40))
def test_matches_are_common_rising_and_apart(one: list[int], other: list[int]) -> None:
    i = j = 0
    for here, there, size in matches(one, other):
        assert size > 0 and here >= i and there >= j
        assert one[here : here + size] == other[there : there + size]
        i, j = here + size, there + size


def words_of(text: str) -> tuple[object, ...]:
    return tokens_of((tree.Text(text),), lambda _: "")


@pytest.mark.parametrize("kind", ["edited", "repeated", "nothing in common"])
def test_a_megabyte_is_compared_in_bounded_time(kind: str) -> None:
    words = 140_000 if os.environ.get("REDRESS_TEST_FULL") else 30_000
    chance = random.Random(7)
    vocabulary = [f"word{n}" for n in range(3000)] if kind == "edited" else ["a", "b"]
    old = [chance.choice(vocabulary) for _ in range(words)]
    new = [word if chance.random() > 0.02 else "changed" for word in old]
    if kind == "nothing in common":
        new = [f"other{n}" for n in range(words)]
    elif kind == "repeated":
        chance.shuffle(new)
    before, after = " ".join(old), " ".join(new)
    begin = time.perf_counter()
    runs = runs_between(words_of(before), words_of(after))  # type: ignore[arg-type]
    assert time.perf_counter() - begin < 20  # a second or two; a quadratic comparison takes many minutes
    assert "".join(t.text for run in runs if run.mark is not Mark.REMOVED for t in run.tokens) == after


def test_other_words_in_an_optional_field_are_no_automatic_change() -> None:
    text = "::: body\nCome((campaign.reply_by??{} ((campaign.reply_by)))).\n:::\n"
    before = content(text.format(" before"))
    after = content(text.format(" no later than"), before.tree)
    found = compare(Version(before, lambda _: " before May"), Version(after, lambda _: " no later than May"))
    assert found.sections[0].changed and found.sections[0].reasons == ()


def test_citations_carry_their_printed_numbers() -> None:
    before = content("::: body\nGas stopped[@gas]. So did the road[@road].\n:::\n")
    after = content(
        "::: body\nGas stopped[@gas]. So did the road[@road] and bread[@bread].\n:::\n", before.tree
    )
    found = compare(Version(before), Version(after, numbers={"gas": 1, "road": 2}))
    marks = [p.text for line in found.sections[0].lines() for p in line.pieces if p.sort is Sort.CITATION]
    assert marks == ["[1]", "[2]", "[–]"]
    unprinted = compare(Version(before), Version(before)).sections[0]
    assert [p.text for line in unprinted.lines() for p in line.pieces if p.sort is Sort.CITATION] == [
        "[1]",
        "[2]",
    ]
