"""Text out of other people's files: Word, PDF and plain text become paragraphs and list items.

Runs in the drawing process, which may be killed; nothing of the file is kept or run.
"""

from app.documents.extract.pieces import MAX_CHARACTERS, MAX_PIECES, Extracted, Kind, Piece, tidy_pieces
from app.documents.extract.reading import MAX_BYTES, read_pieces
from app.documents.extract.typed import read_typed

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MAX_PIECES",
    "Extracted",
    "Kind",
    "Piece",
    "read_pieces",
    "read_typed",
    "tidy_pieces",
]
