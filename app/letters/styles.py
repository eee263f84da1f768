"""How a letter shows where its facts come from."""

from __future__ import annotations

from enum import StrEnum


class CitationStyle(StrEnum):
    """Whether the text carries marks, and whether the sources print."""

    ANNEX = "annex"  # no marks in the text, the sources on a page of their own
    NUMBERED = "numbered"  # small numbers in the text, and that page
    STAFF = "staff"  # nothing on paper: the sources stand in the record alone

    @property
    def label(self) -> str:
        """In the words of the interface."""
        return _LABELS[self]


_LABELS = {
    CitationStyle.ANNEX: "A page of sources, no marks in the text",
    CitationStyle.NUMBERED: "Small numbers in the text and a page of sources",
    CitationStyle.STAFF: "Nothing on paper; sources for staff alone",
}
