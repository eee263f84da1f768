"""What is printed on one paper: plain, frozen values that other rooms fill in.

Nothing here knows of officials, campaigns or databases. Text fields are plain text; only `blocks` and
`sources` hold HTML, which the letter writers made and which is filtered again before it is laid out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LetterheadStyle = Literal["classic", "modern", "band"]
PageSize = Literal["letter", "a4"]

CIVIC_BLUE = "#1c3557"
MINIMUM_CONTRAST = 7.0
MAX_DATA = 1_000_000

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,60}\Z")


@dataclass(frozen=True)
class LetterheadArt:
    """One office's letterhead. `lines` is the postal address; `crest_asset` a SHA-256 in the file store."""

    name: str
    office: str = ""
    lines: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""
    web: str = ""
    crest_asset: str | None = None
    style: LetterheadStyle = "classic"
    accent: str = CIVIC_BLUE

    def __post_init__(self) -> None:
        if self.style not in ("classic", "modern", "band"):
            raise ValueError(f"There is no letterhead style called {self.style!r}.")
        check_accent(self.accent)
        _check_assets(self.crest_asset)


@dataclass(frozen=True)
class SignatureBlock:
    """One signatory as printed: signature image or space for ink, name, title, body."""

    name: str
    title: str = ""
    body: str = ""
    image_asset: str | None = None
    signed_note: str | None = None
    lead: bool = False

    def __post_init__(self) -> None:
        _check_assets(self.image_asset)


@dataclass(frozen=True)
class Verification:
    """How a reader checks the paper: the printed code and the public address to enter it at.

    Without an `address` (this installation has no public one yet) the code stands alone: whoever asks the sender
    names it. `link` is the whole address that leads straight to the answer, drawn as a square code; empty: none is
    drawn.
    """

    code: str
    address: str
    link: str = ""

    def __post_init__(self) -> None:
        if len(self.link) > 300:
            raise ValueError("The address for checking a letter may have at most 300 characters.")


@dataclass(frozen=True)
class LetterPaper:
    """Everything that one paper of a letter shows, in the order in which it is read.

    `addressees` holds the inside-address lines of each joint addressee; a statement to the public has none, and its
    `salutation` is empty. `kind` is what the footer calls the paper, `contact` whom the press may ask. `header_name`
    stands at the top of later pages. `sources` are the entries of the annex in the order of their numbers,
    `sources_about` the words under its title. With `archive` the file is PDF/A-3a besides PDF/UA-1, and `data` (the
    sources as JSON; empty for none) is attached to it. `seal` is the hash over words, copies and signatories, which
    the file carries unseen among its keywords, so that whoever signs the file signs it. `assets` lists the only files
    (SHA-256) that may be read while this paper is laid out.
    """

    template: str
    letterheads: tuple[LetterheadArt, ...]
    date_text: str
    addressees: tuple[tuple[str, ...], ...]
    header_name: str
    salutation: str
    blocks: tuple[str, ...]
    closing: str
    signatures: tuple[SignatureBlock, ...]
    subject: str | None = None
    cc: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sources_about: str = ""
    verification: Verification | None = None
    draft: bool = False
    page_size: PageSize = "letter"
    language: str = "en-US"
    title: str = ""
    author: str = ""
    kind: str = "Letter"
    contact: tuple[str, ...] = ()
    archive: bool = False
    data: str = ""
    seal: str = ""
    assets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _SLUG.match(self.template):
            raise ValueError(f"There is no letter template called {self.template!r}.")
        if self.page_size not in ("letter", "a4"):
            raise ValueError(f"There is no page size called {self.page_size!r}.")
        if len(self.data) > MAX_DATA:
            raise ValueError(f"The data of the sources may have at most {MAX_DATA:,} characters.")
        _check_assets(*self.assets)


def used_assets(paper: LetterPaper) -> tuple[str, ...]:
    """The images that the paper prints, each once, in order of appearance: crests, then signatures."""
    found = [head.crest_asset for head in paper.letterheads]
    found += [block.image_asset for block in paper.signatures]
    return tuple(dict.fromkeys(sha for sha in found if sha))


def contrast_on_white(colour: str) -> float:
    """WCAG contrast ratio of `#rrggbb` against white: 1.0 (white) to 21.0 (black)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def check_accent(colour: str) -> None:
    """Raise `ValueError` with a plain sentence unless `colour` is `#rrggbb` and dark enough for print."""
    if not _COLOUR.match(colour):
        raise ValueError("Give the accent colour as # and six digits, for example #1c3557.")
    ratio = contrast_on_white(colour)
    if ratio < MINIMUM_CONTRAST:
        raise ValueError(
            f"The accent colour is too pale to print: contrast {ratio:.1f}, at least 7 is needed."
        )


def _check_assets(*names: str | None) -> None:
    for name in names:
        if name is not None and not _SHA256.match(name):
            raise ValueError("An asset is named by its SHA-256 in lower-case hexadecimal.")
