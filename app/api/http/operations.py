"""One operation of the API: what it takes and gives, who may call it, and the one place where it commits.

    @operation("POST", "/demands", tag="Demands", scope=Scope.WRITE, body=DemandNew, returns=DemandOut, status=201)
    def add_demand(body: DemandNew) -> DemandOut: ...

The first line of the docstring is the summary, the rest the description. `OPERATIONS` is what the
description at /api/v1/openapi.json is made from.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel

from app.accounts.access import requires
from app.accounts.rules import Scope, permission_of
from app.api.http import idempotency
from app.api.http.reading import read_body, read_query, refuse_body
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import InvalidInput

PREFIX = "/api/v1"
bp = Blueprint("api", __name__, url_prefix=PREFIX)
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Media:
    """An answer that is not JSON: its media type, and what it is."""

    type: str
    text: str


@dataclass(frozen=True)
class Operation:
    """What is described of an operation. `located`: the answer's Location is the path with the new id."""

    name: str
    method: str
    path: str
    tag: str
    scope: Scope
    summary: str
    description: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    returns: type[BaseModel] | Media | None
    status: int
    conflicts: bool
    located: bool
    before: Callable[..., dict[str, Any]] | None = None

    @property
    def unsafe(self) -> bool:
        return self.method in _UNSAFE


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    *,
    tag: str,
    scope: Scope,
    returns: type[BaseModel] | Media | None,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    status: int = 200,
    conflicts: bool | None = None,
    located: bool = False,
    before: Callable[..., dict[str, Any]] | None = None,
) -> Callable[[View], View]:
    """Register a view. It gets the parts of its path, and `body` and `query` where it has them.

    `before` does slow work first, outside of the transaction that changes something: it gets the parts of the path,
    and what it gives back goes to the view by name. What a view returns becomes JSON; a `Response` is sent as it is.
    Views never commit: that happens here, once the answer is made, together with the record of its
    `Idempotency-Key`.
    """

    def register(view: View) -> View:
        summary, _, rest = (inspect.getdoc(view) or "").partition("\n")
        made = Operation(
            name=view.__name__,
            method=method,
            path=path,
            tag=tag,
            scope=scope,
            summary=summary.rstrip("."),
            description=re.sub(r"(?<!\n)\n(?!\n)", " ", rest.strip()) or summary,
            body=body,
            query=query,
            returns=returns,
            status=204 if returns is None else status,
            conflicts=method in _UNSAFE if conflicts is None else conflicts,
            located=located,
            before=before,
        )
        OPERATIONS.append(made)
        guarded = requires(permission_of(scope), scope=scope)(_wrapped(made, view))
        bp.add_url_rule(_rule(path), made.name, guarded, methods=[method])
        return view

    return register


def _rule(path: str) -> str:
    """A path of the description as a route: "{letter_id}" is an id, "{version}" a number, the rest words."""

    def part(found: re.Match[str]) -> str:
        name = found.group(1)
        kind = "uuid:" if name.endswith("_id") else "int:" if name in _NUMBERS else ""
        return f"<{kind}{name}>"

    return re.sub(r"\{(\w+)\}", part, path)


_NUMBERS = frozenset({"version"})


def _wrapped(op: Operation, view: Callable[..., Any]) -> Callable[..., Response]:
    @wraps(view)
    def call(**parts: Any) -> Response:
        values = dict(parts)
        if op.query is not None:
            values["query"] = read_query(op.query)
        elif request.args:
            raise InvalidInput(dict.fromkeys(request.args, "There is no such parameter. Leave it out."))
        if op.body is not None:
            values["body"] = read_body(op.body)
        elif op.unsafe:
            refuse_body()
        if op.before is not None:
            values |= op.before(**parts)
        if not op.unsafe:
            return _answer(op, view(**values))
        return _changed(op, view, values)

    return call


def _changed(op: Operation, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    key = idempotency.offered_key() if op.method == "POST" else None
    if key is not None:
        stored = idempotency.claim(db.session, key, utcnow())
        if stored is not None:
            db.session.commit()
            return stored
    response = _answer(op, view(**values))
    if key is not None:
        idempotency.keep(db.session, key, response)
    db.session.commit()
    return response


def _answer(op: Operation, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=204)
    response = Response(result.model_dump_json(), status=op.status, mimetype="application/json")
    if op.located:
        response.headers["Location"] = f"{request.path}/{result.id}"
    return response
