"""A letter taken through its pages by a drafter and an approver, as two browsers would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.queries import organisation
from app.accounts.rules import Role
from app.campaigns.models import CampaignMember
from app.core.clock import utcnow
from app.core.db import db
from tests.accounts.forms import csrf_of
from tests.letters.factories import LETTER_DATE, World, make_letter, make_world, person
from tests.support.accounts import user_of

TEXTS = {
    "opening": "((We write)) on the ((day blockade)) about the road.",
    "facts": "[The road is closed.]{opinion}",
    "position": "You asked for free movement.",
    "asks": "((We ask)) you to [enforce it]{ask=section-907}.",
    "meeting": "((We ask)) to meet.",
    "closing": "Thank you, ((recipient.surname)).",
}


@dataclass
class Desk:
    """Two signed-in people and a letter of the first."""

    app: Flask
    drafter: FlaskClient
    approver: FlaskClient
    world: World
    letter_id: UUID
    signatory_ids: list[UUID]

    @property
    def home(self) -> str:
        return f"/letters/{self.letter_id}"

    def post(
        self, who: FlaskClient, path: str, values: Mapping[str, Any] = {}, *, token_from: str = "/account"
    ) -> TestResponse:
        """POST a form to a page of the letter."""
        return who.post(self.home + path, data={**values, "csrf_token": csrf_of(who, token_from)})

    def save(self, who: FlaskClient, based_on: int, do: str = "save", **changes: str) -> TestResponse:
        """Send the workspace's form."""
        texts = {**TEXTS, **changes}
        values = {"role": list(texts), "text": list(texts.values()), "based_on": str(based_on), "do": do}
        return self.post(who, "/write", values)

    def state(self) -> str:
        with self.app.app_context():
            from app.letters.models import Letter

            return db.session.get_one(Letter, self.letter_id).state.value

    def sign_all(self, version: int) -> None:
        """Record a spoken consent of everyone."""
        for each in self.signatory_ids:
            values = {
                "version": str(version), "method": "spoken", "mark": "image", "consent_by": "Elena Marchetti",
                "witness": "R. Moss",
                "given_on": LETTER_DATE.isoformat(), "note": "By telephone.", "agreed": "y",
            }  # fmt: skip
            assert self.post(self.approver, f"/sign/{each}", values).status_code == 303


def make_desk(app: Flask, as_role: Callable[..., FlaskClient], **world: int) -> Desk:
    """A campaign with a draft, its drafter as a member, and an approver who wrote none of it."""
    drafter, approver = as_role(Role.DRAFTER), as_role(Role.APPROVER)
    with app.app_context():
        organisation(db.session).business_date = LETTER_DATE
        made = make_world(db.session, **world)
        user_id = user_of(drafter)
        member = CampaignMember(
            campaign_id=made.campaign.id, user_id=user_id, added_at=utcnow(), added_by="test"
        )
        db.session.add(member)
        db.session.flush()
        letter = make_letter(db.session, made, by=person(Role.DRAFTER, "Dana Drafter", user_id))
        ids = [one.id for one in made.signatories]
        db.session.commit()
        return Desk(app, drafter, approver, made, letter.id, ids)
