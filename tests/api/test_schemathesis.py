"""Every operation against its own description, with generated calls on a small filled database.

Ids are swapped for ones that exist about half of the time; else nearly every call would end at 404.
The calls are the same on every run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from flask.globals import app_ctx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

import app.api.resources  # noqa: F401  (registers the operations)
from app import create_app
from app.accounts import tokens
from app.accounts.models import Organisation
from app.accounts.queries import user
from app.accounts.rules import Actor, Role, Scope
from app.api.http import operations
from app.campaigns.service import add_member
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs.runner import run_due_jobs
from app.delivery.rules import Channel
from app.delivery.sending import Plan, plan_dispatches
from app.letters.queries_facts import addressee_rows
from app.letters.sealing import seal_letter
from tests.api.conftest import TODAY
from tests.campaigns.factories import make_segment
from tests.letters.factories import World, approved, make_letter, make_world, signed
from tests.support.accounts import make_user

EXAMPLES = int(os.environ.get("REDRESS_API_EXAMPLES", "6"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.ignored_auth,
    checks.unsupported_method,
    checks.allow_header_conformance,
]


@dataclass
class Filled:
    """The application, a token that may do everything, and ids that exist, by the names of fields."""

    app: Flask
    token: str
    ids: dict[str, list[str]]


@pytest.fixture(scope="module")
def filled(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """One of everything: letters in several states, dispatches, a reply's ground, a segment."""
    folder = tmp_path_factory.mktemp("schemathesis")
    shutil.copyfile(migrated, folder / "redress.sqlite")
    app = create_app(
        Settings(
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'redress.sqlite'}",
            secret_key="only for tests, never for people",
            testing=True,
        )
    )
    with app.app_context():
        by = Actor(None, "Set-up", Role.ADMINISTRATOR, utcnow(), TODAY, "test")
        db.session.get_one(Organisation, 1).business_date = TODAY
        owner = user(db.session, make_user(Role.ADMINISTRATOR))
        world = make_world(db.session)
        add_member(db.session, world.campaign, owner.id, by=by)
        ids = fill(world, by)
        _, token = tokens.create_token(
            db.session, owner, name="generated calls", scopes=set(Scope), days=1, by=by
        )
        db.session.commit()
    yield Filled(app, token, ids)
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def fill(world: World, by: Actor) -> dict[str, list[str]]:
    """A draft, an approved letter and a sealed one with dispatches. Gives ids by the names of fields."""
    draft, other = make_letter(db.session, world), approved(db.session, world, make_letter(db.session, world))
    sealed = signed(db.session, world, make_letter(db.session, world))
    seal_letter(db.session, sealed, version=sealed.current_version, by=world.approver)
    segment = make_segment(db.session, "California", "CA")
    db.session.commit()

    run_due_jobs(app_ctx.app)
    db.session.refresh(sealed)
    rows = addressee_rows(db.session, sealed.id)
    made = plan_dispatches(db.session, sealed, [Plan(row.id, Channel.POST) for row in rows[:1]], by=by)
    letters: list[UUID] = [draft.id, other.id, sealed.id]
    found: dict[str, list[Any]] = {
        "campaign_id": [world.campaign.id],
        "official_id": [one.id for one in world.officials],
        "segment_id": [segment.id],
        "demand_id": world.demand_ids,
        "signatory_id": [one.id for one in world.signatories],
        "letterhead_id": [world.letterhead.id],
        "letter_id": letters,
        "newer_letter_id": letters,
        "earlier_letter_id": letters,
        "addressee_id": [row.id for row in rows],
        "dispatch_id": [one.id for one in made],
    }
    named = {name: [str(one) for one in some] for name, some in found.items()}
    return named | {f"{name}s": some for name, some in named.items()}


@pytest.fixture(scope="module")
def described(filled: Filled) -> Any:
    """The description as it is served, with real ids mixed in."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", filled.app)

    @schema.hook
    def map_path_parameters(_context: Any, parameters: Any) -> Any:
        return real(parameters, filled.ids)

    @schema.hook
    def map_query(_context: Any, query: Any) -> Any:
        return real(query, filled.ids)

    @schema.hook
    def map_body(_context: Any, body: Any) -> Any:
        return real(body, filled.ids)

    return schema


def real(value: Any, ids: dict[str, list[str]], name: str = "") -> Any:
    """`value` with every second id replaced by one that exists."""
    if isinstance(value, dict):
        return {key: real(part, ids, key) for key, part in value.items()}
    if isinstance(value, list):
        return [real(part, ids, name) for part in value]
    if isinstance(value, str) and name in ids and len(value) == 36:
        turn = sum(value.encode())
        return ids[name][turn // 2 % len(ids[name])] if turn % 2 else value
    return value


OPERATIONS = [(op.method, operations.PREFIX + op.path) for op in operations.OPERATIONS]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_operations_keep_to_their_description(described: Any, filled: Filled, method: str, path: str) -> None:
    operation = described[path][method]
    calls = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes(operation)])

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(calls)
    def keeps(case: Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {filled.token}"})

    keeps()


def modes(operation: Any) -> list[GenerationMode]:
    """Calls that keep to the description, and calls that break it where there is something to break."""
    breakable = operation.body or operation.query or operation.headers
    return [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if breakable else [GenerationMode.POSITIVE]
