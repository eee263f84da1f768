"""What the checks know besides the words and the copy: filled from records, printed nowhere. Plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from app.letters.compose.policy import DEFAULT, Policy


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``campaign_demands``: (slug, title) of what the campaign asks. ``granted_by``: by demand, the kinds of office
    that can grant it. ``office_words``: how each kind is called. ``glyphs``: the characters that no font has.
    ``sealed_words``: the text of the sealed letter that this one follows, as it printed; None when there is none.
    """

    policy: Policy = DEFAULT
    campaign_demands: tuple[tuple[str, str], ...] = ()
    granted_by: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    office_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    glyphs: Callable[[str], Sequence[str]] | None = None
    sealed_words: str | None = None


NOTHING = Surroundings()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is seen of a letter once its pages are drawn. ``text_with_signature``: lines of text on its page.

    ``fill``: for each page its used and its free height in lines. ``coarse``: (what it shows, dots per inch) of images
    that print badly. ``outside``: whose addresses do not show in an envelope's window. ``tall``: by how many
    millimetres the letterhead pushes every address out of it. ``failed``: why the pages cannot be drawn; the rest says
    nothing then.
    """

    pages: int
    text_with_signature: int | None = None
    lines_on_last: int | None = None
    fill: tuple[tuple[float, float], ...] = ()
    coarse: tuple[tuple[str, int], ...] = ()
    outside: tuple[str, ...] = ()
    failed: str = ""
    tall: float = 0.0
