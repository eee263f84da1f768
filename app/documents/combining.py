"""Many PDFs as one, still tagged: structure trees, parent trees and links are merged, not dropped.

Plain concatenation would lose the structure and with it PDF/UA. Here every document becomes a `Part` under
one `Document`; keys of the parent trees are shifted; identical images and font files are kept once. Digital
signatures cover one letter each and would be broken here, so the whole carries none of them.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    OutlineItem,
    PageCopyWarning,
    Pdf,
    Stream,
    String,
)

from app.documents.seals.leaving_out import leave_out_signatures

Source = bytes | Path
# Links lead to their places without names here (`_Merger._shift`), so it does not matter that names are not copied.
warnings.filterwarnings("ignore", category=PageCopyWarning)


def combine_pdfs(sources: Iterable[Source], title: str | None = None) -> bytes:
    """One tagged PDF with all pages in order and a bookmark for each document. Raises `ValueError` when empty."""
    out = BytesIO()
    combine_into(out, sources, title)
    return out.getvalue()


def combine_into(file: BinaryIO, sources: Iterable[Source], title: str | None = None) -> None:
    """The same, written to a file; each source is asked for when its turn comes, and lies on disk from then on."""
    merger = _Merger()
    with TemporaryDirectory(prefix="redress-combining-") as folder:
        for number, source in enumerate(sources):
            place = Path(folder) / f"{number}.pdf" if isinstance(source, bytes) else source
            if isinstance(source, bytes):
                place.write_bytes(source)
            with Pdf.open(place) as pdf:
                merger.add(pdf)
        merger.finish(file, title)


class _Merger:
    def __init__(self) -> None:
        self._out = Pdf.new()
        self._parts: list[Object] = []
        self._nums: list[Object | int] = []
        self._next_key = 0
        self._marks: list[tuple[str, int]] = []
        self._streams: dict[bytes, Object] = {}
        self._title = ""

    def add(self, pdf: Pdf) -> None:
        """Append all pages of a document with their part of the structure tree."""
        leave_out_signatures(pdf)
        first = len(self._out.pages)
        title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
        targets = dict(_named_targets(pdf))
        self._out.pages.extend(pdf.pages)
        if first == 0:
            self._take_catalog(pdf, title)
        for page in list(self._out.pages)[first:]:
            self._shift(page.obj, self._next_key, targets)
            self._share_streams(page.obj)
        self._take_structure(pdf)
        self._marks.append((title or f"Document {len(self._marks) + 1}", first))

    def finish(self, file: BinaryIO, title: str | None) -> None:
        """Write the merged file; the same input gives the same bytes."""
        if not self._parts:
            raise ValueError("There is nothing to combine.")
        self._build_structure()
        with self._out.open_outline() as outline:
            outline.root.extend(OutlineItem(name, page) for name, page in self._marks)
        name = title or self._title
        with self._out.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = name
        self._out.docinfo["/Title"] = String(name)
        self._out.save(
            file,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=ObjectStreamMode.generate,
        )

    def _take_catalog(self, pdf: Pdf, title: str) -> None:
        """Language, metadata and viewer settings of the first document stand for the whole."""
        self._title = title
        root = self._out.Root
        for key in ("/Lang", "/Metadata", "/MarkInfo", "/ViewerPreferences", "/Extensions"):
            if key in pdf.Root:
                value = pdf.Root[key]
                root[key] = (
                    self._out.copy_foreign(value) if value.is_indirect else _direct(self._out, pdf, value)
                )
        if "/Info" in pdf.trailer:
            for key, value in pdf.docinfo.items():
                self._out.docinfo[key] = String(str(value))

    def _shift(self, page: Any, offset: int, targets: dict[str, Object]) -> None:
        """Move the keys into the parent tree, and turn named link targets into explicit ones."""
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + offset
        for note in page.get("/Annots", Array()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + offset
            action = note.get("/A")
            holder, key = (action, "/D") if action is not None and "/D" in action else (note, "/Dest")
            target = holder.get(key)
            if isinstance(target, String) and str(target) in targets:
                holder[key] = self._out.copy_foreign(targets[str(target)])

    def _take_structure(self, pdf: Pdf) -> None:
        tree = pdf.Root.get("/StructTreeRoot")
        if tree is None:
            raise ValueError("A document without structure tags cannot be combined.")
        if not tree.is_indirect:
            tree = pdf.make_indirect(tree)
        copied = self._out.copy_foreign(tree)
        kids = copied.K if isinstance(copied.K, Array) else Array([copied.K])
        self._parts.extend(kids)
        highest = -1
        for key, value in _number_tree(copied.ParentTree):
            self._nums += [key + self._next_key, value]
            highest = max(highest, key)
        self._next_key += highest + 1

    def _build_structure(self) -> None:
        out = self._out
        document = out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
        root = out.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        for part in self._parts:
            part.S = Name.Part
            part.P = document
        document.K = Array(self._parts)
        document.P = root
        root.K = Array([document])
        root.ParentTree = out.make_indirect(Dictionary(Nums=Array(self._nums)))
        root.ParentTreeNextKey = self._next_key
        out.Root.StructTreeRoot = root

    def _share_streams(self, page: Any) -> None:
        """Keep one copy of images and font files that come again in a later document."""
        resources = page.get("/Resources", Dictionary())
        for holder in _stream_holders(resources):
            for key in list(holder.keys()):
                value = holder[key]
                if isinstance(value, Stream):
                    holder[key] = self._streams.setdefault(_fingerprint(value), value)


def _stream_holders(resources: Any) -> Iterator[Any]:
    """Dictionaries whose stream values may be shared: images and embedded font files."""
    if "/XObject" in resources:
        yield resources.XObject
    for font in dict(resources.get("/Font", Dictionary())).values():
        for inner in font.get("/DescendantFonts", Array([font])):
            if "/FontDescriptor" in inner:
                yield inner.FontDescriptor


def _fingerprint(stream: Stream) -> bytes:
    """Equal for streams with equal bytes and equal dictionaries (soft mask included)."""
    digest = hashlib.sha256(stream.read_raw_bytes())
    for key in sorted(stream.keys()):
        value = stream[key]
        digest.update(key.encode())
        digest.update(_fingerprint(value) if isinstance(value, Stream) else repr(value).encode())
    return digest.digest()


def _number_tree(node: Any) -> Iterator[tuple[int, Object]]:
    """Entries of a PDF number tree."""
    nums = list(node.get("/Nums", Array()))
    yield from ((int(key), value) for key, value in zip(nums[::2], nums[1::2], strict=True))
    for kid in node.get("/Kids", Array()):
        yield from _number_tree(kid)


def _named_targets(pdf: Pdf) -> Iterator[tuple[str, Object]]:
    """Named destinations of a document as explicit ones."""
    node = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary())
    pending = [node]
    while pending:
        node = pending.pop()
        pending += list(node.get("/Kids", Array()))
        names = list(node.get("/Names", Array()))
        for key, value in zip(names[::2], names[1::2], strict=True):
            target = value.D if isinstance(value, Dictionary) else value
            yield str(key), target if target.is_indirect else pdf.make_indirect(target)


def _direct(out: Pdf, pdf: Pdf, value: Object) -> Object:
    """A direct object of another file, copied."""
    if isinstance(value, Dictionary | Array):
        return out.copy_foreign(pdf.make_indirect(value))
    return String(str(value)) if isinstance(value, String) else value
