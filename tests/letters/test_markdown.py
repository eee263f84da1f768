"""A letter as Markdown: what is typed is what prints, and nothing is lost on the way there and back."""

from __future__ import annotations

import os
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.letters import markdown, tree
from app.letters.tree import FieldForm, Role
from tests.letters.compose_samples import text_of
from tests.letters.strategies import docs, words


def blocks(source: str) -> tuple[tree.Block, ...]:
    (section,) = tree.without_ids(markdown.read(source)).sections
    return section.blocks


def line(source: str) -> tuple[tree.Inline, ...]:
    (block,) = blocks(source)
    assert isinstance(block, tree.Paragraph)
    return block.content


def lines(source: str) -> list[str]:
    """The plain text of every paragraph and item."""
    doc = markdown.read(source)
    runs = (
        run for section in doc.sections for block in tree.blocks_of(section) for _, run in tree.runs_of(block)
    )
    return [text_of(run) for run in runs]


@given(docs)
def test_a_tree_written_and_read_is_the_same_tree(doc: tree.Doc) -> None:
    assert tree.without_ids(markdown.read(markdown.write(doc))) == tree.without_ids(doc)


@given(docs)
def test_an_unchanged_letter_keeps_every_id(doc: tree.Doc) -> None:
    first = tree.with_ids(doc)
    assert markdown.read(markdown.write(first), first) == first


@given(words)
def test_any_line_can_be_escaped(typed: str) -> None:
    if typed.strip():
        assert lines(markdown.escape(typed)) == [typed.strip(" ")]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_line(source: str) -> None:
    try:
        markdown.read(source)
    except InvalidInput as error:
        assert all(place.startswith(("line ", "doc")) for place in error.errors)


TYPED = [
    'He said “no” – and ‘left’ — at once; "why?" isn\'t known.',
    "Monique Limón, Łukasz Nuñez, Ստեփանակերտ, U+00A0 here:\u00a0907.",
    "Ardy (Ardashes) Kassakhian [sic] paid $164 million (20 %).",
    "5*3*2 = 30, 5 * 3, a footnote* and another*.",
    r"C:\new and a trailing backslash \ here",
    "snake_case_name, __init__, a < b > c & d, <b>not bold</b>, &amp;",
    "see (the report (annex)) and [brackets] {braces} `ticks` # 7 ~tilde~ a|b",
    "2022. A year. No list.",
    "- a dash? no: – a dash",
    "((a) and (b))",
    "two  spaces stay",
]


@pytest.mark.parametrize("typed", [*TYPED[:8], *TYPED[9:]])
def test_typed_characters_survive(typed: str) -> None:
    assert lines(typed) == [typed]


def test_a_pasted_letter_comes_out_word_for_word() -> None:
    pasted = (
        "We write on the “24th day” — and not\r\nthe first – of a closure.\r\n\r\n"
        "In 1992, Congress passed\r\n1992. It said:\r\n\r\n1. Stop.\r\n\r\n2. Help.\r\n\r\n“Thanks,” she said.\v"
    )
    doc = markdown.read_sections([(Role.FACTS, pasted), (Role.CLOSING, "Respectfully – yours\u2029Again")])
    printed = [
        text_of(run)
        for section in doc.sections
        for block in tree.blocks_of(section)
        for _, run in tree.runs_of(block)
    ]
    assert printed == [
        "We write on the “24th day” — and not the first – of a closure.",
        "In 1992, Congress passed 1992. It said:",
        "Stop.",
        "Help.",
        "“Thanks,” she said.",
        "Respectfully – yours",
        "Again",
    ]


def test_words_that_turn_into_syntax_inside_a_mark_are_escaped() -> None:
    """ "@0" asked for would read as the citation [@0] if the brackets of the ask stood round it."""
    doc = tree.Doc((tree.Section(Role.BODY, (tree.Paragraph((tree.Text("@0", (tree.ask("a"),)),)),)),))
    assert tree.without_ids(markdown.read(markdown.write(doc))) == doc


def test_fields_citations_day_counts_and_marks_are_read() -> None:
    assert line("((recipient.name))") == (tree.MergeField("recipient.name"),)
    assert line("((We write))") == (tree.MergeField("We write"),)
    assert line("((day blockade))[@road-closed]((day blockade words))") == (
        tree.DayCount("blockade"),
        tree.Citation("road-closed"),
        tree.DayCount("blockade", tree.DayStyle.WORDS),
    )
    assert line("*a* **b** ***c***") == (
        tree.Text("a", (tree.ITALIC,)),
        tree.Text(" "),
        tree.Text("b", (tree.BOLD,)),
        tree.Text(" "),
        tree.Text("c", (tree.BOLD, tree.ITALIC)),
    )
    assert line("[enforce **it**]{ask=section-907 opinion}") == (
        tree.Text("enforce ", (tree.ask("section-907"), tree.OPINION)),
        tree.Text("it", (tree.ask("section-907"), tree.OPINION, tree.BOLD)),
    )
    assert line("[հայերեն]{lang=hy} [site](https://en.wikipedia.org/wiki/A_(B))") == (
        tree.Text("հայերեն", (tree.lang("hy"),)),
        tree.Text(" "),
        tree.Text("site", (tree.link("https://en.wikipedia.org/wiki/A_(B)"),)),
    )


def test_optional_and_fallback_words() -> None:
    inside = (tree.Text("in the ("), tree.MergeField("recipient.district"), tree.Text(") district"))
    assert line("((recipient.district??in the (((recipient.district))) district))") == (
        tree.MergeField("recipient.district", FieldForm.OPTIONAL, inside),
    )
    assert line("((recipient.district||your district))") == (
        tree.MergeField("recipient.district", FieldForm.FALLBACK, (tree.Text("your district"),)),
    )


def test_a_field_may_stand_in_brackets() -> None:
    assert line("(((org.city)))") == (tree.Text("("), tree.MergeField("org.city"), tree.Text(")"))


def test_lists_begin_after_an_empty_line_or_a_colon_and_count_from_one() -> None:
    assert [
        type(block).__name__ for block in blocks("We ask:\n1. a\n2. b\n\n- c\n\n- d\n\n\n- e\n\nEnd")
    ] == [
        "Paragraph",
        "OrderedList",
        "BulletList",
        "BulletList",
        "Paragraph",
    ]
    assert lines("A wrapped line\n- with a dash\n1. and a number") == [
        "A wrapped line - with a dash 1. and a number"
    ]
    assert lines("2. Not a list") == ["2. Not a list"]


def test_quotes_hold_paragraphs() -> None:
    (quote,) = blocks("> One\n> more.\n>\n> Two.")
    assert isinstance(quote, tree.Quote)
    assert [text_of(paragraph.content) for paragraph in quote.paragraphs] == ["One more.", "Two."]


def test_sections_and_variants() -> None:
    doc = markdown.read(
        "::: asks\n\nAll.\n\n::: variant chamber=senate state!=CA,NV\nSome.\n:::\n\n:::\n\nLoose."
    )
    asks, body = doc.sections
    assert (asks.role, body.role) == (Role.ASKS, Role.BODY)
    variant = asks.blocks[1]
    assert isinstance(variant, tree.Variant)
    assert str(variant.rule) == "chamber=senate state!=CA,NV"


WRONG = {
    "::: asks\n\nx": "line 1",
    ":::": "line 1",
    "a\n\n::: postscript\n:::": "line 3",
    "::: recital\n:::": "line 1",
    "::: asks\n::: facts\n:::": "line 2",
    "::: variant chamber=senate\nx": "line 1",
    "::: variant\nx\n:::": "line 1",
    "::: variant mood=good\nx\n:::": "line 1",
    "::: variant chamber=senate\n::: variant chamber=house\n:::\n:::": "line 2",
    "fine\n\nnot\x07fine": "line 3",
}


@pytest.mark.parametrize(("source", "place"), WRONG.items())
def test_wrong_structure_is_named_by_line(source: str, place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        markdown.read(source)
    assert place in caught.value.errors


def test_errors_in_the_section_editor_name_section_and_line() -> None:
    with pytest.raises(InvalidInput) as caught:
        markdown.read_sections([(Role.OPENING, "fine"), (Role.FACTS, "a\n\n:::")])
    assert list(caught.value.errors) == ["section 2, line 3"]
    with pytest.raises(InvalidInput):
        markdown.read_section(Role.FACTS, "::: asks\nx\n:::")


@given(docs)
def test_the_section_editor_gives_back_what_it_was_given(doc: tree.Doc) -> None:
    parts = [(section.role, markdown.write_section(section)) for section in doc.sections]
    assert tree.without_ids(markdown.read_sections(parts)) == tree.without_ids(doc)


def test_plain_letters_are_written_as_a_person_would_type_them() -> None:
    source = (
        "::: asks\n\nWe ask “you” – [[name]] (all) to *act*, 5 * 3, C:\\new:\n\n"
        "1. [Enforce **Section 907**]{ask=section-907}.\n2. Meet.\n\n:::\n"
    )
    assert markdown.write(markdown.read(source)) == source


HOSTILE = ["[", "*a ", "((x??", "[a]{bold}", "((", "a*", "[a", "- a\n", "> a\n>\n", "\\", "](", "]{ask="]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    length = 150_000 if os.environ.get("REDRESS_TEST_FULL") else 40_000
    started = time.process_time()
    with suppress(InvalidInput):
        markdown.read(piece * (length // len(piece)) + "]{bold}" * 2_000)
    assert time.process_time() - started < 10
