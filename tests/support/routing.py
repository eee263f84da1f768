"""Applications are made for each test, and most of that time Werkzeug compiles the same builders of addresses.

A builder depends on the rule's text and defaults alone and finds its converters in the rule it is bound to, so one
compiled function serves the same rule of every application.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing.rules import Rule

_compile: Callable[[Rule, bool], Callable[..., tuple[str, str]]] = Rule._compile_builder
_known: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def _remembered(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    if self.defaults:
        return _compile(self, append_unknown)
    key = (self.rule, tuple(self._trace), append_unknown)
    if key not in _known:
        _known[key] = _compile(self, append_unknown)
    return _known[key]


Rule._compile_builder = _remembered  # type: ignore[method-assign]  # it takes that method's place for the run
