"""A sample file of claims, and ways to bring one in and look at what it did."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.storage import current_store
from app.evidence.exchange import runs
from app.evidence.exchange.planning import Plan
from app.evidence.models import Claim, ClaimEvent, ClaimRevision, ClaimSource

SAMPLE: dict[str, Any] = {
    "meta": {"subject": "A sample", "compiled_on": "2024-01-02"},
    "facts": [
        {
            "id": "bridge-closed",
            "topic": "alder-bridge",
            "claim": "The Alder bridge was closed for 4 days.",
            "figures": {"days": 4, "by": {"2022-03-02": {"lorries": [1, 2.5, True, None]}}, "code": "0012"},
            "event_date": "2022-03-02",
            "known_by": "2022-03",
            "sources": [
                {
                    "title": "Bridge opens",
                    "publisher": "Gazette",
                    "date": "2022-03-06 or 07",
                    "url": "https://g.example/1",
                    "kind": "press",
                    "checked": True,
                    "supports": "Length",
                },
                {
                    "title": "=Notice",
                    "date": "undated (early)",
                    "url": "unknown",
                    "kind": "official",
                    "checked": False,
                },
            ],
            "confidence": "high",
            "not_checked": "the number of lorries",
            "dispute": "Some say three days.",
            "opposing_view": "The town calls it maintenance.",
            "opposing_sources": [{"title": "Statement", "kind": "official", "checked": True}],
            "note": "Count the days by one rule.",
        },
        {
            "id": "bridge-old",
            "claim": "An older count.",
            "confidence": "low",
            "state": "superseded",
            "state_reason": "Counted again.",
            "superseded_by": "bridge-closed",
        },
        {
            "id": "bridge-wrong",
            "claim": "It was closed for a month.",
            "confidence": "low",
            "state": "retracted",
            "state_reason": "A misprint.",
        },
    ],
    "seed_claims_to_flag": [
        {"seed": "An old letter", "claim": "a month", "finding": "a misprint", "fact": "bridge-wrong"},
        {"seed": "An old letter", "claim": "three days", "finding": "contested", "fact": "bridge-closed"},
    ],
    "could_not_find": ["the notice itself"],
}
TABLES = (Claim, ClaimRevision, ClaimSource, ClaimEvent)


def as_bytes(sample: dict[str, Any]) -> bytes:
    return yaml.safe_dump(sample, sort_keys=False, allow_unicode=True).encode()


def changed(fact: int, **values: Any) -> bytes:
    facts = [dict(one) for one in SAMPLE["facts"]]
    facts[fact] |= values
    return as_bytes({**SAMPLE, "facts": facts})


def bring_in(session: Session, by: Actor, data: bytes, name: str = "facts.yaml", **choices: Any) -> Plan:
    run = runs.hand_in(session, current_store(), name, data, by=by)
    plan = runs.plan_of(session, current_store(), run)
    runs.apply_import(session, current_store(), run, by=by, digest=plan.digest, **choices)
    return plan


def snapshot(session: Session) -> dict[str, Any]:
    session.flush()
    return {
        model.__tablename__: session.execute(sa.select(model.__table__).order_by(model.id)).all()
        for model in TABLES
    }


def exported(session: Session) -> Any:
    return yaml.safe_load(runs.export_bytes(session, "yaml"))
