"""The description of the API: OpenAPI 3.1, made from the operations and their models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from app.api.http.examples import example_of
from app.api.http.idempotency import HEADER, KEPT_FOR, REPLAYED
from app.api.http.limits import PER_MINUTE
from app.api.http.operations import OPERATIONS, PREFIX, Media, Operation
from app.api.http.reading import may_be_empty
from app.api.models import MAX_KEY

_INTRO = f"""
Everything that staff do in Redress, for programs: officials, demands, claims, campaigns, letters from draft to seal,
dispatches and replies.

Send a token with every call, as `Authorization: Bearer ...`. A token has scopes: `read`, `write`, and one each
for `approve`, `sign` and `seal`; it never does more than the role of its owner. Lists give `items` and a
`next_cursor`. Errors are problem documents (RFC 9457) whose `errors` name each field. Every POST takes an
`{HEADER}`: sent again with the same key within {KEPT_FOR.days} days, it does nothing again and gets the first
answer. Days are plain dates, instants are in UTC. A token may call {PER_MINUTE} times a minute.
""".strip()

_ERRORS: Mapping[int, str] = {
    400: "The request could not be understood: broken JSON, or headers that make no sense.",
    401: "No token, or one that no longer holds.",
    403: "The token lacks the scope, or its owner may not do this here.",
    404: "There is no such record.",
    409: "The record is no longer in the state that this needs, or somebody changed it first.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Fields that cannot be used, each named in `errors`.",
    429: "Too many calls. `Retry-After` says when to go on.",
    500: "Something went wrong. Nothing was changed; quote `request_id`.",
    503: "The database is busy. Nothing was changed; try again.",
}
_TAGS = (
    ("Officials", "People who hold, held or will hold public office, with terms and contact points."),
    ("Segments", "Saved queries over officials."),
    ("Demands", "What letters ask for, in words that are kept by revision."),
    ("Claims", "What letters state as fact, with the sources that say so."),
    ("Signatories", "People who sign."),
    ("Letterheads", "The heads of the offices' paper."),
    ("Campaigns", "A goal with its demands, targets, day counts, facts and positions."),
    ("Templates", "What letters start from."),
    ("Letters", "Texts on their way from draft to seal, and their files."),
    ("Dispatches", "Copies of sealed letters on their way to their addressees."),
    ("Replies", "What came back."),
)
_PARTS: Mapping[str, str] = {
    "official_id": "The official.",
    "contact_id": "A contact point of the official.",
    "term_id": "A term of the official.",
    "segment_id": "The segment.",
    "demand_id": "The demand.",
    "claim_id": "The claim.",
    "signatory_id": "The signatory.",
    "letterhead_id": "The letterhead.",
    "campaign_id": "The campaign.",
    "anchor_id": "A day count of the campaign.",
    "target_id": "The entry within the campaign.",
    "key": "The name of the fact, such as org.population.",
    "slug": "The short name, such as official_letter.",
    "letter_id": "The letter.",
    "version": "The number of the version, from 1.",
    "signature_id": "A signature of the letter.",
    "thread_id": "A comment or suggestion on the letter.",
    "task_id": "A task that a changed claim filed.",
    "job_id": "The export.",
    "dispatch_id": "The dispatch.",
    "print_run_id": "The print run.",
    "reply_id": "The reply.",
}
PROBLEM = "application/problem+json"
_REFERENCE = "#/components/schemas/{model}"
_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "An RFC 9457 problem document.",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Something needs mending"]},
        "status": {"type": "integer", "examples": [422]},
        "detail": {"type": "string", "examples": ["Enter the day like 2023-01-04."]},
        "request_id": {
            "type": "string",
            "description": "Quote it when you ask for help; the log has it too.",
        },
        "errors": {
            "type": "object",
            "description": "A sentence for each field, by its path.",
            "additionalProperties": {"type": "string"},
            "examples": [{"letter_date": "Send a day as year, month and day."}],
        },
    },
}


def described(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """What APIFlask serves as its description: our operations under its version."""
    if isinstance(spec, str):
        raise TypeError("the description is served as JSON")
    schemas, references = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for op in OPERATIONS:
        path = paths.setdefault(PREFIX + op.path, {})
        path[op.method.lower()] = _operation(op, references, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Redress", "version": spec["info"]["version"], "description": _INTRO},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {str(status): _problem(text) for status, text in _ERRORS.items()},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made on the page Account, or with `redress tokens create`.",
                }
            },
        },
    }


def _schemas() -> tuple[dict[str, Any], dict[Any, Any]]:
    """Every model once, and how each is referred to."""
    asked = dict.fromkeys(op.body for op in OPERATIONS if op.body is not None)
    given = dict.fromkeys(
        op.returns for op in OPERATIONS if op.returns is not None and not isinstance(op.returns, Media)
    )
    wanted: list[Any] = [(model, "validation") for model in asked] + [
        (model, "serialization") for model in given
    ]
    found, whole = models_json_schema(wanted, ref_template=_REFERENCE)
    names = {name: _plain_name(name) for name in whole["$defs"]}
    schemas = {names[name]: _tidy(schema, names) for name, schema in sorted(whole["$defs"].items())}
    schemas["Problem"] = _PROBLEM_SCHEMA
    return schemas, {model: _tidy(schema, names) for (model, _mode), schema in found.items()}


def _plain_name(name: str) -> str:
    """Two rooms have an `OfficeKind`: the demands' one says who can grant."""
    room, _, last = name.rpartition("__")
    return f"Granting{last}" if "demands" in room else last


def _tidy(schema: Any, names: Mapping[str, str]) -> Any:
    """References by the plain names, and no titles that only repeat a field's name."""
    if isinstance(schema, dict):
        return {
            key: _renamed(value, names) if key == "$ref" else _tidy(value, names)
            for key, value in schema.items()
            if not (key == "title" and isinstance(value, str))
        }
    return [_tidy(item, names) for item in schema] if isinstance(schema, list) else schema


def _renamed(reference: str, names: Mapping[str, str]) -> str:
    head, _, last = reference.rpartition("/")
    return f"{head}/{names.get(last, last)}"


def _operation(op: Operation, references: Mapping[Any, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": op.name,
        "tags": [op.tag],
        "summary": op.summary,
        "description": f"{op.description}\n\nScope: `{op.scope.value}`.",
        "parameters": _parameters(op),
        "responses": {str(op.status): _answer(op, references, schemas), **_errors(op)},
    }
    if op.body is not None:
        schema = references[op.body]
        made["requestBody"] = {
            "required": not may_be_empty(op.body),
            "content": {"application/json": {"schema": schema, "example": _request(schema, schemas)}},
        }
    return made


def _request(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """An example without what is optional and would say nothing."""
    whole = example_of(schema, schemas)
    named = schemas[schema["$ref"].rpartition("/")[2]]
    needed = set(named.get("required", ()))
    if not isinstance(whole, dict):
        return whole
    return {name: value for name, value in whole.items() if name in needed or value not in (None, "", [])}


def _parameters(op: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in re.findall(r"\{(\w+)\}", op.path):
        found.append(
            {
                "name": name,
                "in": "path",
                "required": True,
                "description": _PARTS[name],
                "schema": _part_schema(name),
            }
        )
    if op.query is not None:
        schema = _tidy(op.query.model_json_schema(ref_template="{model}"), {})
        enums = schema.get("$defs", {})
        for name, field in schema["properties"].items():
            part = dict(_inlined(field, enums))
            text = part.pop("description", "") or name.replace("_", " ").capitalize() + "."
            found.append({"name": name, "in": "query", "description": text, "schema": part})
    if op.method == "POST":
        found.append(
            {
                "name": HEADER,
                "in": "header",
                "description": "Sent again with the same key, the call does nothing again and gets the first answer.",
                "schema": {"type": "string", "pattern": f"^[!-~]{{1,{MAX_KEY}}}$"},
            }
        )
    return found


def _part_schema(name: str) -> dict[str, Any]:
    if name.endswith("_id"):
        return {"type": "string", "format": "uuid"}
    if name == "version":
        return {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
    return {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}


def _inlined(part: Mapping[str, Any], enums: Mapping[str, Any]) -> Mapping[str, Any]:
    """A parameter's schema without references and without null, which an address cannot say."""
    if "$ref" in part:
        rest = {key: value for key, value in part.items() if key != "$ref"}
        named = {
            key: value
            for key, value in enums[part["$ref"].rpartition("/")[2]].items()
            if key != "description"
        }
        return {**named, **rest}
    if "anyOf" in part:
        (only,) = (one for one in part["anyOf"] if one.get("type") != "null")
        rest = {key: value for key, value in part.items() if key not in ("anyOf", "default")}
        return {**_inlined(only, enums), **rest}
    return part


def _answer(op: Operation, references: Mapping[Any, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    if op.returns is None:
        return {"description": "Done. There is nothing to say."}
    if isinstance(op.returns, Media):
        return {"description": op.returns.text, "content": {op.returns.type: {}}}
    schema = references[op.returns]
    made: dict[str, Any] = {
        "description": (op.returns.__doc__ or "").strip().split("\n")[0],
        "content": {"application/json": {"schema": schema, "example": example_of(schema, schemas)}},
    }
    headers: dict[str, Any] = {}
    if op.located:
        headers["Location"] = {"description": "The address of the new record.", "schema": {"type": "string"}}
    if op.method == "POST":
        headers[REPLAYED] = {
            "description": "`true` when this is the answer to an earlier call with the same key.",
            "schema": {"type": "string", "enum": ["true"]},
        }
    return {**made, "headers": headers} if headers else made


def _errors(op: Operation) -> dict[str, Any]:
    statuses = {400, 401, 403, 429, 500, 503}
    if "{" in op.path or op.body is not None:
        statuses.add(404)
    if op.conflicts:
        statuses.add(409)
    if op.unsafe:
        statuses |= {413, 415}
    statuses.add(422)
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}


def _problem(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
