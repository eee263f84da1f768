"""Every numbered quirk of the two public data sets, on the real files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.core.clock import utcnow
from app.core.db import engine_options
from app.core.migrate import upgrade
from app.core.text import fold
from app.officials.importing.runs import import_files
from app.officials.models import (
    Body,
    Committee,
    CommitteeMembership,
    ContactPoint,
    ExternalId,
    ImportChange,
    ImportRun,
    Jurisdiction,
    LeadershipRole,
    Official,
    Seat,
    Term,
)
from app.officials.rules import CommitteeRole, EndKind, OfficeKind, Side, TermStatus
from app.officials.standing import status_on

pytestmark = pytest.mark.data
SNAPSHOT = date(2026, 6, 20)
AFTER_ELECTION = date(2026, 11, 22)
BY = Actor(None, "Test", Role.ADMINISTRATOR, utcnow(), SNAPSHOT, "test")
CURRENT = (
    "legislators-current",
    "legislators-district-offices",
    "committees-current",
    "committee-membership-current",
)


@pytest.fixture(scope="module")
def directory(public_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Everything imported once; the tests of this file only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('real')}/real.sqlite"
    upgrade(url)
    options = engine_options(url)
    engine = create_engine(options.pop("url"), **options)
    session = Session(engine)
    folder = public_data / "congress-legislators"
    import_files(session, [folder / f"{name}.yaml" for name in CURRENT], BY)
    import_files(session, [folder / "executive.yaml", folder / "legislators-social-media.yaml"], BY)
    import_files(session, [public_data / "openstates-people" / "data"], BY)
    session.commit()
    yield session
    session.close()
    engine.dispose()


def who(session: Session, bioguide: str) -> Official:
    select = (
        sa.select(Official)
        .join(ExternalId)
        .where(ExternalId.scheme == "bioguide", ExternalId.value == bioguide)
    )
    return session.scalars(select).one()


def held(session: Session, day: date, *kinds: OfficeKind) -> sa.Select[tuple[Term]]:
    return sa.select(Term).where(Term.kind.in_(kinds), status_on(day) == TermStatus.CURRENT.value)


CONGRESS = (
    OfficeKind.SENATOR,
    OfficeKind.REPRESENTATIVE,
    OfficeKind.DELEGATE,
    OfficeKind.RESIDENT_COMMISSIONER,
)


def test_everybody_and_every_term_arrives(directory: Session) -> None:
    def count(model: type, *where: object) -> int:
        return directory.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0

    congress = Official.source == "congress-legislators"
    assert count(Official, congress) == 537 + 80
    assert count(Term, Term.source_key.like("%/terms#%"), Term.source == "congress-legislators") == 2792
    assert count(Term, Term.source_key.like("%/executive#%")) == 131
    assert count(Committee) == 49 + 181
    assert count(CommitteeMembership) == 3879
    assert count(Official, Official.source == "openstates") == 120 + 204 + 609


def test_1_appointed_senators_stay_current_past_the_special_election(directory: Session) -> None:
    for bioguide in ("H001104", "M001244"):
        term = directory.scalars(
            sa.select(Term).where(
                Term.official_id == who(directory, bioguide).id, Term.start >= date(2025, 1, 1)
            )
        ).one()
        assert (term.end, term.end_kind) == (date(2026, 11, 3), EndKind.UNTIL_SUCCESSOR)
        status = directory.scalar(sa.select(status_on(AFTER_ELECTION)).where(Term.id == term.id))
        assert status == TermStatus.CURRENT.value
    assert len(directory.scalars(held(directory, AFTER_ELECTION, *CONGRESS)).all()) == 537


def test_1_end_days_are_inclusive(directory: Session) -> None:
    last_day = directory.scalars(held(directory, date(2027, 1, 3), OfficeKind.REPRESENTATIVE)).all()
    day_after = directory.scalars(held(directory, date(2027, 1, 4), OfficeKind.REPRESENTATIVE)).all()
    assert (len(last_day), len(day_after)) == (431, 0)


def test_2_vacant_seats_are_seats_without_a_holder(directory: Session) -> None:
    holder = sa.exists().where(Term.seat_id == Seat.id, status_on(SNAPSHOT) == TermStatus.CURRENT.value)
    vacant = directory.scalars(sa.select(Seat).where(Seat.source_key.like("us/%"), ~holder)).all()
    assert sorted(f"{seat.state}-{seat.district}" for seat in vacant) == ["CA-14", "FL-20", "GA-13", "TX-23"]
    senate = directory.scalars(sa.select(Seat).where(Seat.kind == OfficeKind.SENATOR)).all()
    assert Counter(seat.senate_class for seat in senate) == {1: 33, 2: 33, 3: 34}


def test_3_six_members_have_no_vote(directory: Session) -> None:
    seats = directory.scalars(sa.select(Seat).where(~Seat.voting)).all()
    assert {seat.state: seat.kind.value for seat in seats} == {
        **dict.fromkeys(("DC", "VI", "AS", "GU", "MP"), "delegate"),
        "PR": "resident_commissioner",
    }
    assert len(directory.scalars(held(directory, SNAPSHOT, OfficeKind.REPRESENTATIVE)).all()) == 431


def test_4_district_zero_is_at_large_not_missing(directory: Session) -> None:
    seats = directory.scalars(sa.select(Seat).where(Seat.at_large)).all()
    assert len(seats) == 12
    assert {seat.label for seat in seats} >= {"Alaska at large", "District of Columbia at large"}
    terms = directory.scalars(held(directory, SNAPSHOT, *CONGRESS[1:])).all()
    assert sum(term.at_large for term in terms) == 12


def test_5_names_are_composed_where_no_full_name_is_given(directory: Session) -> None:
    assert who(directory, "M001246").full_name == "Analilia Mejia"
    gallagher = who(directory, "G000607")
    assert (gallagher.full_name, gallagher.formal_name) == ("James Gallagher", "James Gallagher")
    points = directory.scalars(sa.select(ContactPoint).where(ContactPoint.official_id == gallagher.id)).all()
    assert points == []


@pytest.mark.parametrize(
    ("bioguide", "parts", "full", "formal"),
    [
        (
            "J000288",
            ("Henry", "Hank", "Johnson", "Jr."),
            'Henry C. "Hank" Johnson, Jr.',
            "Henry C. Johnson, Jr.",
        ),
        ("R000122", ("John", "Jack", "Reed", ""), "Jack Reed", "Jack Reed"),
        ("C001061", ("Emanuel", "", "Cleaver", "II"), "Emanuel Cleaver", "Emanuel Cleaver II"),
        ("T000480", ("William", "", "Timmons", "IV"), "William R. Timmons IV", "William R. Timmons IV"),
        ("M001219", ("James", "Jim", "Moylan", ""), "James C. Moylan", "James C. Moylan"),
        (
            "H001103",
            ("Pablo José", "", "Hernández Rivera", ""),
            "Pablo José Hernández",
            "Pablo José Hernández",
        ),
    ],
)
def test_6_and_7_parts_and_whole_names(
    directory: Session, bioguide: str, parts: tuple[str, ...], full: str, formal: str
) -> None:
    official = who(directory, bioguide)
    assert (official.first, official.nickname, official.last, official.suffix) == parts
    assert (official.full_name, official.formal_name) == (full, formal)


def test_8_and_9_accents_are_found_without_and_surnames_stay_whole(directory: Session) -> None:
    def found(words: str) -> set[str]:
        select = sa.select(Official.full_name).where(Official.search_text.contains(fold(words)))
        return set(directory.scalars(select))

    assert "Monique Limón" in found("monique limon")
    assert "María Elena Durazo" in found("MARIA ELENA")
    assert 'Jesús G. "Chuy" García' in found("chuy garcia")
    lasts = set(directory.scalars(sa.select(Official.last)))
    assert lasts >= {"Wasserman Schultz", "Van Hollen", "De La Cruz", "Hyde-Smith", "Hernández Rivera"}


def test_10_bad_web_addresses_are_kept_and_marked_wrong(directory: Session) -> None:
    fine = who(directory, "F000484")
    form = directory.scalars(
        sa.select(ContactPoint).where(ContactPoint.official_id == fine.id, ContactPoint.kind == "web_form")
    ).one()
    assert form.value.startswith("hhttps://")
    assert form.health.value == "wrong"
    assert "does not begin with http" in form.note
    noted = directory.scalars(sa.select(ImportChange).where(ImportChange.action == "note")).all()
    assert any("Randy Fine" in change.label for change in noted)
    kinds = Counter(
        directory.scalars(sa.select(ContactPoint.kind).where(ContactPoint.source_key.like("%/washington#%")))
    )
    assert (kinds["web_form"], kinds["fax"], kinds["email"]) == (89, 12, 0)


def test_11_washington_addresses_are_two_lines(directory: Session) -> None:
    cantwell = who(directory, "C000127")
    point = directory.scalars(
        sa.select(ContactPoint).where(
            ContactPoint.official_id == cantwell.id,
            ContactPoint.kind == "postal",
            ContactPoint.label == "Washington office",
        )
    ).one()
    assert point.lines == ["511 Hart Senate Office Building", "Washington, DC 20510"]
    every = directory.scalars(
        sa.select(ContactPoint).where(
            ContactPoint.source_key.like("%/washington#postal"), ContactPoint.kind == "postal"
        )
    ).all()
    assert len(every) == 536
    assert all(len(one.lines) == 2 and one.lines[1].startswith("Washington, DC 20") for one in every)


def test_12_parties_caucuses_and_a_change_of_party(directory: Session) -> None:
    terms = directory.scalars(held(directory, SNAPSHOT, *CONGRESS)).all()
    assert Counter(term.party for term in terms) == {"Republican": 274, "Democrat": 260, "Independent": 3}
    assert sum(bool(term.caucus) for term in terms) == 3
    kiley = next(term for term in terms if term.official_id == who(directory, "K000401").id)
    assert [entry["party"] for entry in kiley.party_history] == ["Republican", "Independent"]


def test_13_committee_titles_stay_as_styled_beside_a_role(directory: Session) -> None:
    titles: Counter[tuple[str, str]] = Counter(
        (title, role.value)
        for title, role in directory.execute(sa.select(CommitteeMembership.title, CommitteeMembership.role))
    )
    assert titles[("Chairman", "chair")] == 143
    assert titles[("Chair", "chair")] == 79
    assert titles[("Chairwoman", "chair")] == 4
    assert titles[("Ranking Member", "ranking_member")] == 217
    assert titles[("Vice Chairwoman", "vice_chair")] == 1
    assert titles[("Cochairman", "cochair")] == 1
    assert titles[("Ex Officio", "ex_officio")] == 118
    sides = Counter(directory.scalars(sa.select(CommitteeMembership.side)))
    assert (sides[Side.MAJORITY], sides[Side.MINORITY]) == (2159, 1720)


def test_14_leadership_is_current_without_an_end(directory: Session) -> None:
    current = directory.scalars(sa.select(LeadershipRole).where(LeadershipRole.end.is_(None))).all()
    assert len(current) == 28
    assert "Speaker of the House" in {role.title for role in current}


def test_15_district_offices_keep_text_zips_and_number_suites(directory: Session) -> None:
    posts = directory.scalars(
        sa.select(ContactPoint).where(
            ContactPoint.source_key.like("%/offices#%"), ContactPoint.kind == "postal"
        )
    ).all()
    assert len(posts) == 1307  # three of the 1,310 addresses are empty text
    jasper = next(post for post in posts if "A000055-jasper" in (post.source_key or ""))
    assert jasper.label == "District office, Jasper"
    assert jasper.lines == ["Carl Elliott Building", "1710 Alabama Ave., Suite 247", "Jasper, AL 35501"]
    newton = next(post for post in posts if "A000148-newton" in (post.source_key or ""))
    assert newton.lines[-1] == "Newton, MA 02458"


@pytest.mark.parametrize(
    ("code", "role", "surname"),
    [
        ("HSFA", CommitteeRole.CHAIR, "Mast"),
        ("HSFA", CommitteeRole.RANKING_MEMBER, "Meeks"),
        ("SSFR", CommitteeRole.CHAIR, "Risch"),
        ("SSFR", CommitteeRole.RANKING_MEMBER, "Shaheen"),
        ("HSAP", CommitteeRole.CHAIR, "Cole"),
        ("SSAP", CommitteeRole.RANKING_MEMBER, "Murray"),
    ],
)
def test_17_committees_name_their_leads(
    directory: Session, code: str, role: CommitteeRole, surname: str
) -> None:
    select = (
        sa.select(Official.last)
        .join(CommitteeMembership)
        .join(Committee)
        .where(Committee.code == code, CommitteeMembership.role == role)
    )
    assert directory.scalars(select).all() == [surname]


def test_17_joint_committees_say_which_chamber_a_member_is_of(directory: Session) -> None:
    chambers = directory.execute(
        sa.select(Committee.code, CommitteeMembership.chamber)
        .join(Committee)
        .where(CommitteeMembership.chamber != "")
    ).all()
    assert len(chambers) == 59
    assert {code[0] for code, _ in chambers} == {"J"}
    assert ("JCSE", "senate") in {tuple(row) for row in chambers}
    assert {chamber for _, chamber in chambers} == {"house", "senate"}


def test_social_accounts_become_identifiers(directory: Session) -> None:
    kinds = Counter(directory.scalars(sa.select(ExternalId.scheme)))
    assert kinds["mastodon"] == 13
    assert kinds["twitter"] >= 506


# openstates people


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
    upper = directory.scalars(
        held(directory, SNAPSHOT, OfficeKind.STATE_SENATOR).where(Term.state == "CA")
    ).all()
    lower = directory.scalars(
        held(directory, SNAPSHOT, OfficeKind.ASSEMBLY_MEMBER).where(Term.state == "CA")
    ).all()
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
    assert kinds["email"] == 791
    assert kinds["web_form"] == 61


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
    directory.rollback()


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_other_editions_of_the_members_change_nothing(
    public_data: Path, directory: Session, suffix: str, actor: Callable[..., Actor]
) -> None:
    run = import_files(
        directory, [public_data / "congress-legislators" / f"legislators-current.{suffix}"], BY
    )
    written = {k for counts in run.counts.values() for k in counts} - {"unchanged", "note"}
    assert written == set()
    directory.rollback()


def test_16_csv_editions_of_offices_and_memberships_change_nothing(
    public_data: Path, directory: Session
) -> None:
    folder = public_data / "congress-legislators"
    paths = [folder / "legislators-district-offices.csv", folder / "committee-membership-current.csv"]
    run = import_files(directory, paths, BY)
    written = {k for counts in run.counts.values() for k in counts} - {"unchanged", "note"}
    assert written == set()
    directory.rollback()


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
    directory.rollback()
