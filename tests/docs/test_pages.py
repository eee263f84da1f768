"""Pages name only what exists, link only to what is there, and keep to plain words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.docs.reading import ROOT, code_words, fenced, links, name_of, outside_code, pages, text_of
from tests.letter_templates import looks

PAGES = pytest.mark.parametrize("page", pages(), ids=name_of)
_FOLDERS = "app|benchmarks|docs|letter_templates|migrations|scripts|tests"
_PATH = re.compile(rf"(?:\./)?((?:{_FOLDERS})/[A-Za-z0-9_./*<>-]*|[A-Za-z0-9_.-]+\.(?:md|toml|txt|lock))")
# Made by the two commands, so not in a fresh clone; and names of files in other people's folders.
_MADE = ("app/static/vendor",)
_ELSEWHERE = {"fonts.toml"}
_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users)/")
_WORDS = re.compile(
    r"\b(?:TODO|FIXME|XXX|lorem|ipsum|oops|simply|obviously|leverage|seamless(?:ly)?|robust)\b", re.I
)
_CHEER = re.compile(r"\w!(?:\s|$)")
IMAGE_LIMIT = 300_000
LINE_LIMIT = 120


def _named_paths(text: str) -> set[str]:
    return {found[1].rstrip("/") for word in code_words(text) if (found := _PATH.fullmatch(word.strip()))}


@PAGES
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    missing = []
    for name in _named_paths(text_of(page)):
        pattern = re.sub(r"<[^>]+>", "*", name)
        beside = (page.parent / name).exists()
        if (
            name not in _ELSEWHERE
            and not beside
            and not name.startswith(_MADE)
            and not any(ROOT.glob(pattern))
        ):
            missing.append(name)
    assert missing == []


def _anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", outside_code(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@PAGES
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    broken = []
    for _, target in links(text_of(page)):
        if re.match(r"(?:https?|mailto):", target):
            continue
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        if not there.exists() or (anchor and anchor not in _anchors(text_of(there))):
            broken.append(target)
    assert broken == []


def test_every_picture_is_shown_small_enough_and_described() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in pages()
        for image, target in links(text_of(page))
        if image and not target.startswith("http")
    }
    kept = {path.resolve() for path in (ROOT / "docs" / "img").rglob("*") if path.is_file()}
    assert kept - shown == set(), "pictures that no page shows"
    assert {path for path in shown if not path.exists()} == set(), "pictures that are not there"
    assert {name_of(p): p.stat().st_size for p in kept if p.stat().st_size >= IMAGE_LIMIT} == {}
    assert [name_of(page) for page in pages() if "![](" in text_of(page)] == [], "pictures without words"


def test_every_picture_can_be_taken_again() -> None:
    script = text_of(ROOT / "scripts" / "screenshots.py")
    named = set(re.findall(r'"([a-z0-9-]+)\.png"', script)) | set(
        re.findall(r'Shot\(\s*"([a-z0-9-]+)"', script)
    )
    assert {path.stem for path in (ROOT / "docs" / "img").glob("*.png")} == named
    drawn = (ROOT / "docs" / "img" / "paper").glob("*.png")  # by scripts/paper_references.py --docs
    assert {path.stem for path in drawn} == set(looks.papers())


@PAGES
def test_a_page_speaks_plainly_and_of_no_particular_machine(page: Path) -> None:
    text = text_of(page)
    assert _MACHINE.findall(text) == []
    assert _WORDS.findall(outside_code(text)) == []
    assert _CHEER.findall(outside_code(text)) == []


@PAGES
def test_lines_stay_readable(page: Path) -> None:
    long = [
        number
        for number, line in enumerate(text_of(page).splitlines(), start=1)
        if len(line) > LINE_LIMIT and not line.startswith("|")
    ]
    in_code = {line for block in fenced(text_of(page)) for line in block.splitlines()}
    lines = text_of(page).splitlines()
    assert [number for number in long if lines[number - 1] not in in_code] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, queue = set(), [ROOT / "README.md"]
    while queue:
        page = queue.pop().resolve()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        queue += [
            page.parent / target.partition("#")[0]
            for _, target in links(text_of(page))
            if "://" not in target
        ]
    unreached = {name_of(page) for page in pages()} - {name_of(page) for page in reached}
    assert unreached - {"CHANGELOG.md"} == set()


def test_the_readme_s_commands_exist() -> None:
    for line in "\n".join(fenced(text_of(ROOT / "README.md"))).splitlines():
        command = line.split()[0]
        assert os.access(ROOT / command, os.X_OK), line


def test_the_changelog_says_what_is_not_released_yet() -> None:
    text = text_of(ROOT / "CHANGELOG.md")
    assert re.search(r"^## Unreleased\n\n- \S", text, re.MULTILINE)
