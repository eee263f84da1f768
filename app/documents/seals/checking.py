"""Ask the drawing process about signatures and keys in somebody else's file: it can be killed without harm."""

from __future__ import annotations

from datetime import datetime

from app.documents.errors import RenderFailed
from app.documents.process import DrawingProcess, RefusedWork, shared
from app.documents.seals.keys import MAX_BYTES
from app.documents.seals.reports import Later, SealReport, SignatureReport
from app.documents.seals.rules import KeyPair, KeyRefused, Unreadable

__all__ = ["Later", "SealReport", "SignatureReport", "Unreadable", "inspect", "open_pkcs12"]

MAX_PDF = 40 * 1024 * 1024
PATIENCE = 10.0  # seconds


def inspect(pdf: bytes, process: DrawingProcess | None = None) -> SealReport:
    """The signatures of a PDF, and whether anything was changed or added since.

    Tells about the file alone: whose certificates these are, and whether this is the letter that was sealed, is
    for the caller to compare (fingerprints, stored SHA-256). Raises `Unreadable` with a sentence for people.
    """
    if len(pdf) > MAX_PDF:
        raise Unreadable(f"The file is larger than {MAX_PDF // 1024**2} MB.")
    try:
        reply, _ = (process or shared()).ask({"do": "signatures"}, [pdf], PATIENCE)
    except RefusedWork as problem:
        raise Unreadable(str(problem)) from problem
    except RenderFailed as problem:
        raise Unreadable("The file could not be checked: reading it took too long or too much.") from problem
    found = tuple(SignatureReport.from_json(one) for one in reply["signatures"])
    return SealReport(found, reply["revisions"], reply["appended"])


def open_pkcs12(
    data: bytes, passphrase: str, now: datetime, process: DrawingProcess | None = None
) -> KeyPair:
    """The key of a PKCS#12 file, checked for signing documents. Raises `KeyRefused` with a sentence for people."""
    if len(data) > MAX_BYTES:
        raise KeyRefused(
            f"The file is larger than {MAX_BYTES // 1000} kB: a key with its certificates is a few kB."
        )
    if not data:
        raise KeyRefused("The file is empty.")
    head = {"do": "pkcs12", "passphrase": passphrase, "now": now.isoformat()}
    try:
        _, parts = (process or shared()).ask(head, [data], PATIENCE)
    except RefusedWork as problem:
        raise KeyRefused(str(problem)) from None
    except RenderFailed:
        raise KeyRefused("The file could not be opened: that took too long or too much.") from None
    return KeyPair(parts[1], parts[0], tuple(parts[2:]))
