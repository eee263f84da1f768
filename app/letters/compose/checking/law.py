"""Laws that a reader could take for another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.letters.compose.lines import Line
from app.letters.compose.problems import Code, Mending, Problem, QuickFix, Severity
from app.letters.compose.sentences import Sentence, sentences


@dataclass(frozen=True, slots=True)
class _Ambiguous:
    """``short``: the words in doubt. ``settled``: words that settle which law is meant, from then on."""

    short: re.Pattern[str]
    settled: re.Pattern[str]
    which: str
    full: tuple[str, ...]


_GLOBAL = "Global Magnitsky Human Rights Accountability Act"
_OF_2012 = "Sergei Magnitsky Rule of Law Accountability Act of 2012"
_LAWS = (
    _Ambiguous(
        re.compile(r"\bMagnitsky (?:Act|Law|sanctions|legislation|designations?|list)\b"),
        re.compile(r"\bGlobal Magnitsky|\bSergei Magnitsky|\bMagnitsky Rule of Law|\bMagnitsky Act of 2012"),
        "the Global Magnitsky Human Rights Accountability Act of 2016, or the Sergei Magnitsky Act of 2012 on Russia",
        (_GLOBAL, _OF_2012),
    ),
    _Ambiguous(
        re.compile(r"\bLeahy (?:Law|Act|Amendment)\b(?!s)"),
        re.compile(
            r"\bLeahy Laws\b|22 U\.S\.C\. (?:§ ?)?2378d|10 U\.S\.C\. (?:§ ?)?362|section 620M", re.IGNORECASE
        ),
        "the one for the State Department (22 U.S.C. 2378d) or the one for the Defense Department (10 U.S.C. 362)",
        ("Leahy Laws",),
    ),
)
_SECTION = re.compile(r"(?:\b[Ss]ections?|§+|\bSec\.)[ \u00a0]?(?P<number>\d{1,5}[A-Za-z]?)\b")
_ITS_LAW = re.compile(
    r"\b(?:Act|Code|Law|Constitution|Charter|Convention|Statute|Ordinance|Treaty|Agreement|bill|U\.S\.C\.)(?![\w])"
)
_ACTS = {"907": "of the FREEDOM Support Act"}


def check(lines: Sequence[Line], subject: str = "") -> Iterator[Problem]:
    """Each law once, where it stands first and nothing before or beside it says which is meant."""
    del subject  # a subject line names things in short; the text has to say which
    for law in _LAWS:
        yield from _ambiguous(lines, law)
    yield from _sections(lines)


def _ambiguous(lines: Sequence[Line], law: _Ambiguous) -> Iterator[Problem]:
    for line in lines:
        settled, short = law.settled.search(line.text), _first(law, line.text)
        if short and (settled is None or short.start() < settled.start()):
            fixes = tuple(QuickFix(Mending.REPLACE, each, f"Write “{each}”") for each in law.full)
            message = f"“{short.group()}” can be read in two ways"
            yield _problem(
                line, short.start(), short.end(), message, f"Say which law is meant: {law.which}.", fixes
            )
            return
        if settled:
            return


def _first(law: _Ambiguous, text: str) -> re.Match[str] | None:
    """The first words in doubt that are not themselves a part of the full name."""
    full = [match.span() for match in law.settled.finditer(text)]
    return next(
        (
            match
            for match in law.short.finditer(text)
            if not any(start <= match.start() < end + 4 and start < match.end() for start, end in full)
        ),
        None,
    )


def _sections(lines: Sequence[Line]) -> Iterator[Problem]:
    seen: set[str] = set()
    for line in lines:
        for sentence in sentences(line):
            yield from _first_mentions(line, sentence, seen)


def _first_mentions(line: Line, sentence: Sentence, seen: set[str]) -> Iterator[Problem]:
    for match in _SECTION.finditer(sentence.text):
        number = match["number"]
        if number in seen:
            continue
        seen.add(number)
        if _ITS_LAW.search(sentence.text):
            continue
        start = sentence.start + match.start()
        words, act = match.group(), _ACTS.get(number, "")
        fixes = (QuickFix(Mending.REPLACE, f"{words} {act}", f"Write “{words} {act}”"),) if act else ()
        yield _problem(
            line,
            start,
            start + len(words),
            f"“{words}” stands here first without its law",
            "Name the Act where the section is first mentioned" + (f": “{words} {act}”." if act else "."),
            fixes,
        )


def _problem(
    line: Line, start: int, end: int, message: str, mend: str, fixes: tuple[QuickFix, ...]
) -> Problem:
    return Problem(
        Code.AMBIGUOUS_LAW,
        message,
        mend,
        Severity.CONSIDER,
        line.section,
        line.block,
        excerpt=line.text[start:end],
        span=line.span(start, end),
        quick=fixes,
    )
