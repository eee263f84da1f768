"""No page asks the database more often with many officials and dispatches than with ten.

Every GET page of the address map is visited, so a new page is held to this without being named here: it
fails until its arguments are known to `samples`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule

from app.accounts.rules import Role
from app.campaigns.models import Anchor, Campaign
from app.core.db import db
from app.delivery.models import Dispatch, Reply
from app.delivery.models_runs import PrintRun
from app.delivery.rules import DispatchState
from app.letters.models import Letter
from app.letters.states import LetterState
from app.officials.models import ContactPoint, Official, Segment, Term
from app.signatories.models import Letterhead, Signatory
from tests.evidence.factories import make_claim
from tests.letters.factories import person
from tests.performance.filling import Pattern, fill, pattern_of
from tests.reports.factories import busy
from tests.support.accounts import user_of

FEW, MANY, VERY_MANY = 10, 300, 10_000
# Arguments without a value here, and why. A page with any other argument must be given one in `samples`.
APART = {
    "token": "a link that is used up by its first visit",
    "job_id": "the page of one job says the same for any number of officials",
    "run_id": "imports have their own benchmark",
    "sha256": "one picture",
    "page": "one picture",
    "key_id": "one certificate",
    "number": "one file of one printing",
    "signature_id": "one signature",
    "attachment_id": "one file",
    "source_id": "one source of a claim",
    "import_id": "a preview lists its whole file; tests/evidence counts the lists",
}
# The API has its own pages by cursor and its own tests.
PREFIXES_APART = ("/api/", "/static/")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent inside, without the bookkeeping of transactions."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def pattern(app: Flask) -> Pattern:
    """A campaign in full swing, whose letter is the pattern of a thousand more."""
    with app.app_context():
        made = busy(db.session, person(Role.ADMINISTRATOR, "Tomas Avedian"))
        make_claim(db.session, person(Role.ADMINISTRATOR, "Tomas Avedian"))
        return pattern_of(db.session, made)


def newest(model: type[Any], **values: object) -> Any:
    """The newest row of a table."""
    select = sa.select(model).order_by(model.id.desc()).limit(1)
    return db.session.scalars(select.filter_by(**values)).one()


def samples(app: Flask, client: FlaskClient) -> dict[str, Any]:
    """A value for every argument of an address: the newest of each kind, which has most beside it."""
    with app.app_context():
        dispatch = newest(Dispatch)
        official = db.session.get_one(Official, dispatch.official_id)
        letter = db.session.get_one(Letter, dispatch.letter_id)
        return {
            "slug": newest(Campaign).slug,
            "official_id": official.id,
            "term_id": newest(Term, official_id=official.id).id,
            "contact_id": newest(ContactPoint, official_id=official.id).id,
            "segment_id": newest(Segment).id,
            "letter_id": letter.id,
            "unsealed_id": newest(Letter, state=LetterState.IN_REVIEW).id,
            "copy_no": 1,
            "dispatch_id": dispatch.id,
            "planned_id": newest(Dispatch, state=DispatchState.PLANNED).id,
            "reply_id": newest(Reply).id,
            "print_run_id": newest(PrintRun).id,
            "anchor_id": newest(Anchor).id,
            "signatory_id": newest(Signatory).id,
            "letterhead_id": newest(Letterhead).id,
            "user_id": user_of(client),
            "kind": "csv",
            "table": "manifest",
            "state": "printed",
            "form": "txt",
        }


def pages(app: Flask) -> list[Rule]:
    """Every address that answers GET."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(PREFIXES_APART)
    ]


def addresses(app: Flask, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, path) of every page; pages of a letter once for a sealed one and once for one in review."""
    for rule in pages(app):
        missing = rule.arguments - values.keys()
        if missing:
            assert missing <= APART.keys(), f"{rule.rule} needs a value for {missing} in samples()"
            continue
        known = {name: values[name] for name in rule.arguments}
        if rule.rule.startswith("/library/"):
            known["slug"] = "section-907"
        if rule.rule.startswith("/evidence/"):
            known["slug"] = "bridge-closed"
        if rule.rule.endswith("/envelope"):
            known["dispatch_id"] = values["planned_id"]
        sets = {"": known}
        if "letter_id" in known and "copy_no" not in known:
            sets[" in review"] = {**known, "letter_id": values["unsealed_id"]}
        for word, chosen in sets.items():
            with app.test_request_context():
                built = rule.build({name: chosen[name] for name in rule.arguments})
            assert built is not None, rule.rule
            yield rule.rule + word, built[1]


def visit(app: Flask, client: FlaskClient, wanted: set[str] | None = None) -> dict[str, tuple[int, int]]:
    """Status and number of statements of each page, or of those in `wanted`."""
    found = {}
    for name, path in list(addresses(app, samples(app, client))):
        if wanted is not None and name not in wanted:
            continue
        with counted() as sent:
            status = client.get(path).status_code
        found[name] = (status, len(sent))
    return found


def compare(app: Flask, as_role: Callable[..., FlaskClient], pattern: Pattern, many: int) -> None:
    client = as_role(Role.ADMINISTRATOR)
    with app.app_context():
        fill(db.session, pattern, FEW)
    visit(app, client)
    few = visit(app, client)
    with app.app_context():
        fill(db.session, pattern, many)
    more = visit(app, client)
    assert {path: status for path, (status, _count) in more.items() if status >= 500} == {}
    assert sum(status == 200 for status, _count in more.values()) > 50, "too few pages were seen"
    changed = {path: (few[path][0], status) for path, (status, _) in more.items() if status != few[path][0]}
    assert changed == {}, "a page answered otherwise, so its statements cannot be compared"
    grown = {path: (few[path][1], count) for path, (_, count) in more.items() if count > few[path][1]}
    # Now and then a request also notes when the session was last used; what truly grows, grows every time.
    again = visit(app, client, set(grown))
    assert {
        path: (before, again[path][1]) for path, (before, _) in grown.items() if again[path][1] > before
    } == {}


def test_no_page_asks_more_often_with_hundreds(
    app: Flask, as_role: Callable[..., FlaskClient], pattern: Pattern
) -> None:
    compare(app, as_role, pattern, MANY)


@pytest.mark.slow
def test_no_page_asks_more_often_with_ten_thousand(
    app: Flask, as_role: Callable[..., FlaskClient], pattern: Pattern
) -> None:
    compare(app, as_role, pattern, VERY_MANY)
