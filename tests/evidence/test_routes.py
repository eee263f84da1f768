"""Pages of the evidence room, as people use them, with and without the right to."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.rules import Actor, Role
from app.core.db import db
from app.evidence import queries
from app.evidence.models import Claim
from app.evidence.rules import ClaimState
from tests.accounts import forms
from tests.evidence.factories import citation, make_claim, only_cited_by


def send(client: FlaskClient, path: str, values: Mapping[str, Any]) -> TestResponse:
    """POST a form with the token of the list."""
    return forms.send(client, path, values, page="/evidence")


AsRole = Callable[..., FlaskClient]
NEW = {
    "wording": "The ferry stopped for two days from May 3, 2022.",
    "slug": "ferry-stopped",
    "topic": "ferry",
    "event": "2022-05-03",
    "known": "2022-05-05",
    "confidence": "high",
    "figures": "days: 2\nboats: [Ada, Bo]",
    "sources-0-title": "Ferry runs again",
    "sources-0-publisher": "Alder Gazette",
    "sources-0-date": "2022-05-05",
    "sources-0-url": "https://gazette.example/2",
    "sources-0-kind": "press",
    "sources-0-checked": "y",
    "sources-1-title": "The owners answer",
    "sources-1-kind": "official",
    "sources-1-opposing": "yes",
    "sources-2-kind": "press",
}


@pytest.fixture
def held(app: Flask, actor: Callable[..., Actor]) -> None:
    """The sample claim on file."""
    with app.app_context():
        make_claim(db.session, actor())
        db.session.commit()


def claim(slug: str = "bridge-closed") -> Claim:
    db.session.expire_all()
    return queries.claim_by_slug(db.session, slug)


def test_the_list_says_what_needs_a_check(held: None, as_role: AsRole) -> None:
    client = as_role(Role.VIEWER)
    page = client.get("/evidence").text
    assert "One needs a check" in page and "Alder bridge" in page and "Needs a check" in page
    assert "Add a claim" not in page and "Import" not in page
    assert "No claim matches" in client.get("/evidence?q=zzz").text
    assert client.get("/evidence?state=odd&kind=king&page=x&topic=none").status_code == 200
    assert 'aria-current="page">Evidence' in page


def test_an_empty_room_says_what_it_is_for(as_role: AsRole) -> None:
    page = as_role(Role.DRAFTER).get("/evidence").text
    assert "No claims yet" in page and "Add the first claim" in page


def test_a_claim_is_added_with_sources_as_rows(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    assert client.get("/evidence/new").status_code == 200
    more = send(client, "/evidence/new", {**NEW, "more": "yes"})
    assert more.status_code == 200 and "sources-4-title" in more.text and "Ferry runs again" in more.text
    assert send(client, "/evidence/new", NEW).location == "/evidence/ferry-stopped"
    with app.app_context():
        made = claim("ferry-stopped")
        assert made.current.figures == {"days": 2, "boats": ["Ada", "Bo"]}
        assert [(s.title, s.opposing, s.checked) for s in made.sources] == [
            ("Ferry runs again", False, True), ("The owners answer", True, False),
        ]  # fmt: skip
    page = client.get("/evidence/ferry-stopped").text
    assert "May be cited in letters dated May\u00a05, 2022 or later" in page
    assert "Correct this claim" in page and "Nothing cites it yet" in page


def test_what_is_wrong_stands_beside_its_field(app: Flask, as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    wrong = {**NEW, "slug": "Bad Slug", "event": "2022-02-30", "figures": "a: [", "sources-1-url": "ftp://x"}
    answer = send(client, "/evidence/new", wrong)
    assert answer.status_code == 422 and "cannot be read" in answer.text
    answer = send(client, "/evidence/new", {**wrong, "figures": ""})
    for told in ("There is no such day", "small letters", "begins with https://"):
        assert told in answer.text
    assert "sources-1-url-error" in answer.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 0


def test_an_edit_takes_sources_away_and_meets_a_change_meanwhile(
    app: Flask, held: None, as_role: AsRole
) -> None:
    client, path = as_role(Role.DRAFTER), "/evidence/bridge-closed/edit"
    with app.app_context():
        ids = [str(source.id) for source in claim().sources]
    form = {
        **NEW,
        "version": "1",
        "sources-0-id": ids[0],
        "sources-1-id": ids[1],
        "sources-1-remove": "y",
        "wording": "Shut.",
    }
    assert "Bridge opens again" in client.get(path).text
    assert send(client, path, form).status_code == 302
    with app.app_context():
        assert [str(source.id) for source in claim().sources] == [ids[0]]
        assert claim().current.wording == "Shut."
    stale = send(client, path, {**form, "wording": "Typed on top."})
    assert (
        stale.status_code == 409
        and "Somebody changed this claim" in stale.text
        and "Typed on top." in stale.text
    )


def test_a_correction_shows_first_what_it_touches(app: Flask, held: None, as_role: AsRole) -> None:
    client, told = as_role(Role.DRAFTER), list[tuple[str, str]]()
    documents = (
        citation("draft", people=("Dana Whitfield",)),
        citation("sealed", label="AV-2022-31", sent=True, recipients=12),
    )
    with only_cited_by(*documents, told=told):
        page = client.get("/evidence/bridge-closed").text
        for line in (
            "1 draft",
            "1 sealed letter",
            "AV-2022-31",
            "Correct and notify 1 person",
            "Where it is cited",
        ):
            assert line in page
        path = "/evidence/bridge-closed/correct"
        refused = send(client, path, {"wording": "Closed from March 2 to 6.", "reason": "", "version": "1"})
        assert refused.status_code == 422 and "Say why the wording changes" in refused.text
        assert told == []
        done = send(
            client,
            path,
            {"wording": "Closed from March 2 to 6.", "reason": "Gives the dates.", "version": "1"},
        )
        assert done.status_code == 302
        assert told == [("bridge-closed", "Gives the dates.")]
        page = client.get("/evidence/bridge-closed").text
    assert "Corrected" in page and "Earlier wordings" in page and "differs" in page


def test_a_correction_letter_is_drafted_when_asked_for(app: Flask, held: None, as_role: AsRole) -> None:
    from app.evidence import citing

    client = as_role(Role.DRAFTER)
    form = {"wording": "Closed from March 2 to 6.", "reason": "Dates.", "version": "1", "letter": "y"}
    with only_cited_by(citation("sealed", sent=True, recipients=12)):
        kept = dict(citing.registry.drafting)
        citing.registry.drafting.clear()
        assert "Draft a correction" not in client.get("/evidence/bridge-closed").text
        citing.register_correction_letter(lambda session, slug, reason, by: [f"Correction of {slug}"])
        try:
            assert "Draft a correction to its 12 recipients" in client.get("/evidence/bridge-closed").text
            assert send(client, "/evidence/bridge-closed/correct", form).status_code == 302
            assert "Drafted “Correction of bridge-closed”" in client.get("/evidence/bridge-closed").text
        finally:
            citing.registry.drafting.clear()
            citing.registry.drafting.update(kept)


def test_a_claim_is_moved_by_pages_that_ask_for_a_reason(
    app: Flask, held: None, actor: Callable[..., Actor], as_role: AsRole
) -> None:
    client, base = as_role(Role.DRAFTER), "/evidence/bridge-closed"
    with app.app_context():
        make_claim(db.session, actor(), "counted-again")
        db.session.commit()
    steps = [
        ("dispute", {"dispute": "Some say three.", "opposing_view": "Maintenance."}, ClaimState.DISPUTED),
        ("settle", {"reason": "The notice says so."}, ClaimState.CURRENT),
        ("supersede", {"successor": "counted-again", "reason": "Counted again."}, ClaimState.SUPERSEDED),
        ("reopen", {"reason": "Both hold."}, ClaimState.CURRENT),
        ("retract", {"reason": "A misprint."}, ClaimState.RETRACTED),
    ]
    for act, form, state in steps:
        assert client.get(f"{base}/{act}").status_code == 200
        empty = send(client, f"{base}/{act}", dict.fromkeys(form, ""))
        assert empty.status_code == 422, act
        assert send(client, f"{base}/{act}", form).status_code == 302, act
        with app.app_context():
            assert claim().state is state
        assert client.get(base).status_code == 200
    assert send(client, f"{base}/retract", {"reason": "Again."}).status_code == 409
    page = client.get(base).text
    assert "This claim is retracted." in page and "A misprint." in page and "Correct this claim" not in page


def test_a_source_is_read_and_its_copy_only_ever_downloaded(app: Flask, held: None, as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    with app.app_context():
        source = claim().sources[1].id
    path = f"/evidence/bridge-closed/sources/{source}"
    assert client.get(f"{path}/copy/file").status_code == 404
    assert send(client, f"{path}/checked", {"checked": "yes"}).status_code == 302
    assert client.get(f"{path}/copy").status_code == 200
    assert send(client, f"{path}/copy", {}).status_code == 422
    data = {"file": (io.BytesIO(b"<script>alert(1)</script>"), "page.html")}
    assert send(client, f"{path}/copy", data).status_code == 302
    given = client.get(f"{path}/copy/file")
    assert given.data == b"<script>alert(1)</script>"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert (
        given.mimetype == "application/octet-stream" and "sandbox" in given.headers["Content-Security-Policy"]
    )
    assert "Read, saved" in client.get("/evidence/bridge-closed").text


def test_a_note_joins_the_history(held: None, as_role: AsRole) -> None:
    client = as_role(Role.DRAFTER)
    assert send(client, "/evidence/bridge-closed/note", {"text": " "}).status_code == 422
    assert send(client, "/evidence/bridge-closed/note", {"text": "Three days or four?"}).status_code == 302
    assert "“Three days or four?”" in client.get("/evidence/bridge-closed").text


def test_nobody_does_what_their_role_does_not_allow(held: None, as_role: AsRole) -> None:
    viewer, drafter = as_role(Role.VIEWER), as_role(Role.DRAFTER)
    for path in ("/new", "/bridge-closed/edit", "/bridge-closed/retract", "/imports"):
        assert viewer.get(f"/evidence{path}").status_code == 403, path
    assert drafter.get("/evidence/imports").status_code == 403
    assert "Correct this claim" not in viewer.get("/evidence/bridge-closed").text
    assert viewer.get("/evidence/export/yaml").status_code == 200
    assert viewer.get("/evidence/export/docx").status_code == 404
    assert viewer.get("/evidence/nobody").status_code == 404


def test_find_or_jump_leads_to_claims(held: None, as_role: AsRole) -> None:
    page = as_role(Role.VIEWER).get("/find?q=álder bridge").text
    assert "/evidence/bridge-closed" in page and "Claim 1" in page
