"""A batch as steps inside the drawing process: take in papers, find classes, draw. Each step takes little time.

The result depends on the papers alone, on all of them: the same batch gives the same bytes, also when it is begun again
after a crash and only some of its files are asked for.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from app.documents import wire
from app.documents.batch import tokens
from app.documents.batch.classes import Class, classify
from app.documents.batch.drawing import Drawn, RecordedPage
from app.documents.batch.joined import JoinedFile
from app.documents.batch.members import Group, Member, Workshop, unshelved
from app.documents.batch.parts import Store
from app.documents.batch.runs import Slot
from app.documents.batch.setting import Chunks
from app.documents.batch.shelf import Shelf
from app.documents.batch.single import Personal, SingleFiles, contents_of
from app.documents.batch.skeleton import FONTS, Skeleton, take_apart
from app.documents.layout import Typeset, Typesetter, identifier
from app.documents.paper import LetterPaper, used_assets
from app.documents.sheet import Setting, document_html, document_title

STEP_SECONDS = 1.0
STEP_BYTES = 8 * 1024 * 1024
STEP_FILES = 128
_WORDS = frozenset(
    (
        "addressees",
        "header_name",
        "salutation",
        "blocks",
        "title",
        "subject",
        "cc",
        "enclosures",
        "closing",
        "date_text",
    )
)
_BESIDE_WORDS = tuple(one.name for one in fields(LetterPaper) if one.name not in _WORDS)
_POINTS = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}


@dataclass(frozen=True)
class Order:
    """What is wanted: files of the copies with these numbers (None: of all), and one file of all, with its title.

    `duplex`: in that file, a blank page follows a copy with an odd number of pages.
    """

    wanted: frozenset[int] | None
    combined: str | None
    duplex: bool = False

    def wants(self, number: int) -> bool:
        return self.wanted is None or number in self.wanted


@dataclass(frozen=True)
class File:
    """A finished file of one copy: the bytes of `base` (a number that `Step.bases` explains) and `tail` after them."""

    number: int
    base: int | None
    tail: bytes
    told: Typeset


@dataclass
class Step:
    """What one step gave: files, beginnings that files share, the next bytes of the combined file.

    The last one also tells how many copies were drawn by themselves, by the reason for it.
    """

    files: list[File]
    bases: dict[int, bytes]
    combined: bytes
    done: int
    finished: bool
    pages: int = 0
    plain: Mapping[str, int] = field(default_factory=dict)


class Batch:
    """One batch. First `take` every paper in order, then `step` until it is finished. `close` it in the end."""

    def __init__(self, order: Order, typesetter: Typesetter, assets: Mapping[str, bytes]) -> None:
        self._order, self._typesetter, self._assets = order, typesetter, dict(assets)
        self._first: LetterPaper | None = None
        self._papers, self._members, self._count = Shelf(), Shelf(), 0
        self._groups: dict[tuple[bytes, str], Group] = {}
        self._assigned: dict[int, Class] = {}
        self._shop = Workshop(typesetter, self.paper, self._member, self._assets_of)
        self._joined = JoinedFile() if order.combined is not None else None
        self._bases: dict[int, int] = {}
        self._work = self._steps()
        self._step = Step([], {}, b"", 0, finished=False)
        self._last: Skeleton | None = None
        self._pages = 0

    def take(self, papers: Sequence[LetterPaper], assets: Mapping[str, bytes]) -> None:
        """The next papers, and the images they print that earlier ones did not."""
        self._assets.update(assets)
        for paper in papers:
            number, self._count = self._count, self._count + 1
            (waiting,) = wire.papers_to_json([paper], self._first)
            self._first = first = self._first or paper
            read = tokens.read(document_html(paper, Setting()))
            # What does not show in the HTML, or not as words (the form for archives, images), must be the same.
            beside = repr(
                [
                    (name, value)
                    for name in _BESIDE_WORDS
                    if (value := getattr(paper, name)) != getattr(first, name)
                ]
            )
            group = self._groups.setdefault((read.shape, beside), Group(read))
            member = Member(number, tokens.differences(group.reference, read))
            group.add(member)
            self._papers.put(number, waiting)
            self._members.put(number, member.to_json())

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why copies are drawn by themselves, and how many."""
        return self._shop.reasons

    @property
    def first(self) -> LetterPaper | None:
        """The first paper; later ones come as what they have otherwise."""
        return self._first

    def paper(self, number: int) -> LetterPaper:
        """A paper that was taken in; numbers count from 0."""
        (paper,) = wire.papers_from_json([self._papers.get(number)], self._first if number else None)
        return paper

    def close(self) -> None:
        """Give back what waits in files, also of a batch that is not finished."""
        self._work.close()
        for held in (self._papers, self._members, self._shop.chunks, self._joined):
            if held is not None:
                held.close()

    def step(self) -> Step:
        """Work for about a second."""
        self._step = Step([], {}, b"", self._step.done, finished=False, pages=self._pages)
        until = time.monotonic() + STEP_SECONDS
        size = 0
        for added in self._work:
            size += added
            self._step.pages = self._pages
            if time.monotonic() >= until or size >= STEP_BYTES or len(self._step.files) >= STEP_FILES:
                return self._step
        self._step.finished, self._step.plain = True, self._shop.reasons
        return self._step

    def _member(self, number: int) -> Member:
        return Member.from_json(number, self._members.get(number))

    def _assets_of(self, paper: LetterPaper) -> dict[str, bytes]:
        return {sha: self._assets[sha] for sha in used_assets(paper)}

    def _steps(self) -> Generator[int]:
        for group in self._groups.values():
            for _ in classify(group, self._shop, self._assigned):
                yield 0
        self._groups.clear()
        self._make_files()
        yield 0
        for number in range(self._count):
            if self._order.wants(number) or self._joined is not None:
                yield self._draw(number)
            self._step.done = number + 1
        if self._joined is not None and self._last is not None:
            for piece in self._joined.finish(self._order.combined or "", self._last):
                self._step.combined += piece
                yield len(piece)
        yield 0

    def _make_files(self) -> None:
        """Now that every glyph of the batch is known: the fonts, and the beginnings of the files."""
        shop = self._shop
        if not self._assigned:
            return
        shop.store.parts[FONTS.digest] = shop.fonts.written(shop.store)
        for made in self._assigned.values():
            if made.files is None:
                made.files = SingleFiles(made.skeleton, shop.store)

    def _draw(self, number: int) -> int:
        made = self._assigned.pop(number, None)
        if made is None:
            return self._draw_plain(number)
        paper, member = self.paper(number), self._member(number)
        chunks = unshelved(self._shop.chunks.get(number))
        personal = _personal(made, member, chunks, self._assets_of(paper))
        size = 0
        if self._order.wants(number):
            assert made.files is not None
            file = File(number, self._base(made), made.files.tail(personal), made.told)
            self._step.files.append(file)
            size = len(file.tail)
        return size + self._join(made.skeleton, self._shop.store, personal, paper, kept=True)

    def _base(self, made: Class) -> int:
        assert made.files is not None
        number = self._bases.get(id(made))
        if number is None:
            number = self._bases[id(made)] = len(self._bases)
            self._step.bases[number] = made.files.base
        return number

    def _draw_plain(self, number: int) -> int:
        """A copy by itself, as `Typesetter.set` draws it."""
        paper = self.paper(number)
        assets = self._assets_of(paper)
        laid = self._typesetter.lay_out(paper, assets)
        options = self._typesetter.options(paper, laid, assets)
        store, taken = Store(), list[Skeleton]()
        pages = [RecordedPage(page, None) for page in laid.document.pages]

        def take(_: Any, pdf: Any) -> None:
            if self._joined is not None:
                taken.append(take_apart(Drawn(pdf, pages), {}, store, own_fonts=True))

        pdf = laid.document.copy(pages).write_pdf(finisher=take, **options)
        if self._order.wants(number):
            self._step.files.append(File(number, None, pdf, self._typesetter.told(paper, laid, b"")))
        size = len(pdf)
        if taken:
            size += self._join(taken[0], store, Personal((), (), b"", b"", b""), paper, kept=False)
        return size

    def _join(
        self, skeleton: Skeleton, store: Store, one: Personal, paper: LetterPaper, *, kept: bool
    ) -> int:
        if self._joined is None:
            return 0
        mark = paper.header_name or document_title(paper)
        added = self._joined.add(skeleton, store, one, mark, kept=kept)
        self._pages += len(skeleton.pages)
        if self._order.duplex and len(skeleton.pages) % 2:
            added += self._joined.blank(*_POINTS[paper.page_size])
            self._pages += 1
        self._step.combined += added
        self._last = self._last or skeleton
        return len(added)


def _personal(made: Class, member: Member, chunks: Sequence[Chunks], assets: Mapping[str, bytes]) -> Personal:
    contents = [
        contents_of([chunks[run.place][run.box] + b"\n" if isinstance(run, Slot) else run for run in runs])
        for runs in made.skeleton.contents
    ]
    values = {**made.first, **member.changed}
    info, xmp = made.titles.written(values, made.skeleton)
    marks = [chunks[mark.slot.place][mark.slot.box] for mark in made.skeleton.marks]
    return Personal(contents, marks, info, xmp, identifier(tokens.rebuilt(made.pieces, values), assets))
