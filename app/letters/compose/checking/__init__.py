"""The checks, one module for each family. `of_text` needs the words alone and is made once for all copies."""

from __future__ import annotations

from app.letters.compose.checking import law, placeholders, reading, sourcing, typography, voice
from app.letters.compose.lines import lines_of
from app.letters.compose.problems import Problem
from app.letters.fields import Context
from app.letters.tree import Doc


def of_text(doc: Doc, context: Context) -> tuple[Problem, ...]:
    """Of the words as typed, with all variants: the same for every copy with as many signatories."""
    lines = lines_of(doc)
    return (
        *placeholders.check(lines),
        *sourcing.check(lines, context),
        *voice.check(doc, lines, len(context.signatories)),
        *law.check(lines, context.subject),
        *typography.check(lines),
        *reading.check(lines),
    )
