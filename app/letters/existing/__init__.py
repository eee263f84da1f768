"""Start from an existing letter: its pieces sorted into parts, its asks and figures found, for a person to confirm.

Pure: values in, values out. Pages and records are `routes.existing` and `drafting`.
"""

from app.letters.existing.asks import cut
from app.letters.existing.matching import DemandWords, Matcher
from app.letters.existing.parts import MAX_ROWS, OPINION, Part, Row, Shape, Telling
from app.letters.existing.reading import Understood, around, tell, understand
from app.letters.existing.sorting import sort_pieces
from app.letters.existing.writing import to_markdown

__all__ = [
    "MAX_ROWS",
    "OPINION",
    "DemandWords",
    "Matcher",
    "Part",
    "Row",
    "Shape",
    "Telling",
    "Understood",
    "around",
    "cut",
    "sort_pieces",
    "tell",
    "to_markdown",
    "understand",
]
