"""Many officials, dispatches, events, replies and positions at once, written straight into the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import CampaignTarget, PositionRecord
from app.campaigns.rules_positions import Position, SourceKind
from app.core.db import new_id
from app.delivery.models import Dispatch, DispatchEvent, Reply
from app.delivery.models_runs import PrintRun, PrintRunItem, PrintRunPrinting
from app.delivery.rules import Channel, DispatchState, EventKind, ReplyChannel
from app.letters.models import (
    Letter,
    LetterAddressee,
    LetterCopy,
    LetterDemand,
    LetterSignatory,
    LetterVersion,
)
from app.letters.states import AddresseeRole, LetterState
from app.officials.models import ContactPoint, Official, Segment, Term
from app.officials.rules import ContactHealth, ContactKind, OfficeKind, Standing
from tests.reports.factories import Busy

AT = datetime(2022, 12, 21, 18, tzinfo=UTC)
DAY = date(2022, 12, 21)
_LATER = date(2023, 1, 4)
_STATES = (
    DispatchState.DELIVERED,
    DispatchState.HANDED_OVER,
    DispatchState.OUTCOME_UNKNOWN,
    DispatchState.RETURNED,
    DispatchState.PLANNED,
    DispatchState.FAILED,
)
_NOT_LEFT = (DispatchState.PLANNED,)


@dataclass
class Pattern:
    """What the rows hang on: a sealed letter to copy, its campaign and demands."""

    letter: Letter
    demand_ids: list[UUID]
    made: int = 0


def pattern_of(session: Session, made: Busy) -> Pattern:
    """The campaign in full swing as a pattern, with a segment beside it; committed."""
    session.add(Segment(name="California", query={"rules": [{"kind": "state", "value": "CA"}], "on": None}))
    session.commit()
    letter = session.get_one(Letter, made.letter.id)
    demands = [made.world.demands["section-907"].id, made.world.demands["humanitarian-aid"].id]
    session.refresh(letter)
    session.expunge(letter)
    return Pattern(letter, demands)


def fill(session: Session, pattern: Pattern, count: int) -> None:
    """Add `count` officials as targets; to all of them a letter in review, and a sealed one with its dispatches."""
    people = _officials(session, pattern, count)
    _letter(session, pattern, people, LetterState.IN_REVIEW)
    letter_id, addressees = _letter(session, pattern, people, LetterState.SEALED)
    dispatches = _dispatches(session, pattern, letter_id, addressees)
    _print_run(
        session, pattern, letter_id, [row["id"] for row in dispatches if row["state"] not in _NOT_LEFT]
    )
    _answers(session, pattern, [row["official_id"] for row in dispatches], letter_id)
    pattern.made += count
    session.commit()


def _print_run(session: Session, pattern: Pattern, letter_id: UUID, dispatch_ids: list[UUID]) -> None:
    """One run that holds what was printed and left."""
    told = {"created_at": AT, "created_by": "A test"}
    run = {"id": new_id(), "letter_id": letter_id, "campaign_id": pattern.letter.campaign_id, "number": 1}
    session.execute(sa.insert(PrintRun), [{**run, **told, "items": len(dispatch_ids)}])
    items = [
        {"run_id": run["id"], "dispatch_id": one, "position": place}
        for place, one in enumerate(dispatch_ids, start=1)
    ]
    session.execute(sa.insert(PrintRunItem), items)
    printing = {"run_id": run["id"], "number": 1, "positions": None, "job_id": new_id()}
    session.execute(sa.insert(PrintRunPrinting), [{**printing, **told}])


def _values(instance: Any) -> dict[str, Any]:
    """The columns of a row on file, to be copied."""
    return {column.key: getattr(instance, column.key) for column in sa.inspect(type(instance)).column_attrs}


def _officials(session: Session, pattern: Pattern, count: int) -> list[UUID]:
    ids = [new_id() for _ in range(count)]
    names = [f"Filler{pattern.made + n:05d}" for n in range(count)]
    session.execute(
        sa.insert(Official),
        [
            {
                "id": one, "first": "Test", "last": name, "full_name": f"Test {name}",
                "formal_name": f"Test {name}", "sort_name": f"{name.lower()} test",
                "search_text": f"test {name.lower()}", "source": "test", "aliases": [],
            }
            for one, name in zip(ids, names, strict=True)
        ],
    )  # fmt: skip
    session.execute(
        sa.insert(Term),
        [
            {
                "id": new_id(), "official_id": one, "kind": OfficeKind.SENATOR, "title": "Senator",
                "state": "CA", "standing": Standing.ELECTED, "start": date(2019, 1, 3),
                "end": date(2025, 1, 3), "source": "test", "party_history": [],
            }
            for one in ids
        ],
    )  # fmt: skip
    kinds = (ContactKind.POSTAL, ContactKind.EMAIL)
    session.execute(
        sa.insert(ContactPoint),
        [
            {
                "id": new_id(), "official_id": one, "kind": kind, "value": "1 Test Plaza",
                "lines": ["1 Test Plaza", "Testville, CA 90000"], "source": "test",
                "health": ContactHealth.GOOD, "position": place,
            }
            for one in ids
            for place, kind in enumerate(kinds)
        ],
    )  # fmt: skip
    session.execute(
        sa.insert(CampaignTarget),
        [
            {
                "id": new_id(), "campaign_id": pattern.letter.campaign_id, "official_id": one,
                "excluded": False, "reason": "", "added_at": AT, "added_by": "Test",
            }
            for one in ids
        ],
    )  # fmt: skip
    return ids


def _letter(
    session: Session, pattern: Pattern, people: list[UUID], state: LetterState
) -> tuple[UUID, list[tuple[UUID, UUID, int]]]:
    """A letter with the words of the pattern, one copy to each; (addressee, official, copy) for each."""
    letter_id, like = new_id(), _values(pattern.letter)
    changes = {
        "id": letter_id, "number": f"AV-2022-{500 + pattern.made}{state.value[0]}", "state": LetterState.DRAFT,
        "seal_hash": None, "verification_code": None, "sealed_at": None, "sealed_by": None,
        "files_ready_at": None, "earlier_letter_id": None, "current_version": 1, "approved_version": None,
        "submitted_version": 1,
    }  # fmt: skip
    session.execute(sa.insert(Letter), [{**like, **changes}])
    for model in (LetterVersion, LetterDemand, LetterSignatory):
        for row in session.scalars(sa.select(model).where(model.letter_id == pattern.letter.id)).all():
            session.execute(sa.insert(model), [{**_values(row), "id": new_id(), "letter_id": letter_id}])
    places = [(new_id(), one, n) for n, one in enumerate(people, 1)]
    rows = [
        {
            "id": row_id, "letter_id": letter_id, "copy_no": n, "role": AddresseeRole.MAIN, "position": 1,
            "official_id": one, "printed_name": f"Test Filler {n}", "printed_office": "Senator",
            "inside_address": ["1 Test Plaza"], "envelope": ["1 Test Plaza"], "salutation": "Dear Senator:",
        }
        for row_id, one, n in places
    ]  # fmt: skip
    session.execute(sa.insert(LetterAddressee), rows)
    if state is LetterState.SEALED:
        _seal(session, pattern, letter_id, like["seal_hash"], len(people))
    else:
        _change(session, letter_id, state=state)
    return letter_id, places


def _seal(session: Session, pattern: Pattern, letter_id: UUID, seal_hash: str, copies: int) -> None:
    copy = session.scalars(sa.select(LetterCopy).where(LetterCopy.letter_id == pattern.letter.id)).first()
    assert copy is not None
    session.execute(
        sa.insert(LetterCopy),
        [{**_values(copy), "id": new_id(), "letter_id": letter_id, "copy_no": n + 1} for n in range(copies)],
    )
    _change(
        session, letter_id, state=LetterState.SEALED, seal_hash=seal_hash, sealed_at=AT, sealed_by="Test",
        verification_code=f"T{pattern.made:06d}", files_ready_at=AT, approved_version=1,
    )  # fmt: skip


def _change(session: Session, letter_id: UUID, **values: object) -> None:
    session.execute(
        sa.update(Letter)
        .where(Letter.id == letter_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _dispatches(
    session: Session, pattern: Pattern, letter_id: UUID, addressees: list[tuple[UUID, UUID, int]]
) -> list[dict[str, Any]]:
    rows = []
    for addressee_id, official_id, copy_no in addressees:
        state = _STATES[copy_no % len(_STATES)]
        left = state not in _NOT_LEFT
        rows.append(
            {
                "id": new_id(), "letter_id": letter_id, "campaign_id": pattern.letter.campaign_id,
                "addressee_id": addressee_id, "copy_no": copy_no, "official_id": official_id,
                "channel": Channel.POST, "destination": "1 Test Plaza", "state": state, "state_day": DAY,
                "follow_up_on": _LATER if left else None, "created_at": AT, "created_by": "Test",
                "settled": False, "row_version": 1, "tracking_number": "",
                **({"left_on": DAY if left else None} if hasattr(Dispatch, "left_on") else {}),
            }
        )  # fmt: skip
    session.execute(sa.insert(Dispatch), rows)
    session.execute(sa.insert(DispatchEvent), [_event(row) for row in rows])
    return rows


def _event(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(), "dispatch_id": row["id"], "position": 1, "kind": EventKind(row["state"].value),
        "from_state": None, "to_state": row["state"], "day": DAY, "note": "", "tracking_number": "",
        "recorded_at": AT + timedelta(days=13), "actor": "Test",
    }  # fmt: skip


def _answers(session: Session, pattern: Pattern, people: list[UUID], letter_id: UUID) -> None:
    """Every third official answers, promises more, and takes a position on each demand."""
    replies = [
        {
            "id": new_id(), "campaign_id": pattern.letter.campaign_id, "official_id": one,
            "letter_id": letter_id, "received_on": date(2022, 12, 28), "channel": ReplyChannel.LETTER,
            "summary": "Test reply.", "promised_by": _LATER, "recorded_at": AT, "recorded_by": "Test",
            "answered_by": "", "quotation": "", "withdrawn_reason": "", "row_version": 1,
        }
        for one in people[::3]
    ]  # fmt: skip
    session.execute(sa.insert(Reply), replies)
    stands = (Position.COMMITTED, Position.REFUSED, Position.NONCOMMITTAL)
    session.execute(
        sa.insert(PositionRecord),
        [
            {
                "id": new_id(), "campaign_id": reply["campaign_id"], "official_id": reply["official_id"],
                "demand_id": demand, "position": stands[n % 3], "day": reply["received_on"],
                "evidence": "Test reply.", "source_kind": SourceKind.REPLY, "reference": "",
                "reply_id": reply["id"], "recorded_at": AT, "recorded_by": "Test",
            }
            for n, reply in enumerate(replies)
            for demand in pattern.demand_ids
        ],
    )  # fmt: skip
