"""Copy the letter fonts from node_modules: TrueType for the printed page, WOFF2 for its likeness on screen."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.documents.fonts import FACES, as_truetype
from app.documents.preview import preview_css

MODULES = ROOT / "node_modules"
PRINT = ROOT / "build" / "letter-fonts"
SCREEN = ROOT / "app" / "static" / "vendor" / "letter"


def letter_fonts() -> None:
    """Fill `build/letter-fonts` and `app/static/vendor/letter`. Writes only what changed.

    Raises `FileNotFoundError` naming the package file that is missing.
    """
    for face in FACES:
        _put(PRINT / face.file, as_truetype(_read(face.source)))
        _put(SCREEN / (Path(face.file).stem + ".woff2"), _read(_woff2(face.source)))
    _put(SCREEN / "letter.css", preview_css().encode())


def _woff2(source: str) -> str:
    """The WOFF2 neighbour of a package's TTF or WOFF file."""
    if source.endswith(".woff"):
        return source + "2"
    return source.replace("/TTF/", "/WOFF2/TTF/") + ".woff2"


def _read(source: str) -> bytes:
    path = MODULES / source
    if not path.is_file():
        raise FileNotFoundError(f"{source} is not in node_modules; run npm ci first.")
    return path.read_bytes()


def _put(path: Path, data: bytes) -> None:
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
