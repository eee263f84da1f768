"""Claims as YAML. Pure.

Read event by event: days stay as written, numbers and true or false keep their kind, and nothing is ever built but
text, numbers, lists and mappings. References, tags, doubled names and deep nesting are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from app.evidence.exchange.files import Document, FileRefused, RawClaim

CLAIMS, CAUTIONS = "facts", "seed_claims_to_flag"
EXTRAS = ("meta", "could_not_find")
_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_DEPTH = 12


def read_yaml(text: str) -> Document:
    """The file's parts. Raises `FileRefused`."""
    top = _top(text)
    unknown = sorted(set(top) - {CLAIMS, CAUTIONS, *EXTRAS})
    if CLAIMS not in top:
        raise FileRefused(f"The file has no list called “{CLAIMS}”, so it is not a file of claims.")
    if unknown:
        raise FileRefused(
            f"“{unknown[0]}” is not a part of a file of claims. "
            f"Its parts are {CLAIMS}, {CAUTIONS}, {', '.join(EXTRAS)}."
        )
    extras = {name: top[name].value for name in EXTRAS if name in top and top[name].value is not None}
    return Document(_records(top[CLAIMS], CLAIMS), _records(top.get(CAUTIONS), CAUTIONS), extras)


def read_mapping(text: str) -> dict[str, Any]:
    """A mapping of plain values, as typed into a form. Raises `FileRefused`."""
    return {name: _plain(placed) for name, placed in _top(text).items()} if text.strip() else {}


def write_yaml(
    claims: Sequence[Mapping[str, Any]], cautions: Sequence[Mapping[str, Any]], extras: Mapping[str, Any]
) -> str:
    """The file's text. Long sentences are folded; names keep their order."""
    whole: dict[str, Any] = {}
    if "meta" in extras:
        whole["meta"] = extras["meta"]
    whole[CLAIMS] = list(claims)
    if cautions:
        whole[CAUTIONS] = list(cautions)
    if "could_not_find" in extras:
        whole["could_not_find"] = extras["could_not_find"]
    return write_mapping(whole)


def write_mapping(values: Mapping[str, Any]) -> str:
    """Plain values as YAML text; nothing for an empty mapping."""
    if not values:
        return ""
    return str(
        yaml.dump(
            _unshared(values),
            Dumper=yaml.SafeDumper,
            sort_keys=False,
            allow_unicode=True,
            width=100,
            indent=2,
        )
    )


def _unshared(value: Any) -> Any:
    """A copy of its own for every part, so that the writer never makes a reference."""
    if isinstance(value, Mapping):
        return {key: _unshared(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_unshared(part) for part in value]
    return value


class _Placed:
    """A value and the line it begins on."""

    __slots__ = ("line", "value")

    def __init__(self, value: Any, line: int) -> None:
        self.value, self.line = value, line


def _plain(value: Any) -> Any:
    value = value.value if isinstance(value, _Placed) else value
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value


def _records(placed: _Placed | None, name: str) -> list[RawClaim]:
    if placed is None or placed.value is None:
        return []
    if not isinstance(placed.value, list):
        raise FileRefused(f"“{name}” on line {placed.line} must be a list.")
    found = []
    for entry in placed.value:
        if not isinstance(entry.value, dict):
            raise FileRefused(f"Line {entry.line}: each entry of “{name}” must have named fields.")
        found.append(RawClaim(f"line {entry.line}", entry.value))
    return found


def _top(text: str) -> dict[str, _Placed]:
    try:
        return _Builder(_events(text)).top()
    except yaml.YAMLError as error:
        raise FileRefused(_explained(error)) from None
    except RecursionError:
        raise FileRefused("The file is nested too deeply to be a file of claims.") from None


def _events(text: str) -> Iterator[Any]:
    loader: Any = yaml.CBaseLoader(text) if yaml.__with_libyaml__ else yaml.BaseLoader(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def _explained(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"Line {mark.line + 1} cannot be read" if mark else "The file cannot be read"
    problem = getattr(error, "problem", None)
    return f"{where} as YAML{f' ({problem})' if problem else ''}. The file may be damaged or cut off."


class _Builder:
    """Turns parser events into plain values. Entries of the lists at the top keep their lines."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events

    def top(self) -> dict[str, _Placed]:
        event = next(self._events)
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = next(self._events)
        if not isinstance(event, yaml.MappingStartEvent):
            raise FileRefused("The file has no named parts, so it is not a file of claims.")
        found: dict[str, _Placed] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, start = self._key(event, found), next(self._events)
            value = self._entries() if isinstance(start, yaml.SequenceStartEvent) else self._value(start, 1)
            found[key] = _Placed(value, start.start_mark.line + 1)
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise FileRefused("The file holds several YAML documents; only one can be read.")
        for name in set(found) - {CLAIMS, CAUTIONS}:
            found[name].value = _plain(found[name].value)
        return found

    def _entries(self) -> list[_Placed]:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(_Placed(self._value(event, 2), event.start_mark.line + 1))
        return items

    def _key(self, event: Any, taken: Mapping[str, Any]) -> str:
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            raise FileRefused(f"Line {line} has a list or mapping where a field name belongs.")
        if event.value in taken:
            raise FileRefused(f"Line {line} gives “{event.value}” a second time in one record.")
        return str(event.value)

    def _value(self, event: Any, depth: int) -> Any:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise FileRefused(f"Line {line} uses a YAML reference (& or *), which is not read here.")
        if event.tag and event.tag != "!":
            raise FileRefused(f"Line {line} uses a YAML tag ({event.tag}), which is not read here.")
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style else scalar(event.value)
        if depth > _DEPTH:
            raise FileRefused(f"Line {line} is nested too deeply.")
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
                items.append(self._value(inner, depth + 1))
            return items
        found: dict[str, Any] = {}
        while not isinstance(inner := next(self._events), yaml.MappingEndEvent):
            key = self._key(inner, found)
            found[key] = self._value(next(self._events), depth + 1)
        return found


def scalar(text: str) -> Any:
    """A plain scalar: nothing, true or false, a number, else text. Days stay text."""
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
