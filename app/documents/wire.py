"""Messages between the application and its drawing process: a JSON head and binary parts, length first.

Neither side unpickles what the other sends, so a drawing process that goes wrong cannot run code in the
application.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Sequence
from typing import Any, Protocol

from app.documents.paper import LetterheadArt, LetterPaper, SignatureBlock, Verification

MAX_PART = 256 * 1024 * 1024
_LENGTH = struct.Struct("!I")

Message = tuple[dict[str, Any], list[bytes]]


class Reader(Protocol):
    """Anything that reads a given number of bytes, and fewer only at its end."""

    def read(self, length: int, /) -> bytes: ...


class Closed(Exception):
    """The other side has gone, or sent something that is not a message."""


def encode(head: dict[str, Any], parts: Sequence[bytes] = ()) -> bytes:
    """One message as bytes."""
    body = json.dumps({**head, "_parts": len(parts)}, ensure_ascii=False).encode()
    pieces = [_LENGTH.pack(len(body)), body]
    for part in parts:
        pieces += [_LENGTH.pack(len(part)), part]
    return b"".join(pieces)


def receive(stream: Reader) -> Message:
    """The next message of a blocking stream. Raises `Closed` at its end."""
    head = json.loads(_chunk(stream))
    count = head.pop("_parts")
    if not 0 <= count <= 256:
        raise Closed
    return head, [_chunk(stream) for _ in range(count)]


def _chunk(stream: Reader) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MAX_PART:
        raise Closed
    return _exactly(stream, length)


def _exactly(stream: Reader, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise Closed
    return data


def paper_to_json(paper: LetterPaper) -> dict[str, Any]:
    """A paper as plain JSON values."""
    return dataclasses.asdict(paper)


def paper_from_json(data: dict[str, Any]) -> LetterPaper:
    """The paper again, checked by its own constructor."""
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    fields["letterheads"] = tuple(
        LetterheadArt(**{**one, "lines": tuple(one["lines"])}) for one in data["letterheads"]
    )
    fields["signatures"] = tuple(SignatureBlock(**one) for one in data["signatures"])
    fields["addressees"] = tuple(tuple(lines) for lines in data["addressees"])
    if data["verification"]:
        fields["verification"] = Verification(**data["verification"])
    return LetterPaper(**fields)


_FIELDS = tuple(one.name for one in dataclasses.fields(LetterPaper))


def papers_to_json(papers: Sequence[LetterPaper], first: LetterPaper | None) -> list[dict[str, Any]]:
    """Papers as plain JSON values: each as what it has otherwise than `first`, or than the first of them.

    Blocks that differ are named by their place, as long as there are equally many.
    """
    made: list[dict[str, Any]] = []
    for paper in papers:
        if first is None:
            first = paper
            made.append(paper_to_json(paper))
            continue
        other = {name: getattr(paper, name) for name in _FIELDS}
        before = {name: getattr(first, name) for name in _FIELDS}
        changed = {name for name in _FIELDS if other[name] != before[name]}
        if not changed <= _SIMPLE:
            made.append(paper_to_json(paper))
            continue
        sent = {name: other[name] for name in changed}
        if "blocks" in changed and len(paper.blocks) == len(first.blocks):
            pairs = enumerate(zip(paper.blocks, first.blocks, strict=True))
            sent["blocks"] = {str(place): block for place, (block, old) in pairs if block != old}
        made.append({"_changed": sent})
    return made


def papers_from_json(data: Sequence[dict[str, Any]], first: LetterPaper | None) -> list[LetterPaper]:
    """The papers again. `first` is the first paper of all, None when it is among these."""
    papers: list[LetterPaper] = []
    for one in data:
        if "_changed" not in one:
            paper = paper_from_json(one)
        else:
            assert first is not None
            paper = _changed(first, one["_changed"])
        first = first or paper
        papers.append(paper)
    return papers


_SIMPLE = frozenset(
    ("addressees", "header_name", "salutation", "blocks", "title", "subject", "cc", "enclosures")
)


def _changed(first: LetterPaper, sent: dict[str, Any]) -> LetterPaper:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in sent.items()
    }
    if "addressees" in values:
        values["addressees"] = tuple(tuple(lines) for lines in sent["addressees"])
    if isinstance(sent.get("blocks"), dict):
        other = sent["blocks"]
        values["blocks"] = tuple(other.get(str(at), block) for at, block in enumerate(first.blocks))
    return dataclasses.replace(first, **values)
