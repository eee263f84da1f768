"""Files of claims: what comes in whole goes out the same, and nothing bad changes anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.storage import current_store
from app.evidence import moving, queries, service
from app.evidence.exchange import csvfile, runs, yamlfile
from app.evidence.exchange.files import FileRefused
from app.evidence.exchange.planning import Fate, Plan
from app.evidence.exchange.shape import FIELDS, plain_entry, read_entry
from app.evidence.models import Claim, ClaimEvent, ClaimImport, ClaimRevision, ClaimSource
from app.evidence.rows import draft_of
from app.evidence.rules import ClaimState
from tests.evidence.factories import bridge, citation, make_claim, only_cited_by

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


def test_a_file_comes_in_whole_and_goes_out_the_same(session: Session, actor: Callable[..., Actor]) -> None:
    plan = bring_in(session, actor(), as_bytes(SAMPLE))
    assert plan.counts["new"] == 3
    assert exported(session) == SAMPLE
    states = {claim.slug: claim.state for claim in session.scalars(sa.select(Claim))}
    assert states == {
        "bridge-closed": ClaimState.DISPUTED,
        "bridge-old": ClaimState.SUPERSEDED,
        "bridge-wrong": ClaimState.RETRACTED,
    }
    assert queries.claim_facts(session)["bridge-old"].superseded_by == "bridge-closed"


@pytest.mark.parametrize("kind", ["yaml", "csv"])
def test_an_export_changes_nothing_when_it_comes_back(
    kind: str, session: Session, actor: Callable[..., Actor]
) -> None:
    bring_in(session, actor(), as_bytes(SAMPLE))
    before = snapshot(session)
    data = runs.export_bytes(session, kind)
    plan = bring_in(session, actor(), data, f"claims.{kind}")
    assert {row.fate for row in plan.rows} == {Fate.UNCHANGED}
    assert snapshot(session) == before
    assert runs.export_bytes(session, kind) == data


def test_an_export_fills_an_empty_database_with_the_same(
    session: Session, actor: Callable[..., Actor]
) -> None:
    document = csvfile.read_csv(
        csvfile.write_csv(SAMPLE["facts"], SAMPLE["seed_claims_to_flag"], {"meta": SAMPLE["meta"]}).decode(
            "utf-8-sig"
        )
    )
    runs.write_plan(session, runs.plan_for(session, document), by=actor(), reason="Moved house.")
    assert exported(session)["facts"] == SAMPLE["facts"]
    assert exported(session)["seed_claims_to_flag"] == SAMPLE["seed_claims_to_flag"]


def test_the_public_facts_come_in_whole(
    session: Session, actor: Callable[..., Actor], public_data: Path
) -> None:
    path = public_data / "demo-campaign-facts.yaml"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    data = path.read_bytes()
    plan = bring_in(session, actor(), data, path.name)
    assert plan.counts == {"new": 40, "changed": 0, "conflict": 0, "kept": 0, "unchanged": 0, "refused": 0}
    assert exported(session) == yaml.safe_load(data)
    again = bring_in(session, actor(), data, path.name)
    assert again.counts["unchanged"] == 40
    assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 40
    court = queries.claim_facts(session, ["icj-2023-02-22"])["icj-2023-02-22"]
    assert court.known_by is not None
    assert court.known_by.isoformat() == "2023-02-22"


def test_a_change_in_the_file_is_a_new_revision(session: Session, actor: Callable[..., Actor]) -> None:
    bring_in(session, actor(), as_bytes(SAMPLE))
    plan = bring_in(session, actor(), changed(0, claim="Closed for 5 days.", figures={"days": 5}))
    (row,) = plan.of(Fate.CHANGED)
    assert {(c.name, c.conflict) for c in row.changes} == {("claim", False), ("figures", False)}
    claim = queries.claim_by_slug(session, "bridge-closed")
    assert (claim.revision_no, claim.current.wording) == (2, "Closed for 5 days.")
    assert "facts.yaml" in claim.current.reason


def test_what_staff_corrected_is_kept_and_a_clash_is_shown(
    session: Session, actor: Callable[..., Actor]
) -> None:
    by = actor()
    bring_in(session, by, as_bytes(SAMPLE))
    claim = queries.claim_by_slug(session, "bridge-closed")
    service.correct_claim(session, claim, "Closed for four days in March.", "Names the month.", by=by)
    same = bring_in(session, by, as_bytes(SAMPLE))
    assert [row.slug for row in same.of(Fate.KEPT)] == ["bridge-closed"]
    clash = bring_in(session, by, changed(0, claim="Closed for 5 days."))
    (row,) = clash.of(Fate.CONFLICT)
    assert [(c.before, c.after) for c in row.changes] == [
        ("Closed for four days in March.", "Closed for 5 days.")
    ]
    assert queries.claim_by_slug(session, "bridge-closed").current.wording == "Closed for four days in March."


def test_the_file_wins_a_clash_where_a_person_says_so(session: Session, actor: Callable[..., Actor]) -> None:
    by = actor()
    make_claim(session, by)  # entered by hand, so every difference is a clash
    bring_in(session, by, as_bytes(SAMPLE), take=["bridge-closed"])
    assert queries.claim_by_slug(session, "bridge-closed").current.wording == SAMPLE["facts"][0]["claim"]


def test_changing_a_cited_claim_by_a_file_is_a_correction(
    session: Session, actor: Callable[..., Actor]
) -> None:
    by, told = actor(), list[tuple[str, str]]()
    bring_in(session, by, as_bytes(SAMPLE))
    with only_cited_by(citation("sealed"), told=told):
        bring_in(session, by, changed(0, claim="Closed for 5 days."), reason="Counted again.")
    assert told == [("bridge-closed", "Counted again.")]
    assert queries.claim_by_slug(session, "bridge-closed").current.correction


def test_a_file_can_retract_and_open_again(session: Session, actor: Callable[..., Actor]) -> None:
    by = actor()
    bring_in(session, by, as_bytes(SAMPLE))
    bring_in(session, by, changed(0, state="retracted", state_reason="Did not hold."))
    assert queries.claim_by_slug(session, "bridge-closed").state is ClaimState.RETRACTED
    bring_in(session, by, as_bytes(SAMPLE))
    assert queries.claim_by_slug(session, "bridge-closed").state is ClaimState.DISPUTED


def test_the_words_of_a_claim_out_of_use_are_not_changed_by_a_file(
    session: Session, actor: Callable[..., Actor]
) -> None:
    by = actor()
    bring_in(session, by, as_bytes(SAMPLE))
    moving.retract_claim(session, queries.claim_by_slug(session, "bridge-closed"), "It fell.", by=by)
    with pytest.raises(InvalidInput, match="Open it again"):
        bring_in(session, by, changed(0, claim="Closed for 5 days."))


def test_a_plan_that_is_out_of_date_is_not_applied(session: Session, actor: Callable[..., Actor]) -> None:
    by, store = actor(), current_store()
    run = runs.hand_in(session, store, "facts.yaml", as_bytes(SAMPLE), by=by)
    digest = runs.plan_of(session, store, run).digest
    make_claim(session, by)
    with pytest.raises(Conflict, match="Look at it again"):
        runs.apply_import(session, store, run, by=by, digest=digest)
    fresh = runs.plan_of(session, store, run)
    runs.apply_import(session, store, run, by=by, digest=fresh.digest)
    with pytest.raises(Conflict, match="already"):
        runs.apply_import(session, store, run, by=by)


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


def test_a_hand_made_table_comes_in(session: Session, actor: Callable[..., Actor]) -> None:
    bring_in(
        session,
        actor(),
        b"id;claim;event_date\ngate;The gate was shut on May 1, 2022.;May 1, 2022\n",
        "table.csv",
    )
    assert queries.claim_facts(session)["gate"].event.as_written == "May 1, 2022"


# Round trips of anything that people can enter.
_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co"))
    | st.just(" "),
    min_size=1,
    max_size=30,
)
_LINE = (
    st.sampled_from(["=1+1", "'=x", "''-x", "yes", "null", "2022-01-01", "1_000", "12:30", "# x", "- x"])
    | _WORDS
).map(lambda text: " ".join(text.split()))
_SOME = _LINE.filter(bool)
_DAYS = st.sampled_from(["", "2022", "2022-03", "2022-03-02", "undated", "2022-03-02 or 03", "by 2022-06"])
_FIGURE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
    | _LINE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_SOME, inner, max_size=3),
    max_leaves=6,
)
_SOURCE = st.fixed_dictionaries(
    {"title": _SOME, "kind": st.sampled_from(["press", "court"]), "checked": st.booleans()},
    optional={
        "publisher": _SOME,
        "date": _DAYS.filter(bool),
        "supports": _SOME,
        "url": st.just("https://a.example/=1"),
    },
)
_CLAIM = st.fixed_dictionaries(
    {"id": st.just("one"), "claim": _SOME, "confidence": st.sampled_from(["high", "low"])},
    optional={
        "figures": st.dictionaries(_SOME, _FIGURE, min_size=1, max_size=4),
        "dispute": _SOME,
        "note": _SOME,
        "not_checked": _SOME,
        "known_by": _DAYS.filter(bool),
        "sources": st.lists(_SOURCE, min_size=1, max_size=3),
        "opposing_sources": st.lists(_SOURCE, min_size=1, max_size=2),
    },
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_CLAIM)
def test_any_claim_survives_both_kinds_of_file(claim: dict[str, Any]) -> None:
    entry, problems = read_entry(claim)
    assert not problems
    plain = plain_entry(entry)
    assert plain == claim
    for document in (
        yamlfile.read_yaml(yamlfile.write_yaml([plain], [], {})),
        csvfile.read_csv(csvfile.write_csv([plain], [], {}).decode("utf-8-sig")),
    ):
        again, problems = read_entry(document.claims[0].values)
        assert not problems
        assert plain_entry(again) == plain


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for name in ("x.yaml", "x.csv"):
        try:
            document = runs.read_file(name, data)
        except FileRefused:
            continue
        for raw in document.claims:
            read_entry(raw.values)


def test_fields_by_hand_and_by_file_are_the_same(session: Session, actor: Callable[..., Actor]) -> None:
    claim = make_claim(session, actor())
    plain = plain_entry(runs.entry_of(claim))
    assert set(plain) <= set(FIELDS)
    entry, problems = read_entry(plain)
    assert not problems
    assert [s.title for s in entry.draft.sources] == [s.title for s in bridge().sources]
    assert entry.draft.figures == draft_of(claim).figures
