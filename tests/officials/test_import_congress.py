"""Every numbered quirk of congress-legislators, on the real files."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import Base
from app.core.text import fold
from app.officials.models import (
    Committee,
    CommitteeMembership,
    ContactPoint,
    ExternalId,
    ImportChange,
    LeadershipRole,
    Official,
    Seat,
    Term,
)
from app.officials.rules import CommitteeRole, ContactKind, EndKind, OfficeKind, Side, TermStatus
from app.officials.standing import status_on
from tests.officials.real import AFTER_ELECTION, CONGRESS, SNAPSHOT, held, who

pytestmark = pytest.mark.data


def test_everybody_and_every_term_arrives(directory: Session) -> None:
    def count(model: type[Base], *where: sa.ColumnElement[bool]) -> int:
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
    assert len(directory.scalars(held(AFTER_ELECTION, *CONGRESS)).all()) == 537


def test_1_end_days_are_inclusive(directory: Session) -> None:
    last_day = directory.scalars(held(date(2027, 1, 3), OfficeKind.REPRESENTATIVE)).all()
    day_after = directory.scalars(held(date(2027, 1, 4), OfficeKind.REPRESENTATIVE)).all()
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
    assert len(directory.scalars(held(SNAPSHOT, OfficeKind.REPRESENTATIVE)).all()) == 431


def test_4_district_zero_is_at_large_not_missing(directory: Session) -> None:
    seats = directory.scalars(sa.select(Seat).where(Seat.at_large)).all()
    assert len(seats) == 12
    assert {seat.label for seat in seats} >= {"Alaska at large", "District of Columbia at large"}
    terms = directory.scalars(held(SNAPSHOT, *CONGRESS[1:])).all()
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
    assert (kinds[ContactKind.WEB_FORM], kinds[ContactKind.FAX], kinds[ContactKind.EMAIL]) == (89, 12, 0)


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
    terms = directory.scalars(held(SNAPSHOT, *CONGRESS)).all()
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
