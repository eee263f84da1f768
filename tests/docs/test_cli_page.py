"""docs/cli.md names every command, argument and option, and shows the JSON that they really give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask

from tests.cli.conftest import as_json
from tests.docs.reading import ROOT, fenced, text_of
from tests.letters.factories import World

TEXT = text_of(ROOT / "docs" / "cli.md")


def _commands() -> dict[str, click.Command]:
    from app.cli import _load_commands, group

    _load_commands()
    return {" ".join(path): command for path, command in _leaves(group, ("redress",))}


def _leaves(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _leaves(inner, (*path, name))
    else:
        yield path, command


def _sections() -> dict[str, str]:
    parts = re.split(r"^### (redress .+)\n", TEXT, flags=re.MULTILINE)
    return {
        name: re.split(r"^## ", text, flags=re.MULTILINE)[0]
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_every_command_has_its_section_and_every_section_a_command() -> None:
    assert set(_sections()) == set(_commands())


def test_every_option_is_explained_and_none_is_invented() -> None:
    for name, command in _commands().items():
        known = {parameter.opts[0] for parameter in command.params if isinstance(parameter, click.Option)}
        table = set(re.findall(r"^\| `(--[a-z-]+)`", _sections()[name], re.MULTILINE))
        assert table == known - {"--help"}, name


def test_every_argument_is_shown() -> None:
    for name, command in _commands().items():
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                assert f"{name} {(parameter.name or '').upper()}" in _sections()[name], name


def test_every_choice_is_named() -> None:
    for name, command in _commands().items():
        for parameter in command.params:
            if isinstance(parameter.type, click.Choice):
                (row,) = (line for line in _sections()[name].splitlines() if f"`{parameter.opts[0]}`" in line)
                assert [choice for choice in parameter.type.choices if f"`{choice}`" not in row] == []


def _shown(name: str) -> Any:
    """The JSON that the page shows for a command."""
    section = _sections()[name]
    blocks = [block for block in fenced(section) if block.startswith("{")]
    inline = re.search(r"^\| `--json` .*?`([\[{].*?[\]}])`", section, re.MULTILINE)
    return json.loads(blocks[0] if blocks else inline[1] if inline else "null")


def _shape(value: Any) -> Any:
    """Names of the fields of an answer, however deep; a list by its first entry."""
    if isinstance(value, dict):
        return {
            key: _shape(inner)
            for key, inner in value.items()
            if not isinstance(inner, (str, int, type(None)))
        } | {key: "" for key, inner in value.items() if isinstance(inner, (str, int, type(None)))}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return ""


def _reset(value: Any, *free: str) -> Any:
    """Without what is inside these fields, which depends on the records."""
    return (
        {key: "" if key in free else inner for key, inner in value.items()}
        if isinstance(value, dict)
        else value
    )


CALLS = (
    "redress doctor",
    "redress db upgrade",
    "redress db current",
    "redress worker --once",
    "redress users create new@example.org --role viewer --link",
    "redress users list",
    "redress users reset-link administrator@example.org",
    "redress tokens create administrator@example.org --scope read",
    "redress letters export {letter} --to {folder}/out",
    "redress audit verify",
    "redress backup {folder}/backup.zip",
    "redress officials import {folder}/table.csv",
)


def test_the_json_is_as_shown(app: Flask, sealed_world: World, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    known, wrong = _commands(), []
    for call in CALLS:
        name = next(name for name in known if f"{call} ".startswith(f"{name} "))
        words = call.removeprefix(name).format(letter=sealed_world.extra["sealed"], folder=tmp_path).split()
        got, shown = as_json(app, known[name], *words), _shown(name)
        if "--link" in words:
            assert got.pop("link").startswith("http")
        free = ("missing", "counts", "refused", "conflicts")
        if _shape(_reset(got, *free)) != _shape(_reset(shown, *free)):
            wrong.append((name, got, shown))
    assert wrong == []


TABLE = "first,last,title,body,state\nAna,Vale,Council Member,Arroyo Vista City Council,CA\n"


def test_what_restore_says_is_as_shown(app: Flask, sealed_world: World, empty: Flask, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.zip")
    as_json(app, _commands()["redress backup"], file)
    got = _reset(as_json(empty, _commands()["redress restore"], file), "missing")
    assert _shape(got) == _shape(_reset(_shown("redress restore"), "missing"))


def test_the_exit_statuses_are_those_of_the_program() -> None:
    named = set(re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)) | set(re.findall(r"exit with (\d+)", TEXT))
    used = {
        found
        for path in [*(ROOT / "app" / "cli").glob("*.py"), ROOT / "run", ROOT / "scripts" / "setup.sh"]
        for found in re.findall(r"\bexit\(?[( ](\d+)\b", text_of(path))
    }
    assert used - {"0"} <= named
