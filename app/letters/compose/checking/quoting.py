"""Of quotations that must be words of a sealed letter: a statement to the public quotes nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from app.letters.compose.lines import shortened
from app.letters.compose.problems import Code, Problem
from app.letters.tree import Doc, Quote, Section, Text, blocks_of

_ALIKE = {"“": "'", "”": "'", '"': "'", "‘": "'", "’": "'", "\u00a0": " ", "\u2060": ""}
_SPELLING = str.maketrans(_ALIKE)


def check(resolved: Doc, sealed: str | None) -> Iterator[Problem]:
    """``sealed``: the letter's words as printed, None when no sealed letter is named."""
    if sealed is None:
        mend = "Begin the statement from a sealed letter, or name one as the earlier letter in the settings."
        yield Problem(Code.QUOTE_NOT_SEALED, "No sealed letter is quoted", mend)
        return
    known = _plain(sealed)
    for section in resolved.sections:
        for block in blocks_of(section):
            if isinstance(block, Quote):
                yield from _of(block, section, known)


def _of(quote: Quote, section: Section, known: str) -> Iterator[Problem]:
    for paragraph in quote.paragraphs:
        words = "".join(node.text for node in paragraph.content if isinstance(node, Text))
        if _plain(words).strip("' ") not in known:
            yield Problem(
                Code.QUOTE_NOT_SEALED,
                "The sealed letter does not say this",
                "Quote it word for word, or write it as a sentence of your own outside the quotation.",
                section=section.id,
                block=paragraph.id or quote.id,
                excerpt=shortened(words, 80),
            )


def _plain(words: str) -> str:
    """The words with straight marks and single spaces: how they are set is no difference."""
    return " ".join(words.translate(_SPELLING).split())
