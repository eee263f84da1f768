"""Words that somebody meant to replace, and marks with a slip in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.letters.compose.lines import ATOM, Line, readable
from app.letters.compose.problems import Code, Problem, Severity

_ASKED = re.compile(r"\[\[.{1,400}?\]\]")
_FORGOTTEN = re.compile(
    r"\[(?:insert|enter|add|your|the|name|date|city|state|title|number|amount|xx+|tbd|tk|to come|fill)\b[^\]\n]{0,60}\]"
    r"|\[(?-i:[A-Z][A-Z '’/_-]{2,40})\]"
    r"|<(?:insert|name|date|city|your|title)\b[^>\n]{0,40}>"
    r"|_{3,}|\?{3,}|\bx{3,}\b|\b(?-i:TBD|TBC|TBA|TKTK|TK|FIXME|TODO)\b|\blorem ipsum\b",
    re.IGNORECASE,
)
_CROSSES = re.compile(r"(?<![\w.-])XX(?![\w-])")
_COUNTED = re.compile(r"(?:Title|Part|Article|Chapter|Section|Annex|Volume|Super Bowl|Schedule) $")
_LEFTOVER = re.compile(
    r"\(\([a-z][a-z0-9_.]*|\(\(|\]\{[a-z]{2,}|\]\((?:https?:|mailto:)|\[@[A-Za-z]|(?:^|\s):::|\{\{|\}\}|&(?:nbsp|amp|quot|#\d+);"
)
_EXCERPT = 60


def check(lines: Iterable[Line]) -> Iterator[Problem]:
    """Placeholders block; what looks like a slip is to consider."""
    for line in lines:
        for match in _ASKED.finditer(line.text):
            yield _left(line, match.start(), match.end(), match.group()[2:-2])
        rest = _ASKED.sub(lambda found: " " * len(found[0]), line.text)
        for match in _forgotten(rest):
            yield _left(line, match.start(), match.end(), match.group())
        if leftover := _LEFTOVER.search(rest):
            yield Problem(
                Code.LEFTOVER_MARKUP,
                f"This prints as it stands: {_cut(rest[leftover.start() :])}",
                "It looks like a field, link or mark with a slip in it. Mend it, or leave it if it is meant.",
                Severity.CONSIDER,
                line.section,
                line.block,
                excerpt=_cut(rest[leftover.start() :]),
                span=line.span(leftover.start(), leftover.end()),
            )


def _forgotten(text: str) -> Iterator[re.Match[str]]:
    yield from _FORGOTTEN.finditer(text)
    for match in _CROSSES.finditer(text):
        if not _COUNTED.search(text[: match.start()]):
            yield match


def _left(line: Line, start: int, end: int, words: str) -> Problem:
    return Problem(
        Code.PLACEHOLDER,
        f"Placeholder left in: {_cut(words)}",
        "Write what it asks for, or delete it.",
        section=line.section,
        block=line.block,
        excerpt=readable(words),
        span=line.span(start, end),
    )


def _cut(words: str) -> str:
    words = words.replace(ATOM, "…").strip()
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + "…"
