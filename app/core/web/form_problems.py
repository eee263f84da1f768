"""What is wrong with a form, flattened for the error summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """`target` is the id of the control to go to, None when the problem is the whole form's."""

    message: str
    target: str | None


def _messages(errors: Any) -> Iterator[str]:
    if isinstance(errors, str):
        yield errors
    elif isinstance(errors, dict):
        for value in errors.values():
            yield from _messages(value)
    elif isinstance(errors, Iterable):
        for value in errors:
            yield from _messages(value)
    elif errors:
        yield str(errors)


def _target(field: Any) -> str:
    """Radio and checkbox lists have no control of their own: go to their first one."""
    if field.type in {"RadioField", "SelectMultipleField"} and getattr(field.widget, "html_tag", None):
        return f"{field.id}-0"
    return str(field.id)


def _field_problems(fields: Iterable[Any]) -> Iterator[Problem]:
    for field in fields:
        if not field.errors:
            continue
        if field.type == "CSRFTokenField":
            yield Problem("This page was open too long. Nothing is lost: send it again.", None)
        elif field.type in {"FormField", "FieldList"}:
            inner = list(_field_problems(field))
            known = {problem.message for problem in inner}
            rest = (message for message in _messages(field.errors) if message not in known)
            yield from (Problem(message, None) for message in rest)
            yield from inner
        else:
            yield from (Problem(message, _target(field)) for message in _messages(field.errors))


def form_problems(form: Any) -> list[Problem]:
    """Every message of `form`, its own first, then field by field in their order on the page."""
    own = [Problem(message, None) for message in _messages(getattr(form, "form_errors", ()))]
    return own + list(_field_problems(form))
