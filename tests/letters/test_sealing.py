"""A sealed letter never changes: not by a verb, not by raw SQL, on either database; its files are whole."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.accounts.rules import Role
from app.core.db import engine_options
from app.core.jobs.models import Job, JobState
from app.core.storage import current_store
from app.documents.paper import Verification
from app.documents.plaintext import letter_text
from app.letters import papers
from app.letters.compose import Resolved
from app.letters.contexts import content_of
from app.letters.ending import supersede
from app.letters.exporting import sealed_entries
from app.letters.hashing import AddresseeAsPrinted, CopyAsPrinted, SignatoryAsPrinted, seal_hash
from app.letters.models import Letter, LetterAddressee, LetterCopy, LetterFile, LetterSignatory
from app.letters.models_record import LetterEvent
from app.letters.queries import sealed_copies
from app.letters.queries_facts import addressee_rows, gather
from app.letters.recording import version_of
from app.letters.rendering import paper_of, render_copy
from app.letters.sealing import seal_letter
from app.letters.states import LetterEventKind
from app.officials.merging import merge_officials
from app.officials.models import Official
from tests.letters.factories import World, make_letter, make_senator, make_world, person, signed

WRITES = [
    "UPDATE letter SET title = 'x' WHERE id = :sealed",
    "UPDATE letter SET state = 'draft' WHERE id = :sealed",
    "UPDATE letter SET seal_hash = 'x' WHERE id = :sealed",
    "UPDATE letter SET letterhead_ids = '[]' WHERE id = :sealed",
    "UPDATE letter SET files_ready_at = NULL WHERE id = :sealed",
    "UPDATE letter SET superseded_by_id = NULL WHERE id = :sealed",
    "DELETE FROM letter WHERE id = :sealed",
    "UPDATE letter_addressee SET printed_name = 'x' WHERE letter_id = :sealed",
    "UPDATE letter_addressee SET letter_id = :sealed, copy_no = 9 WHERE letter_id = :draft",
    "DELETE FROM letter_addressee WHERE letter_id = :sealed",
    "UPDATE letter_signatory SET printed_title = 'x' WHERE letter_id = :sealed",
    "DELETE FROM letter_signatory WHERE letter_id = :sealed",
    "UPDATE letter_demand SET position = 9 WHERE letter_id = :sealed",
    "DELETE FROM letter_demand WHERE letter_id = :sealed",
    "UPDATE signature SET state = 'withdrawn' WHERE letter_id = :sealed",
    "DELETE FROM signature WHERE letter_id = :sealed",
    "UPDATE letter_version SET content = 'x' WHERE letter_id = :sealed",
    "UPDATE letter_version SET note = 'x' WHERE letter_id = :draft",
    "DELETE FROM letter_version WHERE letter_id = :sealed",
    "UPDATE letter_event SET reason = 'x' WHERE letter_id = :sealed",
    "DELETE FROM letter_event WHERE letter_id = :draft",
    "UPDATE letter_copy SET paper = 'x' WHERE letter_id = :sealed",
    "DELETE FROM letter_copy WHERE letter_id = :sealed",
    "UPDATE letter_file SET sha256 = 'x' WHERE letter_id = :sealed",
    "DELETE FROM letter_file WHERE letter_id = :sealed",
]
# SQLite's REPLACE removes a row without its delete trigger; each of these would slip a new row in.
REPLACES = [
    "INSERT OR REPLACE INTO letter_version SELECT id, letter_id, number, 'x', consent_hash, subject, letter_date, "
    "words, note, editorial_reason, author_id, author, created_at FROM letter_version WHERE letter_id = :sealed",
    "UPDATE OR REPLACE letter_addressee SET id = (SELECT id FROM letter_addressee WHERE letter_id = :sealed LIMIT 1) "
    "WHERE letter_id = :draft AND copy_no = 1",
    "UPDATE OR REPLACE letter SET number = (SELECT number FROM letter WHERE id = :sealed) WHERE id = :draft",
]


def seal(session: Session, world: World) -> Letter:
    letter = signed(session, world, make_letter(session, world))
    return seal_letter(session, letter, version=letter.current_version, by=world.approver)


@pytest.fixture
def ready(session: Session, world: World, run_jobs: Callable[[], int]) -> Letter:
    """A sealed letter whose files are whole."""
    letter = seal(session, world)
    session.commit()
    run_jobs()
    session.refresh(letter)
    session.rollback()
    return letter


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def rows(request: pytest.FixtureRequest) -> Iterator[tuple[sa.Engine, dict[str, UUID]]]:
    """(engine, ids) of a database with a sealed letter and a draft."""
    if request.param == "sqlite":
        url = request.getfixturevalue("settings").database_url
    else:
        url = request.getfixturevalue("pg_url")
    options = engine_options(url)
    engine = sa.create_engine(options.pop("url"), **options)
    with Session(engine) as session:
        world = make_world(session)
        sealed, draft = seal(session, world), make_letter(session, world)
        newer = seal(session, world)
        supersede(session, sealed, newer, by=world.approver)
        session.add(
            LetterFile(
                letter_id=sealed.id, copy_no=1, sha256="a" * 64, size=1, pages=1, created_at=world.approver.at
            )
        )
        session.flush()  # files first: none is added to a finished record
        sealed.files_ready_at = world.approver.at
        session.commit()
        ids = {"sealed": sealed.id, "draft": draft.id}
    yield engine, ids
    engine.dispose()


def test_no_raw_statement_changes_a_sealed_letter(rows: tuple[sa.Engine, dict[str, UUID]]) -> None:
    engine, ids = rows
    replaces = REPLACES if engine.dialect.name == "sqlite" else []
    for statement in [*WRITES, *replaces]:
        text = sa.text(statement)
        text = text.bindparams(
            *(sa.bindparam(name, type_=sa.Uuid()) for name in ids if f":{name}" in statement)
        )
        values = {name: value for name, value in ids.items() if f":{name}" in statement}
        with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
            connection.execute(text, values)


def test_nothing_is_added_to_a_sealed_letter(rows: tuple[sa.Engine, dict[str, UUID]]) -> None:
    engine, ids = rows
    for table in (
        "letter_addressee",
        "letter_signatory",
        "letter_demand",
        "letter_version",
        "letter_copy",
        "letter_file",
    ):
        names = [column["name"] for column in sa.inspect(engine).get_columns(table)]
        rest = ", ".join(
            {"id": ":new", "letter_id": ":sealed", "copy_no": "99", "number": "99", "position": "99"}.get(
                name, name
            )
            for name in names
        )
        source = f"SELECT {rest} FROM {table} LIMIT 1"
        statement = sa.text(f"INSERT INTO {table} ({', '.join(names)}) {source}").bindparams(
            sa.bindparam("new", type_=sa.Uuid()), sa.bindparam("sealed", type_=sa.Uuid())
        )
        with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
            connection.execute(statement, {"new": uuid4(), "sealed": ids["sealed"]})


def test_the_seal_hash_covers_what_was_printed(session: Session, world: World) -> None:
    letter = seal(session, world)
    version = version_of(session, letter)
    copies = [
        CopyAsPrinted(
            row.copy_no,
            (AddresseeAsPrinted(str(row.official_id), "main", tuple(row.inside_address), row.salutation),),
            (),
        )
        for row in addressee_rows(session, letter.id)
    ]
    people = session.scalars(sa.select(LetterSignatory).order_by(LetterSignatory.position))
    printed = [
        SignatoryAsPrinted(
            one.printed_name, one.printed_title, one.printed_body, one.image_sha256 or "", one.lead
        )
        for one in people
    ]
    assert letter.seal_hash == seal_hash(version.consent_hash, copies, printed)


def test_files_are_made_once_all_are_whole_and_stay_the_same(
    session: Session, world: World, ready: Letter, run_jobs: Callable[[], int]
) -> None:
    assert ready.files_ready_at is not None
    files = {row.copy_no: row for row in session.scalars(sa.select(LetterFile))}
    assert set(files) == {0, 1, 2}
    assert files[0].pages == files[1].pages + files[2].pages
    store = current_store()
    assert all(len(store.read(row.sha256)) == row.size for row in files.values())
    names = [name for name, _ in sealed_entries(session, ready)]
    assert names == ["AV-2023-01_01_Ruiz.pdf", "AV-2023-01_02_Limon.pdf"]
    job = session.scalar(sa.select(Job))
    assert job is not None and job.state is JobState.DONE
    job.state, job.finished_at = JobState.QUEUED, None
    session.commit()
    run_jobs()
    session.expire_all()
    again = {row.copy_no: row.sha256 for row in session.scalars(sa.select(LetterFile))}
    assert again == {number: row.sha256 for number, row in files.items()}
    kinds = session.scalars(sa.select(LetterEvent.kind).where(LetterEvent.letter_id == ready.id)).all()
    assert kinds.count(LetterEventKind.FILES_READY) == 1


def test_a_sealed_letter_keeps_what_it_printed_when_records_change(
    session: Session, world: World, ready: Letter
) -> None:
    before = paper_of(session, ready, 1)
    official, other = world.officials[0], make_senator(session, "Zoe", "Keep")
    official.formal_name, official.last = "Changed Name", "Changed"
    world.signatories[0].title = "Former Mayor"
    world.letterhead.office = "Another office"
    merge_officials(session, other, official, person(Role.ADMINISTRATOR, "A"))
    session.flush()
    assert paper_of(session, ready, 1) == before
    copy = sealed_copies(session, ready.id)[0]
    assert copy.addressees[0].printed_name == "Ana Ruiz"
    assert copy.addressees[0].official_id == official.id


def test_an_official_whom_a_sealed_letter_names_is_known_as_referenced(
    session: Session, world: World
) -> None:
    from app.officials.importing.references import is_referenced

    stranger = make_senator(session, "No", "Letter")
    seal(session, world)
    assert is_referenced(session, world.officials[0].id)
    assert not is_referenced(session, stranger.id)


def folded(text: str) -> str:
    """Text without the invisible joins of the paper."""
    return text.replace("\u00a0", " ").replace("\u2060", "")


LONG = "\n\n".join(
    f"Paragraph {number}: “Nagorno-Karabakh” — or Artsakh – is home to 120,000 people; Ardy (Ardashes) Kassakhian’s "
    f"letter said so on December 12th, 2022, and naïve façades, Łódź, Şuşa and Հայաստան keep their letters. "
    + "The road is closed, and what was promised on November 9, 2020 has not been kept by those who promised it. "
    * 3
    for number in range(1, 10)
)


def test_a_pasted_two_page_letter_comes_out_of_the_pdf_word_for_word(session: Session, world: World) -> None:
    from tests.letters.factories import BODY

    body = BODY.replace("The road has been closed to ordinary traffic since December 12, 2022.", LONG)
    letter = make_letter(session, world, body_markdown=body)
    assert content_of(version_of(session, letter)).tree.sections[1].blocks[0]
    reader = PdfReader(io.BytesIO(render_copy(session, letter, 1)))
    assert len(reader.pages) >= 2
    text = " ".join(folded("\n".join(page.extract_text() for page in reader.pages)).split())
    for paragraph in LONG.split("\n\n"):
        for sentence in paragraph.split(". "):
            words = sentence.strip().rstrip(".").split()
            # A sentence may run over the page's foot and head; its halves still stand whole.
            half = len(words) // 2
            assert " ".join(words[:half]) in text and " ".join(words[half:]) in text


def test_no_copies_or_addressees_are_left_half_frozen_by_a_refused_seal(
    session: Session, world: World
) -> None:
    letter = signed(session, world, make_letter(session, world))
    session.flush()
    world.officials[0].retired_on = world.approver.today
    session.flush()
    place = session.begin_nested()
    from app.letters.review import NotReady

    with pytest.raises(NotReady):
        seal_letter(session, letter, version=1, by=world.approver)
    place.rollback()
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count()).select_from(LetterCopy)) == 0
    assert {row.printed_name for row in session.scalars(sa.select(LetterAddressee))} == {""}
    assert session.get_one(Official, world.officials[0].id)


@pytest.mark.parametrize(
    ("public", "address", "link"),
    [
        (None, "", ""),
        ("https://a.example", "a.example/verify", "https://a.example/verify?code=7QK4-M2XD-9PTR"),
    ],
)
def test_a_sealed_paper_names_its_code_with_and_without_a_public_address(
    session: Session, public: str | None, address: str, link: str
) -> None:
    letter = make_letter(session, make_world(session))
    facts = replace(gather(session, letter), public_address=public)
    content = content_of(version_of(session, letter))
    printed = papers.paper(
        facts, content, None, Resolved(content.tree), papers.signers(facts), code="7QK4-M2XD-9PTR"
    )
    assert printed.verification == Verification("7QK4-M2XD-9PTR", address, link)
    assert "Verify: code 7QK4-M2XD-9PTR" in letter_text(printed)
