"""Reading the demonstration's file, and acting on its days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.db import Base, Identified
from app.demo.models import DemoRecord

FOLDER = Path(__file__).parent
MORNING = time(17, 0)  # nine o'clock in Los Angeles, in UTC


def read_script() -> dict[str, Any]:
    """The whole of campaign.yaml."""
    script: dict[str, Any] = yaml.safe_load((FOLDER / "campaign.yaml").read_text(encoding="utf-8"))
    return script


def letter_text(name: str) -> str:
    """One letter's Markdown."""
    return (FOLDER / "letters" / name).read_text(encoding="utf-8")


@dataclass
class Stage:
    """What has been made so far, by the keys of the script."""

    session: Session
    script: dict[str, Any]
    people: dict[str, User] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    def by(self, role: Role, day: date, at: time = MORNING) -> Actor:
        """The member of staff with `role`, acting on `day`. The audit trail keeps the real clock."""
        user = next(person for person in self.people.values() if person.role is role)
        return Actor(
            user_id=user.id,
            name=user.name,
            role=user.role,
            at=datetime.combine(day, at, UTC),
            today=day,
            origin="demonstration",
            audited_at=utcnow(),
        )

    def keep(self, key: str, row: Base) -> None:
        """Remember a record by key, and that it belongs to the demonstration."""
        assert isinstance(row, Identified), "every record of the demonstration has an id of its own"
        self.ids[key] = row.id
        self.session.add(DemoRecord(table_name=row.__tablename__, record_id=row.id))


def loader_actor() -> Actor:
    """Who sets the stage before there is any staff."""
    now = utcnow()
    return Actor(None, "Demonstration", Role.ADMINISTRATOR, now, now.date(), "demonstration")
