"""Every form of every page, with values that are right, and a database that can be put back after each try."""

from __future__ import annotations

import hashlib
import io
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.core.db import Base, db
from tests.accounts.forms import csrf_of
from tests.security.addresses import kinds
from tests.security.pages import FILES, Control, Form, read
from tests.security.world import World, picture
from tests.support.accounts import signed_in

LETTERS = ("draft_id", "review_id", "approved_id", "signing_id", "sealed_id", "drawn_id")
# What signing in, being throttled and being seen write beside any record.
BOOKS = ("alembic_version", "sign_in_session", "throttle", "api_token")
_BUTTONS = ("submit", "button", "reset", "image")
_PLAIN = {
    "email": "zq@example.org",
    "url": "https://zq.example/",
    "date": "2023-01-04",
    "time": "10:30",
    "number": "2",
    "tel": "818-555-0100",
    "password": "violet ledger harbor seven",
}
_BY_NAME = {
    "slug": "zq-slug",
    "accent": "#123456",
    "key": "zq-key",
    "name": "zq-name",
    "web": "zq.example",
    "prefix": "ZQ",
    "code": "1",
}


class Installation:
    """One installation with somebody signed in; `restore` puts its database back to where it began."""

    def __init__(self, app: Flask, user_id: Any) -> None:
        self.app = app
        with app.app_context():
            self.engine: Engine = db.engine
        self.path = Path(str(self.engine.url.database))
        self.client = signed_in(app, user_id)
        self.headers = {"X-CSRFToken": csrf_of(self.client, "/account")}
        self._cookies = dict(self.client._cookies or {})
        self._first = self.path.with_suffix(".first")
        self._settle()
        shutil.copyfile(self.path, self._first)
        self._watch = sqlite3.connect(self.path)
        self._seen = self._version()
        self._dump: dict[str, str] | None = None

    def _settle(self) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()

    def _version(self) -> int:
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def touched(self) -> bool:
        """Whether anything at all was committed since the start or the last restore."""
        return self._version() != self._seen

    def restore(self) -> None:
        """Take back whatever was committed."""
        self._watch.close()
        self.engine.dispose()
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        shutil.copyfile(self._first, self.path)
        self._watch = sqlite3.connect(self.path)
        self._seen = self._version()

    def tables(self) -> dict[str, str]:
        """A SHA-256 of the rows of each table, besides those that sign-ins and tries write."""
        found = {}
        for name in sorted(Base.metadata.tables.keys() - set(BOOKS)):
            rows = self._watch.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall()
            found[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
        return found

    def first(self) -> dict[str, str]:
        """`tables` as they were at the start."""
        if self._dump is None:
            other = sqlite3.connect(self._first)
            now, self._watch = self._watch, other
            self._dump = self.tables()
            self._watch = now
            other.close()
        return self._dump

    def changed(self) -> list[str]:
        """The tables whose rows differ from the start."""
        if not self.touched():
            return []
        now, first = self.tables(), self.first()
        return [name for name in now if now[name] != first[name]]

    def too_long(self) -> list[str]:
        """Columns that hold more than PostgreSQL would let them."""
        found = []
        for table in Base.metadata.tables.values():
            sized = [one.name for one in table.columns if isinstance(one.type, sa.String) and one.type.length]
            sized = [name for name in sized if not isinstance(table.columns[name].type, sa.Enum)]
            if sized:
                longest = ", ".join(f'max(length("{name}"))' for name in sized)
                row = self._watch.execute(f'SELECT {longest} FROM "{table.name}"').fetchone()
                limits = [table.columns[name].type.length for name in sized]  # type: ignore[attr-defined]
                found += [
                    f"{table.name}.{name}"
                    for name, length, limit in zip(sized, row, limits, strict=True)
                    if (length or 0) > limit
                ]
        return found

    def send(self, form: Form, data: MultiDict[str, Any]) -> TestResponse:
        """Send a form as a browser would; its token goes in the header."""
        parts = urlsplit(form.action)
        self.client._cookies = dict(self._cookies)  # signing out is a form too
        return self.client.post(
            parts.path,
            query_string=parts.query,
            data=data,
            headers=self.headers,
            content_type="multipart/form-data",
        )


@dataclass
class Found:
    """The forms of an installation by shape, and the pages that were read for them."""

    forms: dict[str, Form] = field(default_factory=dict)
    pages: int = 0


def every_form(app: Flask, world: World) -> Found:
    """The forms of every page that has an address, as an administrator sees them."""
    client, found = signed_in(app, world.users[Role.ADMINISTRATOR]), Found()
    for path in [*paths(app, world), *further(world)]:
        answer = client.get(path)
        answer.get_data()  # streamed answers are read to their end
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        found.pages += 1
        for form in read(answer.text, path).forms:
            if form.method == "POST":
                known = found.forms.get(form.shape)
                if known is None or len(known.controls) < len(form.controls):
                    found.forms[form.shape] = form
    return found


def further(world: World) -> Iterator[str]:
    """Pages that show their form once something was looked for."""
    yield f"/officials/{world.ids['official_id']}/merge?other={world.ids['other_official_id']}"
    yield f"/officials/{world.ids['official_id']}/merge?q=a"
    yield f"/campaigns/{world.ids['slug']}/targets?find=a"


def paths(app: Flask, world: World) -> Iterator[str]:
    """Each page; those of letters once for a letter in each state."""
    for rule in app.url_map.iter_rules():
        if (
            "GET" not in (rule.methods or ())
            or rule.rule.startswith(("/api/", "/static/"))
            or is_file(rule.rule)
        ):
            continue
        for name in LETTERS if "letter_id" in rule.arguments else LETTERS[:1]:
            known: dict[str, Any] = {**values_of(rule, world), "letter_id": world.ids[name]}
            if rule.arguments <= known.keys():
                with app.test_request_context():
                    built = rule.build({part: known[part] for part in rule.arguments})
                if built is not None:
                    yield built[1]


def is_file(path: str) -> bool:
    """Whether a rule answers with a file, which holds no form and may take long to draw."""
    return path.endswith(FILES) or ">.pdf" in path or "<any(csv" in path


def values_of(rule: Rule, world: World) -> dict[str, Any]:
    """What fits into the parts of a rule; a demand's handle is not a campaign's."""
    known: dict[str, Any] = {**world.ids, "user_id": str(world.users[Role.DRAFTER]), "kind": "csv"}
    if rule.rule.startswith("/library/"):
        known["slug"] = "section-907"
    if rule.rule.startswith("/evidence/"):
        known["slug"] = world.ids["claim_slug"]
    return known | {name: 1 for name, kind in kinds(rule).items() if kind == "SmallIntegerConverter"}


def endpoint_of(app: Flask, form: Form) -> str:
    """The route that a form is sent to."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(form.action).path, method="POST")[0])
    except HTTPException as error:
        raise AssertionError(f"the form of {form.page} leads nowhere: {form.action}") from error


def plain(form: Form) -> MultiDict[str, Any]:
    """What a careful person would send: what stands there already, and something fitting where nothing does."""
    data: MultiDict[str, Any] = MultiDict()
    for control in form.controls:
        if control.name and control.name != "csrf_token":
            for value in plain_values(form, control):
                data.add(control.name, value)
    return data


def plain_values(form: Form, control: Control) -> list[Any]:
    """The values of one control; none for a box that is not checked or a button that is not the last."""
    if control.kind in _BUTTONS:
        buttons = [one for one in form.controls if one.kind in _BUTTONS and one.name]
        return [control.value] if control is buttons[-1] else []
    if control.kind == "radio":
        group = form.named(control.name)
        chosen = next((one for one in group if one.checked), group[0])
        return [control.value] if control is chosen else []
    if control.kind == "checkbox":
        group = form.named(control.name)
        first = control is group[0] and not any(each.checked for each in group)
        return [control.value or "y"] if control.checked or first else []
    if control.kind == "select":
        return [control.chosen or next((one for one in control.options if one), "")]
    if control.kind == "file":
        return [(io.BytesIO(picture()), "zq.png")]
    if control.kind == "hidden" or control.value.strip():
        return [control.value]
    named = next((value for end, value in _BY_NAME.items() if control.name.endswith(end)), None)
    return [named or _PLAIN.get(control.kind, "Zq words")]
