"""Merging two records of one person, and taking them apart again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models_audit import AuditEvent
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.officials.importing.runs import import_data
from app.officials.merging import merge_officials, merges_of, undo_merge
from app.officials.models import (
    AddressOverride,
    CommitteeMembership,
    ContactPoint,
    ExternalId,
    Official,
    Term,
)
from app.officials.rules import ContactKind
from tests.officials import making
from tests.officials.factories import legislators, mayor, member, person

ONE = "11111111-1111-4111-8111-111111111111"
Pair = tuple[Official, Official]


@pytest.fixture
def by(actor: Callable[..., Actor]) -> Actor:
    return actor()


@pytest.fixture
def pair(session: Session) -> Pair:
    """A senator, and the same person on another record with more to it."""
    keep, other = making.senator(session, "Jane", "Doe"), making.official(session, "Janie", "Doe-Núñez")
    making.term(session, other, kind="mayor", title="Mayor", state="CA")
    making.contact(session, keep, ContactKind.EMAIL, "doe@example.org")
    making.contact(session, other, ContactKind.EMAIL, "doe@example.org")
    making.contact(session, other, ContactKind.PHONE, "555-555-0100")
    committee = making.committee(session)
    making.sits(session, keep, committee)
    making.sits(session, other, committee)
    session.add(ExternalId(official_id=other.id, scheme="csv", value="jd"))
    session.add(AddressOverride(official_id=other.id, salutation="Dear Jane:"))
    session.flush()
    return keep, other


def of(
    session: Session, model: type[Term | ExternalId | AddressOverride | ContactPoint], official: Official
) -> int:
    return (
        session.scalar(sa.select(sa.func.count()).select_from(model).where(model.official_id == official.id))
        or 0
    )


def test_everything_moves_and_the_loser_points_to_the_winner(session: Session, pair: Pair, by: Actor) -> None:
    keep, other = pair
    merge_officials(session, keep, other, by)
    assert (of(session, Term, keep), of(session, Term, other)) == (2, 0)
    assert (of(session, ExternalId, keep), of(session, AddressOverride, keep)) == (1, 1)
    assert (other.merged_into_id, other.retired_on) == (keep.id, by.today)
    assert keep.retired_on is None
    assert "nunez" in keep.search_text
    assert "Janie Doe-Núñez" in keep.aliases
    event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.position.desc())).first()
    assert event is not None
    assert event.summary == "Merged Janie Doe-Núñez into Jane Doe"


def test_what_both_have_is_in_use_once(session: Session, pair: Pair, by: Actor) -> None:
    keep, other = pair
    merge_officials(session, keep, other, by)
    used = session.scalars(sa.select(ContactPoint.value).where(ContactPoint.retired_on.is_(None))).all()
    assert sorted(used) == ["555-555-0100", "doe@example.org"]
    seats = session.scalars(
        sa.select(CommitteeMembership).where(CommitteeMembership.retired_on.is_(None))
    ).all()
    assert len(seats) == 1


def test_undo_puts_both_back_as_they_were(session: Session, pair: Pair, by: Actor) -> None:
    keep, other = pair
    before = (keep.search_text, list(keep.aliases), other.full_name)
    merge = merge_officials(session, keep, other, by)
    assert merges_of(session, keep.id) == [merge]
    undo_merge(session, merge, by)
    assert (keep.search_text, list(keep.aliases), other.full_name) == before
    assert (other.merged_into_id, other.retired_on) == (None, None)
    assert (of(session, Term, keep), of(session, Term, other)) == (1, 1)
    assert (of(session, ContactPoint, keep), of(session, ContactPoint, other)) == (1, 2)
    assert (of(session, AddressOverride, keep), of(session, AddressOverride, other)) == (0, 1)
    assert session.scalars(sa.select(ContactPoint).where(ContactPoint.retired_on.is_not(None))).all() == []
    assert merges_of(session, keep.id) == []
    with pytest.raises(Conflict):
        undo_merge(session, merge, by)


def test_what_was_added_after_the_merge_stays_with_the_winner(
    session: Session, pair: Pair, by: Actor
) -> None:
    keep, other = pair
    merge = merge_officials(session, keep, other, by)
    making.contact(session, keep, ContactKind.FAX, "555-555-0111")
    undo_merge(session, merge, by)
    assert of(session, ContactPoint, keep) == 2


def test_chains_lead_to_the_last_winner_and_come_apart_in_order(
    session: Session, pair: Pair, by: Actor
) -> None:
    keep, other = pair
    third = making.official(session, "J.", "Doe")
    first = merge_officials(session, keep, other, by)
    second = merge_officials(session, third, keep, by)
    assert other.merged_into_id == third.id
    with pytest.raises(Conflict):
        undo_merge(session, first, by)
    undo_merge(session, second, by)
    assert other.merged_into_id == keep.id
    undo_merge(session, first, by)
    assert other.merged_into_id is None


def test_nonsense_is_refused(session: Session, pair: Pair, by: Actor) -> None:
    keep, other = pair
    with pytest.raises(InvalidInput):
        merge_officials(session, keep, keep, by)
    merge_officials(session, keep, other, by)
    with pytest.raises(Conflict):
        merge_officials(session, keep, other, by)


def test_imports_go_on_feeding_the_merged_record(session: Session, by: Actor) -> None:
    congress, state = legislators(member(phone="202-555-0100")), person(ONE, "Anna Ferreira", mayor())
    import_data(session, [congress, state], by)
    keep = session.scalars(sa.select(Official).where(Official.source == "congress-legislators")).one()
    other = session.scalars(sa.select(Official).where(Official.source == "openstates")).one()
    merge_officials(session, keep, other, by)
    for file in (congress, state):
        counts = import_data(session, [file], by).counts
        assert {action for kinds in counts.values() for action in kinds} == {"unchanged"}
    assert keep.full_name == "Ana Ferreira"
    import_data(session, [person(ONE, "Anna Ferreira", mayor(end_date="2030-01-01"))], by)
    assert of(session, Term, other) == 0
