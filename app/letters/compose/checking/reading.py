"""How hard the letter is to read: sentences of more than 60 words, and the Flesch-Kincaid grade.

Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, 1975, for the U.S. Navy): about
the years of school that a reader needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.letters.compose.lines import ATOM, Line, shortened
from app.letters.compose.problems import Code, Problem, Severity
from app.letters.compose.sentences import sentences

LONGEST = 60  # words in a sentence
HARD = 16.0  # grade from which a letter is harder than an educated reader likes
_LEAST = 120  # words; of fewer no grade is given
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d[\d,.]*\d|\d|" + ATOM)
_QUOTED = re.compile(r"“[^“”]*”")
_GROUPS = re.compile(r"[aeiouy]+")
_APART = re.compile(r"(?<![tcsg])i[ao]|iu|ua(?=t)|crea(?!m|s|k)|rea(?=ct|l)|idea|area|[^aeiou]ism\b")
_SILENT = re.compile(
    r"(?<![aeiouy])(?<!l)e$|(?<=[aeiouy]l)e$|[^td]ed$|(?<![cgsxz])(?<!sh)(?<!ch)es$|(?<=.)ely$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Counts of a whole letter; ``grade`` is None for a text too short to tell."""

    words: int
    sentences: int
    grade: float | None


def check(lines: Sequence[Line]) -> Iterator[Problem]:
    """Both are to consider. What others said is quoted as it is: its words make no sentence too long."""
    for line in lines:
        for sentence in () if line.quoted else sentences(line):
            number = words_in(_QUOTED.sub("“said”", sentence.text))
            if number > LONGEST:
                yield Problem(
                    Code.LONG_SENTENCE,
                    f"A sentence of {number} words: “{shortened(sentence.text.strip('“” '), 60)}”",
                    f"Cut it in two. More than {LONGEST} words are hard to follow.",
                    Severity.CONSIDER,
                    line.section,
                    line.block,
                    excerpt=sentence.text,
                    span=line.span(sentence.start, sentence.end),
                )
    grade = reading(lines).grade
    if grade is not None and grade > HARD:
        yield Problem(
            Code.READING_LEVEL,
            f"Hard to read: about {grade:.0f} years of school",
            "Shorter sentences and shorter words help. Most readers like 12 or less.",
            Severity.CONSIDER,
        )


def reading(lines: Sequence[Line]) -> Reading:
    """Words, sentences and grade. A field counts as one word of one syllable."""
    count = parts = syllables_found = 0
    for line in lines:
        for sentence in sentences(line):
            words = _WORD.findall(sentence.text)
            if words:
                parts += 1
                count += len(words)
                syllables_found += sum(syllables(word) for word in words)
    if count < _LEAST:
        return Reading(count, parts, None)
    grade = 0.39 * count / parts + 11.8 * syllables_found / count - 15.59
    return Reading(count, parts, round(grade, 1))


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """By rule: groups of vowels, less silent endings, more where neighbours sound apart. At least one."""
    lower = word.lower().replace("’", "").replace("'", "")
    if not lower[:1].isalpha():
        return 1
    total = 0
    for part in lower.split("-"):
        groups = len(_GROUPS.findall(part))
        if groups > 1 and _SILENT.search(part):
            groups -= 1
        total += max(1, groups + len(_APART.findall(part)))
    return total
