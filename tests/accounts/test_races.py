"""Twenty at once: one effect. On both databases, with real connections and threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts import audit, links, people, queries, security, signing_in, throttling
from app.accounts.models import AuditEvent, RecoveryCode, User
from app.accounts.rules import Actor, Role
from app.accounts.secrets import new_recovery_code, recovery_digest
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from tests.support.accounts import make_user

AT_ONCE = 12
NEW = "seven quiet harbor lamps"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Flask]:
    """The application on each database."""
    if request.param == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("pg_url"))
    application = create_app(settings)
    yield application
    with application.app_context():
        for engine in application.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def at_once(site: Flask, act: Callable[[int], Any], count: int = AT_ONCE) -> list[Any]:
    """Run `act` in `count` threads that start together, each with its own session, committing on success."""
    ready = threading.Barrier(count)

    def run(number: int) -> Any:
        with site.app_context():
            ready.wait(timeout=20)
            try:
                outcome = act(number)
                db.session.commit()
            except Conflict as refusal:
                db.session.rollback()
                return refusal
            return outcome

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def add(site: Flask, role: Role = Role.DRAFTER, **values: str) -> UUID:
    with site.app_context():
        return make_user(role, **values)


def events(site: Flask, action: str) -> int:
    with site.app_context():
        return db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == action)) or 0


def test_one_link_is_used_once(site: Flask, actor: Callable[..., Actor]) -> None:
    user_id = add(site)
    with site.app_context():
        token = links.make_link(db.session, queries.user(db.session, user_id), by=actor())
        db.session.commit()
    outcomes = at_once(site, lambda n: links.use_link(db.session, token, f"{NEW} {n}", by=actor()).id)
    assert [o for o in outcomes if not isinstance(o, Conflict)] == [user_id]
    assert events(site, "accounts.password_set") == 1


def test_one_recovery_code_is_used_once(site: Flask) -> None:
    user_id, code = add(site), new_recovery_code()
    with site.app_context():
        db.session.add(RecoveryCode(user_id=user_id, code_hash=recovery_digest(code)))
        db.session.commit()
    outcomes = at_once(
        site,
        lambda _: signing_in.use_recovery_code(db.session, queries.user(db.session, user_id), code, utcnow()),
    )
    assert outcomes.count(True) == 1


def test_one_authenticator_code_is_used_once(site: Flask) -> None:
    user_id = add(site)
    with site.app_context():
        secret = security.new_totp_secret()
        db.session.execute(sa.update(User).values(tf_totp_secret=secret))
        db.session.commit()
        code = security.totp_now(secret)
    outcomes = at_once(site, lambda _: security.use_totp(db.session, queries.user(db.session, user_id), code))
    assert outcomes.count(True) == 1


def test_many_guesses_at_once_are_counted_each(site: Flask) -> None:
    keys = throttling.sign_in_keys("key", "drafter@example.org", "203.0.113.7")
    now = utcnow()
    waits = at_once(site, lambda _: throttling.take_try(db.session, keys, now))
    # The free tries, and the one that starts the wait.
    assert sum(1 for wait in waits if not wait) == throttling.FREE_PER_PERSON + 1


def test_administrators_cannot_all_step_down_together(site: Flask, actor: Callable[..., Actor]) -> None:
    ids = [add(site, Role.ADMINISTRATOR, email=f"a{n}@example.org") for n in range(4)]
    at_once(
        site,
        lambda n: people.deactivate(db.session, queries.user(db.session, ids[n]), by=actor()),
        count=len(ids),
    )
    with site.app_context():
        assert queries.count_active_administrators(db.session) == 1


def test_events_written_together_make_one_chain(site: Flask, actor: Callable[..., Actor]) -> None:
    def act(number: int) -> None:
        for turn in range(5):
            audit.record(db.session, actor(), "test.act", "thing", f"{number}-{turn}", summary="Did it")
            db.session.commit()

    at_once(site, act)
    with site.app_context():
        report = audit.verify(db.session)
    assert (report.whole, report.events) == (True, AT_ONCE * 5)


def test_one_address_makes_one_person(site: Flask, actor: Callable[..., Actor]) -> None:
    from app.core.errors import InvalidInput

    def act(_: int) -> Any:
        try:
            return people.create_user(
                db.session, email="new@example.org", name="New", role=Role.VIEWER, by=actor()
            ).id
        except InvalidInput as refusal:
            db.session.rollback()
            return refusal

    outcomes = at_once(site, act)
    assert sum(isinstance(o, UUID) for o in outcomes) == 1
    assert events(site, "accounts.user_create") == 1


def test_the_trail_refuses_changes_on_both_databases(site: Flask, actor: Callable[..., Actor]) -> None:
    with site.app_context():
        audit.record(db.session, actor(), "test.act", "thing", "1", summary="Did it")
        db.session.commit()
        for statement in (
            "UPDATE audit_event SET summary = 'x'",
            "DELETE FROM audit_event",
            "DELETE FROM audit_head",
        ):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                db.session.execute(sa.text(statement))
            db.session.rollback()
        if db.session.get_bind().dialect.name == "postgresql":
            with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                db.session.execute(sa.text("TRUNCATE audit_event"))
            db.session.rollback()
        assert audit.verify(db.session).whole
