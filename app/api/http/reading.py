"""Reading what a program sends: query parameters and JSON, checked against a model, problems by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, get_origin

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.core.errors import InvalidInput

JSON = "application/json"
Model = TypeVar("Model", bound=BaseModel)

_WORDS: Mapping[str, str] = {
    "extra_forbidden": "There is no such field. Leave it out.",
    "missing": "This field is needed.",
    "string_type": "Send text.",
    "string_sub_type": "Send text.",
    "string_unicode": "Send text in valid Unicode.",
    "int_type": "Send a whole number.",
    "int_parsing": "Send a whole number.",
    "int_from_float": "Send a whole number.",
    "bool_type": "Send true or false.",
    "bool_parsing": "Send true or false.",
    "list_type": "Send a list.",
    "tuple_type": "Send a list.",
    "dict_type": "Send an object.",
    "model_type": "Send an object.",
    "uuid_type": "Send an id as text.",
    "uuid_parsing": "This is not an id.",
    "datetime_type": "Send an instant with its offset, for example 2023-01-04T10:30:00Z.",
    "datetime_parsing": "Send an instant with its offset, for example 2023-01-04T10:30:00Z.",
    "datetime_from_date_parsing": "Send an instant with its offset, for example 2023-01-04T10:30:00Z.",
    "timezone_aware": "Send an instant with its offset, for example 2023-01-04T10:30:00Z.",
}


def read_query(model: type[Model]) -> Model:
    """The query parameters as `model`. Raises `InvalidInput` by parameter."""
    given: dict[str, Any] = {}
    twice: dict[str, str] = {}
    for name, values in request.args.lists():
        field = model.model_fields.get(name)
        if field is not None and get_origin(field.annotation) is list:
            given[name] = values
        elif len(values) > 1:
            twice[name] = "Give this once."
        else:
            given[name] = values[0]
    if twice:
        raise InvalidInput(twice)
    return _checked(lambda: model.model_validate(given))


def may_be_empty(model: type[BaseModel]) -> bool:
    """Whether every field has a default, so that no body is needed at all."""
    return not any(field.is_required() for field in model.model_fields.values())


def read_body(model: type[Model]) -> Model:
    """The JSON body as `model`. Raises `InvalidInput` by field; 400 for no JSON, 415 for another type."""
    data = request.get_data()
    if not data and may_be_empty(model):
        return model()
    if request.mimetype != JSON:
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("The body is not UTF-8.") from error
    return _checked(lambda: model.model_validate_json(data))


def refuse_body() -> None:
    """For operations that take none. Raises 415 for content that is not JSON, `InvalidInput` for any other."""
    data = request.get_data()
    if not data.strip():
        return
    if request.mimetype != JSON:
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    if data.strip() != b"{}":
        raise InvalidInput({"body": "This operation takes no body. Leave it empty, or send {}."})


def _checked(read: Callable[[], Model]) -> Model:
    try:
        return read()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        if any(one["type"] == "json_invalid" for one in found):
            halves = _half_characters()
            if halves:
                raise InvalidInput(halves) from error
            raise BadRequest(f"The body is not valid JSON: {_detail(found[0])}.") from error
        raise InvalidInput(problems(found)) from error


def _half_characters() -> dict[str, str]:
    """The fields of a body that hold half a character ("\\ud800"), which the quick reader takes for broken JSON."""
    if request.mimetype != JSON:
        return {}
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = [("", body)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{place}.{_whole(name)}".strip("."), one) for name, one in value.items()]
            if any(_is_half(name) for name in value):
                found[place or "body"] = _WORDS["string_unicode"]
        elif isinstance(value, list):
            waiting += [(f"{place}.{at}".strip("."), one) for at, one in enumerate(value)]
        elif isinstance(value, str) and _is_half(value):
            found[place or "body"] = _WORDS["string_unicode"]
    return found


def _is_half(text: str) -> bool:
    return _whole(text) != text


def _whole(text: str) -> str:
    """The text with a question mark for each half of a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _detail(error: ErrorDetails) -> str:
    return str(error.get("ctx", {}).get("error", "it cannot be read"))


def problems(errors: Iterable[ErrorDetails]) -> dict[str, str]:
    """One sentence for each field, named by its path: "copies.0.official_ids"."""
    found: dict[str, str] = {}
    for error in errors:
        place = ".".join(str(part) for part in error["loc"]) or "body"
        message = _WORDS.get(error["type"]) or _sentence(error["msg"])
        found.setdefault(place, message)
    return found


def _sentence(message: str) -> str:
    """Pydantic's message as a sentence."""
    text = message.removeprefix("Value error, ")
    return text if text.endswith((".", "!", "?")) else f"{text}."
