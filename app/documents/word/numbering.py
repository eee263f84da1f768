"""Real lists: each list of a letter has a numbering of its own, so that each begins where it should."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.text.paragraph import Paragraph

from app.documents.word.oxml import element

STEP = 400  # twentieths of a point that each deeper list stands further in
LEVELS = 3


class Numbering:
    """The lists of one document. `colour` is that of the numbers of asks."""

    def __init__(self, document: Document, colour: str) -> None:
        self._root = document.part.numbering_part.element
        for child in list(self._root):
            self._root.remove(child)
        self._colour = colour
        self._abstract = 0
        self._numbers = 0
        self._current: dict[int, int] = {}

    def put(self, paragraph: Paragraph, look: str, *, first: bool, level: int = 0, start: int = 1) -> None:
        """Make a paragraph an item; `look` is "asks", "points" or "sources"; `first` begins a new list."""
        level = min(level, LEVELS - 1)
        if first or level not in self._current:
            self._current[level] = self._new(look, level, start)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = self._current[level]

    def _new(self, look: str, level: int, start: int) -> int:
        abstract = element("w:abstractNum", abstractNumId=str(self._abstract))
        abstract.append(element("w:multiLevelType", val="hybridMultilevel"))
        for depth in range(LEVELS):
            abstract.append(self._level(look, depth, start if depth == level else 1))
        # The schema wants every abstract numbering before the first numbering.
        self._root.insert(self._abstract, abstract)
        self._numbers += 1
        number = element("w:num", numId=str(self._numbers))
        number.append(element("w:abstractNumId", val=str(self._abstract)))
        self._root.append(number)
        self._abstract += 1
        return self._numbers

    def _level(self, look: str, depth: int, start: int) -> Any:
        level = element("w:lvl", ilvl=str(depth))
        level.append(element("w:start", val=str(start)))
        level.append(element("w:numFmt", val="bullet" if look == "points" else "decimal"))
        shown = {"points": "•", "sources": f"%{depth + 1}"}.get(look, f"%{depth + 1}.")
        level.append(element("w:lvlText", val=shown))
        level.append(element("w:lvlJc", val="left"))
        wide = 520 if look == "sources" else STEP
        shape = element("w:pPr")
        shape.append(element("w:ind", left=str(wide + depth * STEP), hanging=str(wide)))
        level.append(shape)
        if look == "asks":
            words = element("w:rPr")
            words.append(element("w:b"))
            words.append(element("w:color", val=self._colour))
            level.append(words)
        return level
