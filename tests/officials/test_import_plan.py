"""What an import finds: new, changed field by field, gone, conflicts; and that repeating it does nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.errors import Conflict
from app.officials.importing import queries
from app.officials.importing.files import SourceFile
from app.officials.importing.runs import import_data
from app.officials.marks import mark_fields
from app.officials.models import (
    ContactPoint,
    ExternalId,
    ImportChange,
    ImportRun,
    Official,
    Seat,
    Term,
)
from app.officials.rules import ContactHealth, EndKind, ImportAction, TermStatus
from app.officials.standing import status_on
from tests.officials.factories import legislators, mayor, member, offices, person, plain_csv

Import = Callable[..., ImportRun]
ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def bring(session: Session, actor: Callable[..., Actor]) -> Import:
    def run(*files: SourceFile) -> ImportRun:
        return import_data(session, files, actor())

    return run


def written(run: ImportRun) -> dict[str, dict[str, int]]:
    kinds = {
        name: {k: n for k, n in c.items() if k not in ("unchanged", "note")} for name, c in run.counts.items()
    }
    return {name: counts for name, counts in kinds.items() if counts}


def lines(session: Session, run: ImportRun, action: ImportAction) -> list[ImportChange]:
    select = sa.select(ImportChange).where(ImportChange.run_id == run.id, ImportChange.action == action)
    return list(session.scalars(select.order_by(ImportChange.position)))


def phone(session: Session) -> ContactPoint:
    return session.scalars(sa.select(ContactPoint).where(ContactPoint.kind == "phone")).one()


def test_changes_are_shown_field_by_field(bring: Import, session: Session) -> None:
    bring(legislators(member(phone="202-555-0100", party="Independent")))
    run = bring(legislators(member(phone="202-555-0199", party="Democrat")))
    assert written(run) == {"term": {"changed": 1}, "contact": {"changed": 1}}
    page = queries.changes_page(session, run, action=ImportAction.CHANGED)
    shown = {(view.record_label, f.label): (f.before, f.after) for view in page.items for f in view.fields}
    assert shown == {
        ("Term", "Party"): ("Independent", "Democrat"),
        ("Contact point", "Value"): ("202-555-0100", "202-555-0199"),
    }
    assert phone(session).value == "202-555-0199"


def test_a_new_name_changes_what_search_finds(bring: Import, session: Session) -> None:
    bring(legislators(member()))
    bring(legislators(member(name={"last": "Ferreira Núñez", "official_full": "Ana Ferreira Núñez"})))
    official = session.scalars(sa.select(Official)).one()
    assert "nunez" in official.search_text
    assert official.sort_name.startswith("ferreira nunez")


def test_health_and_notes_of_staff_survive(bring: Import, session: Session) -> None:
    file = legislators(member(phone="202-555-0100"))
    bring(file)
    point = phone(session)
    point.health, point.note = ContactHealth.FAILING, "Rings out"
    session.flush()
    assert written(bring(file)) == {}
    assert (phone(session).health, phone(session).note) == (ContactHealth.FAILING, "Rings out")


def test_corrections_by_hand_stay_and_show_as_conflicts(
    bring: Import, session: Session, actor: Callable[..., Actor]
) -> None:
    bring(legislators(member(phone="202-555-0100", url="https://old.example.org")))
    point = phone(session)
    point.value = "202-555-0777"
    mark_fields(session, "contact", point.id, {"value": point.value}, by=actor())
    session.flush()
    run = bring(legislators(member(phone="202-555-0100", url="https://new.example.org")))
    assert written(run) == {"contact": {"conflict": 1, "changed": 1}}
    (conflict,) = lines(session, run, ImportAction.CONFLICT)
    assert (conflict.before, conflict.after) == ({"value": "202-555-0777"}, {"value": "202-555-0100"})
    assert phone(session).value == "202-555-0777"
    assert written(bring(legislators(member(phone="202-555-0777", url="https://new.example.org")))) == {}


def test_what_staff_corrected_is_not_taken_away(
    bring: Import, session: Session, actor: Callable[..., Actor]
) -> None:
    bring(legislators(member(phone="202-555-0100")))
    mark_fields(session, "contact", phone(session).id, {"value": "202-555-0100"}, by=actor())
    run = bring(legislators(member()))
    assert written(run) == {"contact": {"conflict": 1}}
    assert phone(session).retired_on is None


def test_what_a_member_no_longer_has_is_retired_and_comes_back(bring: Import, session: Session) -> None:
    with_phone, without = legislators(member(phone="202-555-0100")), legislators(member())
    bring(with_phone)
    assert written(bring(without)) == {"contact": {"gone": 1}}
    assert phone(session).retired_on is not None
    assert written(bring(with_phone)) == {"contact": {"changed": 1}}
    assert phone(session).retired_on is None


def test_offices_that_closed_are_gone_and_others_untouched(bring: Import, session: Session) -> None:
    bring(legislators(member(phone="202-555-0100")), offices("T000001", "Fresno", "Merced"))
    run = bring(offices("T000001", "Fresno"))
    assert written(run) == {"contact": {"gone": 2}}
    kept = session.scalars(sa.select(ContactPoint.label).where(ContactPoint.retired_on.is_(None))).all()
    assert set(kept) == {"Washington office", "District office, Fresno"}


def roster(size: int, *, without: int | None = None) -> SourceFile:
    """`size` members in as many seats that exist."""
    from app.officials.importing.places import HOUSE_SEATS

    seats = [(s, n if count > 1 else 0) for s, count in HOUSE_SEATS.items() for n in range(1, count + 1)]
    senate = [(s, None) for s in HOUSE_SEATS for _ in range(2)]
    people = []
    for number, (state, district) in enumerate([*seats, *senate][:size], 1):
        if number == without:
            continue
        kind = "sen" if district is None else "rep"
        people.append(
            member(f"T{number:06}", last=f"Member{number}", kind=kind, state=state, district=district or 0)
        )
    return legislators(*people)


def test_a_member_missing_from_a_whole_roster_has_left(bring: Import, session: Session) -> None:
    bring(roster(530))
    run = bring(roster(530, without=7))
    assert written(run) == {"term": {"gone": 1}}
    (gone,) = lines(session, run, ImportAction.GONE)
    assert gone.label == "Ana Member7: Representative"
    term = session.scalars(sa.select(Term).where(Term.left_by.is_not(None))).one()
    day = term.left_by or date.min
    assert session.scalar(sa.select(status_on(day)).where(Term.id == term.id)) == TermStatus.FORMER.value
    assert written(bring(roster(530))) == {"term": {"changed": 1}}, "listed again, in office again"


def test_half_a_roster_marks_nobody_as_having_left(bring: Import) -> None:
    bring(roster(530))
    run = bring(roster(250))
    assert written(run) == {}
    assert "taken as a part" in run.notes[0]


def test_all_seats_of_congress_exist_apart_from_holders(bring: Import, session: Session) -> None:
    bring(legislators(member(district=12)))
    assert session.scalar(sa.select(sa.func.count()).select_from(Seat)) == 541
    seat = session.scalars(sa.select(Seat).join(Term)).one()
    assert (seat.source_key, seat.label) == ("us/house/CA-12", "California’s 12th district")


def test_undated_terms_give_way_to_dated_ones(bring: Import, session: Session) -> None:
    header = (
        "last_name,first_name,middle_name,suffix,nickname,full_name,gender,type,state,district,senate_class,party,"
        "url,address,phone,contact_form,bioguide_id,govtrack_id"
    )
    row = "Ferreira,Ana,,,,Ana Ferreira,F,rep,CA,12,,Independent,,1 Test Washington DC 20515,,,T000001,900001"
    table = SourceFile("any.csv", f"{header}\n{row}\n".encode())
    bring(table)
    assert session.scalars(sa.select(Term.end_kind)).all() == [EndKind.OPEN]
    assert written(bring(legislators(member(address="1 Test Washington DC 20515")))) == {
        "term": {"new": 1, "gone": 1}
    }
    assert written(bring(table)) == {}


def test_people_are_recognised_by_any_identifier_they_had(bring: Import, session: Session) -> None:
    first = member("T000001")
    bring(legislators(first))
    first["id"]["lis"] = "S999"
    assert written(bring(legislators(first))) == {"official": {"changed": 1}}
    schemes = session.scalars(sa.select(ExternalId.scheme).order_by(ExternalId.scheme)).all()
    assert schemes == ["bioguide", "govtrack", "lis"]


def test_identifiers_of_two_people_refuse_the_row(bring: Import) -> None:
    from app.core.errors import InvalidInput

    bring(legislators(member("T000001"), member("T000002", last="Okafor")))
    mixed = member("T000001")
    mixed["id"]["govtrack"] = 900_002
    with pytest.raises(InvalidInput) as error:
        bring(legislators(mixed))
    assert "merge those first" in next(iter(error.value.errors.values()))


def test_a_later_mayor_follows_an_earlier_one_in_the_seat(bring: Import, session: Session) -> None:
    bring(
        person(ONE, "Ana Ferreira", mayor(end_date="2024-12-01")),
        person(TWO, "Bo Okafor", mayor(end_date="2028-12-01")),
    )
    day = date(2026, 6, 1)
    statuses = session.execute(
        sa.select(Official.last, status_on(day))
        .select_from(Term)
        .join(Official, Term.official_id == Official.id)
    ).all()
    assert dict(statuses) == {"Ferreira": "former", "Okafor": "current"}


def test_a_lone_mayor_past_the_end_needs_confirming(bring: Import, session: Session) -> None:
    bring(person(ONE, "Ana Ferreira", mayor(end_date="2022-12-01")))
    day = date(2023, 1, 4)
    assert session.scalar(sa.select(status_on(day))) == TermStatus.UNCONFIRMED.value
    term = session.scalars(sa.select(Term)).one()
    term.confirmed_on = day
    session.flush()
    assert session.scalar(sa.select(status_on(day))) == TermStatus.CURRENT.value
    assert written(bring(person(ONE, "Ana Ferreira", mayor(end_date="2022-12-01")))) == {}


def test_namesakes_are_pointed_out(bring: Import) -> None:
    run = bring(person(ONE, "Ana Ferreira", mayor()), person(TWO, "Ana Ferreira", mayor("birch_bay")))
    assert run.notes == [
        "One name is on more than one record (Ana Ferreira): merge them if they are one person."
    ]


def test_plain_csv_places_people_where_other_sources_would(bring: Import, session: Session) -> None:
    bring(person(ONE, "Paula Devon", mayor("glendale", end_date="2022-03-30")))
    run = bring(plain_csv("k-1,Ardy,Invented,mayor,Glendale,CA,mayor@example.org"))
    assert written(run) == {"official": {"new": 1}, "term": {"new": 1}, "contact": {"new": 1}}
    seats = session.scalars(sa.select(Term.seat_id)).all()
    assert len(set(seats)) == 1


def test_plain_csv_without_ids_repeats_without_doubles(bring: Import, session: Session) -> None:
    header = "first,last,office,body,jurisdiction,state,start,end,address"
    row = 'Noor,Haddad,council member,,Alder Glen,CA,2022-06,2026,"1 Civic Way\nAlder Glen, CA 90000"'
    file = plain_csv(row, header=header)
    bring(file)
    assert written(bring(file)) == {}
    term = session.scalars(sa.select(Term)).one()
    assert (term.title, term.start, term.end) == ("Council Member", date(2022, 6, 1), date(2026, 12, 31))
    assert (term.start_precision.value, term.end_precision.value) == ("month", "year")
    assert session.scalars(sa.select(ContactPoint.lines)).one() == ["1 Civic Way", "Alder Glen, CA 90000"]


def test_two_offices_of_one_person_share_an_id(bring: Import, session: Session) -> None:
    header = "id,first,last,office,title,jurisdiction,level,state"
    file = plain_csv(
        "k-9,Noor,Haddad,council member,,Alder Glen,,CA",
        "k-9,Noor,Haddad,other,Chair of the Water Board,Alder County,local,CA",
        header=header,
    )
    bring(file)
    assert session.scalar(sa.select(sa.func.count()).select_from(Official)) == 1
    titles = session.scalars(sa.select(Term.title).order_by(Term.title)).all()
    assert titles == ["Chair of the Water Board", "Council Member"]
    assert written(bring(file)) == {}


def test_a_preview_that_the_directory_outran_is_not_applied(
    session: Session, bring: Import, actor: Callable[..., Actor]
) -> None:
    from app.officials.importing import runs
    from app.officials.importing.sources import recognise

    bring(legislators(member(phone="202-555-0100")))
    sources = recognise([legislators(member(phone="202-555-0199"))])
    plan = runs.make_plan(session, sources, actor())
    run = ImportRun(by_name="Test")
    session.add(run)
    session.flush()
    runs.store_plan(session, run, sources, plan)
    phone(session).value = "202-555-0123"
    session.flush()
    with pytest.raises(Conflict, match="changed since this preview"):
        runs.apply_import(session, run, actor())
