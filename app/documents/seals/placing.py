"""Signature fields in a finished letter, tagged from the start, and the first signature's place.

The fields are invisible (what a person sees is the letter itself) and stand in the structure tree as forms with a
description, so that the signed file passes PDF/UA-1. The first signature becomes part of the same, single revision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, PdfError, String

from app.documents.seals.rules import SealFailed

_HOLE = 9_999_999_999
_PRINTED_AND_LOCKED = 4 | 128
_SIGNED_APPEND_ONLY = 1 | 2
NO_CHANGES, FILL_IN = 1, 2
"""What a certification allows afterwards: nothing, or the signatures for which there are fields."""


@dataclass(frozen=True)
class Field:
    """A signature field. `words` is what a screen reader says. Signing it forbids every later change when it `locks`
    fields: the names of those that are signed by then."""

    name: str
    words: str
    locks: tuple[str, ...] = ()


@dataclass(frozen=True)
class First:
    """The signature that comes first, and certifies the file. `room` in bytes for its CMS, `allows` see above."""

    signer: str
    at: datetime
    room: int
    allows: int


@dataclass(frozen=True)
class Placed:
    """A file with a hole for the first signature's CMS; `start` and `end` are the edges of the hole in bytes."""

    data: bytes
    start: int
    end: int

    def covered(self) -> tuple[memoryview, memoryview]:
        """What the signature covers: everything but the hole."""
        view = memoryview(self.data)
        return view[: self.start], view[self.end :]

    def filled(self, cms: bytes) -> bytes | None:
        """The file with the CMS in the hole, or None when the hole is too small."""
        room = self.end - self.start - 2
        digits = cms.hex().encode()
        if len(digits) > room:
            return None
        return b"".join(
            (self.data[: self.start], b"<", digits.ljust(room, b"0"), b">", self.data[self.end :])
        )


def place(pdf: bytes, fields: Sequence[Field], first: First) -> Placed:
    """Add the fields, the first of them with a signature to be filled in. Raises `SealFailed`."""
    try:
        with Pdf.open(BytesIO(pdf)) as document:
            widgets = _add_fields(document, fields)
            _certify(document, widgets[0], first)
            out = BytesIO()
            document.save(
                out, deterministic_id=True, object_stream_mode=ObjectStreamMode.preserve, min_version="1.7"
            )
    except PdfError as error:
        raise SealFailed("The letter could not be signed: its file is damaged.") from error
    return _with_ranges(out.getvalue(), first.room)


def _add_fields(document: Pdf, fields: Sequence[Field]) -> list[Any]:
    root = document.Root
    tree = root.get("/StructTreeRoot")
    if tree is None:
        raise SealFailed("A file without structure tags cannot be signed as a letter.")
    if "/AcroForm" in root:
        raise SealFailed("The file is signed already, or holds a form.")
    page = document.pages[-1].obj
    parent = tree.K[0] if isinstance(tree.K, Array) else tree.K
    if not isinstance(parent.get("/K"), Array):
        parent.K = Array([parent.K])
    widgets = []
    key = _next_key(tree)
    entries: list[Any] = []
    for number, field in enumerate(fields):
        widget = document.make_indirect(_widget(field, page, key + number))
        link = Dictionary(Type=Name.OBJR, Pg=page, Obj=widget)
        element = document.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Form, P=parent, Pg=page, K=link, Alt=String(field.words))
        )
        parent.K.append(element)
        entries += [key + number, element]
        widgets.append(widget)
    _extend_parent_tree(document, tree, key, entries)
    page.Annots = Array([*page.get("/Annots", Array()), *widgets])
    page.Tabs = Name.S
    root.AcroForm = Dictionary(Fields=Array(widgets), SigFlags=_SIGNED_APPEND_ONLY)
    return widgets


def _widget(field: Field, page: Any, key: int) -> Dictionary:
    widget = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(field.name),
        TU=String(field.words),
        Contents=String(field.words),
        F=_PRINTED_AND_LOCKED,
        Rect=Array([0, 0, 0, 0]),
        P=page,
        StructParent=key,
    )
    if field.locks:
        # Named one by one: the time stamp of B-LTA comes after the last signature.
        names = Array([String(name) for name in field.locks])
        widget.Lock = Dictionary(Type=Name.SigFieldLock, Action=Name.Include, Fields=names, P=NO_CHANGES)
    return widget


def _certify(document: Pdf, widget: Any, first: First) -> None:
    allowed = Dictionary(Type=Name.TransformParams, P=first.allows, V=Name("/1.2"))
    reference = Dictionary(Type=Name.SigRef, TransformMethod=Name.DocMDP, TransformParams=allowed)
    signature = document.make_indirect(
        Dictionary(
            Type=Name.Sig,
            Filter=Name("/Adobe.PPKLite"),
            SubFilter=Name("/ETSI.CAdES.detached"),
            ByteRange=Array([0, _HOLE, _HOLE, _HOLE]),
            Contents=String(b"\x00" * first.room),
            M=String(pdf_time(first.at)),
            Name=String(first.signer),
            Reference=Array([reference]),
        )
    )
    widget.V = signature
    document.Root.Perms = Dictionary(DocMDP=signature)
    document.Root.Extensions = Dictionary(
        ESIC=Dictionary(Type=Name.DeveloperExtensions, BaseVersion=Name("/1.7"), ExtensionLevel=5)
    )


def pdf_time(at: datetime) -> str:
    """An instant as PDF writes it, in UTC."""
    return f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"


def _with_ranges(data: bytes, room: int) -> Placed:
    """Find the hole and say in the file what lies around it, without moving a byte."""
    start = data.rindex(b"<" + b"00" * room + b">")
    end = start + 2 * room + 2
    wanted = b"[ 0 %d %d %d ]" % (_HOLE, _HOLE, _HOLE)
    at = data.rindex(wanted, 0, start)
    ranges = (b"[ 0 %d %d %d" % (start, end, len(data) - end)).ljust(len(wanted) - 1) + b"]"
    return Placed(b"".join((data[:at], ranges, data[at + len(wanted) :])), start, end)


def _next_key(tree: Any) -> int:
    highest = -1
    pending = [tree.get("/ParentTree", Dictionary())]
    while pending:
        node = pending.pop()
        pending += list(node.get("/Kids", Array()))
        highest = max([highest, *(int(key) for key in list(node.get("/Nums", Array()))[::2])])
    return max(highest + 1, int(tree.get("/ParentTreeNextKey", 0)))


def _extend_parent_tree(document: Pdf, tree: Any, first: int, entries: list[Any]) -> None:
    node = tree.get("/ParentTree")
    if node is None:
        node = tree.ParentTree = document.make_indirect(Dictionary(Nums=Array([])))
    last = first + len(entries) // 2 - 1
    if "/Kids" in node:
        leaf = Dictionary(Nums=Array(entries), Limits=Array([first, last]))
        node.Kids.append(document.make_indirect(leaf))
    else:
        node.Nums = Array([*node.get("/Nums", Array()), *entries])
    tree.ParentTreeNextKey = last + 1
