"""From copies with the same tags to classes with one exemplar each.

A copy belongs to a class when, in every layout that was tried to set the exemplar, its words have the exemplar's
measure. Layout looks at nothing else, so its choices (address form, tightening, page breaks) come out the same. Two
things are then tried on real copies rather than trusted: the exemplar's own words, set again, must give what it shows;
and a second copy, the witness, is laid out and drawn whole and must equal what the class makes of it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.documents.batch import places, titles, tokens
from app.documents.batch.drawing import Fonts, Pen, Unproved, draw
from app.documents.batch.lines import Lines
from app.documents.batch.parts import Store
from app.documents.batch.runs import Slot, drawn_texts
from app.documents.batch.setting import Chunks, PlaceSetter
from app.documents.batch.shelf import Shelf
from app.documents.batch.single import SingleFiles
from app.documents.batch.skeleton import Skeleton, take_apart
from app.documents.batch.titles import Titles
from app.documents.batch.tokens import Key, Tokens
from app.documents.layout import LaidOut, Typeset, Typesetter
from app.documents.paper import LetterPaper
from app.documents.sheet import Setting, document_html


@dataclass(frozen=True)
class Member:
    """A copy in a group: its number, and what its HTML has otherwise than that of the group's first copy."""

    number: int
    changed: Mapping[Key, str]

    def to_json(self) -> list[list[Any]]:
        """What it has otherwise as JSON values."""
        return [[key, value] for key, value in self.changed.items()]

    @classmethod
    def from_json(cls, number: int, data: list[list[Any]]) -> Member:
        """The copy again."""
        return cls(number, {tuple(key) if isinstance(key, list) else key: value for key, value in data})


@dataclass
class Group:
    """Copies with the same tags. `reference` is the HTML of the first; `personal` the keys in which others differ."""

    reference: Tokens
    numbers: array[int] = field(default_factory=lambda: array("q"))
    personal: set[Key] = field(default_factory=set)

    def add(self, member: Member) -> None:
        """One more copy."""
        self.numbers.append(member.number)
        self.personal |= member.changed.keys()

    def texts(self) -> range:
        """The keys of all texts."""
        return range(0, len(self.reference.pieces), 2)

    def values(self) -> dict[Key, str]:
        """What the first copy has for the keys in which others differ."""
        carried = dict(self.reference.carried)
        return {
            key: self.reference.pieces[key] if isinstance(key, int) else carried[key] for key in self.personal
        }


@dataclass
class Workshop:
    """What all classes of a batch work with. `paper` and `member` give a copy, `assets` the images it prints.

    `chunks`: what stands in the places of each copy that has a class. `reasons`: why copies were not proved, and how
    many. That is no failure: they are drawn by themselves.
    """

    typesetter: Typesetter
    paper: Callable[[int], LetterPaper]
    member: Callable[[int], Member]
    assets: Callable[[LetterPaper], dict[str, bytes]]
    chunks: Shelf = field(default_factory=Shelf)
    fonts: Fonts = field(default_factory=Fonts)
    store: Store = field(default_factory=Store)
    lines: Lines = field(default_factory=Lines)
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass
class Class:
    """A proved class: its skeleton, and what its files need to be written."""

    skeleton: Skeleton
    pieces: tuple[str, ...]
    titles: Titles
    told: Typeset
    values: Mapping[Key, str]
    files: SingleFiles | None = None


def shelved(chunks: Sequence[Chunks]) -> list[list[str]]:
    """Chunks, which are bytes of any kind, as they wait until the fonts are known."""
    return [[chunk.decode("latin-1") for chunk in some] for some in chunks]


def unshelved(waiting: list[list[str]]) -> tuple[Chunks, ...]:
    """The chunks again, by place."""
    return tuple(tuple(chunk.encode("latin-1") for chunk in some) for some in waiting)


class Exemplar:
    """One copy laid out in full, and the places where others differ from it."""

    def __init__(self, group: Group, member: Member, shop: Workshop) -> None:
        self._group, self._shop = group, shop
        # A paragraph is set with all its words, also with those that no copy has otherwise.
        first = group.values()
        texts: dict[Key, str] = {key: group.reference.pieces[key] for key in group.texts()}
        self._first = texts | first
        self._keys = frozenset(first)
        self.values = {**self._first, **member.changed}
        self.paper: LetterPaper = shop.paper(member.number)
        self._assets = shop.assets(self.paper)
        self.laid: LaidOut = shop.typesetter.lay_out(self.paper, self._assets)
        self._pen = Pen(self.laid.document, shop.fonts)
        self._source = tokens.read(document_html(self.paper, Setting()))
        self.titles = titles.find(self._source, self._keys)
        self._fixed: frozenset[Key] = frozenset()
        self._layouts = [self._setters(document) for _, document in self.laid.tried]
        (self._final,) = (
            found
            for found, (_, document) in zip(self._layouts, self.laid.tried, strict=True)
            if document is self.laid.document
        )

    def _setters(self, document: Any) -> list[PlaceSetter]:
        layout = places.find(document, self._source.pieces, dict(self._source.carried), self._keys)
        self._fixed |= layout.fixed
        # The pages are finished and no longer hold their floats; lines are set again as if there were none.
        document.layout_context.create_block_formatting_context(document.root_box)
        return [
            PlaceSetter(place, self.values, document, self._shop.lines, self._pen) for place in layout.places
        ]

    def measured(self, member: Member) -> tuple[Any, tuple[Chunks, ...] | None]:
        """(measure, chunks) of another copy; no chunks when its measure is another. Raises `Unproved`."""
        values = {**self._first, **member.changed}
        if any(values[key] != self.values[key] for key in self._fixed):
            raise Unproved("a difference that has no place")
        if not all(titles.plain(values[key]) for key in self.titles.keys.values()):
            raise Unproved("a title that metadata would show otherwise")
        measure: list[Any] = []
        same = True
        for setters in self._layouts:
            found = [setter.set(values) for setter in setters]
            measure.append(tuple(one.measure for one in found))
            same = same and all(
                one.measure == setter.measure for one, setter in zip(found, setters, strict=True)
            )
            if setters is self._final:
                final = found
        if not same:
            return tuple(measure), None
        return tuple(measure), tuple(
            setter.placed(one, own) for one, setter, own in zip(final, self._final, self._own, strict=True)
        )

    def drawn(self) -> Skeleton:
        """Draw the exemplar and take it apart. Raises `Unproved` when its own words do not come out as they did."""
        options = self._shop.typesetter.options(self.paper, self.laid, self._assets)
        made = draw(self.laid.document, options, self._shop.fonts)
        slots = {
            box: Slot(place, number)
            for place, setter in enumerate(self._final)
            for number, box in enumerate(setter.boxes)
        }
        found = {slot: text for page in made.pages for slot, text in drawn_texts(page, slots).items()}
        if len(found) != len(slots):
            raise Unproved("a text that is not in the content of a page")
        links: dict[int, Slot] = {}
        for place, setter in enumerate(self._final):
            for number, annotation in enumerate(setter.links(), start=len(setter.boxes)):
                links[annotation.number] = slot = Slot(place, number)
                found[slot] = annotation["Rect"].data
        self._own = [
            tuple(found[Slot(place, number)] for number in range(len(setter.boxes) + len(setter.links())))
            for place, setter in enumerate(self._final)
        ]
        skeleton = take_apart(made, slots, self._shop.store, links=links)
        self._fixed -= titles.replaceable(self.titles, self.values, skeleton)
        return skeleton

    def own(self) -> list[Chunks]:
        """What the exemplar shows in its places."""
        return self._own

    def final_pieces(self) -> tuple[str, ...]:
        """The HTML in the form in which the exemplar was set at last."""
        return tokens.read(document_html(self.paper, self.laid.setting)).pieces

    def told(self) -> Any:
        return self._shop.typesetter.told(self.paper, self.laid, b"")


def classify(group: Group, shop: Workshop, assigned: dict[int, Class]) -> Iterator[None]:
    """Assign to classes the copies of a group that can be. Pauses after each piece of work."""
    pending = [group.numbers]
    while pending:
        numbers = pending.pop(0)
        if len(numbers) < 2:
            shop.reasons[_reason(Unproved("no other copy is set alike"))] += len(numbers)
            continue
        try:
            first = shop.member(numbers[0])
            exemplar = Exemplar(group, first, shop)
            skeleton = exemplar.drawn()
            yield
            _, again = exemplar.measured(first)
            if again is None or list(again) != exemplar.own():
                raise Unproved("the exemplar's words, set again, differ")
        except MemoryError:
            raise
        except Exception as problem:
            # The plain way tells what is wrong with these copies, if anything is.
            shop.reasons[_reason(problem)] += len(numbers)
            continue
        fitting = array("q")
        others: dict[Any, array[int]] = {}
        for _ in _sorted(numbers, exemplar, shop, fitting, others):
            yield
        pending += others.values()
        if objection := _objection(group, shop, skeleton, exemplar, fitting):
            shop.reasons[_reason(objection)] += len(fitting)
        else:
            made = Class(skeleton, exemplar.final_pieces(), exemplar.titles, exemplar.told(), exemplar.values)
            assigned.update(dict.fromkeys(fitting, made))
        yield


def _sorted(
    numbers: array[int],
    exemplar: Exemplar,
    shop: Workshop,
    fitting: array[int],
    others: dict[Any, array[int]],
) -> Iterator[None]:
    """Put each copy with those that are set like the exemplar, or with others of its own measure."""
    for number in numbers:
        try:
            measure, chunks = exemplar.measured(shop.member(number))
        except MemoryError:
            raise
        except Exception as problem:
            shop.reasons[_reason(problem)] += 1
            continue
        if chunks is None:
            others.setdefault(measure, array("q")).append(number)
        else:
            shop.chunks.put(number, shelved(chunks))
            fitting.append(number)
        yield


def _objection(
    group: Group, shop: Workshop, skeleton: Skeleton, exemplar: Exemplar, fitting: Sequence[int]
) -> Exception | None:
    """What is said against a class. Nothing is when its last copy, laid out and drawn whole, is what it makes of it."""
    if len(fitting) < 2:
        return Unproved("no other copy is set alike")
    number = fitting[-1]
    try:
        witness = Exemplar(group, shop.member(number), shop)
        drawn = witness.drawn()
    except MemoryError:
        raise
    except Exception as problem:
        return problem
    same = ("own", "pages", "contents", "marks", "tree", "rest", "catalog", "shared")
    agreed = (
        witness.laid.setting == exemplar.laid.setting
        and len(witness.laid.tried) == len(exemplar.laid.tried)
        and witness.own() == list(unshelved(shop.chunks.get(number)))
        and all(getattr(drawn, name) == getattr(skeleton, name) for name in same)
        and _texts(drawn.info, drawn.xmp) == _texts(*exemplar.titles.put(witness.values, skeleton))
    )
    return None if agreed else Unproved("a copy that was drawn whole came out otherwise")


def _reason(problem: Exception) -> str:
    """What may be told of a problem: our own words, but not those of others, which may quote the letter."""
    return f"Unproved: {problem}" if type(problem) is Unproved else type(problem).__name__


def _texts(info: Mapping[str, Any], xmp: bytes) -> tuple[dict[str, str], bytes]:
    return {name: value.string for name, value in info.items()}, xmp
