"""Quotation marks and brackets that do not close, hidden spaces, characters that nobody typed on purpose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from app.letters.compose.lines import ATOM, Line
from app.letters.compose.problems import Code, Mending, Problem, QuickFix, Severity

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_PLACEHOLDER = re.compile(r"\[\[.{1,400}?\]\]")
_ENUMERATION = re.compile(r"(?:(?<=\s)|^)(?:\(?[a-z]|\(?[ivx]{1,4}|\(?\d{1,2})\)(?=\s)")
_HIDDEN = re.compile("[\u00a0\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u00ad\u180e\t]")
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\u0080-\u009f]|â€[œ™˜\u009d“”]?|Ã[\u0080-\u00bf]|Â(?=[\u00a0§©®])")
_DOUBLE = re.compile(r"(?<=\S) {2,}(?=\S)")
_NAMES = {
    "\u00a0": "no-break space", "\u202f": "narrow no-break space", "\u200b": "zero-width space",
    "\ufeff": "byte-order mark", "\u00ad": "soft hyphen", "\u2060": "word joiner", "\t": "tab",
}  # fmt: skip


def check(lines: Sequence[Line]) -> Iterator[Problem]:
    """At most one problem of each kind to a line."""
    for line in lines:
        yield from _quotes(line)
        yield from _brackets(line)
        yield from _odd(line)


def _quotes(line: Line) -> Iterator[Problem]:
    opened, closed, straight = line.text.count("“"), line.text.count("”"), line.text.count('"')
    if opened != closed and not (opened == closed + 1 and _runs_on(line)):
        message = f"{opened} opening and {closed} closing quotation marks"
    elif straight % 2:
        message = f"{straight} straight quotation mark{'' if straight == 1 else 's'}, and they come in pairs"
    else:
        return
    mend = "Look for the missing quotation mark."
    yield _problem(Code.UNBALANCED_QUOTES, line, message, mend)


def _runs_on(line: Line) -> bool:
    """A quotation of several paragraphs opens each of them and closes the last alone."""
    return line.quoted and line.text.startswith("“")


def _brackets(line: Line) -> Iterator[Problem]:
    text = _ENUMERATION.sub(" ", _PLACEHOLDER.sub(" ", line.text))
    open_now: list[str] = []
    wrong = ""
    for character in text:
        if character in _BRACKETS:
            open_now.append(character)
        elif character in _BRACKETS.values():
            if open_now and _BRACKETS[open_now[-1]] == character:
                open_now.pop()
            else:
                wrong = character
    if open_now or wrong:
        message = f"The bracket “{wrong or open_now[0]}” has no partner"
        yield _problem(Code.UNBALANCED_BRACKETS, line, message, "Close it, or take it out.")


def _odd(line: Line) -> Iterator[Problem]:
    found = [*_HIDDEN.finditer(line.text), *_DIRECTION.finditer(line.text), *_BROKEN.finditer(line.text)]
    if not found:
        return
    first = found[0]
    names = list(dict.fromkeys(_name(match.group()) for match in found))
    message = f"Hidden or odd characters: {', '.join(names[:4])}"
    message += f", {len(found)} in all" if len(found) > 1 else ""
    mend = (
        "They come with pasted text and are not seen. Paper puts in its own no-break spaces; take these out."
    )
    yield Problem(
        Code.ODD_CHARACTERS,
        message,
        mend,
        Severity.CONSIDER,
        line.section,
        line.block,
        excerpt=line.text[max(0, first.start() - 20) : first.end() + 20].replace(ATOM, "…"),
        span=line.span(first.start(), first.end()),
        quick=(QuickFix(Mending.OPEN, "tidy", "Take them out"),),
    )


def _name(found: str) -> str:
    if _BROKEN.match(found):
        return f"“{found}” (broken text)"
    name = _NAMES.get(found) or unicodedata.name(found, "").lower()
    return name or f"U+{ord(found):04X}"


def _problem(code: Code, line: Line, message: str, mend: str) -> Problem:
    return Problem(
        code,
        message,
        mend,
        Severity.CONSIDER,
        line.section,
        line.block,
        excerpt=line.text.replace(ATOM, "…")[:120],
    )
