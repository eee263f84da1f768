"""Signed letters as parts of a larger file: their signatures cover the letter alone, so they are left out there."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Name, Pdf


def leave_out_signatures(pdf: Pdf) -> None:
    """Take the signature fields out of an open file, and their entries out of its structure. The file is not saved."""
    if "/AcroForm" not in pdf.Root:
        return
    for name in ("/AcroForm", "/Perms", "/DSS"):
        if name in pdf.Root:
            del pdf.Root[name]
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        if notes is not None:
            kept = [note for note in notes if note.get("/FT") != Name.Sig]
            page.obj.Annots = Array(kept)
            if not kept:
                del page.obj.Annots
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is not None:
        _prune(tree.K[0] if isinstance(tree.K, Array) else tree.K)
        _prune_numbers(tree.ParentTree)


def _prune(parent: Any) -> None:
    parent.K = Array([kid for kid in parent.K if not _is_signature(kid)])


def _prune_numbers(node: Any) -> None:
    nums = list(node.get("/Nums", Array()))
    kept = [
        value
        for at in range(0, len(nums), 2)
        if not _is_signature(nums[at + 1])
        for value in nums[at : at + 2]
    ]
    if nums:
        node.Nums = Array(kept)
    for kid in node.get("/Kids", Array()):
        _prune_numbers(kid)


def _is_signature(element: Any) -> bool:
    """Whether a structure element is one that `placing` added."""
    if not hasattr(element, "get") or isinstance(element, Array) or element.get("/S") != Name.Form:
        return False
    link = element.get("/K")
    return hasattr(link, "get") and link.get("/Obj", {}).get("/FT") == Name.Sig
