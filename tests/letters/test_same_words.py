"""One resolved letter, four writers: paper, plain text, Markdown and Word say the same words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

from app.documents.markup import clean_block, visible_text
from app.documents.plaintext import letter_markdown, letter_text
from app.documents.samples import demo_images, load_sample
from app.documents.word import letter_docx
from app.letters import tree
from app.letters.compose import compose_draft
from app.letters.fields import Context
from app.letters.writers.html import blocks
from tests.letters.strategies import docs

CONTEXT = Context("1", date(2023, 1, 4), (), ())


def bare(words: str) -> str:
    """Words without spaces and joins, which every writer sets in its own way."""
    return re.sub(r"[\s\u00a0\u2060\u200b\u202f]", "", words)


def in_word(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return "".join(node.text or "" for node in body.iter(qn("w:t")))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(docs)
def test_every_writer_says_the_words_of_the_paper(doc: tree.Doc) -> None:
    letter = compose_draft(tree.with_ids(doc), CONTEXT).resolved
    html = blocks(letter)
    sample = load_sample("official_letter")
    paper = replace(sample, blocks=html, subject=None, enclosures=(), cc=(), verification=None)
    printed = bare("".join(visible_text(clean_block(block)) for block in html))
    assert printed in bare(in_word(letter_docx(paper, demo_images().__getitem__)))
    shown = MarkdownIt().render(letter_markdown(paper))
    assert printed in bare(visible_text(shown))
    # Items carry their numbers and bullets in plain text; every line of the letter stands there, in order.
    text, at = bare(letter_text(paper)), 0
    for line in letter.lines():
        words = bare(line)
        at = text.index(words, at) + len(words)
