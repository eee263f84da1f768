"""Files of single copies: everything but the personal lines is written once and repeated as bytes."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from app.documents.batch.parts import (
    PERSONAL_LEVEL,
    SHARED_LEVEL,
    Gap,
    Own,
    Part,
    Pieces,
    Shared,
    Store,
    TreeKey,
    content_stream,
    stream_part,
)
from app.documents.batch.skeleton import ABOVE_PAGES, ABOVE_STRUCTURE, Skeleton

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_ENTRY = struct.Struct(">BIH")

Number = Callable[[Gap], int]


@dataclass(frozen=True, slots=True)
class Personal:
    """What one copy has of its own: content streams, written out, rectangles of links, title, file identifier."""

    contents: Sequence[tuple[bytes, bytes]]
    marks: Sequence[bytes]
    info: bytes
    xmp: bytes
    identifier: bytes


def filled(pieces: Pieces, number: Number) -> bytes:
    """A part's pieces with the numbers put in."""
    return b"".join(
        piece
        if isinstance(piece, bytes)
        else str(piece.number if isinstance(piece, TreeKey) else number(piece)).encode()
        for piece in pieces
    )


def stream_object(number: int, entries: bytes, data: bytes) -> bytes:
    """A stream as an object of a file."""
    return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, entries, data)


def object_stream(objects: Sequence[tuple[int, bytes]], level: int) -> tuple[bytes, bytes]:
    """(dictionary, data) of a stream that holds small objects; `level` of compression."""
    heads, bodies, at = [], [], 0
    for number, body in objects:
        heads.append(b"%d %d" % (number, at))
        bodies.append(body)
        at += len(body) + 1
    head = b" ".join(heads) + b"\n"
    data = zlib.compress(head + b"\n".join(bodies), level)
    entries = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
    return entries % (len(objects), len(head), len(data)), data


def info_object(info: dict[str, Any]) -> bytes:
    """The information dictionary."""
    return bytes(pydyf.Dictionary(info).data)


def metadata_stream(xmp: bytes, entries: dict[str, Any]) -> bytes:
    """The metadata stream from its dictionary on."""
    part = stream_part(xmp, entries, _no_reference)
    return b"%b\nstream\n%b\nendstream" % (
        b"".join(p for p in part.pieces if isinstance(p, bytes)),
        part.data or b"",
    )


def _no_reference(number: int) -> Gap:
    raise ValueError(f"The metadata names object {number}.")


class SingleFiles:
    """Writes the files of all copies that have one skeleton. `base` begins every file, `tail` ends one."""

    def __init__(self, skeleton: Skeleton, store: Store) -> None:
        self._made = skeleton
        self._shared = {name: number for number, name in enumerate(store.within(skeleton.shared), start=4)}
        # 1 to 3: pages, structure root, parent tree. Then what copies share, then what each has of its own.
        self._first_own = 4 + len(self._shared)
        self._first_content = self._first_own + len(skeleton.own) + len(skeleton.rest)
        self._small_stream = self._first_content
        self._first_tail = self._small_stream + 1
        self._offsets: dict[int, tuple[int, int, int]] = {}
        self.base = self._written(store)
        self.digest = hashlib.sha256(self.base).digest()
        self._table = b"".join(
            _ENTRY.pack(*self._offsets.get(number, (0, 0, 65535))) for number in range(self._first_tail)
        )

    def tail(self, one: Personal) -> bytes:
        """What follows the base in the file of one copy."""
        at, number = len(self.base), self._first_tail
        pieces: list[bytes] = []
        entries: list[bytes] = []

        def add(data: bytes) -> None:
            nonlocal at, number
            entries.append(_ENTRY.pack(1, at, 0))
            pieces.append(data)
            at += len(data)
            number += 1

        for dictionary, data in one.contents:
            add(stream_object(number, dictionary, data))
        for begin, rectangle in zip(self._marks, one.marks, strict=True):
            add(b"%d 0 obj\n%b/Rect %b>>\nendobj\n" % (number, begin, rectangle))
        metadata, info = number, number + 1
        add(b"%d 0 obj\n%b\nendobj\n" % (metadata, one.xmp))
        add(b"%d 0 obj\n%b\nendobj\n" % (info, one.info))
        catalog = number
        add(b"%d 0 obj\n%b/Metadata %d 0 R>>\nendobj\n" % (catalog, self._catalog, metadata))
        pieces.append(self._references(one, entries, at, number, (catalog, info)))
        return b"".join(pieces)

    def _references(
        self, one: Personal, entries: list[bytes], at: int, number: int, roots: tuple[int, int]
    ) -> bytes:
        table = zlib.compress(self._table + b"".join(entries) + _ENTRY.pack(1, at, 0), PERSONAL_LEVEL)
        changed = hashlib.md5(self.digest, usedforsecurity=False)
        for _, data in one.contents:
            changed.update(data)
        for rectangle in one.marks:
            changed.update(rectangle)
        changed.update(one.identifier)
        dictionary = (
            b"<</Type /XRef/Index [0 %d]/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [(%b) (%b)]"
            b"/Filter /FlateDecode/Length %d>>"
        ) % (number + 1, number + 1, *roots, one.identifier, changed.hexdigest().encode(), len(table))
        return stream_object(number, dictionary, table) + b"startxref\n%d\n%%%%EOF\n" % at

    def _number(self, gap: Gap) -> int:
        if isinstance(gap, Shared):
            return self._shared[gap.digest]
        if gap == ABOVE_PAGES:
            return 1
        if gap == ABOVE_STRUCTURE:
            return 2
        own, personal = len(self._made.own), len(self._made.contents) + len(self._made.marks)
        if gap.number < own:
            return self._first_own + gap.number
        if gap.number < own + personal:
            return self._first_tail + gap.number - own
        return self._first_own + gap.number - personal

    def _written(self, store: Store) -> bytes:
        made = self._made
        self._marks = [filled(mark.pieces, self._number) for mark in made.marks]
        pieces = [HEADER]
        at = len(HEADER)
        small: list[tuple[int, bytes]] = self._heads()
        parts: list[tuple[int, Part]] = [(number, store.parts[name]) for name, number in self._shared.items()]
        parts += [(self._first_own + place, part) for place, part in enumerate((*made.own, *made.rest))]
        for number, part in parts:
            body = filled(part.pieces, self._number)
            if part.data is None:
                small.append((number, body))
                continue
            pieces.append(stream_object(number, body, part.data))
            self._offsets[number] = (1, at, 0)
            at += len(pieces[-1])
        for place, (number, _) in enumerate(small):
            self._offsets[number] = (2, self._small_stream, place)
        self._offsets[self._small_stream] = (1, at, 0)
        pieces.append(stream_object(self._small_stream, *object_stream(small, SHARED_LEVEL)))
        return b"".join(pieces)

    def _heads(self) -> list[tuple[int, bytes]]:
        """The page list, the structure root and the parent tree; the catalog is in the tail with the metadata."""
        made = self._made
        entries = b"".join(
            b"/%b %b" % (key.encode(), filled(value, self._number)) for key, value in made.catalog.items()
        )
        self._catalog = b"<</Type /Catalog/Pages 1 0 R/StructTreeRoot 2 0 R%b" % entries
        kids = b" ".join(b"%d 0 R" % self._number(Own(page)) for page in made.pages)
        nums = b" ".join(b"%d %d 0 R" % (key, self._number(target)) for key, target in made.tree)
        return [
            (1, b"<</Type /Pages/Kids [%b]/Count %d>>" % (kids, len(made.pages))),
            (2, b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree 3 0 R/ParentTreeNextKey %d>>"
                % (self._number(Own(0)), len(made.tree))),
            (3, b"<</Nums [%b]>>" % nums),
        ]  # fmt: skip


def contents_of(runs: Sequence[bytes]) -> tuple[bytes, bytes]:
    """A personal content stream from its runs."""
    return content_stream(b"".join(runs))
