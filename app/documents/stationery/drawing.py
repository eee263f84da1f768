"""Drawing envelope faces and label sheets. Runs only in the drawing process (see `app.documents.child`).

A file is written while it is drawn, as that of a batch of letters is: of what has gone out, the tags included, only
the places in the file are kept. The fonts come last, when every glyph is known.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from typing import Any

from weasyprint.pdf import generate_pdf

from app.documents import wire
from app.documents.batch import drawing
from app.documents.batch.drawing import Drawn, Fonts, RecordedPage
from app.documents.batch.joined import JoinedFile
from app.documents.batch.parts import Part, Store
from app.documents.batch.single import Personal
from app.documents.batch.skeleton import FONTS, Skeleton, take_apart
from app.documents.kept import full_options
from app.documents.layout import typesetter
from app.documents.pdfa import PLAIN
from app.documents.stationery.sheets import Sender, envelopes_html, labels_html

MOST = 4
"""So many files are under way at most; the one that was not asked for longest gives way, and is begun again."""

_NOTHING = Personal((), (), b"", b"", b"")


@dataclass
class _File:
    """A file under way: what it is made of, its beginning, and what its metadata are taken from."""

    head: dict[str, Any]
    assets: dict[str, bytes]
    images: dict[str, object] = field(default_factory=dict)
    joined: JoinedFile = field(default_factory=lambda: JoinedFile(fonts_last=True))
    fonts: Fonts = field(default_factory=Fonts)
    like: Skeleton | None = None


_files: dict[str, _File] = {}


def begin(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    """Begin a file under a name that the asker has chosen."""
    while len(_files) >= MOST:
        _forget(next(iter(_files)))
    _files[head["file"]] = _File(head, dict(zip(head["assets"], parts, strict=True)))
    return {}, []


def draw(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """Some faces, or a sheet, as the next bytes of the file. `gone` when the file is not known any more."""
    file = _found(head)
    if file is None:
        return {"gone": True}, []
    html = _html(file, [tuple(lines) for lines in head["addresses"]], head["start"], head["title"])
    document = typesetter().lay_out_plain(html, "_stationery/stationery.css", file.assets, file.images)
    skeleton, store = _taken_apart(document, file.fonts)
    added = file.joined.add(skeleton, store, _NOTHING, head["title"], kept=False)
    file.like = file.like or skeleton
    count = len(skeleton.pages)
    # A layout is full of cycles. Left to the collector's own time, the memory of ten of them lies waiting.
    del document, store, skeleton
    gc.collect()
    return {"pages": count}, [added]


def _taken_apart(document: Any, fonts: Fonts) -> tuple[Skeleton, Store]:
    """A laid-out document in parts, with the fonts of the file unless a glyph stands for another text than before."""
    store, doubts = Store(), fonts.doubts
    drawn = drawing.draw(document, {"pdf_variant": PLAIN}, fonts)
    if fonts.doubts == doubts:
        store.parts[FONTS.digest] = Part(())
        return take_apart(drawn, {}, store), store
    pages = [RecordedPage(page, None) for page in document.pages]
    pdf = generate_pdf(document.copy(pages), None, 1, **full_options({"pdf_variant": PLAIN}))
    return take_apart(Drawn(pdf, pages), {}, store, own_fonts=True), store


def finish(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """The end of a file. `gone` as above."""
    file = _found(head)
    if file is None or file.like is None:
        return {"gone": True}, []
    store = Store()
    fonts = file.joined.add_fonts(file.fonts.written(store), store)
    return {}, [fonts, *file.joined.finish(head["title"], file.like)]


def end(head: dict[str, Any], _parts: list[bytes]) -> wire.Message:
    """Forget a file."""
    _forget(head["file"])
    return {}, []


def _html(file: _File, addresses: list[tuple[str, ...]], start: int, title: str) -> str:
    if file.head["what"] == "labels":
        return labels_html(file.head["sheet"], addresses, start, title)
    sender = dict(file.head["sender"])
    return envelopes_html(Sender(**{**sender, "lines": tuple(sender["lines"])}), addresses, title)


def _found(head: dict[str, Any]) -> _File | None:
    file = _files.pop(head["file"], None)
    if file is not None:
        _files[head["file"]] = file
    return file


def _forget(name: str) -> None:
    file = _files.pop(name, None)
    if file is not None:
        file.joined.close()
