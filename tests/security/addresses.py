"""Addresses of routes, built from the rule's own text, so that values no link has can be put into them."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

_PART = re.compile(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")

NOBODY = "0185a3f2-7c1e-7b11-9c54-0c2f6f8a3d10"
# A value of the right kind that names nothing, by the name of the converter.
UNKNOWN = {
    "UUIDConverter": NOBODY,
    "SmallIntegerConverter": str(2**31 - 1),
    "UnicodeConverter": "nothing-of-this-name",
    "PathConverter": "nothing/of/this.name",
}
LONG = "9" * 5000  # past what Python turns into a number, and past every column
WORDS = (
    "a" * 5000,
    "\x00",
    "a\x00b",
    "-1",
    "0",
    LONG,
    "é😀\u202e",
    "%",
    "..",
    "' OR 1=1 --",
    "\ud83d",
    "A" * 43,
)
# Values of the wrong kind, or at the edge of it.
STRANGE = {
    "UUIDConverter": ("\x00", LONG, "-1", "é😀", NOBODY.upper(), NOBODY.replace("-", ""), "0" * 36),
    "SmallIntegerConverter": ("\x00", LONG, "-1", "0", "00001", str(2**31), str(2**63), str(2**64), "٣", "1e9", "é"),
    "UnicodeConverter": WORDS,
    "PathConverter": (*WORDS, "../../etc/passwd", "/etc/passwd", "a//b", "a/./b"),
    "AnyConverter": ("exe", "CSV", "\x00", "a" * 5000),
}  # fmt: skip


def kinds(rule: Rule) -> dict[str, str]:
    """The converter of each part of the rule, by the part's name."""
    return {name: type(converter).__name__ for name, converter in rule._converters.items()}


def unknown(rule: Rule, **known: str) -> str:
    """The path of a rule with parts that name nothing, besides those in `known`."""
    return _path(rule, {**_fitting(rule), **known})


def strange(rule: Rule, turn: int, most: int | None = None) -> list[str]:
    """Paths of a rule with one part at a time of a kind that no link has: `most` for each part, others each turn."""
    base, found = _fitting(rule), []
    for name, kind in kinds(rule).items():
        values = STRANGE[kind]
        count = len(values) if most is None else min(most, len(values))
        found += [_path(rule, {**base, name: values[(turn + n) % len(values)]}) for n in range(count)]
    return found


def _fitting(rule: Rule) -> dict[str, str]:
    return {
        name: sorted(converter.items)[0]
        if isinstance(converter, AnyConverter)
        else UNKNOWN[type(converter).__name__]
        for name, converter in rule._converters.items()
    }


def _path(rule: Rule, values: dict[str, str]) -> str:
    return _PART.sub(lambda found: quote(values[found["name"]], safe="/", errors="surrogatepass"), rule.rule)


def rules(app: Flask, *, api: bool | None = None) -> list[Rule]:
    """Every rule; only those of the API, or only the others, when `api` says so."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if api is None or rule.rule.startswith("/api/") is api
    ]  # fmt: skip
