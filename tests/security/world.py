"""A small installation with something on every page, made once and copied for each test. All people are invented."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from PIL import Image

from app import create_app
from app.accounts import access, queries
from app.accounts.rules import Actor, Role
from app.campaigns.models import Anchor
from app.campaigns.service import add_member
from app.config import MailSettings, Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs.models import Job
from app.core.jobs.runner import run_due_jobs
from app.core.storage import current_store
from app.delivery.attaching import Upload, attach
from app.delivery.models import Attachment, DispatchEvent
from app.delivery.rules import Channel
from app.delivery.rules_runs import Wanted
from app.delivery.running import make_run
from app.evidence.exchange.runs import hand_in
from app.letters.review import submit_letter
from app.letters.sealing import RENDER_JOB, seal_letter
from app.letters.signing import ask_signatures
from app.officials.importing import runs
from app.officials.models import ContactPoint, Segment, Term
from tests.evidence.exchanging import SAMPLE, as_bytes
from tests.evidence.factories import make_claim
from tests.letters.factories import approved, make_letter, signed
from tests.reports.factories import Busy, busy, plan_all
from tests.support.accounts import PASSWORD, make_user

CSV = b"first,last,office,state,start,email\nNils,Aberg,Senator,CA,2021-01-03,nils@congress.example\n"
PEOPLE = tuple(Role)
PASSWORD_OF = PASSWORD
Row = TypeVar("Row")
_BOOKS = ("alembic_version", "sign_in_session", "throttle", "api_token")


@dataclass
class World:
    """Ids by name, to be put into addresses; each value is text."""

    ids: dict[str, str]
    users: dict[Role, UUID]
    others: dict[str, str] = field(default_factory=dict)


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


def settings_for(folder: Path, **changes: Any) -> Settings:
    """Settings of an application that lives in `folder`."""
    base = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'redress.sqlite'}",
        secret_key="only for tests, never for people",
        public_url="http://localhost",
        testing=True,
        template_cache=Path(__file__).resolve().parents[2] / "build" / "template-cache",
        mail=MailSettings("127.0.0.1", 8519, "letters@example.org"),
    )
    return replace(base, **changes)


def close(app: Flask) -> None:
    """Let go of the database file."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def build(settings: Settings) -> World:
    """Fill a migrated database and its folder; returns what is in it."""
    app = create_app(settings)
    with app.app_context():
        users = {role: make_user(role) for role in PEOPLE}
        by = system(users[Role.ADMINISTRATOR])
        made = busy(db.session, by, users[Role.DRAFTER])
        # The factory says that the files of its sealed letter are whole; the one sealed below has real ones.
        db.session.execute(sa.delete(Job).where(Job.kind == RENDER_JOB))
        add_member(db.session, made.world.campaign, users[Role.APPROVER], by=by)
        ids = _ids(made, by) | _letters(made, by)
        db.session.commit()
    run_due_jobs(app)
    close(app)
    return World(ids, users)


def system(user_id: UUID) -> Actor:
    """Somebody who acts outside of any page."""
    user = queries.user(db.session, user_id)
    return Actor(user_id, user.name, user.role, utcnow(), access.today(), "test")


def _first(select: sa.Select[Row]) -> Row:
    """One of several rows; there is at least one."""
    found = db.session.scalars(select.limit(1)).first()
    assert found is not None
    return found


def _ids(made: Busy, by: Actor) -> dict[str, str]:
    official, dispatch = made.people["Ghazarian"], made.dispatches["Ghazarian"]
    segment = Segment(name="California", query={"rules": [{"kind": "state", "value": "CA"}], "on": None})
    db.session.add(segment)
    run = runs.start_import(db.session, [("officials.csv", CSV)], by)
    reply = made.replies["Ghazarian"]
    # One planned letter is in a print run, and others wait for one.
    print_run = make_run(db.session, made.letter, [made.dispatches["Solheim"].id], Wanted(), by=by)
    plan_all(db.session, made.letter, Channel.HAND, by)
    upload = Upload("reply.pdf", "application/pdf", b"%PDF-1.4 not really")
    attachment: Attachment = attach(db.session, current_store(), [upload], by=by, reply_id=reply.id)[0]
    claim = make_claim(db.session, by)
    claims = hand_in(db.session, current_store(), "facts.yaml", as_bytes(SAMPLE), by=by)
    db.session.flush()
    one = {
        "slug": made.slug,
        "official_id": official.id,
        "other_official_id": next(one.id for one in made.people.values() if one.id != official.id),
        "term_id": _first(sa.select(Term).where(Term.official_id == official.id)).id,
        "contact_id": _first(sa.select(ContactPoint).where(ContactPoint.official_id == official.id)).id,
        "segment_id": segment.id,
        "run_id": run.id,
        "print_run_id": print_run.id,
        "dispatch_id": dispatch.id,
        "event_id": _first(sa.select(DispatchEvent).where(DispatchEvent.dispatch_id == dispatch.id)).id,
        "reply_id": reply.id,
        "attachment_id": attachment.id,
        "anchor_id": _first(sa.select(Anchor)).id,
        "demand_id": made.world.demand_ids[0],
        "signatory_id": made.world.signatories[0].id,
        "letterhead_id": made.world.letterhead.id,
        "claim_slug": claim.slug,
        "claim_id": claim.id,
        "source_id": claim.sources[0].id,
        "import_id": claims.id,
        "sealed_id": made.letter.id,
        "letter_id": made.letter.id,
    }
    return {name: str(value) for name, value in one.items()}


def _letters(made: Busy, by: Actor) -> dict[str, str]:
    """One letter in each state before the seal."""
    world = made.world
    draft = make_letter(db.session, world)
    review = make_letter(db.session, world)
    submit_letter(db.session, review, by=world.writer)
    passed = approved(db.session, world, make_letter(db.session, world))
    sealed = signed(db.session, world, make_letter(db.session, world))
    seal_letter(db.session, sealed, version=sealed.current_version, by=world.approver)
    signing = approved(db.session, world, make_letter(db.session, world))
    ask_signatures(db.session, signing, by=world.approver)
    return {
        "drawn_id": str(sealed.id),
        "draft_id": str(draft.id),
        "review_id": str(review.id),
        "approved_id": str(passed.id),
        "signing_id": str(signing.id),
    }


def counts(app: Flask) -> dict[str, int]:
    """How many rows each table holds, besides the bookkeeping of sign-ins and tries."""
    with app.app_context():
        names = [one for one in sa.inspect(db.engine).get_table_names() if one not in _BOOKS]
        found = {
            name: db.session.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
            for name in names
        }
        db.session.rollback()
    return found
