"""Ask the drawing process for the text of somebody else's file."""

from __future__ import annotations

from app.documents.extract import MAX_BYTES, Extracted, Kind, Piece
from app.documents.extract.pieces import NothingToRead
from app.documents.process import DrawingProcess, RefusedWork, shared

__all__ = ["MAX_BYTES", "Extracted", "Kind", "NothingToRead", "Piece", "extract_text"]

PATIENCE = 10.0  # seconds


def extract_text(data: bytes, process: DrawingProcess | None = None) -> Extracted:
    """Paragraphs of a .docx, .pdf or .txt file of at most 10 MB.

    Raises `NothingToRead` with a sentence for people, `RenderFailed` when reading took too long or too much.
    """
    if len(data) > MAX_BYTES:
        raise NothingToRead(f"The file is larger than {MAX_BYTES // 1024**2} MB.")
    try:
        reply, _ = (process or shared()).ask({"do": "extract"}, [data], PATIENCE)
    except RefusedWork as problem:
        raise NothingToRead(str(problem)) from problem
    pieces = tuple(Piece(Kind(kind), text) for kind, text in reply["pieces"])
    return Extracted(pieces, tuple(reply["left_out"]))
