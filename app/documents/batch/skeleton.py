"""A drawn PDF taken apart: what copies share, what each copy has of its own, and where its own words go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

from app.documents.batch.drawing import Drawn, Unproved
from app.documents.batch.parts import (
    Gap,
    Own,
    Part,
    Pieces,
    Shared,
    Store,
    TreeKey,
    part_of,
    pieces_of,
    references,
)
from app.documents.batch.runs import Run, Slot, page_runs

FONTS = Shared(b"fonts of the batch")
"""Stands for the font dictionary until the glyphs of all copies are known."""

ABOVE_PAGES, ABOVE_STRUCTURE = Own(-1), Own(-2)
"""What the pages and the top element of a copy name as their parent; each file decides what that is."""

# A stretch of content between two personal lines becomes a stream of its own from so many bytes on.
_WORTH_SHARING = 500


@dataclass(frozen=True)
class Mark:
    """A link that stands among words that differ: its annotation up to where the rectangle goes, and its slot."""

    pieces: Pieces
    slot: Slot


@dataclass
class Skeleton:
    """A drawn letter in parts.

    `own` are the objects that every copy has of its own, the top structure element first; a reference `Own(n)` with n
    below `len(own)` names one of them, from there on the personal streams of `contents`, then `marks`. `tree` gives the
    parent tree as (key, target). `rest` are objects that only a file of this letter alone needs (the outline); they
    are numbered after these. `catalog` holds entries for the catalog of such a file.
    """

    own: list[Part] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    contents: list[list[Run]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    tree: list[tuple[int, Gap]] = field(default_factory=list)
    rest: list[Part] = field(default_factory=list)
    catalog: dict[str, Any] = field(default_factory=dict)
    shared: list[Shared] = field(default_factory=list)
    info: dict[str, Any] = field(default_factory=dict)
    xmp: bytes = b""
    xmp_entries: dict[str, Any] = field(default_factory=dict)


def take_apart(
    drawn: Drawn,
    slots: dict[Any, Slot],
    store: Store,
    *,
    links: dict[int, Slot] | None = None,
    own_fonts: bool = False,
) -> Skeleton:
    """A drawn PDF as a skeleton. `slots` says which text boxes are personal, `links` which annotations, by number.

    Raises `Unproved` when a personal box was not drawn as one plain piece of text.
    """
    return _Taker(drawn, slots, store, links or {}, own_fonts=own_fonts).taken()


class _Taker:
    def __init__(
        self, drawn: Drawn, slots: dict[Any, Slot], store: Store, links: dict[int, Slot], *, own_fonts: bool
    ) -> None:
        self._drawn, self._pdf, self._slots, self._store = drawn, drawn.pdf, slots, store
        self._links, self._own_fonts = links, own_fonts
        self._made = Skeleton()
        self._own: dict[int, int] = {}
        self._shared: dict[int, Shared] = {}
        self._open: set[int] = set()

    def taken(self) -> Skeleton:
        made, catalog = self._made, self._pdf.catalog
        root = self._object(catalog["StructTreeRoot"])
        top = self._number(root["K"][0])
        pages = [int(one) for one in self._pdf.pages["Kids"][::3]]
        outside = {self._pdf.pages.number: ABOVE_PAGES, root.number: ABOVE_STRUCTURE}
        contents = self._contents()
        self._targets = self._named_targets()
        # The margins' elements hang in no tree: only the parent tree names them.
        marked = references(self._object(root["ParentTree"]))
        reached = list(self._reached([top, *pages, *marked], set(outside)))
        alike = [number for number in reached if number not in self._links]
        count = len(alike) + len(pages)
        self._own = {number: place for place, number in enumerate(alike)}
        self._own |= {number: count + len(made.contents) + place for place, number in enumerate(self._links)}
        values = {number: self._own_value(number, pages, contents, count) for number in self._own}
        resolve = self._resolver(outside)
        made.own = [part_of(values[number], resolve) for number in alike]
        made.marks = [
            Mark(_open_ended(values[number], resolve), slot) for number, slot in self._links.items()
        ]
        made.pages = [self._own[number] for number in pages]
        self._take_tree(self._object(root["ParentTree"]), resolve)
        self._take_rest(catalog, len(made.own) + len(made.contents) + len(made.marks), resolve)
        found = [
            piece for part in (*made.own, *made.rest) for piece in part.pieces if isinstance(piece, Shared)
        ]
        made.shared = list(dict.fromkeys(found))
        return made

    def _object(self, reference: bytes) -> Any:
        return self._pdf.objects[self._number(reference)]

    def _number(self, reference: bytes) -> int:
        (number,) = references(reference)
        return number

    def _reached(self, roots: list[int], outside: set[int]) -> Iterator[int]:
        """Own objects: all that pages and structure name, except what is shared or above them."""
        seen: set[int] = set()
        pending = list(reversed(roots))
        while pending:
            number = pending.pop()
            if number in seen or number in outside:
                continue
            seen.add(number)
            yield number
            value = self._pdf.objects[number]
            if isinstance(value, dict):
                value = pydyf.Dictionary(
                    {key: entry for key, entry in value.items() if key not in ("Contents", "Resources")}
                )
            pending += reversed(references(value))

    def _contents(self) -> list[list[Shared | int]]:
        """For each page its content: shared streams, and numbers of personal ones."""
        pages: list[list[Shared | int]] = []
        for page in self._drawn.pages:
            listed: list[Shared | int] = []
            held: list[Run] = []
            runs = page_runs(page, self._slots)
            for place, run in enumerate(runs):
                last = place in (0, len(runs) - 1)
                if isinstance(run, bytes) and (len(run) >= _WORTH_SHARING or last):
                    self._flush(held, listed)
                    held = []
                    listed.append(self._store.put(part_of(pydyf.Stream([run], compress=True), self._share)))
                else:
                    held.append(run)
            self._flush(held, listed)
            pages.append(listed)
        return pages

    def _flush(self, held: list[Run], listed: list[Shared | int]) -> None:
        if held:
            listed.append(len(self._made.contents))
            self._made.contents.append(held)

    def _own_value(
        self, number: int, pages: list[int], contents: list[list[Shared | int]], count: int
    ) -> Any:
        """An own object with its keys into the parent tree open, and its contents and targets named outright."""
        value = self._pdf.objects[number]
        if not isinstance(value, pydyf.Dictionary):
            return value
        value = pydyf.Dictionary(value)
        for key in ("StructParents", "StructParent"):
            if key in value:
                value[key] = TreeKey(int(value[key]))
        if isinstance(value.get("Dest"), pydyf.String):
            value["Dest"] = self._targets[value["Dest"].string]
        if number in pages:
            listed = contents[pages.index(number)]
            value["Contents"] = pydyf.Array(
                [Own(count + one) if isinstance(one, int) else one for one in listed]
            )
        return value

    def _named_targets(self) -> dict[str, Any]:
        names = self._pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
        return {key.string: target for key, target in zip(names[::2], names[1::2], strict=True)}

    def _resolver(self, outside: dict[int, Own]) -> Any:
        def resolve(number: int) -> Gap:
            if number in outside:
                return outside[number]
            if number in self._own:
                return Own(self._own[number])
            return self._share(number)

        return resolve

    def _share(self, number: int) -> Shared:
        """An object that copies share, with all that it names."""
        if number not in self._shared:
            if number in self._open:
                raise Unproved("shared objects that name each other")
            self._open.add(number)
            value = self._pdf.objects[number]
            if isinstance(value, dict) and "ExtGState" in value and "Font" in value and not self._own_fonts:
                value = pydyf.Dictionary({**value, "Font": FONTS})
            self._shared[number] = self._store.put(part_of(value, self._share))
        return self._shared[number]

    def _take_tree(self, mapping: Any, resolve: Any) -> None:
        """The parent tree: an own array for each page, then the elements of the links."""
        made, nums = self._made, mapping["Nums"]
        arrays = [pieces_of(value, resolve) for value in nums[1::2] if isinstance(value, pydyf.Array)]
        # The arrays stand after the objects and before the contents, whose numbers were reserved with the pages.
        if len(arrays) != len(made.pages):
            raise Unproved("a page without its own parent tree")
        first = len(made.own)
        made.own += [Part(pieces) for pieces in arrays]
        place = 0
        for key, value in zip(nums[::2], nums[1::2], strict=True):
            if isinstance(value, pydyf.Array):
                made.tree.append((int(key), Own(first + place)))
                place += 1
            else:
                made.tree.append((int(key), resolve(self._number(value))))

    def _take_rest(self, catalog: Any, first: int, resolve: Any) -> None:
        made = self._made
        metadata = self._object(catalog["Metadata"])
        made.xmp = b"\n".join(metadata.stream)
        made.xmp_entries = dict(metadata.extra)
        made.info = dict(self._pdf.info)
        kept = {key: value for key, value in catalog.items() if key not in _REMADE}
        names = {key: value for key, value in catalog.get("Names", {}).items() if key != "Dests"}
        if names:
            kept["Names"] = pydyf.Dictionary(names)
        roots = references(pydyf.Dictionary(kept))
        numbers: dict[int, int] = {}
        for number in self._reached(roots, set(self._own)):
            numbers[number] = first + len(numbers)

        def extended(number: int) -> Gap:
            return Own(numbers[number]) if number in numbers else resolve(number)

        made.rest = [part_of(self._pdf.objects[number], extended) for number in numbers]
        made.catalog = {key: pieces_of(value, extended) for key, value in kept.items()}


def _open_ended(annotation: Any, resolve: Any) -> Pieces:
    """An annotation without its rectangle and without its end."""
    entries = {key: value for key, value in annotation.items() if key != "Rect"}
    *pieces, last = pieces_of(pydyf.Dictionary(entries), resolve)
    assert isinstance(last, bytes)
    return (*pieces, last.removesuffix(b">>"))


_REMADE = ("Type", "Pages", "StructTreeRoot", "Metadata", "Names")
