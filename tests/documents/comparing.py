"""What a reader can tell of a PDF, in values that compare: pixels, words in order, tags, links, metadata."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from app.documents.joins import without_joins

DPI = 50


def pixels(pdf: bytes) -> list[bytes]:
    """Every page as grey levels."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_grey(page) for page in document]


def words(pdf: bytes) -> list[str]:
    """The text of every page in the order of its content."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_words(page) for page in document]


def _grey(page: Any) -> bytes:
    bitmap = page.render(scale=DPI / 72, grayscale=True)
    data = bytes(bitmap.buffer)
    bitmap.close()
    return data


def _words(page: Any) -> str:
    text = page.get_textpage()
    told = without_joins(text.get_text_range())
    text.close()
    return told


def tags(pdf: bytes) -> list[Any]:
    """The structure tree, kids as elements, marks (page, number) or links; then what each page's marks belong to."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        root = file.Root.StructTreeRoot
        tree = [_element(kid, pages) for kid in root.K]
        return [*tree, [_owners(page, root.ParentTree) for page in file.pages]]


def links(pdf: bytes) -> list[tuple[Any, ...]]:
    """Links with their place, rounded to points, and where they lead."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        named = _named(file)
        return [
            (number, *(round(float(edge)) for edge in note.Rect), _target(note, pages, named))
            for number, page in enumerate(file.pages)
            for note in page.get("/Annots", [])
        ]


def about(pdf: bytes) -> dict[str, str]:
    """The information, and what metadata say of title and standard."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        told = {str(key): str(value) for key, value in file.docinfo.items()}
        metadata = file.open_metadata()
        told.update(
            {name: str(metadata.get(name)) for name in ("dc:title", "dc:description", "pdfuaid:part")}
        )
        return {**told, "language": str(file.Root.Lang)}


def _element(node: Any, pages: dict[Any, int]) -> Any:
    here = pages.get(node.Pg.objgen) if "/Pg" in node else None
    kids = node.get("/K", [])
    kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return (
        str(node.S),
        str(node.get("/Lang", "")),
        str(node.get("/Alt", "")),
        [_kid(kid, here, pages) for kid in kids],
    )


def _kid(kid: Any, here: int | None, pages: dict[Any, int]) -> Any:
    if isinstance(kid, int):
        return (here, kid)
    if kid.get("/Type") == "/OBJR":
        return ("link", str(kid.Obj.get("/Contents", "")))
    return _element(kid, pages)


def _owners(page: Any, tree: Any) -> list[str]:
    entries = dict(_entries(tree))
    owners = entries[int(page.obj.StructParents)]
    return [str(one.S) if isinstance(one, pikepdf.Dictionary) else "" for one in owners]


def _entries(node: Any) -> Iterator[tuple[int, Any]]:
    nums = list(node.get("/Nums", []))
    yield from ((int(key), value) for key, value in zip(nums[::2], nums[1::2], strict=True))
    for kid in node.get("/Kids", []):
        yield from _entries(kid)


def _named(file: pikepdf.Pdf) -> dict[str, Any]:
    dests = file.Root.get("/Names", pikepdf.Dictionary()).get("/Dests", pikepdf.Dictionary())
    names = list(dests.get("/Names", pikepdf.Array()))
    return {str(key): value for key, value in zip(names[::2], names[1::2], strict=True)}


def _target(note: Any, pages: dict[Any, int], named: dict[str, Any]) -> Any:
    if "/A" in note:
        return str(note.A.get("/URI"))
    place = note.Dest if isinstance(note.Dest, pikepdf.Array) else named[str(note.Dest)]
    return (pages[place[0].objgen], round(float(place[3])))
