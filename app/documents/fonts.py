"""The letter fonts: where their files are, what each is called in the stylesheets, what they can print.

The makers' full files are used (the web subsets lose small capitals and old-style figures). They are
copied to `build/letter-fonts/` by `scripts/build_assets.py`; without that folder they are read straight
from the npm packages. Each file has a family name of its own here, because two files that share one
family, weight and style print wrong glyphs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

from app.core.text import nfc
from app.documents.errors import FontsMissing

ROOT = Path(__file__).resolve().parents[2]
SCHEME = "letter-font"


@dataclass(frozen=True)
class Face:
    """One font file: its name in `build/letter-fonts/`, its npm source, and how the stylesheets call it."""

    file: str
    source: str
    family: str
    weight: int = 400
    italic: bool = False


def _serif(cut: str, style: str, family: str, weight: int = 400, *, italic: bool = False) -> Face:
    name = f"SourceSerif4{cut}-{style}.ttf"
    return Face(name, f"source-serif/TTF/{name}", family, weight, italic)


def _sans(style: str, weight: int = 400) -> Face:
    name = f"SourceSans3-{style}.ttf"
    return Face(name, f"source-sans/TTF/{name}", "Source Sans 3", weight)


def _armenian(weight: int) -> Face:
    source = f"@fontsource/noto-serif-armenian/files/noto-serif-armenian-armenian-{weight}-normal.woff"
    return Face(f"NotoSerifArmenian-{weight}.ttf", source, "Noto Serif Armenian", weight)


FACES = (
    _serif("", "Regular", "Source Serif 4 Text"),
    _serif("", "It", "Source Serif 4 Text", italic=True),
    _serif("", "Semibold", "Source Serif 4 Text", 600),
    _serif("", "SemiboldIt", "Source Serif 4 Text", 600, italic=True),
    _serif("Caption", "Regular", "Source Serif 4 Caption"),
    _serif("Caption", "It", "Source Serif 4 Caption", italic=True),
    _serif("Caption", "Semibold", "Source Serif 4 Caption", 600),
    _serif("Display", "Regular", "Source Serif 4 Display"),
    _serif("Display", "It", "Source Serif 4 Display", italic=True),
    _serif("Display", "Semibold", "Source Serif 4 Display", 600),
    _sans("Regular"),
    _sans("Semibold", 600),
    _armenian(400),
    _armenian(600),
)


def fonts_folder() -> Path:
    """Where the built font files lie: `REDRESS_LETTER_FONTS`, else `build/letter-fonts` of the installation."""
    return Path(os.environ.get("REDRESS_LETTER_FONTS") or ROOT / "build" / "letter-fonts")


def find(face: Face) -> Path:
    """The file of one face: built, else straight from its package. Raises `FontsMissing`."""
    for path in (fonts_folder() / face.file, ROOT / "node_modules" / face.source):
        if path.is_file():
            return path
    raise FontsMissing(
        f"The letter font {face.file} is missing. Run npm ci and scripts/build_assets.py, or ./run, which does both."
    )


def listing() -> list[tuple[Face, Path | None]]:
    """Every face with its file, or None where it is missing; for `redress doctor`."""
    rows: list[tuple[Face, Path | None]] = []
    for face in FACES:
        try:
            rows.append((face, find(face)))
        except FontsMissing:
            rows.append((face, None))
    return rows


def face_bytes(face: Face) -> bytes:
    """The face as an uncompressed TrueType file."""
    return as_truetype(find(face).read_bytes())


def as_truetype(data: bytes) -> bytes:
    """Undo web compression (WOFF). Keeps the time stamp of the font, so the same input gives the same bytes."""
    if not data.startswith(b"wOF"):
        return data
    font = TTFont(BytesIO(data), recalcTimestamp=False)
    font.flavor = None
    font.flavorData = None
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def font_face_css() -> str:
    """`@font-face` rules for all faces, with addresses that only the renderer's fetcher answers."""
    rules = []
    for face in FACES:
        style = "italic" if face.italic else "normal"
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {style}; '
            f'src: url("{SCHEME}:{face.file}"); }}'
        )
    return "\n".join(rules)


@cache
def coverage_of(family: str) -> frozenset[int]:
    """Code points that every face of a family holds."""
    sets = []
    for face in FACES:
        if face.family == family:
            with TTFont(find(face), lazy=True) as font:
                sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)


@cache
def printable() -> frozenset[int]:
    """Code points that print wherever they stand in a letter: in all serif cuts and the sans, or Armenian."""
    latin = [
        coverage_of(name)
        for name in (
            "Source Serif 4 Text",
            "Source Serif 4 Caption",
            "Source Serif 4 Display",
            "Source Sans 3",
        )
    ]
    return frozenset.intersection(*latin) | coverage_of("Noto Serif Armenian")


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Characters of `text` that would print as boxes, each once, in order. Spaces and joiners are harmless.

    Pure, and quick enough for every keystroke: a text costs one pass, and the fonts are read once. Characters
    come nfc (NFC), so look for them in the nfc text. Raises `FontsMissing`.
    """
    written = nfc(text)
    unknown = set(written) - _harmless()
    if not unknown:
        return ()
    return tuple(dict.fromkeys(each for each in written if each in unknown))


# Line breaks, tabs, and the joiners and soft hyphens that no font needs to draw.
_INVISIBLE = frozenset("\n\r\t\u00ad\u2060\u200b\u200c\u200d\ufeff")


@cache
def _harmless() -> frozenset[str]:
    return frozenset(map(chr, printable())) | _INVISIBLE
