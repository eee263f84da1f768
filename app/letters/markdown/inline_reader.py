"""Reads one line of text: marks, fields, citations, day counts. Any string is readable; what fits no rule is text.

Two passes, each linear: the first finds matching openers and closers, the second builds the inlines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from app.letters.markdown import syntax
from app.letters.tree.nodes import (
    BOLD,
    ITALIC,
    OPINION,
    Citation,
    DayCount,
    DayStyle,
    FieldForm,
    Inline,
    Mark,
    MergeField,
    Text,
    ask,
    lang,
    link,
)
from app.letters.tree.normal import normal_inlines, normal_marks

STARS = {1: (ITALIC,), 2: (BOLD,), 3: (BOLD, ITALIC)}
MAX_NESTING = 40  # brackets within brackets; deeper ones are text
FORMS = {"??": FieldForm.OPTIONAL, "||": FieldForm.FALLBACK}


def read_inlines(source: str) -> tuple[Inline, ...]:
    """The inlines of one line of Markdown, merged and with sorted marks; spaces stay."""
    return _Builder(source, _Pairs(source).find()).build()


@dataclass(frozen=True, slots=True)
class _Token:
    """At one place in the source: ``length`` characters that are not text."""

    length: int
    text: str = ""  # stands in the text instead
    opens: tuple[Mark, ...] = ()
    closes: bool = False
    field: tuple[str, FieldForm] | None = None
    ends_field: bool = False
    atom: Inline | None = None


@dataclass(slots=True)
class _Opener:
    kind: str  # "[", "((" , "(" or a run of stars
    place: int
    length: int
    field: tuple[str, FieldForm] | None = None


@dataclass(slots=True)
class _Pairs:
    """First pass. The stack holds openers that still wait; a closer takes its opener and drops those in between."""

    source: str
    tokens: dict[int, _Token] = field(default_factory=dict)
    stack: list[_Opener] = field(default_factory=list)
    waiting: Counter[str] = field(default_factory=Counter)

    def find(self) -> dict[int, _Token]:
        place = 0
        readers = {"\\": self._escape, "*": self._stars, "[": self._bracket, "]": self._end_bracket}
        readers |= {"(": self._paren, ")": self._end_paren}
        while place < len(self.source):
            reader = readers.get(self.source[place])
            place += reader(place) if reader else 1
        return self.tokens

    def _escape(self, place: int) -> int:
        following = self.source[place + 1 : place + 2]
        if following not in syntax.PUNCTUATION:
            return 1
        self.tokens[place] = _Token(2, text=following)
        return 2

    def _stars(self, place: int) -> int:
        end = place
        while end < len(self.source) and self.source[end] == "*":
            end += 1
        length, run = end - place, self.source[place:end]
        before, after = self.source[place - 1 : place] if place else "", self.source[end : end + 1]
        if length > 3:
            return length
        if self.waiting[run] and before and not before.isspace() and not _word(after):
            opener = self._take(run)
            self.tokens[opener.place] = _Token(length, opens=STARS[length])
            self.tokens[place] = _Token(length, closes=True)
        elif after and not after.isspace() and not _word(before):
            self._push(_Opener(run, place, length))
        return length

    def _bracket(self, place: int) -> int:
        if match := syntax.CITATION.match(self.source, place):
            return self._atom(place, match.end() - place, Citation(match[1]))
        if self.waiting["["] < MAX_NESTING:
            self._push(_Opener("[", place, 1))
        return 1

    def _end_bracket(self, place: int) -> int:
        if not self.waiting["["]:
            return 1
        if match := syntax.LINK_TARGET.match(self.source, place + 1):
            marks: tuple[Mark, ...] = (link(match[1]),)
        elif match := syntax.ATTRIBUTES.match(self.source, place + 1):
            marks = tuple(_mark(word) for word in match[1].split(" "))
        else:
            if self.stack[-1].kind == "[":
                self._take("[")  # a pair of plain brackets
            return 1
        opener = self._take("[")
        length = match.end() - place
        self.tokens[opener.place] = _Token(1, opens=marks)
        self.tokens[place] = _Token(length, closes=True)
        return length

    def _paren(self, place: int) -> int:
        if match := syntax.DAY_COUNT.match(self.source, place):
            style = DayStyle(match[2] or DayStyle.ORDINAL)
            return self._atom(place, match.end() - place, DayCount(match[1], style))
        if match := syntax.PLAIN_FIELD.match(self.source, place):
            return self._atom(place, match.end() - place, MergeField(match[1]))
        match = syntax.LONG_FIELD.match(self.source, place)
        if match and not self.waiting["(("]:  # optional words hold no further optional words
            length = match.end() - place
            self._push(_Opener("((", place, length, (match[1], FORMS[match[2]])))
            return length
        if self.waiting["(("]:
            self._push(_Opener("(", place, 1))  # so that a bracket inside optional words finds its own end
        return 1

    def _end_paren(self, place: int) -> int:
        if self.stack and self.stack[-1].kind == "(":
            self._take("(")
            return 1
        if not self.waiting["(("] or not self.source.startswith("))", place):
            return 1
        opener = self._take("((")
        self.tokens[opener.place] = _Token(opener.length, field=opener.field)
        self.tokens[place] = _Token(2, ends_field=True)
        return 2

    def _atom(self, place: int, length: int, atom: Inline) -> int:
        self.tokens[place] = _Token(length, atom=atom)
        return length

    def _push(self, opener: _Opener) -> None:
        self.stack.append(opener)
        self.waiting[opener.kind] += 1

    def _take(self, kind: str) -> _Opener:
        while True:
            opener = self.stack.pop()
            self.waiting[opener.kind] -= 1
            if opener.kind == kind:
                return opener


@dataclass(slots=True)
class _Builder:
    """Second pass: one run over the source with the marks that are open."""

    source: str
    tokens: dict[int, _Token]
    out: list[Inline] = field(default_factory=list)
    marks: list[tuple[Mark, ...]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    field_name: tuple[str, FieldForm] | None = None
    outside: tuple[list[Inline], list[tuple[Mark, ...]]] | None = None

    def build(self) -> tuple[Inline, ...]:
        place = 0
        for start in sorted(self.tokens):
            if start < place:
                continue
            self.text.append(self.source[place:start])
            token = self.tokens[start]
            if token.text:
                self.text.append(token.text)
            else:
                self._flush()
                self._apply(token)
            place = start + token.length
        self.text.append(self.source[place:])
        self._flush()
        return normal_inlines(self.out)

    def _apply(self, token: _Token) -> None:
        if token.opens:
            self.marks.append(token.opens)
        elif token.closes:
            self.marks.pop()
        elif token.field:
            self.field_name, self.outside = token.field, (self.out, self.marks)
            self.out, self.marks = [], []
        elif token.ends_field and self.outside is not None and self.field_name is not None:
            content, (name, form) = normal_inlines(self.out), self.field_name
            (self.out, self.marks), self.outside = self.outside, None
            self.out.append(MergeField(name, form, content, self._open_marks()))
        elif token.atom is not None:
            self.out.append(_with_marks(token.atom, self._open_marks()))

    def _flush(self) -> None:
        if words := "".join(self.text):
            self.out.append(Text(words, self._open_marks()))
        self.text.clear()

    def _open_marks(self) -> tuple[Mark, ...]:
        return normal_marks(mark for marks in self.marks for mark in marks)


def _with_marks(atom: Inline, marks: tuple[Mark, ...]) -> Inline:
    if isinstance(atom, Citation):
        return Citation(atom.claim, marks)
    if isinstance(atom, DayCount):
        return DayCount(atom.anchor, atom.style, marks)
    return MergeField(atom.name, marks=marks) if isinstance(atom, MergeField) else atom


def _mark(word: str) -> Mark:
    name, _, value = word.partition("=")
    makers = {"ask": ask, "lang": lang, "link": link}
    return (
        makers[name](value) if name in makers else {"bold": BOLD, "italic": ITALIC, "opinion": OPINION}[name]
    )


def _word(character: str) -> bool:
    return character.isalnum()
