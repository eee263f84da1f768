"""Reads text, marks and atoms from JSON on an allow-list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.letters.tree.nodes import (
    FIELD_NAME,
    HREF,
    LANG_CODE,
    MAX_MARKS,
    SLUG,
    Citation,
    DayCount,
    DayStyle,
    FieldForm,
    Inline,
    Mark,
    MarkKind,
    MergeField,
    Text,
)
from app.letters.tree.to_json import MARK_VALUE

_MARK_RULES = {
    MarkKind.ASK: (SLUG, "An ask names a demand by its slug, such as section-907."),
    MarkKind.LINK: (HREF, "A link goes to an https: or mailto: address."),
    MarkKind.LANG: (LANG_CODE, "A language is a code such as hy or en-GB."),
}


class Refused(Exception):
    """One thing that a tree may not hold, and where."""

    def __init__(self, place: str, message: str) -> None:
        self.place, self.message = place, message
        super().__init__(f"{place}: {message}")


def only(value: Mapping[str, Any], allowed: set[str], place: str) -> None:
    """Refuses keys that the tree does not know."""
    extra = sorted(str(key)[:40] for key in value if key not in allowed)
    if extra:
        raise Refused(place, f"Not known here: {', '.join(extra[:5])}.")


def inlines(content: list[object], place: str, within_field: bool = False) -> tuple[Inline, ...]:
    """The inlines of one line of text. Raises Refused at the first that is not allowed."""
    return tuple(
        _inline(child, f"{place}.content[{index}]", within_field) for index, child in enumerate(content)
    )


def _inline(value: object, place: str, within_field: bool) -> Inline:
    if not isinstance(value, Mapping):
        raise Refused(place, "Text is an object with a type.")
    only(value, {"type", "text", "attrs", "content", "marks"}, place)
    marks = _marks(value.get("marks") or [], place)
    attrs = value.get("attrs") or {}
    if not isinstance(attrs, Mapping):
        raise Refused(place, "Attributes are an object.")
    kind = value.get("type")
    if kind == "text":
        if not isinstance(value.get("text"), str):
            raise Refused(place, "A text has words.")
        only(attrs, set(), place)
        return Text(value["text"], marks)
    if kind == "merge_field":
        return _merge_field(attrs, value.get("content") or [], marks, place, within_field)
    if kind == "citation":
        only(attrs, {"claim"}, place)
        return Citation(
            _matching(SLUG, attrs.get("claim"), place, "A citation names a claim by its slug."), marks
        )
    if kind == "day_count":
        only(attrs, {"anchor", "style"}, place)
        anchor = _matching(SLUG, attrs.get("anchor"), place, "A day count names an anchor by its slug.")
        return DayCount(anchor, _choice(DayStyle, attrs.get("style", DayStyle.ORDINAL), place), marks)
    raise Refused(place, f"Text cannot hold {str(kind)[:40]!r}.")


def _merge_field(
    attrs: Mapping[str, Any], content: object, marks: tuple[Mark, ...], place: str, within_field: bool
) -> MergeField:
    only(attrs, {"name", "form"}, place)
    name = _matching(FIELD_NAME, attrs.get("name"), place, "A field has a name such as recipient.name.")
    form = _choice(FieldForm, attrs.get("form", FieldForm.VALUE), place)
    if form is FieldForm.VALUE:
        if content:
            raise Refused(place, "Only an optional or fallback field holds words.")
        return MergeField(name, form, (), marks)
    if within_field:
        raise Refused(place, "Optional words cannot hold further optional words.")
    if not isinstance(content, list):
        raise Refused(place, "Contents are a list.")
    return MergeField(name, form, inlines(content, place, within_field=True), marks)


def _marks(value: object, place: str) -> tuple[Mark, ...]:
    if not isinstance(value, list) or len(value) > MAX_MARKS:
        raise Refused(place, "Marks are a short list.")
    return tuple(_mark(mark, place) for mark in value)


def _mark(value: object, place: str) -> Mark:
    if not isinstance(value, Mapping):
        raise Refused(place, "A mark is an object with a type.")
    only(value, {"type", "attrs"}, place)
    kind = _choice(MarkKind, value.get("type"), place)
    attrs = value.get("attrs") or {}
    if not isinstance(attrs, Mapping):
        raise Refused(place, "Attributes are an object.")
    if kind not in _MARK_RULES:
        only(attrs, set(), place)
        return Mark(kind)
    only(attrs, {MARK_VALUE[kind]}, place)
    pattern, message = _MARK_RULES[kind]
    return Mark(kind, _matching(pattern, attrs.get(MARK_VALUE[kind]), place, message))


def _matching(pattern: Any, value: object, place: str, message: str) -> str:
    if not isinstance(value, str) or not pattern.match(value):
        raise Refused(place, message)
    return value


def _choice(kinds: Any, value: object, place: str) -> Any:
    try:
        return kinds(value)
    except ValueError:
        names = ", ".join(kind.value for kind in kinds)
        raise Refused(place, f"{str(value)[:40]!r} is not one of {names}.") from None
