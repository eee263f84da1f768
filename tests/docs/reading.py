"""The written pages of the project, and what they name."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """Every Markdown page that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def outside_code(text: str) -> str:
    """The text without its fenced blocks."""
    return _FENCED.sub("", text)


def fenced(text: str) -> list[str]:
    """The content of each fenced block."""
    return _FENCED.findall(text)


def code_words(text: str) -> list[str]:
    """What stands between backticks, outside fenced blocks."""
    return _CODE.findall(outside_code(text))


def links(text: str) -> list[tuple[bool, str]]:
    """(is an image, target) of each link."""
    return [(bool(mark), target) for mark, target in _LINK.findall(outside_code(text))]


def section(text: str, heading: str) -> str:
    """The part under `## heading`, up to the next heading of that rank."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {heading}"
    return found.group(1)


def first_column(table: str) -> set[str]:
    """Every name in backticks in the first column of the Markdown tables of a text."""
    names: set[str] = set()
    for line in table.splitlines():
        if line.startswith("|"):
            names |= set(_CODE.findall(line.split("|")[1]))
    return names
