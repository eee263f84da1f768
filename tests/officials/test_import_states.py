"""Every numbered quirk of openstates people, on the real files; and repeating imports of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.officials.importing.runs import import_files
from app.officials.models import (
    Body,
    ContactPoint,
    ExternalId,
    ImportRun,
    Jurisdiction,
    Official,
    Seat,
    Term,
)
from app.officials.rules import ContactKind, EndKind, OfficeKind, TermStatus
from app.officials.standing import status_on
from tests.officials.real import BY, CURRENT, SNAPSHOT, held

pytestmark = pytest.mark.data


def test_state_1_and_7_offices_become_contact_points_with_lines(directory: Session) -> None:
    durazo = directory.scalars(sa.select(Official).where(Official.last == "Durazo")).one()
    points = directory.scalars(
        sa.select(ContactPoint).where(ContactPoint.official_id == durazo.id).order_by(ContactPoint.position)
    ).all()
    assert [(p.kind.value, p.label) for p in points[:2]] == [
        ("postal", "Capitol office"),
        ("phone", "Capitol office"),
    ]
    assert points[0].lines == ["1021 O St. Suite 7530", "Sacramento, CA 95814"]
    newsom = directory.scalars(sa.select(Official).where(Official.last == "Newsom")).one()
    post = directory.scalars(
        sa.select(ContactPoint).where(ContactPoint.official_id == newsom.id, ContactPoint.kind == "postal")
    ).one()
    assert post.value.startswith("Governor Gavin Newsom;")
    assert post.lines == ["1303 10th Street, Suite 1173", "Sacramento, CA 95814"]


def test_state_2_role_types_beyond_the_schema(directory: Session) -> None:
    kinds = Counter(directory.scalars(sa.select(Term.kind).where(Term.source == "openstates")))
    assert kinds[OfficeKind.ATTORNEY_GENERAL] == 50
    assert kinds[OfficeKind.SECRETARY_OF_STATE] == 39
    assert kinds[OfficeKind.CHIEF_ELECTION_OFFICER] == 13
    assert (kinds[OfficeKind.AUDITOR], kinds[OfficeKind.TREASURER]) == (3, 3)


def test_state_3_past_roles_are_former_and_every_district_is_held(directory: Session) -> None:
    upper = directory.scalars(held(SNAPSHOT, OfficeKind.STATE_SENATOR).where(Term.state == "CA")).all()
    lower = directory.scalars(held(SNAPSHOT, OfficeKind.ASSEMBLY_MEMBER).where(Term.state == "CA")).all()
    assert (len({t.district for t in upper}), len({t.district for t in lower})) == (40, 80)
    assert (len(upper), len(lower)) == (40, 80)
    bass = directory.scalars(
        sa.select(Official).where(Official.last == "Bass", Official.first == "Karen")
    ).one()
    statuses = directory.execute(
        sa.select(Term.kind, status_on(SNAPSHOT)).where(Term.official_id == bass.id)
    ).all()
    assert dict(statuses) == {
        OfficeKind.ASSEMBLY_MEMBER: TermStatus.FORMER.value,
        OfficeKind.MAYOR: TermStatus.CURRENT.value,
    }


def test_state_4_mayors_past_their_end_are_unconfirmed(directory: Session) -> None:
    devine = directory.scalars(
        sa.select(Official).where(Official.last == "Devine", Official.first == "Paula")
    ).one()
    term = directory.scalars(sa.select(Term).where(Term.official_id == devine.id)).one()
    assert (term.end, term.end_kind) == (date(2024, 3, 30), EndKind.LISTED)
    statuses = Counter(directory.scalars(sa.select(status_on(SNAPSHOT)).where(Term.kind == OfficeKind.MAYOR)))
    assert statuses[TermStatus.UNCONFIRMED.value] > 250
    ended = sa.select(sa.func.count()).where(
        Term.kind == OfficeKind.MAYOR, Term.end < SNAPSHOT, status_on(SNAPSHOT) == TermStatus.CURRENT.value
    )
    assert directory.scalar(ended) == 0
    assert directory.scalar(sa.select(status_on(SNAPSHOT)).where(Term.id == term.id)) == "unconfirmed"


def test_state_5_and_11_places_are_named_and_may_have_two_mayors(directory: Session) -> None:
    places = directory.scalars(sa.select(Jurisdiction.name).where(Jurisdiction.level == "local")).all()
    assert len(places) == 1804
    assert {"Los Angeles", "Glendale", "Burbank"} <= set(places)
    holders = Counter(
        directory.scalars(
            sa.select(Seat.label)
            .join(Term)
            .where(Seat.kind == OfficeKind.MAYOR, Term.kind == OfficeKind.MAYOR)
        )
    )
    assert holders["Mayor of Savannah, GA"] == 3
    assert holders["Mayor of Flagstaff, AZ"] == 2
    run = directory.scalars(sa.select(ImportRun).where(ImportRun.format.contains("openstates"))).one()
    assert any("more than one record" in note for note in run.notes)


def test_state_6_quoted_and_unquoted_days_come_out_alike(directory: Session) -> None:
    starts = directory.scalars(
        sa.select(Term.start).where(Term.source == "openstates", Term.start.is_not(None))
    ).all()
    assert len(starts) == 353
    assert all(isinstance(start, date) for start in starts)


def test_state_8_suffixes_hide_in_names_and_one_file_ends_otherwise(directory: Session) -> None:
    johnsons = directory.scalars(sa.select(Official).where(Official.full_name == "Van R. Johnson II")).all()
    assert {(o.first, o.middle, o.last, o.suffix) for o in johnsons} == {("Van", "R.", "Johnson", "II")}
    assert directory.scalars(sa.select(Official).where(Official.last == "Kozlowski")).one().first == "Ted"


def test_state_9_mail_and_web_forms(directory: Session) -> None:
    kinds = Counter(
        directory.scalars(sa.select(ContactPoint.kind).where(ContactPoint.source == "openstates"))
    )
    assert kinds[ContactKind.EMAIL] == 791
    assert kinds[ContactKind.WEB_FORM] == 61


def test_state_10_mayors_without_party_have_none(directory: Session) -> None:
    parties = Counter(directory.scalars(sa.select(Term.party).where(Term.kind == OfficeKind.MAYOR)))
    assert parties[""] > 540
    assert "Democrat" in parties


def test_state_11_legislative_roles_of_mayors_belong_to_the_state(directory: Session) -> None:
    names = directory.scalars(
        sa.select(Body.name).join(Term, Term.body_id == Body.id).where(Term.kind == OfficeKind.STATE_SENATOR)
    ).all()
    assert {"California State Senate", "Texas Senate"} <= set(names)


def test_repeating_everything_changes_nothing(public_data: Path, directory: Session) -> None:
    folder = public_data / "congress-legislators"
    run = import_files(directory, [folder / f"{name}.yaml" for name in CURRENT], BY)
    again = import_files(directory, [public_data / "openstates-people" / "data"], BY)
    for one in (run, again):
        written = {
            k: v
            for counts in one.counts.values()
            for k, v in counts.items()
            if k not in ("unchanged", "note")
        }
        assert written == {}


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_other_editions_of_the_members_change_nothing(
    public_data: Path, directory: Session, suffix: str, actor: Callable[..., Actor]
) -> None:
    run = import_files(
        directory, [public_data / "congress-legislators" / f"legislators-current.{suffix}"], BY
    )
    written = {k for counts in run.counts.values() for k in counts} - {"unchanged", "note"}
    assert written == set()


def test_16_csv_editions_of_offices_and_memberships_change_nothing(
    public_data: Path, directory: Session
) -> None:
    folder = public_data / "congress-legislators"
    paths = [folder / "legislators-district-offices.csv", folder / "committee-membership-current.csv"]
    run = import_files(directory, paths, BY)
    written = {k for counts in run.counts.values() for k in counts} - {"unchanged", "note"}
    assert written == set()


def test_4_and_16_historical_rows(public_data: Path, directory: Session) -> None:
    run = import_files(directory, [public_data / "congress-legislators" / "legislators-historical.csv"], BY)
    assert run.counts["term"] == {"new": 12230}
    terms = directory.scalars(sa.select(Term).where(Term.source_key.like("%#undated"))).all()
    house = [term for term in terms if term.kind is not OfficeKind.SENATOR]
    assert sum(not term.district and not term.at_large for term in house) == 557
    assert {term.state for term in house} >= {"DK", "OL", "PI"}
    assert sum(not term.party for term in terms) == 232 + 2 + 1  # two are "Unknown", one "Nonpartisan"
    statuses = set(directory.scalars(sa.select(status_on(SNAPSHOT)).where(Term.source_key.like("%#undated"))))
    assert statuses == {TermStatus.FORMER.value}
    several = directory.scalars(sa.select(ExternalId.value).where(ExternalId.scheme == "fec")).all()
    assert all("," not in value for value in several)
    accented = directory.scalars(sa.select(Official).where(Official.search_text.contains("gutierrez"))).all()
    assert any("Gutiérrez" in official.last for official in accented)
