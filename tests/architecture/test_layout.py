"""The rules of the house that a reviewer should not have to repeat."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.core.web.access import declared_access

ROOT = Path(__file__).resolve().parents[2]
FILE_CEILING, FUNCTION_CEILING = 300, 40
REASONS = tomllib.loads((ROOT / "docs" / "ceilings.toml").read_text(encoding="utf-8"))
EDGES = {"routes", "api", "cli", "worker", "core", "access"}


def _python(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_the_ceiling_without_a_reason() -> None:
    allowed = REASONS["files"]
    long = {
        _name(path): lines
        for path in [*_python("app", "tests", "benchmarks", "scripts"), *_front_end()]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_CEILING
    }
    assert {n: size for n, size in long.items() if n not in allowed} == {}
    assert [name for name in allowed if name not in long] == [], "reasons that are no longer needed"


def _front_end() -> Iterator[Path]:
    for folder, pattern in (
        ("app/templates", "*.html"),
        ("app/static/css", "*.css"),
        ("app/static/js", "*.js"),
    ):
        yield from sorted((ROOT / folder).rglob(pattern))


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            start = node.body[1].lineno if documented and len(node.body) > 1 else node.lineno
            yield f"{_name(path)}::{node.name}", (node.end_lineno or start) - start + 1


def test_no_function_is_longer_than_the_ceiling_without_a_reason() -> None:
    long = {
        name: size for path in _python("app") for name, size in _functions(path) if size > FUNCTION_CEILING
    }
    allowed = REASONS["functions"]
    assert {name: size for name, size in long.items() if name not in allowed} == {}
    assert [name for name in allowed if name not in long] == [], "reasons that are no longer needed"


def _commits(path: Path) -> list[int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        # A job's handler commits through its context, which first makes sure that the job is still its own.
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "ctx")
    ]


def test_only_the_edges_commit() -> None:
    inside = [
        f"{_name(path)}:{line}"
        for path in _python("app")
        if not EDGES & {part.removesuffix(".py") for part in path.relative_to(ROOT / "app").parts}
        and not path.stem.startswith(("routes", "jobs", "worker"))
        for line in _commits(path)
    ]
    assert inside == []


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and declared_access(app.view_functions[rule.endpoint]) is None
    ]
    assert undeclared == []


RENDER = re.compile(r"""render_template\(\s*f?["']([^"'{]+)["']""")
USED = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


def _named_templates() -> set[str]:
    named: set[str] = set()
    for path in [*_python("app"), *_python("tests")]:
        named |= set(re.findall(r"""["']([\w/.-]+\.(?:html|txt))["']""", path.read_text(encoding="utf-8")))
    for path in (ROOT / "app" / "templates").rglob("*"):
        if path.is_file():
            named |= set(USED.findall(path.read_text(encoding="utf-8")))
    return named


def test_every_template_is_used_and_every_named_template_exists() -> None:
    folder = ROOT / "app" / "templates"
    existing = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    named = _named_templates()
    by_status = {name for name in existing if name.startswith("errors/")}
    assert existing - named - by_status == set(), "templates that nothing names"
    rendered = {n for path in _python("app") for n in RENDER.findall(path.read_text(encoding="utf-8"))}
    assert rendered - existing == set(), "names without a template"


@pytest.mark.parametrize(
    "pattern",
    [r"<[^{>]*\sstyle=[\"']", r"<[^{>]*\son[a-z]+=[\"']", r"<script(?![^>]*\ssrc=)", r"\|\s*safe\b"],
)
def test_templates_hold_no_inline_style_script_or_unescaped_value(pattern: str) -> None:
    allowed = REASONS["templates"]
    found = [
        f"{_name(path)}:{number}"
        for path in sorted((ROOT / "app" / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line) and _name(path) not in allowed
    ]
    assert found == []
