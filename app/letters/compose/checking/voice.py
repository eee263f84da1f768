""" "I" or "we": by the number of signatories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.letters.compose.lines import Line
from app.letters.compose.problems import Code, Mending, Problem, QuickFix, Severity
from app.letters.fields import is_voice
from app.letters.tree import Doc, MergeField, blocks_of, inlines_of, runs_of

_SINGULAR = re.compile(r"(?<![\w’'])(?:I|[Mm]y|me|mine|[Mm]yself)(?![\w.])")
_PLURAL = re.compile(r"(?<![\w’'])(?:[Ww]e|[Oo]ur|us|ours|[Oo]urselves)(?![\w])")
_ROMAN = re.compile(r"\b(?:War|Title|Part|Article|Chapter|Section|Annex|Phase|Category|Schedule|Volume) I\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_FIELD = {"i": "We", "my": "our", "me": "us", "mine": "ours", "myself": "ourselves"}


def check(doc: Doc, lines: Sequence[Line], signatories: int) -> Iterator[Problem]:
    """Typed "I" under two signatures, or "I" and "we" together under one."""
    singular, plural = list(_typed(lines, _SINGULAR)), list(_typed(lines, _PLURAL))
    if signatories == 1:
        wrong = plural if singular or _has_fields(doc) else []
        reason = "One signatory, and the letter says both “I” and “we”."
    else:
        wrong, reason = singular, f"{signatories} signatories, so the letter says “we”."
    for line, start, end, words in wrong:
        mend = f"{reason} Change it, or leave it if it is meant."
        yield Problem(
            Code.MIXED_VOICE,
            f"Mixed voice: “{words}”",
            mend,
            Severity.CONSIDER,
            line.section,
            line.block,
            excerpt=words,
            span=line.span(start, end),
            quick=_fix(line.text[start:end]),
        )


def _typed(lines: Sequence[Line], pattern: re.Pattern[str]) -> Iterator[tuple[Line, int, int, str]]:
    """The first match in each line of the writer's own words, with the word after it."""
    for line in lines:
        if line.quoted:
            continue
        own = _blank(_ROMAN, _blank(_QUOTED, line.text))
        if match := pattern.search(own):
            following = own[match.end() :].replace("\ufffc", " ").split()
            words = " ".join([match.group(), *following[:1]]).rstrip(".,;:")
            yield line, match.start(), match.end(), words


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)


def _fix(word: str) -> tuple[QuickFix, ...]:
    """The field that agrees with the number of signatories, where one word stands for one."""
    plural = _FIELD.get(word.lower())
    if plural is None or word == "I":
        return ()  # "I am" changes its verb as well
    field = plural.capitalize() if word[0].isupper() else plural
    return (QuickFix(Mending.REPLACE, f"(({field}))", f"Use “{field}”, which agrees by itself"),)


def _has_fields(doc: Doc) -> bool:
    runs = (run for section in doc.sections for block in blocks_of(section) for _, run in runs_of(block))
    return any(
        isinstance(node, MergeField) and is_voice(node.name) for run in runs for node in inlines_of(run)
    )
