"""All copies in one file, written while they are drawn: what copies share stands in it once.

Each copy is a `Part` under one `Document`, as in `app.documents.combining`, with a bookmark of its own. What has been
written is not kept, and where it stands waits in a file; a copy leaves its bookmark and two numbers in memory.
"""

from __future__ import annotations

import hashlib
import itertools
from array import array
from collections.abc import Iterable, Iterator

import pydyf

from app.documents.batch.parts import PERSONAL_LEVEL, Gap, Own, Part, Pieces, Shared, Store, TreeKey
from app.documents.batch.shelf import CrossReferences
from app.documents.batch.single import (
    HEADER,
    Personal,
    filled,
    info_object,
    metadata_stream,
    object_stream,
    stream_object,
)
from app.documents.batch.skeleton import ABOVE_PAGES, FONTS, Skeleton
from app.documents.batch.titles import retitled

_CATALOG, _PAGES, _ROOT, _DOCUMENT, _INFO, _METADATA, _FONTS = range(1, 8)
_AT_ONCE = 64
"""So many entries of a tree or of the outline stand in one object or object stream."""

_FROM_FIRST, _FROM_KEYS, _NODE, _TOP = range(4)
"""What a number in an own object of a copy is counted from: its first object, its first key, or what is above it."""

_Form = tuple[bytes, list[int], list[tuple[int, int]]]
"""An own object as a format, with its numbers: all from the first object, or else each with what it counts from."""


class JoinedFile:
    """Writes one file piece by piece: `add` for each copy, then `finish`. Each gives the bytes that come next.

    `fonts_last`: the fonts are not known before the last copy, and `add_fonts` comes before `finish`.
    """

    def __init__(self, *, fonts_last: bool = False) -> None:
        self._at = 0
        self._table = CrossReferences(_FONTS if fonts_last else _METADATA)
        self._shared: dict[bytes, int] = {FONTS.digest: _FONTS} if fonts_last else {}
        self._bound: dict[int, list[_Form]] = {}
        self._letters = array("q")
        self._parts = array("q")
        self._pages = 0
        self._keys = 0
        self._leaves: list[tuple[int, int, int]] = []
        self._held: list[tuple[int, int]] = []
        self._marks: list[tuple[str, int]] = []
        self._catalog: bytes | None = None
        self._hash = hashlib.md5(usedforsecurity=False)

    def add(self, skeleton: Skeleton, store: Store, one: Personal, mark: str, *, kept: bool = True) -> bytes:
        """A copy. `kept`: other copies will come with the same skeleton object."""
        out: list[bytes] = []
        if not self._letters:
            self._out(out, HEADER)
        self._write_shared(skeleton.shared, store, out)
        if self._catalog is None:
            self._catalog = self._kept_entries(skeleton, out)
        reserve = self._table.reserve
        first = reserve(len(skeleton.own))
        contents = reserve(len(skeleton.contents))
        marks = reserve(len(skeleton.marks))
        node = reserve(1)
        for place, (entries, data) in enumerate(one.contents):
            self._stream(contents + place, entries, data, out)
        small = self._small(skeleton, first, node, kept=kept)
        own = len(skeleton.own)
        small, begun = small[:own], small[own:]
        for place, ((_, begin), rectangle) in enumerate(zip(begun, one.marks, strict=True)):
            small.append((marks + place, b"%b/Rect %b>>" % (begin, rectangle)))
        kids = b" ".join(b"%d 0 R" % (first + page) for page in skeleton.pages)
        small.append(
            (node, b"<</Type /Pages/Parent %d 0 R/Kids [%b]/Count %d>>" % (_PAGES, kids, len(skeleton.pages)))
        )
        for key, target in skeleton.tree:
            assert isinstance(target, Own)
            self._held.append((self._keys + key, first + target.number))
        self._keys += len(skeleton.tree)
        if len(self._held) >= _AT_ONCE:
            small.append(self._leaf())
        self._pack(small, out)
        self._letters.append(node)
        self._parts.append(first)
        self._pages += len(skeleton.pages)
        self._marks.append((mark, first + skeleton.pages[0]))
        self._table.settle()
        return b"".join(out)

    def add_fonts(self, fonts: Part, store: Store) -> bytes:
        """The dictionary of all fonts, and what it names."""
        out: list[bytes] = []
        self._write_shared([piece for piece in fonts.pieces if isinstance(piece, Shared)], store, out)
        self._pack([(_FONTS, filled(fonts.pieces, self._number))], out)
        self._table.settle()
        return b"".join(out)

    def blank(self, width: float, height: float) -> bytes:
        """An empty page, in points: nothing is on it, so nothing of it is read. It has no bookmark."""
        out: list[bytes] = []
        page = self._table.reserve(1)
        body = b"<</Type /Page/Parent %d 0 R/MediaBox [0 0 %g %g]/Resources <<>>>>"
        self._pack([(page, body % (_PAGES, width, height))], out)
        self._letters.append(page)
        self._pages += 1
        self._table.settle()
        return b"".join(out)

    def finish(self, title: str, like: Skeleton) -> Iterator[bytes]:
        """The end of the file piece by piece, with the metadata of `like` and this title.

        Raises `ValueError` without a copy.
        """
        if self._catalog is None:
            raise ValueError("There is nothing to combine.")
        out: list[bytes] = []
        small: list[tuple[int, bytes]] = []
        info, xmp = retitled(like, title)
        if self._held:
            small.append(self._leaf())
        outline = self._table.reserve(1)
        leaves = b" ".join(b"%d 0 R" % number for number, _, _ in self._leaves)
        tree = self._table.reserve(1)
        small += [
            (tree, b"<</Kids [%b]>>" % leaves),
            (_PAGES, b"<</Type /Pages/Kids [%b]/Count %d>>" % (_listed(self._letters), self._pages)),
            (_ROOT, b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
                % (_DOCUMENT, tree, self._keys)),
            (_DOCUMENT, b"<</Type /StructElem/S /Document/K [%b]/P %d 0 R>>" % (_listed(self._parts), _ROOT)),
            (_INFO, info_object(info)),
            (_CATALOG, b"<</Type /Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R/Outlines %d 0 R%b>>"
                % (_PAGES, _ROOT, _METADATA, outline, self._catalog)),
        ]  # fmt: skip
        self._table.place(_METADATA, 1, self._at, 0)
        self._out(out, b"%d 0 obj\n%b\nendobj\n" % (_METADATA, metadata_stream(xmp, like.xmp_entries)))
        pending = itertools.chain(small, self._outline(outline))
        while group := list(itertools.islice(pending, _AT_ONCE)):
            self._pack(group, out)
            yield b"".join(out)
            out.clear()
        self._end(out)
        yield b"".join(out)

    def close(self) -> None:
        """Give back what it holds, also when it was not finished."""
        self._table.close()

    def _end(self, out: list[bytes]) -> None:
        number, at = self._table.reserve(1), self._at
        self._table.place(number, 1, at, 0)
        table = self._table.compressed()
        name = self._hash.hexdigest().encode()
        entries = (
            b"<</Type /XRef/Index [0 %d]/W %b/Size %d/Root %d 0 R/Info %d 0 R/ID [(%b) (%b)]"
            b"/Filter /FlateDecode/Length %d>>"
        ) % (number + 1, CrossReferences.WIDTHS, number + 1, _CATALOG, _INFO, name, name, len(table))
        out.append(stream_object(number, entries, table) + b"startxref\n%d\n%%%%EOF\n" % at)

    def _out(self, out: list[bytes], data: bytes) -> None:
        out.append(data)
        self._hash.update(data)
        self._at += len(data)

    def _stream(self, number: int, entries: bytes, data: bytes, out: list[bytes]) -> None:
        self._table.place(number, 1, self._at, 0)
        self._out(out, stream_object(number, entries, data))

    def _pack(self, small: list[tuple[int, bytes]], out: list[bytes]) -> None:
        holder = self._table.reserve(1)
        place = self._table.place
        for index, (number, _) in enumerate(small):
            place(number, 2, holder, index)
        self._stream(holder, *object_stream(small, PERSONAL_LEVEL), out)

    def _write_shared(self, roots: list[Shared], store: Store, out: list[bytes]) -> None:
        """These and all that they name, unless it has been written."""
        names = [name for name in store.within(roots) if name not in self._shared]
        first = self._table.reserve(len(names))
        self._shared.update((name, first + place) for place, name in enumerate(names))
        small: list[tuple[int, bytes]] = []
        for name in names:
            part, number = store.parts[name], self._shared[name]
            body = filled(part.pieces, self._number)
            if part.data is None:
                small.append((number, body))
            else:
                self._stream(number, body, part.data, out)
        if small:
            self._pack(small, out)

    def _number(self, gap: Gap) -> int:
        """The number of what copies share."""
        assert isinstance(gap, Shared)
        return self._shared[gap.digest]

    def _kept_entries(self, skeleton: Skeleton, out: list[bytes]) -> bytes:
        """What the catalog of the first copy says for all: language, marking, viewer settings."""
        entries: list[bytes] = []
        for key, value in skeleton.catalog.items():
            if key not in ("Outlines", "Names") and all(isinstance(piece, bytes) for piece in value):
                entries.append(b"/%b %b" % (key.encode(), filled(value, lambda _: 0)))
        return b"".join(entries)

    def _small(self, skeleton: Skeleton, first: int, node: int, *, kept: bool) -> list[tuple[int, bytes]]:
        """The own objects of a copy with their numbers in this file."""
        forms = self._bound.get(id(skeleton))
        if forms is None:
            pieces = [part.pieces for part in skeleton.own] + [mark.pieces for mark in skeleton.marks]
            forms = [self._form(one) for one in pieces]
            if kept:
                self._bound[id(skeleton)] = forms
        # Objects of their own and contents are numbered in one row.
        begins = {_FROM_FIRST: first, _FROM_KEYS: self._keys, _NODE: node, _TOP: _DOCUMENT}
        made: list[tuple[int, bytes]] = []
        for number, (text, plain, mixed) in enumerate(forms, start=first):
            gaps = [begins[of] + gap for of, gap in mixed] if mixed else [first + gap for gap in plain]
            made.append((number, text % tuple(gaps)))
        # The top element of a letter is a part of this document.
        made[0] = (first, made[0][1].replace(b"/S /Document", b"/S /Part", 1))
        return made

    def _form(self, pieces: Pieces) -> _Form:
        """An own object of a copy, ready to have its numbers put in."""
        text: list[bytes] = []
        gaps: list[tuple[int, int]] = []
        for piece in pieces:
            if isinstance(piece, bytes):
                text.append(piece.replace(b"%", b"%%"))
            elif isinstance(piece, Shared):
                text.append(b"%d" % self._shared[piece.digest])
            else:
                text.append(b"%d")
                gaps.append(_counted(piece))
        if all(of == _FROM_FIRST for of, _ in gaps):
            return b"".join(text), [number for _, number in gaps], []
        return b"".join(text), [], gaps

    def _leaf(self) -> tuple[int, bytes]:
        """The parent tree's entries of the last copies as an object."""
        held, self._held = self._held, []
        number = self._table.reserve(1)
        self._leaves.append((number, held[0][0], held[-1][0]))
        nums = b" ".join(b"%d %d 0 R" % entry for entry in held)
        return number, b"<</Limits [%d %d]/Nums [%b]>>" % (held[0][0], held[-1][0], nums)

    def _outline(self, root: int) -> Iterator[tuple[int, bytes]]:
        """The outline with this number, and its entries."""
        count = len(self._marks)
        first = self._table.reserve(count)
        last = first + count - 1
        body = b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
        yield root, body % (first, last, count)
        for number, (title, page) in enumerate(self._marks, start=first):
            before = b"/Prev %d 0 R" % (number - 1) if number > first else b""
            after = b"/Next %d 0 R" % (number + 1) if number < last else b""
            name = pydyf.String(title).data
            body = b"<</Title %b/Dest [%d 0 R /Fit]/Parent %d 0 R%b%b>>"
            yield number, body % (name, page, root, before, after)


def _counted(gap: Own | TreeKey) -> tuple[int, int]:
    """What a number is counted from, and the number."""
    if isinstance(gap, TreeKey):
        return _FROM_KEYS, gap.number
    if gap.number >= 0:
        return _FROM_FIRST, gap.number
    return (_NODE, 0) if gap == ABOVE_PAGES else (_TOP, 0)


def _listed(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
