"""How citations print: numbers in the order of reading, marks after the punctuation, and the annex of sources. Pure.

A claim gets its number where the printed copy first cites it, keeps it wherever it is cited again, and gets none
when no source of it may be printed. So moving words that cite nothing changes no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.evidence.rules import ClaimFact, SourceFact
from app.letters.tree import Citation, Text

# Marks stand after the punctuation that closes the words they prove, and after quotation marks.
_CLOSING = re.compile(r"(?:[.,;:!?…]+[”’\")\]]*|[”’\")\]]+[.,;:!?…]*)(?=\s|\Z)")
CLOSES_UP = (" ", ".", ",", ";", ":", "!", "?", ")", "”", "’")  # no space before these
_NO_ADDRESS = frozenset({"", "unknown"})


@dataclass(frozen=True, slots=True)
class AnnexSource:
    """A source as the annex names it. ``dated`` as written, so also "2023-06" or "undated"."""

    publisher: str
    title: str
    dated: str
    url: str
    day: date | None = None  # when it is one day: such a date prints in full
    opposing: bool = False


@dataclass(frozen=True, slots=True)
class AnnexEntry:
    """One claim in the annex. ``dispute`` says what others hold against it; empty when nobody disputes it."""

    number: int
    claim: str
    wording: str
    sources: tuple[AnnexSource, ...]
    dispute: str = ""
    checked: bool = False  # whether somebody has read every source that is named


def supporting(fact: ClaimFact) -> tuple[SourceFact, ...]:
    """The sources that speak for the claim."""
    return tuple(source for source in fact.sources if not source.opposing)


def public_by(source: SourceFact, fact: ClaimFact, day: date) -> bool:
    """Whether the annex of a letter of this day may name the source.

    A partial date counts at its latest day. A source without a date may stand when the claim was known by then.
    """
    if source.date.latest is not None:
        return source.date.latest <= day
    if source.date.earliest is not None and source.date.earliest > day:
        return False
    return fact.known_by is not None and fact.known_by <= day


def dispute_of(fact: ClaimFact, day: date) -> str:
    """What the annex says against a disputed claim; the opposing view only if a source of it was public by then.

    It goes by the words that a version pinned, not by the claim's state of today: what signers read is what prints.
    """
    if not fact.dispute.strip():
        return ""
    against = [source for source in fact.sources if source.opposing]
    heard = not against or any(public_by(source, fact, day) for source in against)
    parts = (fact.dispute, fact.opposing_view if heard else "")
    return " ".join(_sentence(part) for part in parts if part.strip())


def entry(number: int, fact: ClaimFact, day: date) -> AnnexEntry | None:
    """The claim in the annex of a letter of this day; None when no source of it may be named."""
    named = [source for source in supporting(fact) if public_by(source, fact, day)]
    if not named:
        return None
    dispute = dispute_of(fact, day)
    if dispute:
        named += [source for source in fact.sources if source.opposing and public_by(source, fact, day)]
    return AnnexEntry(
        number,
        fact.slug,
        _sentence(fact.wording),
        tuple(_source(source) for source in named),
        dispute,
        all(source.checked for source in named),
    )


def with_marks(line: Iterable[Text | Citation]) -> list[Text | Citation]:
    """Numbers of one place joined into one mark, no space before it, and it stands after the punctuation.

    No word is added or dropped; a space before a mark goes behind it where words would otherwise run together.
    """
    nodes = list(line)
    if not any(isinstance(node, Citation) for node in nodes):
        return nodes
    if not any(isinstance(node, Text) and node.text.strip() for node in nodes):
        return [node for node in nodes if isinstance(node, Text)]
    writer = _Marks()
    for node in nodes:
        if isinstance(node, Citation):
            writer.cite(node)
        else:
            writer.write(node)
    return writer.finish()


class _Marks:
    """Writes a line from left to right, holding back the mark and the spaces before it until its place is reached."""

    def __init__(self) -> None:
        self.line: list[Text | Citation] = []
        self.mark: Citation | None = None
        self.spaces = Text("")

    def cite(self, node: Citation) -> None:
        if self.mark is not None:
            self.mark = _joined(self.mark, node)
            return
        self.spaces = Text("")
        while self.line and isinstance(last := self.line[-1], Text) and last.text.endswith(" "):
            kept = last.text.rstrip(" ")
            self.spaces = Text(" " * (len(last.text) - len(kept)) + self.spaces.text, last.marks)
            self.line[-1:] = [replace(last, text=kept)] if kept else []
        if self.line and isinstance(before := self.line[-1], Citation):
            self.line.pop()
            node = _joined(before, node)
        self.mark = node

    def write(self, node: Text) -> None:
        if self.mark is None:
            self.line.append(node)
            return
        if not node.text.strip(" "):
            self.spaces = Text(self.spaces.text[:-1] + node.text, node.marks)
            return
        if closing := _CLOSING.match(node.text):
            self._space(closing.group())
            self.line.append(replace(node, text=closing.group()))
            node = replace(node, text=node.text[closing.end() :])
            if not node.text.strip(" "):
                # Something may still be cited behind the punctuation: "closed [@a]. [@b]".
                self.spaces = node
                return
        self.line.append(self.mark)
        self.mark = None
        self._space(node.text)
        self.line.append(node)

    def finish(self) -> list[Text | Citation]:
        if self.mark is not None:
            self.line += [self.mark, self.spaces]
        return self.line

    def _space(self, following: str) -> None:
        """The spaces held back, one fewer where the words close up: as the text reads without marks."""
        text = self.spaces.text[:-1] if following.startswith(CLOSES_UP) else self.spaces.text
        if text:
            self.line.append(replace(self.spaces, text=text))
        self.spaces = Text("")


def _joined(first: Citation, second: Citation) -> Citation:
    return replace(first, numbers=tuple(sorted({*first.numbers, *second.numbers})))


def _source(source: SourceFact) -> AnnexSource:
    return AnnexSource(
        publisher=source.publisher.strip(),
        title=source.title.strip(),
        dated=source.date.as_written.strip() or "undated",
        url="" if source.url.strip() in _NO_ADDRESS else source.url.strip(),
        day=source.date.exact,
        opposing=source.opposing,
    )


def _sentence(text: str) -> str:
    """The words on one line, with a full stop."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…", ".”")) else f"{text}."
