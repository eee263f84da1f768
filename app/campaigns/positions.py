"""The verb that puts an official's position on record. It never commits and never changes a record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.campaigns import queries, queries_positions
from app.campaigns.models import Campaign, PositionRecord
from app.campaigns.rules_positions import (
    MAX_EVIDENCE,
    MAX_REFERENCE,
    POSITION_WORDS,
    Position,
    PositionEntry,
    SourceKind,
    position_problem,
)
from app.core.errors import InvalidInput
from app.officials.models import Official


def record_position(
    session: Session,
    campaign: Campaign,
    official_id: UUID,
    demand_id: UUID,
    position: Position,
    day: date,
    evidence: str,
    *,
    by: Actor,
    source_kind: SourceKind = SourceKind.REPLY,
    reference: str = "",
    reply_id: UUID | None = None,
    corrects: UUID | None = None,
) -> PositionRecord:
    """Add a record: on `day` the official stood at `position`, and `evidence` says how we know.

    `corrects` names the record that this one replaces; with `Position.NONE` it takes that one away.
    `reference` says where the evidence lies, in words; `reply_id` is kept as it is given. Answers come
    late, so a closed campaign still takes them. Raises `InvalidInput` (`official_id`, `position`, `day`,
    `evidence`, `reference`, `corrects`), and `NotFound` for a demand that the campaign does not make.
    """
    # Two people recording at once would both be held against the same history.
    session.get_one(Campaign, campaign.id, with_for_update=True)
    asked = queries.campaign_demand(session, campaign.id, demand_id)
    official = session.get(Official, official_id)
    problems = _text_problems(evidence, reference)
    if official is None:
        raise InvalidInput({**problems, "official_id": "Choose an official from the directory."})
    past = queries_positions.counting_history(
        session, campaign.id, official.merged_into_id or official.id, demand_id
    )
    entry = PositionEntry(None, day, position)
    found = position_problem(past, entry, corrects, by.today)
    if found is not None:
        problems[found[0]] = found[1]
    if problems:
        raise InvalidInput(problems)
    made = PositionRecord(
        campaign_id=campaign.id, official_id=official_id, demand_id=demand_id, position=position, day=day,
        evidence=evidence, source_kind=source_kind, reference=reference, reply_id=reply_id,
        corrects_id=corrects, recorded_at=by.at, recorded_by_id=by.user_id, recorded_by=by.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    said = "took a record away" if position is Position.NONE else f"“{POSITION_WORDS[position].lower()}”"
    audit.record(
        session, by, "campaigns.record_position", "position_record", made.id,
        summary=f"{official.full_name} on “{asked.demand.title}”: {said}.",
        detail={"position": position, "day": day, "corrects": corrects, "reply_id": reply_id},
    )  # fmt: skip
    return made


def _text_problems(evidence: str, reference: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not evidence.strip():
        problems["evidence"] = "Say how you know: quote or sum up what was said or done."
    elif len(evidence) > MAX_EVIDENCE:
        problems["evidence"] = f"Shorten this to {MAX_EVIDENCE} characters or fewer. It has {len(evidence)}."
    if len(reference) > MAX_REFERENCE:
        problems["reference"] = (
            f"Shorten this to {MAX_REFERENCE} characters or fewer. It has {len(reference)}."
        )
    return problems
