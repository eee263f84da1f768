"""A letter as plain text and as Markdown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.documents.lines import lines_of
from app.documents.markup import visible_text
from app.documents.plaintext import letter_markdown, letter_text
from app.documents.samples import load_sample, template_slugs

PRINTABLE = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x58A, exclude_categories=("Cs", "Cc", "Zs"))
)
SENTENCE = st.lists(PRINTABLE.filter(bool), min_size=1, max_size=6).map(" ".join)


def in_html(text: str) -> str:
    return f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"


def loose(text: str) -> str:
    return re.sub(r"\s|\u2060", "", text)


@pytest.mark.parametrize("slug", template_slugs())
def test_text_and_markdown_hold_every_paragraph_in_order(slug: str) -> None:
    paper = load_sample(slug)
    expected = [line.text.replace("\u00a0", " ") for block in paper.blocks for line in lines_of(block)]
    for text in (letter_text(paper), visible_text(MarkdownIt().render(letter_markdown(paper)))):
        at = 0
        for line in [
            paper.date_text,
            *(paper.addressees[0] if paper.addressees else paper.contact),
            paper.salutation,
            *expected,
            paper.closing,
            *paper.cc,
        ]:
            at = text.index(line, at)


@given(SENTENCE)
def test_markdown_shows_the_very_words(sentence: str) -> None:
    paper = replace(load_sample("official_letter"), blocks=(in_html(sentence),))
    shown = visible_text(MarkdownIt().render(letter_markdown(paper)))
    typed = lines_of(in_html(sentence))
    assert loose("".join(line.text for line in typed)) in loose(shown)


def test_lists_quotes_and_marks() -> None:
    blocks = (
        "<p>We <strong>ask</strong> you<sup><a href='#source-1'>1</a></sup> to:</p>",
        "<ol><li>act;</li><li>answer.</li></ol>",
        "<blockquote><p>A promise.</p></blockquote>",
        "<ul><li>one</li></ul>",
        "<p>1. is not a list</p>",
    )
    paper = replace(load_sample("official_letter"), blocks=blocks)
    text = letter_text(paper)
    assert "We ask you[1] to:\n\n1. act;\n2. answer.\n\n    A promise.\n\n- one\n\n1. is not a list\n" in text
    markdown = letter_markdown(paper)
    assert (
        "We **ask** you\\[1\\] to:\n\n1. act;\n2. answer.\n\n> A promise.\n\n- one\n\n1\\. is not a list\n"
        in markdown
    )
