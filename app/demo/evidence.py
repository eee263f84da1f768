"""The claims that the demonstration's letters rest on, brought in by the same verbs as any file of claims."""

from __future__ import annotations

from datetime import date

from app.accounts.rules import Role
from app.demo.script import FOLDER, Stage
from app.evidence import queries
from app.evidence.exchange import runs
from app.evidence.service import add_note

FILE = FOLDER / "claims.yaml"
_QUESTION = "Three days or four? The letter should give the dates and leave the counting to the reader."


def gather_evidence(stage: Stage) -> None:
    """The claims, on the day of the first letter; and a question that the approver asked about one."""
    session, first = stage.session, stage.script["letters"][0]["date"]
    drafter = stage.by(Role.DRAFTER, first)
    plan = runs.plan_for(session, runs.read_file(FILE.name, FILE.read_bytes()))
    runs.write_plan(session, plan, by=drafter, reason="Gathered for the campaign.")
    for row in plan.rows:
        stage.keep(f"claim:{row.slug}", queries.claim_by_slug(session, row.slug))
    gas = queries.claim_by_slug(session, "lachin-gas")
    add_note(session, gas, _QUESTION, by=stage.by(Role.APPROVER, date(2023, 1, 3)))
