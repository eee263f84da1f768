"""No module imports, however far round, one that imports it: what is read first is never half made."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"


def _modules() -> dict[str, Path]:
    found = {}
    for path in APP.rglob("*.py"):
        parts = path.relative_to(APP.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _imported(path: Path, modules: dict[str, Path]) -> set[str]:
    """What a module imports, also inside functions and for its types alone."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = (f"{node.module}.{alias.name}" for alias in node.names)
            named |= {one if one in modules else node.module for one in whole}
        elif isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
    return named & modules.keys()


def test_no_module_is_imported_in_a_circle() -> None:
    modules = _modules()
    # A package that holds a blueprint imports its pages last, so that they register: that alone goes round.
    graph = {
        name: {one for one in _imported(path, modules) if not one.startswith(f"{name}.")} - {name}
        if name.endswith(".routes")
        else _imported(path, modules) - {name}
        for name, path in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(" -> ".join(circle.args[1])) from None
