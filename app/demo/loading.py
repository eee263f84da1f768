"""Loading the demonstration, in two parts: the record up to the seal, then what became of the sealed letter.

Between the two the sealed letter's files are rendered by the same job that renders every letter's.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.core.errors import Conflict
from app.demo import acts, cast
from app.demo.evidence import gather_evidence
from app.demo.models import DemoRecord
from app.demo.script import Stage, read_script
from app.letters.models import Letter
from app.officials.models import Official


@dataclass
class Loading:
    """A demonstration whose first part is loaded. `passwords` by e-mail address, to be shown once."""

    stage: Stage
    campaign_id: UUID
    letter_id: UUID
    passwords: dict[str, str]


def is_empty(session: Session) -> bool:
    """Whether nobody has used this database yet."""
    return all(session.scalar(sa.select(model.id).limit(1)) is None for model in (User, Official, Campaign))


def load_record(session: Session) -> Loading:
    """Everything up to the seal. Raises `Conflict` when the database is not empty or holds a demonstration."""
    if session.scalar(sa.select(DemoRecord.record_id).limit(1)) is not None:
        raise Conflict("The demonstration is already loaded. Take it away with: redress demo remove")
    if not is_empty(session):
        raise Conflict(
            "This database is in use. The demonstration loads only into an empty one, so that no record is mixed "
            "with invented ones. Point REDRESS_DATA_DIR at a new folder."
        )
    stage = Stage(session, read_script())
    passwords = cast.hire_staff(stage)
    acts.name_the_city(stage)
    cast.seat_public_officials(stage)
    cast.seat_invented_legislature(stage)
    acts.found_offices(stage)
    gather_evidence(stage)
    campaign = acts.open_campaign(stage)
    letters = [acts.write_letter(stage, campaign, plan) for plan in stage.script["letters"]]
    sealed = next(letter.id for letter in letters if letter.seal_hash)
    return Loading(stage, campaign.id, sealed, passwords)


def load_aftermath(session: Session, loading: Loading) -> None:
    """Dispatches and replies; the sealed letter's files must be whole."""
    letter = session.get_one(Letter, loading.letter_id, populate_existing=True)
    campaign = session.get_one(Campaign, loading.campaign_id)
    acts.send_letter(loading.stage, letter)
    acts.hear_back(loading.stage, campaign, letter)
