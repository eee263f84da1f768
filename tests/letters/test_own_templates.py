"""Templates of the organisation: what is taken out, who may approve, what letters pin, what the database refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AuditEvent
from app.accounts.queries import organisation
from app.accounts.rules import Actor, Role
from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.letters import markdown
from app.letters.contexts import content_of
from app.letters.drafting import draft_letter
from app.letters.generalising import generalised, people
from app.letters.models import Letter, LetterVersion
from app.letters.models_templates import (
    OwnTemplate,
    TemplateApproval,
    TemplateReturn,
    TemplateRevision,
    TemplateUse,
)
from app.letters.queries_facts import gather
from app.letters.queries_templates import choosable, listed, own_template, template_of
from app.letters.recording import version_of
from app.letters.template_decisions import approve_template, return_template
from app.letters.templating import (
    TemplateDraft,
    create_template,
    restore_template,
    retire_template,
    revise_template,
)
from tests.letters.factories import LETTER_DATE, World, make_letter, make_world, person

BODY = """\
::: opening

((We write)) about the road.

:::

::: asks

((We ask)) you to [enforce Section 907]{ask=section-907}.

:::

::: closing

((We thank)) you.

:::
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def any_session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("session")
        return
    engine = sa.create_engine(request.getfixturevalue("pg_url"))
    with Session(engine) as session:
        yield session
    engine.dispose()


def wording(**changes: Any) -> TemplateDraft:
    return replace(
        TemplateDraft("Short request", "A short one.", markdown.read(BODY), "Respectfully,"), **changes
    )


def saved(session: Session, by: Actor, **changes: Any) -> OwnTemplate:
    return create_template(session, "official_letter", wording(**changes), by=by)


def text_of(session: Session, letter: Letter) -> str:
    return markdown.write(content_of(version_of(session, letter)).tree)


def begin(session: Session, world: World, slug: str, **more: Any) -> Letter:
    return draft_letter(
        session, world.campaign, slug, letter_date=LETTER_DATE,
        official_ids=[one.id for one in world.officials], by=world.writer, **more,
    )  # fmt: skip


def test_names_and_dates_go_and_everything_else_stays() -> None:
    typed = markdown.read(
        "Senator Ana Ruiz, on December 12, 2022 ((we write)) with [aid]{ask=aid}. Since 2020 Dana Whitfield"
        " has waited. The road closed on December 13, 2022.[@road]\n\n::: variant chamber=senate\nAna Ruiz sits.\n:::\n"
    )
    text = markdown.write(generalised(typed, people(["Ana Ruiz"], ["Dana Whitfield"])))
    assert "Senator ((recipient.name)), on" in text and "December 12, 2022]" in text
    assert "((we write)) with [aid]{ask=aid}. Since 2020 ((signatories.names)) has" in text
    assert "((recipient.name)) sits." in text and "variant chamber=senate" in text
    assert "The road closed on December 13, 2022.[@road]" in text
    assert "Ruiz" not in text and "Whitfield" not in text


def test_a_template_begins_letters_once_somebody_else_approved_it(session: Session, world: World) -> None:
    row = saved(session, world.writer)
    with pytest.raises(Conflict, match="not approved yet"):
        begin(session, world, row.slug)
    assert row.slug not in {one.slug for one in choosable(session)}
    author_as_approver = replace(world.writer, role=Role.APPROVER)
    with pytest.raises(NotAllowed, match="You wrote some of this"):
        approve_template(session, row, 1, by=author_as_approver)
    with pytest.raises(NotAllowed, match="Only an approver"):
        approve_template(session, row, 1, by=world.writer)
    approve_template(session, row, 1, by=world.approver)
    letter = begin(session, world, row.slug)
    assert "[enforce Section 907]{ask=section-907}" in text_of(session, letter)
    facts = gather(session, letter)
    assert [one.slug for one in facts.demands] == ["section-907"]
    assert facts.template.label == "Short request" and facts.template.layout == "official_letter"
    assert [one.letters for one in listed(session)] == [1]
    actions = session.scalars(sa.select(AuditEvent.action).where(AuditEvent.record_type == "letter_template"))
    assert list(actions) == ["templates.create", "templates.approve"]


def test_in_single_person_mode_the_writer_approves_and_the_record_says_so(
    session: Session, world: World
) -> None:
    organisation(session).single_person_mode = True
    author = person(Role.APPROVER, "Solo Writer")
    row = saved(session, author)
    approve_template(session, row, 1, by=author)
    assert session.scalars(sa.select(TemplateApproval)).one().own_words


def test_letters_keep_the_wording_they_began_with(session: Session, world: World) -> None:
    row = saved(session, world.writer)
    approve_template(session, row, 1, by=world.approver)
    letter = begin(session, world, row.slug)
    before = version_of(session, letter).consent_hash
    changed = wording(name="Longer request", body=markdown.read(BODY.replace("the road", "the closed road")))
    revise_template(session, row, changed, expected_revision=1, by=world.writer)
    assert "closed road" not in text_of(session, begin(session, world, row.slug))
    approve_template(session, row, 2, by=world.approver)
    assert "closed road" in text_of(session, begin(session, world, row.slug))
    assert (
        template_of(session, letter).label == "Short request" and template_of(session, letter).revision == 1
    )
    assert version_of(session, letter).consent_hash == before


def test_the_consent_hash_depends_on_the_words_alone(session: Session, world: World) -> None:
    row = saved(session, world.writer)
    approve_template(session, row, 1, by=world.approver)
    own = begin(session, world, row.slug, title="One")
    plain = begin(
        session, world, "official_letter", title="Two", body_markdown=text_of(session, own),
        demand_ids=world.demand_ids,
    )  # fmt: skip
    hashes = session.scalars(
        sa.select(LetterVersion.consent_hash).where(LetterVersion.letter_id.in_([own.id, plain.id]))
    )
    assert len(set(hashes)) == 1


def test_a_retired_template_begins_nothing_until_it_is_restored(session: Session, world: World) -> None:
    row = saved(session, world.writer)
    approve_template(session, row, 1, by=world.approver)
    retire_template(session, row, by=world.approver)
    with pytest.raises(Conflict, match="retired"):
        begin(session, world, row.slug)
    with pytest.raises(Conflict, match="Restore it first"):
        revise_template(session, row, wording(name="New"), expected_revision=1, by=world.writer)
    restore_template(session, row, by=world.approver)
    assert begin(session, world, row.slug).template == row.slug


def test_two_who_reword_at_once_lose_nothing_and_no_change_adds_nothing(
    session: Session, world: World
) -> None:
    row = saved(session, world.writer)
    assert revise_template(session, row, wording(), expected_revision=1, by=world.writer).revision_no == 1
    revise_template(session, row, wording(use_when="Mine."), expected_revision=1, by=world.writer)
    with pytest.raises(Conflict, match="Somebody saved revision 2"):
        revise_template(session, row, wording(use_when="Theirs."), expected_revision=1, by=world.approver)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "Official letter"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"closing": ""}, "closing"),
        ({"body": markdown.read("")}, "text"),
        ({"body": markdown.read("((no.such.field.at.all))")}, "text"),
    ],
)
def test_a_wording_that_cannot_serve_is_refused_by_field(
    session: Session, world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        saved(session, world.writer, **changes)
    assert list(refused.value.errors) == [field]


def test_demands_that_the_text_does_not_name_join_its_asks(session: Session, world: World) -> None:
    row = saved(session, world.writer)
    approve_template(session, row, 1, by=world.approver)
    other = world.demands["humanitarian-aid"].id
    text = text_of(session, begin(session, world, row.slug, demand_ids=[other]))
    asks = text[text.index("::: asks") :]
    assert "{ask=section-907}" in asks and "{ask=humanitarian-aid}" in asks


def test_the_database_itself_keeps_wordings_approvals_and_pins(any_session: Session) -> None:
    world = make_world(any_session)
    row = saved(any_session, world.writer)
    approve_template(any_session, row, 1, by=world.approver)
    begin(any_session, world, row.slug)
    unapproved = saved(any_session, world.writer, name="Another")
    back = saved(any_session, world.writer, name="A third")
    return_template(any_session, back, 1, "Shorten it.", by=world.approver)
    any_session.flush()
    latest = any_session.scalars(
        sa.select(TemplateRevision).where(TemplateRevision.template_id == unapproved.id)
    ).one()
    other = make_letter(any_session, world)
    returned = any_session.scalars(sa.select(TemplateReturn)).one()
    given = any_session.scalars(sa.select(TemplateApproval)).one()
    refused = [
        sa.update(TemplateRevision).values(name="Other"),
        sa.delete(TemplateApproval),
        sa.update(TemplateReturn).values(reason="Other."),
        sa.delete(TemplateReturn),
        sa.insert(TemplateReturn).values(
            id=other.id,
            revision_id=given.revision_id,
            returned_at=given.approved_at,
            approver="A",
            reason="No.",
        ),
        sa.insert(TemplateApproval).values(
            id=other.id,
            revision_id=returned.revision_id,
            approved_at=given.approved_at,
            approver="A",
            own_words=False,
        ),
        sa.update(TemplateUse).values(revision_id=latest.id),
        sa.delete(TemplateUse),
        sa.delete(OwnTemplate),
        sa.update(OwnTemplate).where(OwnTemplate.id == unapproved.id).values(approved_no=1),
        sa.update(OwnTemplate).where(OwnTemplate.id == row.id).values(slug="own-other"),
        sa.insert(TemplateUse).values(id=other.id, letter_id=other.id, revision_id=latest.id),
    ]
    for statement in refused:
        with pytest.raises(sa.exc.DBAPIError), any_session.begin_nested():
            any_session.execute(statement)
    assert own_template(any_session, row.slug).approved_no == 1
