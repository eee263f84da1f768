"""How many things need a person, for the badge on every page and the sentence on Today. One SELECT."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Organisation
from app.accounts.rules import Actor, Permission
from app.campaigns.models import Campaign, CampaignMember
from app.campaigns.rules import CampaignState
from app.delivery.models import Dispatch, Reply
from app.delivery.queries import undecided
from app.letters.models import Letter, LetterSignatory, LetterVersion
from app.letters.models_citing import CitationTask
from app.letters.models_record import LetterEvent, Signature
from app.letters.models_templates import OwnTemplate
from app.letters.queries_template_work import to_approve, to_revise
from app.letters.rules import WAITING
from app.letters.states import LetterEventKind, LetterState, SignatureState
from app.reports.queries_due import to_chase, unkept

_Counts = sa.Select[int, int, int, int, int, int, int, int, int]
_ANY_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Attention:
    """Counts of what is expected of one person today."""

    approve: int
    sign: int
    finish: int
    find_out: int
    follow_up: int
    promise: int
    correct: int
    templates: int
    returned_templates: int

    @property
    def total(self) -> int:
        waiting = self.approve + self.sign + self.finish + self.find_out
        chasing = self.follow_up + self.promise + self.correct
        return waiting + chasing + self.templates + self.returned_templates


def attention(session: Session, by: Actor, *, at_most: int | None = None) -> Attention:
    """One SELECT of nine counts; those that a person's role or campaigns rule out are 0.

    `at_most` stops counting each of them there: a badge need not count to ten thousand.
    """
    asked = replace(by, at=_ANY_MOMENT, origin="", audited_at=None)
    return Attention(*session.execute(_statement(asked, at_most)).one())


@lru_cache(maxsize=512)
def _statement(by: Actor, at_most: int | None) -> _Counts:
    """The same person asks on every page of a day, and building the SELECT costs more than answering it."""
    none = sa.literal(0)
    count = partial(_counted, at_most)
    decides, writes = by.may(Permission.APPROVE), by.may(Permission.WRITE)
    mine = _mine(Dispatch.campaign_id, by)
    return sa.select(
        count(Letter, _to_approve(by)) if decides else none,
        count(Letter, _to_sign()) if decides else none,
        count(Letter, _to_finish(by)) if writes else none,
        count(Dispatch, mine, undecided()) if writes else none,
        count(Dispatch, mine, to_chase(by.today)) if writes else none,
        count(Reply, _mine(Reply.campaign_id, by), unkept(), Reply.promised_by <= by.today)
        if writes
        else none,
        count(CitationTask, _to_correct(by)) if writes else none,
        count(OwnTemplate, to_approve(by)) if decides else none,
        count(OwnTemplate, to_revise(by)) if writes else none,
    )


def _counted(
    at_most: int | None,
    model: type[Letter] | type[Dispatch] | type[Reply] | type[CitationTask] | type[OwnTemplate],
    *conditions: sa.ColumnElement[bool],
) -> sa.ScalarSelect[int]:
    found = sa.select(model.id).where(*conditions).limit(at_most).subquery()
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()


def writable_campaigns(by: Actor) -> sa.Select[UUID]:
    """Ids of the open campaigns that a person writes in: administrators in all, others in their own."""
    wanted = sa.select(Campaign.id).where(Campaign.state == CampaignState.OPEN)
    if by.may(Permission.MANAGE) or by.user_id is None:
        return wanted
    return wanted.join(CampaignMember, CampaignMember.campaign_id == Campaign.id).where(
        CampaignMember.user_id == by.user_id
    )


def _mine(column: sa.orm.InstrumentedAttribute[UUID], by: Actor) -> sa.ColumnElement[bool]:
    return column.in_(writable_campaigns(by))


def _to_correct(by: Actor) -> sa.ColumnElement[bool]:
    """A claim that the letter cites has changed, and nobody has said what was done."""
    mine = sa.exists().where(Letter.id == CitationTask.letter_id, _mine(Letter.campaign_id, by))
    return sa.and_(CitationTask.done_at.is_(None), mine)


def _author(by: Actor) -> sa.ColumnElement[bool]:
    return LetterVersion.author_id == by.user_id if by.user_id else LetterVersion.author == by.name


def _to_finish(by: Actor) -> sa.ColumnElement[bool]:
    """Drafts whose latest words are this person's."""
    latest = sa.and_(LetterVersion.letter_id == Letter.id, LetterVersion.number == Letter.current_version)
    return sa.and_(Letter.state == LetterState.DRAFT, sa.exists().where(latest, _author(by)))


def _to_approve(by: Actor) -> sa.ColumnElement[bool]:
    """In review, and none of the words since the last approval that stands are this person's."""
    withdrawn = aliased(LetterEvent)
    approved = (
        sa.select(sa.func.coalesce(sa.func.max(LetterEvent.version_number), 0))
        .where(
            LetterEvent.letter_id == Letter.id,
            LetterEvent.kind == LetterEventKind.APPROVED,
            ~sa.exists().where(
                withdrawn.letter_id == LetterEvent.letter_id,
                withdrawn.kind == LetterEventKind.APPROVAL_WITHDRAWN,
                withdrawn.version_number == LetterEvent.version_number,
                withdrawn.id > LetterEvent.id,
            ),
        )
        .correlate(Letter, LetterVersion)
        .scalar_subquery()
    )
    own = sa.exists().where(
        LetterVersion.letter_id == Letter.id, _author(by), LetterVersion.number > approved
    )
    alone = sa.exists().where(Organisation.single_person_mode.is_(True))
    return sa.and_(Letter.state == LetterState.IN_REVIEW, sa.or_(alone, ~own))


def _to_sign() -> sa.ColumnElement[bool]:
    """Approved letters with somebody still to ask, or with everybody's answer and so ready to seal."""

    def given(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        return sa.exists().where(
            Signature.letter_id == Letter.id, Signature.version_number == Letter.current_version, *conditions
        )

    unasked = sa.exists().where(
        LetterSignatory.letter_id == Letter.id,
        ~sa.exists().where(
            Signature.letter_id == Letter.id,
            Signature.version_number == Letter.current_version,
            Signature.signatory_id == LetterSignatory.signatory_id,
            Signature.state != SignatureState.VOID,
        ),
    )
    waiting = given(Signature.state.in_(WAITING))
    signed = given(Signature.state == SignatureState.SIGNED)
    signing = sa.and_(Letter.state == LetterState.SIGNING, sa.or_(unasked, sa.and_(sa.not_(waiting), signed)))
    return sa.or_(Letter.state == LetterState.APPROVED, signing)
