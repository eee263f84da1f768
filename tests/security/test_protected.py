"""What a form or a body may not set, whose records a person may not change, and what logs may not hold."""

from __future__ import annotations

import io
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from pydantic import BaseModel

import app.api.resources  # noqa: F401  (registers the operations)
from app.accounts import links, queries
from app.accounts.rules import Role
from app.api.http.operations import OPERATIONS
from app.core.db import Base, db
from tests.accounts.forms import csrf_of
from tests.security.sweeping import Found, Installation, endpoint_of, plain
from tests.security.world import PASSWORD_OF, World, system
from tests.support.accounts import make_user

STRANGER = "0185a3f2-0000-7000-8000-00000000beef"
# Columns that say who, when and in what state, under the names they go by, with values that would show.
GREEDY = {
    "id": STRANGER, "user_id": STRANGER, "created_by": "zq-intruder", "created_at": "1999-01-01T00:00:00",
    "role": "administrator", "state": "sealed", "status": "sealed", "active": "", "is_admin": "1",
    "number": "ZQ-1999-99", "seal_hash": "f" * 64, "seal": "f" * 64, "consent_hash": "f" * 64,
    "verification_code": "ZQZQZQ", "sealed_at": "1999-01-01T00:00:00", "sealed_by": "zq-intruder",
    "approved_by": "zq-intruder", "approved_version": "1", "current_version": "99", "row_version": "99",
    "recorded_by": "zq-intruder", "actor": "zq-intruder", "owner": STRANGER, "campaign_id": STRANGER,
    "letter_id": STRANGER, "official_id": STRANGER, "password": "intruder intruder intruder",
    "fs_uniquifier": "f" * 64, "totp_secret": "f" * 32, "merged_into_id": STRANGER, "source": "zq-intruder",
    "sha256": "f" * 64, "is_demo": "1", "position": "99",
}  # fmt: skip
TELLTALE = (
    "zq-intruder",
    STRANGER,
    STRANGER.replace("-", ""),
    "f" * 64,
    "f" * 32,
    "ZQ-1999-99",
    "ZQZQZQ",
    "1999-01-01",
)
# What belongs to a campaign: nobody outside changes it.
OWNED = ("letter", "campaign", "dispatch", "reply", "position_record", "attachment", "signature", "anchor")


def rows(one: Installation) -> Iterator[tuple[str, str, Any]]:
    """(table, column, value) of everything on file."""
    for table in Base.metadata.tables.values():
        cursor = one._watch.execute(f'SELECT * FROM "{table.name}"')
        names = [part[0] for part in cursor.description]
        for row in cursor:
            yield from ((table.name, name, value) for name, value in zip(names, row, strict=True))


def kinds_of_state(one: Installation) -> dict[str, list[tuple[Any, int]]]:
    """How often each value stands in the columns that hold roles, states and switches."""
    found = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if table.name not in ("audit_event", "sign_in_session") and isinstance(
                column.type, sa.Enum | sa.Boolean
            ):
                found[f"{table.name}.{column.name}"] = one._watch.execute(
                    f'SELECT "{column.name}", count(*) FROM "{table.name}" GROUP BY 1 ORDER BY 1'
                ).fetchall()
    return found


def test_a_form_sets_its_own_fields_only(installation: Callable[[Role], Installation], every: Found) -> None:
    """Each form twice, as a browser sends it and with every protected name added: the same comes of it."""
    wrong: list[Any] = []
    one, taken = installation(Role.ADMINISTRATOR), 0
    for shape, form in every.forms.items():
        results = []
        for extra in ({}, GREEDY):
            data = plain(form)
            own = {control.name for control in form.controls}
            for name, value in extra.items():
                if name not in own:
                    data.add(name, value)
            status = one.send(form, data).status_code
            results.append((status, one.changed(), kinds_of_state(one)))
            if extra and one.touched():
                wrong += [
                    (shape, where) for *where, value in rows(one) if isinstance(value, str) and holds(value)
                ]
            taken += one.touched()
            if one.touched():
                one.restore()
        wrong += (
            [] if results[0] == results[1] else [(shape, "another outcome", results[0][:2], results[1][:2])]
        )
    assert taken > 90
    assert not wrong, "\n".join(map(str, wrong[:40]))


def holds(value: str) -> bool:
    return any(word in value for word in TELLTALE)


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and all that its fields hold."""
    seen, queue = set(), [model]
    while queue:
        each = queue.pop()
        if each in seen:
            continue
        seen.add(each)
        yield each
        for info in each.model_fields.values():
            queue += [
                part
                for part in parts(info.annotation)
                if isinstance(part, type) and issubclass(part, BaseModel)
            ]


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from parts(inner)


def test_no_body_of_the_api_takes_a_field_it_does_not_name() -> None:
    loose = [
        (op.name, model.__name__)
        for op in OPERATIONS
        for top in (op.body, op.query)
        if top is not None
        for model in models(top)
        if model.model_config.get("extra") != "forbid"
    ]
    assert loose == []
    protected = {
        "id",
        "number",
        "created_by",
        "created_at",
        "seal_hash",
        "seal",
        "sealed_at",
        "role",
        "approved_by",
    }
    named = [(op.name, protected & op.body.model_fields.keys()) for op in OPERATIONS if op.body is not None]
    assert [each for each in named if each[1]] == []


def test_a_stranger_to_the_campaign_changes_nothing_of_it(
    full: Flask, every: Found, installation: Callable[[Role], Installation], world: World
) -> None:
    """Every form of every page, sent by a drafter who belongs to no campaign."""
    with full.app_context():
        stranger: UUID = make_user(Role.DRAFTER, email="stranger@example.org", name="Stan Stranger")
    one, administrator = Installation(full, stranger), 0
    changed: list[tuple[str, list[str]]] = []
    for shape, form in every.forms.items():
        if endpoint_of(full, form) == "campaigns.new_post":
            continue  # a campaign of one's own
        answer = one.send(form, plain(form))
        assert answer.status_code < 500, shape
        touched = [name for name in one.changed() if name.startswith(OWNED) and name != "letterhead"]
        changed += [(shape, touched)] if touched else []
        administrator += answer.status_code == 403
        if one.touched():
            one.restore()
    assert changed == []
    assert administrator > 40, "hardly anything was refused, so nothing was tried"


def test_a_reader_changes_nothing_at_all(every: Found, installation: Callable[[Role], Installation]) -> None:
    """Every form of every page, sent by a viewer: only what is their own account's."""
    one, changed = installation(Role.VIEWER), []
    for shape, form in every.forms.items():
        one.send(form, plain(form))
        if one.touched():
            if not shape.startswith(("POST /account/", "POST /sign-out", "POST /forgot-password")):
                changed.append((shape, one.changed()))
            one.restore()
    # Asking for files of a letter that one may read puts a job into the queue.
    assert [each for each in changed if each[1] not in ([], ["job"])] == []


@pytest.fixture
def written(full: Flask) -> Iterator[io.StringIO]:
    """What is logged, as it is written."""
    out, root = io.StringIO(), logging.getLogger()
    handler = next(
        each for each in root.handlers if isinstance(each, logging.StreamHandler) and hasattr(each, "stream")
    )
    before = handler.setStream(out)
    yield out
    handler.setStream(before)


def test_logs_hold_no_secret(full: Flask, world: World, written: io.StringIO) -> None:
    """A sign-in that fails and one that does not, a reset by link, a token and its use, and a form refused."""
    root = logging.getLogger()
    level, secrets = root.level, {PASSWORD_OF, "wrong horse battery staple"}
    root.setLevel(logging.DEBUG)
    try:
        client = full.test_client()
        for password in ("wrong horse battery staple", PASSWORD_OF):
            values = {"email": "administrator@example.org", "password": password}
            client.post("/sign-in", data={**values, "csrf_token": csrf_of(client, "/sign-in")})
        secrets |= {cookie.value for cookie in (client._cookies or {}).values()}
        secrets.add(csrf_of(client, "/account"))
        values = {"name": "Nightly export", "scopes": "read", "days": "30"}
        answer = client.post(
            "/account/tokens/new", data={**values, "csrf_token": csrf_of(client, "/account")}
        )
        shown = re.search(r"redress_[A-Za-z0-9_-]{20,}|[A-Za-z0-9_-]{43,}", answer.text)
        assert shown, answer.text[:500]
        secrets.add(shown.group())
        for path in ("letters", "nothing", "letters?cursor=zz"):
            full.test_client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {shown.group()}"})
        with full.app_context():
            user = queries.user(db.session, world.users[Role.DRAFTER])
            made = links.make_link(db.session, user, by=system(world.users[Role.ADMINISTRATOR]))
            token = made if isinstance(made, str) else made[-1]
            db.session.commit()
        token = token.rsplit("/", 1)[-1]
        secrets |= {token, "a new long password 99"}
        other = full.test_client()
        page = f"/link/{token}"
        assert other.get(page).status_code == 200
        new = {"password": "a new long password 99", "again": "a new long password 99"}
        other.post(page, data={**new, "csrf_token": csrf_of(other, page)})
        other.get(f"/nothing/{token}")
        other.get(f"/sign-in?token={token}")
    finally:
        root.setLevel(level)
    text = written.getvalue()
    assert text.count("\n") > 10, "nothing was logged, so nothing was looked at"
    assert [secret for secret in secrets if len(secret) > 8 and secret in text] == []


def test_the_database_holds_no_secret_in_plain_words(pattern: Any) -> None:
    """Passwords and tokens are kept as digests only."""
    with sqlite3.connect(pattern[0] / "redress.sqlite") as connection:
        text = "\n".join(connection.iterdump())
    assert PASSWORD_OF not in text
