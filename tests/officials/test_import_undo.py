"""Undo puts things back as they were, and leaves alone what people or letters have built on since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict
from app.officials.importing import references, runs
from app.officials.importing.files import SourceFile
from app.officials.importing.types import TYPES
from app.officials.marks import mark_fields
from app.officials.merging import merge_officials
from app.officials.models import ContactPoint, ExternalId, ImportRun, Official, Term
from app.officials.rules import ContactKind, ImportState
from tests.officials.factories import legislators, mayor, member, offices, person

Import = Callable[..., ImportRun]
ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def bring(session: Session, actor: Callable[..., Actor]) -> Import:
    return lambda *files: runs.import_data(session, files, actor())


@pytest.fixture
def undo(session: Session, actor: Callable[..., Actor]) -> Callable[[ImportRun], list[str]]:
    return lambda run: [kept["reason"] for kept in runs.undo_import(session, run, actor()).kept]


def everything(session: Session) -> dict[str, set[tuple[Any, ...]]]:
    """Every importable row in plain values, without times."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for table in (
        *(kind.table for kind in TYPES.values()),
        ExternalId.metadata.tables[ExternalId.__tablename__],
    ):
        columns = [c for c in table.columns if c.name not in ("created_at", "updated_at")]
        found[table.name] = {tuple(map(repr, row)) for row in session.execute(sa.select(*columns))}
    return found


people = st.fixed_dictionaries(
    {"number": st.integers(1, 5), "last": st.sampled_from(["Ferreira", "Okafor", "Limón"])},
    optional={
        "party": st.sampled_from(["Democrat", "Republican"]),
        "phone": st.sampled_from(["202-555-0100", "202-555-0199"]),
        "url": st.sampled_from(["https://a.example.org", "hhttps://b.example.org"]),
        "earlier": st.sampled_from(["2019-01-03", "2021-01-03"]),
        "middle": st.sampled_from(["", "Q."]),
    },
)
rosters = st.lists(people, min_size=1, max_size=5, unique_by=lambda one: one["number"])


def as_files(found: list[dict[str, Any]], cities: list[str]) -> list[SourceFile]:
    members = []
    for one in found:
        earlier = one.get("earlier")
        past = [
            {
                "type": "rep",
                "start": earlier,
                "end": "2023-01-03",
                "state": "CA",
                "district": 3,
                "party": "Whig",
            }
        ]
        extra = {key: one[key] for key in ("party", "phone", "url") if key in one}
        name = {"middle": one["middle"]} if one.get("middle") else {}
        members.append(
            member(
                f"T{one['number']:06}",
                last=one["last"],
                district=one["number"],
                name=name,
                terms=past if earlier else [],
                **extra,
            )
        )
    files = [legislators(*members)]
    if cities:
        files.append(offices(f"T{found[0]['number']:06}", *cities))
        code = {
            "SSFR": [{"name": "x", "party": "majority", "rank": 1, "bioguide": f"T{found[0]['number']:06}"}]
        }
        committees = [{"type": "senate", "name": "Foreign Relations", "thomas_id": "SSFR"}]
        files.append(SourceFile("committees.yaml", yaml.safe_dump(committees).encode()))
        files.append(SourceFile("sits.yaml", yaml.safe_dump(code).encode()))
    return files


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=rosters,
    second=rosters,
    cities=st.lists(st.sampled_from(["Fresno", "Merced"]), unique=True),
    other_cities=st.lists(st.sampled_from(["Fresno", "Merced", "Visalia"]), unique=True),
)
def test_apply_is_idempotent_and_undo_restores(
    session: Session,
    actor: Callable[..., Actor],
    first: list[dict[str, Any]],
    second: list[dict[str, Any]],
    cities: list[str],
    other_cities: list[str],
) -> None:
    by = actor()
    try:
        empty = everything(session)
        one = runs.import_data(session, as_files(first, cities), by)
        before = everything(session)
        assert runs.import_data(session, as_files(first, cities), by).counts.keys() >= {"official"}
        assert everything(session) == before, "the same files again change nothing"
        two = runs.import_data(session, as_files(second, other_cities), by)
        after = everything(session)
        runs.import_data(session, as_files(second, other_cities), by)
        assert everything(session) == after
        assert runs.undo_import(session, two, by).kept == []
        assert everything(session) == before, "undo brings back what was there"
        assert runs.undo_import(session, one, by).kept == []
        assert everything(session) == empty
    finally:
        session.rollback()


def test_an_import_is_undone_once(bring: Import, undo: Callable[..., list[str]]) -> None:
    run = bring(legislators(member()))
    undo(run)
    assert run.state is ImportState.UNDONE
    with pytest.raises(Conflict):
        undo(run)


def test_values_changed_since_stay(
    bring: Import, undo: Callable[..., list[str]], session: Session, actor: Callable[..., Actor]
) -> None:
    bring(legislators(member(phone="202-555-0100", party="Whig")))
    run = bring(legislators(member(phone="202-555-0199", party="Democrat")))
    point = session.scalars(sa.select(ContactPoint)).one()
    point.value = "202-555-0777"
    mark_fields(session, "contact", point.id, {"value": point.value}, by=actor())
    session.flush()
    assert undo(run) == ["It was changed since; it stays as it is. (value)"]
    assert session.scalars(sa.select(ContactPoint.value)).one() == "202-555-0777"
    assert session.scalars(sa.select(Term.party)).one() == "Whig"


def test_people_on_whom_staff_built_stay_whole(
    bring: Import, undo: Callable[..., list[str]], session: Session
) -> None:
    run = bring(legislators(member(phone="202-555-0100"), member("T000002", last="Okafor")))
    okafor = session.scalars(sa.select(Official).where(Official.last == "Okafor")).one()
    session.add(ContactPoint(official_id=okafor.id, kind=ContactKind.EMAIL, value="okafor@example.org"))
    session.flush()
    assert undo(run) == ["Something was added or changed here since; the record stays as it is."]
    assert session.scalars(sa.select(Official.last)).all() == ["Okafor"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Term)) == 1


def test_a_later_import_on_top_keeps_its_people(
    bring: Import, undo: Callable[..., list[str]], session: Session
) -> None:
    run = bring(legislators(member()))
    later = bring(offices("T000001", "Fresno"))
    assert len(undo(run)) == 1
    assert session.scalars(sa.select(Official.retired_on)).all() == [None]
    undo(later)
    assert session.scalar(sa.select(sa.func.count()).select_from(ContactPoint)) == 0


@pytest.fixture
def named() -> Iterator[set[UUID]]:
    """Officials that something of another room names."""
    names: set[UUID] = set()
    find = references.register_reference(lambda _session, ids: names & set(ids))
    yield names
    references._registered.remove(find)


def test_people_named_by_letters_are_retired_not_deleted(
    bring: Import, undo: Callable[..., list[str]], session: Session, named: set[UUID]
) -> None:
    run = bring(legislators(member(phone="202-555-0100"), member("T000002", last="Okafor")))
    ferreira = session.scalars(sa.select(Official).where(Official.last == "Ferreira")).one()
    named.add(ferreira.id)
    (reason,) = undo(run)
    assert "retired, not deleted" in reason
    assert session.scalars(sa.select(Official.last)).all() == ["Ferreira"]
    assert ferreira.retired_on is not None
    assert ferreira.full_name == "Ana Ferreira"
    assert session.scalar(sa.select(sa.func.count()).select_from(ContactPoint)) == 1
    assert references.is_referenced(session, ferreira.id)
    bring(legislators(member(phone="202-555-0100")))
    assert ferreira.retired_on is None, "the next import brings the record back into use"


def test_merged_people_survive_the_undo_of_their_import(
    bring: Import, undo: Callable[..., list[str]], session: Session, actor: Callable[..., Actor]
) -> None:
    run = bring(person(ONE, "Ana Ferreira", mayor()), person(TWO, "A. Ferreira", mayor("birch_bay")))
    keep, other = session.scalars(sa.select(Official).order_by(Official.full_name.desc())).all()
    merge_officials(session, keep, other, actor())
    assert len(undo(run)) >= 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Official)) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(Term)) == 2
