"""The letter's likeness on screen: the markup of the printed letter, and its stylesheet for a page of ours.

The print stylesheet is the only source of the look; `scripts/build_assets.py` writes `preview_css()` to
`app/static/vendor/letter/letter.css`. `app/static/css/paper-preview.css` adds the sheet round it. No inline style is
used, so the page's strict CSP holds; the accent colour therefore comes from a fixed set of classes.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

from app.documents.fonts import FACES
from app.documents.paper import LetterPaper
from app.documents.sheet import TEMPLATES, Setting, classes, footer_text, fragment_html

ACCENTS = ("#1c3557", "#1a1a1a", "#5b1a1e", "#1d4230", "#3b2a5c", "#5a3d0c", "#0b4a5a", "#4a4a4a")
"""Accent colours with a class of their own on screen; any other shows as the nearest of these."""


def preview_html(paper: LetterPaper, asset_address: Callable[[str], str]) -> str:
    """A `div.letter-paper` to embed in a page; one endless sheet, with the footer at its end."""
    accent = paper.letterheads[0].accent if paper.letterheads else ACCENTS[0]
    names = f"{classes(paper, _setting(paper))} on-screen accent-{nearest_accent(accent)[1:]}"
    body = fragment_html(paper, asset_address)
    foot = footer_text(paper)
    footer = f'<p class="screen-footer">{html.escape(foot)}</p>' if foot else ""
    return f'<div class="{names}" lang="{html.escape(paper.language)}">{body}{footer}</div>'


def _setting(paper: LetterPaper) -> Setting:
    """The address form by number of lines as given; on screen nothing is measured."""
    lines = len(paper.addressees[0]) if len(paper.addressees) == 1 else 0
    return Setting(inside="normal" if lines <= 5 else "compact" if lines == 6 else "open")


def nearest_accent(colour: str) -> str:
    """The member of `ACCENTS` closest to `colour` in RGB."""
    wanted = _rgb(colour)
    return min(ACCENTS, key=lambda one: sum((a - b) ** 2 for a, b in zip(_rgb(one), wanted, strict=True)))


def preview_css() -> str:
    """Font faces for the screen, accent classes, and the stylesheets of all templates."""
    parts = ['@charset "utf-8";', "/* Written by scripts/build_assets.py from letter_templates/. */"]
    for face in FACES:
        style = "italic" if face.italic else "normal"
        parts.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {style}; '
            f'font-display: swap; src: url("{Path(face.file).stem}.woff2") format("woff2"); }}'
        )
    parts.append((TEMPLATES / "_base" / "letter.css").read_text(encoding="utf-8"))
    parts += [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("[a-z]*/letter.css"))]
    parts += [f".letter-paper.accent-{one[1:]} {{ --accent: {one}; }}" for one in ACCENTS]
    return "\n".join(parts) + "\n"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
