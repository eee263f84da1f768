"""Invitations and resets: looked at by GET, used up by POST, once."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts import links, mailing, queries
from app.accounts.models import AuditEvent, OneTimeLink
from app.accounts.rules import Actor, Role
from app.config import MailSettings, Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs.models import Job
from app.core.jobs.runner import run_due_jobs
from app.core.mail import build_mail
from tests.accounts.forms import send
from tests.support.accounts import user_of

NEW = "seven quiet harbor lamps"
Person = Callable[..., UUID]
Act = Callable[..., Actor]


class Inbox:
    """A real SMTP server's memory."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.envelopes.append(envelope)
        return "250 taken"

    def messages(self) -> list[Any]:
        return [message_from_bytes(e.content, policy=policy.default) for e in self.envelopes]


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def mailing_app(settings: Settings, inbox: tuple[Inbox, int]) -> Flask:
    mail = MailSettings("127.0.0.1", inbox[1], "Redress <letters@example.org>")
    return create_app(replace(settings, mail=mail, public_url="https://letters.example.org"))


def token_for(app: Flask, user_id: UUID, by: Actor) -> str:
    with app.app_context():
        token = links.make_link(db.session, queries.user(db.session, user_id), by=by)
        db.session.commit()
    return token


def test_a_link_sets_the_password_once_and_ends_every_session(
    client: FlaskClient, as_role: Callable[..., FlaskClient], app: Flask, actor: Act
) -> None:
    old = as_role(Role.DRAFTER)
    path = f"/link/{token_for(app, user_of(old), actor())}"
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(path).status_code == 200, "looking at a link must not use it"
    assert old.get("/account").status_code == 200
    assert send(client, path, {"password": NEW}).headers["Location"] == "/sign-in"
    assert old.get("/account").status_code == 302
    assert client.get(path).status_code == 410
    values = {"email": "drafter@example.org", "password": NEW}
    assert send(client, "/sign-in", values).headers["Location"] == "/"


def test_a_weak_password_leaves_the_link_usable(
    client: FlaskClient, person: Person, app: Flask, actor: Act
) -> None:
    path = f"/link/{token_for(app, person(), actor())}"
    assert send(client, path, {"password": "too short"}).status_code == 422
    assert send(client, path, {"password": NEW}).status_code == 302


@pytest.mark.parametrize("end", ["expired", "newer", "deactivated", "other"])
def test_links_that_do_not_hold_change_nothing(
    client: FlaskClient, person: Person, app: Flask, actor: Act, end: str
) -> None:
    user_id = person()
    token = token_for(app, user_id, actor())
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(f"/link/{token}").text)
    assert csrf
    with app.app_context():
        before = queries.user(db.session, user_id).password
        if end == "expired":
            past = utcnow() - timedelta(days=30)
            db.session.execute(
                sa.update(OneTimeLink).values(created_at=past, expires_at=past + timedelta(hours=2))
            )
        elif end == "deactivated":
            queries.user(db.session, user_id).active = False
        db.session.commit()
    if end == "newer":
        token_for(app, user_id, actor())
    if end == "other":
        token = "B" * 43
    answer = client.post(f"/link/{token}", data={"password": NEW, "csrf_token": csrf.group(1)})
    assert answer.status_code == 410
    with app.app_context():
        assert queries.user(db.session, user_id).password == before


def test_only_the_hash_of_a_token_is_kept(person: Person, app: Flask, actor: Act, settings: Settings) -> None:
    token = token_for(app, person(), actor())
    with app.app_context():
        db.session.execute(sa.text("SELECT 1"))
    assert token.encode() not in Path(settings.database_url.removeprefix("sqlite:///")).read_bytes()


def test_tokens_never_reach_the_log(
    client: FlaskClient, person: Person, app: Flask, actor: Act, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    token = token_for(app, person(), actor())
    client.get(f"/link/{token}")
    send(client, f"/link/{token}", {"password": NEW})
    client.get(f"/link/{token}")
    assert token not in caplog.text
    assert token not in capsys.readouterr().err


def test_without_mail_the_pages_say_so_and_an_administrator_makes_the_link(
    client: FlaskClient, as_role: Callable[..., FlaskClient], person: Person
) -> None:
    assert "redress users reset-link" in client.get("/forgot-password").text
    user_id = person()
    admin = as_role(Role.ADMINISTRATOR)
    assert "sends no mail" in admin.get("/people").text
    made = send(admin, f"/people/{user_id}/link", {}, f"/people/{user_id}")
    found = re.search(r"http://localhost(/link/[A-Za-z0-9_-]{43})", made.text)
    assert found
    assert made.headers["Cache-Control"] == "no-store"
    assert send(client, found.group(1), {"password": NEW}).status_code == 302


def test_an_invitation_goes_by_real_mail_and_works(
    mailing_app: Flask, inbox: tuple[Inbox, int], as_role: Callable[..., FlaskClient], app: Flask
) -> None:
    as_role(Role.ADMINISTRATOR)
    admin = mailing_app.test_client()
    sign_in(admin, "administrator@example.org")
    values = {
        "email": "Nené.Ortiz@example.org",
        "name": "Nené Ortiz\r\nBcc: all@example.org",
        "role": "drafter",
    }
    answer = post(admin, "/people/new", {**values, "email": "nene@example.org"})
    assert answer.headers["Location"] == "/people"
    run_due_jobs(mailing_app)
    (message,) = inbox[0].messages()
    (envelope,) = inbox[0].envelopes
    assert envelope.rcpt_tos == ["nene@example.org"]
    assert message["Bcc"] is None
    assert "Nené Ortiz" in str(message["To"])
    found = re.search(r"https://letters\.example\.org(/link/[A-Za-z0-9_-]{43})", message.get_content())
    assert found
    guest = mailing_app.test_client()
    assert post(guest, found.group(1), {"password": NEW}).status_code == 302
    assert sign_in(guest, "nene@example.org", NEW).headers["Location"] == "/"
    with app.app_context():
        kept = " ".join(
            str(vars(row)) for model in (Job, AuditEvent) for row in db.session.scalars(sa.select(model))
        )
    assert found.group(1).removeprefix("/link/") not in kept


def test_asking_for_a_reset_answers_alike_and_ignores_the_host(
    mailing_app: Flask, inbox: tuple[Inbox, int], person: Person
) -> None:
    person()
    guest = mailing_app.test_client()
    answers = [
        post(guest, "/forgot-password", {"email": e}) for e in ("drafter@example.org", "nobody@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    run_due_jobs(mailing_app)
    (message,) = inbox[0].messages()
    assert message["To"] == "Dana Drafter <drafter@example.org>"
    assert "https://letters.example.org/link/" in message.get_content()


def test_reset_requests_are_throttled(mailing_app: Flask, person: Person) -> None:
    guest = mailing_app.test_client()
    statuses = [
        post(guest, "/forgot-password", {"email": "nobody@example.org"}).status_code for _ in range(7)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    "to", ["a@b.test\r\nBcc: x@y.test", "a@b.test, c@d.test", "no-at-sign", "<a@b.test>", "@b.test"]
)
def test_addresses_cannot_add_recipients_or_headers(to: str) -> None:
    with pytest.raises(ValueError):
        build_mail("Redress <r@example.org>", to, "Subject", "Text")


@pytest.mark.parametrize("text", ["One\nTwo: three", "One\r\nBcc: x@y.test", "One\x00Two"])
def test_subjects_and_names_stay_one_header(text: str) -> None:
    message = build_mail("Redress <r@example.org>", "a@b.test", text, "Text", name=text)
    again = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert again["Bcc"] is None
    assert len(again["To"].addresses) == 1
    assert set(again.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


def test_a_link_without_a_public_address_is_refused(settings: Settings, person: Person, actor: Act) -> None:
    from app.core.errors import Conflict

    user_id = person()
    plain = create_app(replace(settings, public_url=None))
    with plain.app_context():
        token = links.make_link(db.session, queries.user(db.session, user_id), by=actor())
        with pytest.raises(Conflict):
            mailing.link_address(db.session, token)


def post(client: FlaskClient, path: str, values: dict[str, Any]) -> Any:
    """Like `send`, for an application that lives on https."""
    base = "https://letters.example.org"
    page = client.get(path, base_url=base)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token, page.text
    return client.post(
        path, base_url=base, data={**values, "csrf_token": token.group(1)}, headers={"Referer": base + path}
    )


def sign_in(client: FlaskClient, email: str, password: str = "violet ledger harbor seven") -> Any:
    return post(client, "/sign-in", {"email": email, "password": password})
