"""What the pages say about settings, packages, rooms, commands and decisions agrees with the program."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from tests.docs.reading import ROOT, code_words, fenced, first_column, name_of, pages, section, text_of

DOCS = ROOT / "docs"
_VARIABLE = re.compile(r"\bREDRESS_[A-Z_]*[A-Z]\b")
# Read by tests only; a deployment never sets it.
_TESTS_ONLY = {"REDRESS_TEST_DATA"}


def test_every_setting_is_explained_and_none_is_invented() -> None:
    sources = [*(ROOT / "app").rglob("*.py"), ROOT / "run", ROOT / "scripts" / "setup.sh"]
    read = {name for path in sources for name in _VARIABLE.findall(text_of(path))} - _TESTS_ONLY
    explained = set(_VARIABLE.findall(text_of(DOCS / "operations.md")))
    assert read - explained == set(), "settings that operations.md leaves out"
    assert explained - read == set(), "settings that nothing reads"


def test_every_setting_that_the_settings_read_is_in_the_table() -> None:
    in_table = first_column(section(text_of(DOCS / "operations.md"), "Settings"))
    assert set(_VARIABLE.findall(text_of(ROOT / "app" / "config.py"))) <= in_table


def _asked(names: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", name, maxsplit=1)[0] for name in names}


@pytest.mark.parametrize(
    ("heading", "extra"), [("To run", None), ("Extra: Node", "node"), ("To test", "test")]
)
def test_every_python_package_has_a_reason_and_every_reason_a_package(
    heading: str, extra: str | None
) -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    asked = project["optional-dependencies"][extra] if extra else project["dependencies"]
    assert first_column(section(text_of(DOCS / "dependencies.md"), heading)) == _asked(asked)


def test_every_npm_package_has_a_reason_and_every_reason_a_package() -> None:
    asked = set(json.loads(text_of(ROOT / "package.json"))["dependencies"])
    assert first_column(section(text_of(DOCS / "dependencies.md"), "Fonts and front end")) == asked


def test_every_room_is_on_the_map() -> None:
    rooms = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    drawn = fenced(text_of(DOCS / "architecture.md"))[0]
    assert rooms == set(re.findall(r"\bapp/([a-z]+)(?=\s|$)", drawn, re.MULTILINE))


def test_every_decision_is_listed_and_numbered_once() -> None:
    files = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")
    index = text_of(DOCS / "adr" / "README.md")
    assert [path.name for path in files if f"]({path.name})" not in index] == []
    numbers = [int(path.name[:4]) for path in files]
    assert numbers == sorted(set(numbers))
    for path in files:
        first = text_of(path).splitlines()[0]
        assert first.startswith(f"# {int(path.name[:4])}. "), first
        assert first.removeprefix("# ") in index, f"{name_of(path)} is listed under another title"


def _named_commands() -> Iterator[tuple[str, list[str]]]:
    for page in pages():
        text = text_of(page)
        for piece in [*code_words(text), *"\n".join(fenced(text)).splitlines()]:
            found = re.match(r"\s*(?:sudo \S+ )?(?:\S*bin/)?redress ((?:[a-z-]+ ?)+)", piece)
            if found:
                yield f"{name_of(page)}: {piece.strip()}", found[1].split()


def test_every_command_that_a_page_names_exists(app: Flask) -> None:
    from app.cli import _load_commands, group

    _load_commands()
    unknown = []
    for where, words in _named_commands():
        command: click.Command | None = group
        for word in words:
            if not isinstance(command, click.Group):
                break
            command = command.commands.get(word)
        if command is None or command is group:
            unknown.append(where)
    assert unknown == []
    assert len(list(_named_commands())) > 10


def test_every_option_that_a_page_gives_to_run_is_known() -> None:
    from app.cli.serve import command

    known = {option for parameter in command.params for option in parameter.opts}
    given = {
        option
        for page in pages()
        for piece in [*code_words(text_of(page)), *fenced(text_of(page))]
        for line in piece.splitlines()
        if line.strip().startswith("./run")
        for option in re.findall(r"--[a-z-]+", line.partition("#")[0])
    }
    assert given <= known
