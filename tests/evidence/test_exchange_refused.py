"""Wrong files and bad rows: each is named, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import InvalidInput
from app.core.storage import current_store
from app.evidence.exchange import runs
from app.evidence.exchange.files import FileRefused
from app.evidence.exchange.planning import Fate
from app.evidence.models import ClaimImport
from tests.evidence.exchanging import SAMPLE, as_bytes, changed, snapshot
from tests.evidence.factories import make_claim

WRONG = {
    "not YAML": b"facts: [unclosed",
    "half a file": as_bytes(SAMPLE)[:700],
    "latin-1": as_bytes(SAMPLE).replace(b"Alder", "Älder".encode("latin-1")),
    "utf-16": as_bytes(SAMPLE).decode().encode("utf-16"),
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "a web page": b"<!doctype html><p>facts:",
    "another kind of file": b"people:\n- name: Ada\n",
    "a list": b"- id: x\n  claim: y\n",
    "unknown part": as_bytes({**SAMPLE, "extra": 1}),
    "references": b"facts:\n- &a {id: x, claim: y}\n- *a\n",
    "a tag": b"facts:\n- {id: x, claim: !!python/name:os.system y}\n",
    "two documents": b"facts: []\n---\nfacts: []\n",
    "a doubled field": b"facts:\n- {id: x, claim: y, claim: z}\n",
    "deep nesting": b"facts:\n- {id: x, claim: y, figures: " + b"{a: " * 40 + b"1" + b"}" * 40 + b"}\n",
    "too big": b"facts: []\n#" + b"x" * (2 * 1024 * 1024),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused_whole(data: bytes, session: Session, actor: Callable[..., Actor]) -> None:
    make_claim(session, actor())
    before = snapshot(session)
    with pytest.raises(FileRefused):
        runs.hand_in(session, current_store(), "facts.yaml", data, by=actor())
    assert snapshot(session) == before
    assert session.scalar(sa.select(sa.func.count()).select_from(ClaimImport)) == 0


BAD = {
    "unknown key": ({"colour": "red"}, "colour"),
    "impossible date": ({"event_date": "2023-02-30"}, "no such day"),
    "known before it happened": ({"known_by": "2001"}, "before it happened"),
    "no words": ({"claim": "  "}, "full sentences"),
    "bad name": ({"id": "Not A Name"}, "small letters"),
    "bad confidence": ({"confidence": "certain"}, "high, medium, low"),
    "figures as text": ({"figures": "four"}, "names and values"),
    "sources as text": ({"sources": "the Gazette"}, "list of sources"),
    "unknown source key": ({"sources": [{"title": "x", "page": 3}]}, "page"),
    "dangerous address": ({"sources": [{"title": "x", "url": "javascript:alert(1)"}]}, "https"),
    "a state without its dispute": ({"state": "current"}, "disputed"),
    "retracted without reason": ({"state": "retracted"}, "say why"),
    "superseded by nobody": (
        {"state": "superseded", "state_reason": "x", "superseded_by": "nobody"},
        "no other claim",
    ),
    "doubled id": ({"id": "bridge-old"}, "twice"),
}


@pytest.mark.parametrize(("values", "told"), BAD.values(), ids=BAD.keys())
def test_one_bad_row_changes_nothing_and_is_named(
    values: dict[str, Any], told: str, session: Session, actor: Callable[..., Actor]
) -> None:
    by, store = actor(), current_store()
    run = runs.hand_in(session, store, "facts.yaml", changed(0, **values), by=by)
    plan = runs.plan_of(session, store, run)
    refused = plan.of(Fate.REFUSED)
    assert any(told in reason for row in refused for reason in row.reasons), refused
    assert all(row.place.startswith("line ") for row in refused)
    before = snapshot(session)
    with pytest.raises(InvalidInput):
        runs.apply_import(session, store, run, by=by)
    assert snapshot(session) == before


BAD_CSV = {
    "no head": b"just,words\n1,2\n",
    "unknown column": b"row,id,claim,colour\nclaim,x,y,red\n",
    "a doubled column": b"row,id,claim,claim\nclaim,x,y,z\n",
    "a short row": b"row,id,claim\nclaim,x\n",
    "a source of nothing": b"row,id,claim,title\nsource,x,,A title\n",
    "unknown row": b"row,id,claim\nremark,x,y\n",
    "broken figures": b"row,id,claim,figures\nclaim,x,y,{days\n",
    "a field at the wrong row": b"row,id,claim,title\nclaim,x,y,A title\n",
    "an open quote": b'row,id,claim\nclaim,x,"y\n',
}


@pytest.mark.parametrize("data", BAD_CSV.values(), ids=BAD_CSV.keys())
def test_a_wrong_csv_is_refused_whole(data: bytes) -> None:
    with pytest.raises(FileRefused):
        runs.read_file("claims.csv", data)
