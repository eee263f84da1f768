"""The content of a drawn page as stretches between the texts that differ, and those texts themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pydyf

from app.documents.batch.drawing import RecordedPage, split_text


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a personal text box stands: the number of its place, and of the box within it."""

    place: int
    box: int


Run = bytes | Slot


def page_runs(page: RecordedPage, slots: dict[Any, Slot]) -> list[Run]:
    """The content of a page: bytes, with gaps for personal text."""
    marked = {page.marks[box]: slot for box, slot in slots.items() if box in page.marks}
    operators = page.stream.stream
    out: list[Run] = []
    begun = at = 0
    while at < len(operators):
        slot = marked.get(_mark(operators, at)) if operators[at] == b"BDC" else None
        if slot is None:
            at += 1
            continue
        first, last = _text(operators, at)
        out += [_bytes(operators[begun:first]), slot]
        begun = at = last
    out.append(_bytes(operators[begun:]))
    return out


def drawn_texts(page: RecordedPage, slots: dict[Any, Slot]) -> dict[Slot, bytes]:
    """What stands in each gap in the drawn letter itself."""
    marked = {page.marks[box]: slot for box, slot in slots.items() if box in page.marks}
    operators = page.stream.stream
    found: dict[Slot, bytes] = {}
    for at, operator in enumerate(operators):
        if operator == b"BDC" and (slot := marked.get(_mark(operators, at))) is not None:
            first, last = _text(operators, at)
            found[slot] = b"\n".join(operators[first:last])
    return found


def _mark(operators: list[Any], at: int) -> int:
    properties = operators[at - 1]
    return int(properties["MCID"]) if isinstance(properties, dict) and "MCID" in properties else -1


def _text(operators: list[Any], at: int) -> tuple[int, int]:
    """Begin and end of the text object in the marked piece that begins at `at`; it must be its last part."""
    end = operators.index(b"EMC", at)
    first = operators.index(b"BT", at, end)
    split_text(operators[first:end])
    return first, end


def _bytes(operators: list[Any]) -> bytes:
    return b"\n".join(pydyf._to_bytes(item) for item in operators) + b"\n"
