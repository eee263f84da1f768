"""The letter's text as frozen values.

``Doc > Section(role) > Paragraph | Quote | BulletList | OrderedList | Variant(rule)``, and inside a block a
flat run of inlines: ``Text``, ``MergeField``, ``Citation``, ``DayCount``, each with a tuple of marks.
Values only: reading and checking what came from outside is ``reading``, canonical form is ``normal``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

SCHEMA_VERSION = 1
MAX_TEXT = 200_000  # characters in one letter
MAX_MARKS = 20  # marks on one stretch of text
MAX_BLOCKS = 1_000  # blocks in one letter, list items counted

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}\Z")
BLOCK_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,79}(?: [A-Za-z0-9._-]{1,40}){0,2}\Z")
LANG_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}\Z")
HREF = re.compile(r"(?:https://|mailto:)[^\s{}<>\"\\\x00-\x20\x7f-\x9f]{3,1990}\Z")


class Role(StrEnum):
    """What a section is for. ``recital`` and ``clause`` are reserved for resolutions."""

    OPENING = "opening"
    FACTS = "facts"
    POSITION = "position"
    ASKS = "asks"
    MEETING = "meeting"
    CLOSING = "closing"
    BODY = "body"
    RECITAL = "recital"
    CLAUSE = "clause"

    @property
    def label(self) -> str:
        """The role in the words of the interface."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.OPENING: "Opening",
    Role.FACTS: "Facts",
    Role.POSITION: "Position so far",
    Role.ASKS: "Asks",
    Role.MEETING: "Meeting request",
    Role.CLOSING: "Closing",
    Role.BODY: "Text",
    Role.RECITAL: "Recital",
    Role.CLAUSE: "Clause",
}
RESERVED_ROLES = frozenset({Role.RECITAL, Role.CLAUSE})
LETTER_ROLES = tuple(role for role in Role if role not in RESERVED_ROLES)


class MarkKind(StrEnum):
    """In the order in which marks are kept and written."""

    ASK = "ask"
    OPINION = "opinion"
    LINK = "link"
    LANG = "lang"
    BOLD = "bold"
    ITALIC = "italic"


MARK_ORDER = {kind: place for place, kind in enumerate(MarkKind)}


@dataclass(frozen=True, slots=True)
class Mark:
    """A property of a stretch of text. ``value``: a demand's slug, an address, a language code, or empty."""

    kind: MarkKind
    value: str = ""


BOLD = Mark(MarkKind.BOLD)
ITALIC = Mark(MarkKind.ITALIC)
OPINION = Mark(MarkKind.OPINION)


def ask(demand: str) -> Mark:
    """Marks words that ask for the demand with this slug."""
    return Mark(MarkKind.ASK, demand)


def link(href: str) -> Mark:
    """Links words to an https: or mailto: address."""
    return Mark(MarkKind.LINK, href)


def lang(code: str) -> Mark:
    """Says that words are in another language (BCP 47, such as ``hy``)."""
    return Mark(MarkKind.LANG, code)


class FieldForm(StrEnum):
    """How a field prints: its value, words that need the value, or the value with words in its stead."""

    VALUE = "value"  # ((recipient.name))
    OPTIONAL = "optional"  # ((recipient.district??in the ((recipient.district)) district))
    FALLBACK = "fallback"  # ((recipient.district||your district))


class DayStyle(StrEnum):
    """How a day count is written out; the example is day 24."""

    ORDINAL = "ordinal"  # 24th day
    NTH = "nth"  # 24th
    DAYS = "days"  # 24 days
    NUMBER = "number"  # 24
    WORDS = "words"  # twenty-fourth day
    WEEKS = "weeks"  # more than three weeks


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeField:
    """A value from the registry in ``fields``; ``content`` holds the words of the two longer forms."""

    name: str
    form: FieldForm = FieldForm.VALUE
    content: tuple[Inline, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """``numbers`` are those of the printed annex: only a resolved letter has them, no stored one."""

    claim: str
    marks: tuple[Mark, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DayCount:
    """Days from a campaign's anchor to the letter's date."""

    anchor: str
    style: DayStyle = DayStyle.ORDINAL
    marks: tuple[Mark, ...] = ()


Inline: TypeAlias = Text | MergeField | Citation | DayCount


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: tuple[Inline, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Another's words, set apart."""

    paragraphs: tuple[Paragraph, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class ListItem:
    """Inline text only: a paragraph inside a marked item would fail PDF/UA."""

    content: tuple[Inline, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[ListItem, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class OrderedList:
    """Numbered from 1."""

    items: tuple[ListItem, ...]
    id: str = ""


PlainBlock: TypeAlias = Paragraph | Quote | BulletList | OrderedList


@dataclass(frozen=True, slots=True)
class Condition:
    """``key`` is (or, negated, is not) one of ``values``."""

    key: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        return f"{self.key}{'!=' if self.negated else '='}{','.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Rule:
    """For which recipients a variant prints: every condition must hold."""

    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return " ".join(str(condition) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Variant:
    """Blocks that print only for the recipients that ``rule`` describes."""

    rule: Rule
    blocks: tuple[PlainBlock, ...]
    id: str = ""


Block: TypeAlias = PlainBlock | Variant


@dataclass(frozen=True, slots=True)
class Section:
    role: Role
    blocks: tuple[Block, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Doc:
    sections: tuple[Section, ...] = ()
    schema_version: int = field(default=SCHEMA_VERSION)
