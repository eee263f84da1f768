"""What can go wrong with a document, in sentences that a person can act on."""

from __future__ import annotations

from collections.abc import Sequence


class DocumentError(Exception):
    """A document could not be made; the message says why, and nothing was written."""


class RenderFailed(DocumentError):
    """Laying out or drawing did not finish: too large, too long, or the drawing process died."""


class MissingGlyphs(DocumentError):
    """The text has characters that no letter font holds, and would print as empty boxes."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in characters[:12])
        more = f" and {len(characters) - 12} more" if len(characters) > 12 else ""
        super().__init__(f"The letter fonts cannot print these characters: {shown}{more}.")


class FontsMissing(DocumentError):
    """The font files are not where they should be."""


class AssetMissing(DocumentError):
    """An image that the paper prints is not in the file store."""


class ImageRefused(DocumentError):
    """An uploaded image is not accepted; the message says why and what to send instead."""
