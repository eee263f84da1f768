"""One copy laid out and drawn in full, in whose places the words of others are set."""

from __future__ import annotations

from typing import Any

from app.documents.batch import places, titles, tokens
from app.documents.batch.drawing import Pen, Unproved, draw
from app.documents.batch.members import Group, Member, Workshop
from app.documents.batch.runs import Slot, drawn_texts
from app.documents.batch.setting import Chunks, PlaceSetter
from app.documents.batch.skeleton import Skeleton, take_apart
from app.documents.batch.tokens import Key
from app.documents.layout import LaidOut, Typeset
from app.documents.paper import LetterPaper
from app.documents.sheet import Setting, document_html


class Exemplar:
    """One copy laid out in full, and the places where others differ from it."""

    def __init__(self, group: Group, member: Member, shop: Workshop) -> None:
        self._group, self._shop = group, shop
        # A paragraph is set with all its words, also with those that no copy has otherwise.
        first = group.values()
        texts: dict[Key, str] = {key: group.reference.pieces[key] for key in group.texts()}
        self.first = texts | first
        self._keys = frozenset(first)
        self.values = {**self.first, **member.changed}
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
        values = {**self.first, **member.changed}
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

    def told(self) -> Typeset:
        return self._shop.typesetter.told(self.paper, self.laid, b"")
