"""Reading PDFs back in tests: words with positions in millimetres, page texts, structure."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MM = 25.4 / 72


@dataclass(frozen=True)
class Word:
    """One word on a page; edges in millimetres from the top left corner of the paper."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


def run(*command: str | Path) -> str:
    return subprocess.run([str(one) for one in command], check=True, capture_output=True, text=True).stdout


def words(pdf: bytes, folder: Path) -> list[Word]:
    """Every word with its place."""
    source = folder / "words.pdf"
    source.write_bytes(pdf)
    markup = run("pdftotext", "-bbox", source, "-")
    markup = re.sub(r"<(!DOCTYPE|meta)[^>]*>", "", markup).replace('xmlns="http://www.w3.org/1999/xhtml"', "")
    found = []
    for number, page in enumerate(ElementTree.fromstring(markup).iter("page"), start=1):
        for word in page.iter("word"):
            edges = [float(word.get(key, "0")) * MM for key in ("xMin", "yMin", "xMax", "yMax")]
            found.append(Word(word.text or "", number, *edges))
    return found


def text(pdf: bytes, folder: Path, page: int | None = None) -> str:
    """The text in reading order, white space squeezed."""
    source = folder / "text.pdf"
    source.write_bytes(pdf)
    pages = ["-f", str(page), "-l", str(page)] if page else []
    return " ".join(run("pdftotext", *pages, source, "-").split())


def structure(pdf: bytes, folder: Path) -> str:
    """poppler's view of the tag tree with its text."""
    source = folder / "structure.pdf"
    source.write_bytes(pdf)
    return run("pdfinfo", "-struct-text", source)


def find(all_words: list[Word], phrase: str, page: int | None = None) -> list[Word]:
    """The words of the first place where `phrase` stands. Raises `AssertionError` when it does not."""
    wanted = phrase.split()
    pool = [word for word in all_words if page is None or word.page == page]
    for at in range(len(pool) - len(wanted) + 1):
        if [word.text for word in pool[at : at + len(wanted)]] == wanted:
            return pool[at : at + len(wanted)]
    raise AssertionError(f"{phrase!r} is not on the page")
