"""The record of one letter: versions, events, signatures, its place in a series. Constant numbers of SELECTs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.jobs.models import Job
from app.letters.models import Letter, LetterDemand, LetterFile, LetterSignatory, LetterVersion
from app.letters.models_record import LetterEvent, Signature
from app.letters.rules import TAKEN_BACK
from app.letters.states import LIVE_SIGNATURES, LetterEventKind, SignatureState
from app.signatories.models import Signatory


def versions(session: Session, letter_id: UUID) -> Sequence[LetterVersion]:
    """Every version, newest first."""
    return session.scalars(
        sa.select(LetterVersion)
        .where(LetterVersion.letter_id == letter_id)
        .order_by(LetterVersion.number.desc())
    ).all()


def events(session: Session, letter_id: UUID) -> Sequence[LetterEvent]:
    """Everything that happened, newest first."""
    return session.scalars(
        sa.select(LetterEvent)
        .where(LetterEvent.letter_id == letter_id)
        .order_by(LetterEvent.at.desc(), LetterEvent.id.desc())
    ).all()


def last_event(session: Session, letter_id: UUID, *kinds: LetterEventKind) -> LetterEvent | None:
    """The newest event of these kinds."""
    return session.scalar(
        sa.select(LetterEvent)
        .where(LetterEvent.letter_id == letter_id, LetterEvent.kind.in_(kinds))
        .order_by(LetterEvent.at.desc(), LetterEvent.id.desc())
        .limit(1)
    )


def last_decision_back(session: Session, letter_id: UUID) -> LetterEvent | None:
    """The newest event by which a reviewer gave the text back; a writer's own taking back is none."""
    return session.scalar(
        sa.select(LetterEvent)
        .where(
            LetterEvent.letter_id == letter_id,
            LetterEvent.kind.in_((LetterEventKind.RETURNED, LetterEventKind.APPROVAL_WITHDRAWN)),
            LetterEvent.reason != TAKEN_BACK,
        )
        .order_by(LetterEvent.at.desc(), LetterEvent.id.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class SignatureRow:
    """Somebody who signs, their signature that counts now, and the ones before it, newest first."""

    signatory: Signatory
    current: Signature | None
    earlier: tuple[Signature, ...]
    withdrawn_after_seal: LetterEvent | None = None

    @property
    def shown_state(self) -> str:
        return self.current.state.value if self.current else "not_invited"


def signature_rows(session: Session, letter: Letter) -> list[SignatureRow]:
    """Everyone who signs, in order, then those who once did. Three SELECTs."""
    rows = session.scalars(
        sa.select(Signature).where(Signature.letter_id == letter.id).order_by(Signature.id.desc())
    ).all()
    order = session.scalars(
        sa.select(LetterSignatory.signatory_id)
        .where(LetterSignatory.letter_id == letter.id)
        .order_by(LetterSignatory.position)
    ).all()
    everyone = list(dict.fromkeys([*order, *(row.signatory_id for row in reversed(rows))]))
    people = {one.id: one for one in session.scalars(sa.select(Signatory).where(Signatory.id.in_(everyone)))}
    later = {
        event.signature_id: event
        for event in session.scalars(
            sa.select(LetterEvent).where(
                LetterEvent.letter_id == letter.id, LetterEvent.kind == LetterEventKind.SIGNATURE_WITHDRAWN
            )
        )
    }
    found = []
    for each in everyone:
        mine = [row for row in rows if row.signatory_id == each]
        current = next((row for row in mine if row.state in LIVE_SIGNATURES), mine[0] if mine else None)
        after = later.get(current.id) if current and current.state is SignatureState.SIGNED else None
        rest = tuple(row for row in mine if row is not current)
        found.append(SignatureRow(people[each], current, rest, after))
    return found


def signature(session: Session, letter_id: UUID, signature_id: UUID) -> Signature:
    """A signature of this letter. Raises `NotFound`."""
    found = session.get(Signature, signature_id)
    if found is None or found.letter_id != letter_id:
        raise NotFound("This letter has no such signature.")
    return found


def files(session: Session, letter_id: UUID) -> dict[int, LetterFile]:
    """Finished files by copy; 0 holds all copies in one."""
    rows = session.scalars(sa.select(LetterFile).where(LetterFile.letter_id == letter_id))
    return {row.copy_no: row for row in rows}


@dataclass(frozen=True)
class Series:
    """Letters before and after this one: the one it follows, those that follow it, and what took its place."""

    earlier: Letter | None
    later: tuple[Letter, ...]
    superseded_by: Letter | None
    supersedes: tuple[Letter, ...]


def series(session: Session, letter: Letter) -> Series:
    """One SELECT."""
    wanted = [letter.earlier_letter_id, letter.superseded_by_id]
    rows = session.scalars(
        sa.select(Letter)
        .where(
            sa.or_(
                Letter.id.in_([each for each in wanted if each]),
                Letter.earlier_letter_id == letter.id,
                Letter.superseded_by_id == letter.id,
            )
        )
        .order_by(Letter.id)
    ).all()
    return Series(
        next((row for row in rows if row.id == letter.earlier_letter_id), None),
        tuple(row for row in rows if row.earlier_letter_id == letter.id),
        next((row for row in rows if row.id == letter.superseded_by_id), None),
        tuple(row for row in rows if row.superseded_by_id == letter.id),
    )


def demand_ids(session: Session, letter_id: UUID) -> list[UUID]:
    """The demands of the letter, in order."""
    return list(
        session.scalars(
            sa.select(LetterDemand.demand_id)
            .where(LetterDemand.letter_id == letter_id)
            .order_by(LetterDemand.position)
        )
    )


def letters_to_choose(
    session: Session, campaign_id: UUID, *, besides: UUID | None = None
) -> Sequence[Letter]:
    """Letters that a letter of this campaign may follow or be superseded by, newest first."""
    wanted = sa.select(Letter).where(Letter.campaign_id == campaign_id)
    if besides is not None:
        wanted = wanted.where(Letter.id != besides)
    return session.scalars(wanted.order_by(Letter.letter_date.desc(), Letter.id.desc()).limit(200)).all()


def render_job(session: Session, letter_id: UUID, kind: str) -> Job | None:
    """The newest job of a kind for this letter."""
    rows = session.scalars(sa.select(Job).where(Job.kind == kind).order_by(Job.created_at.desc()).limit(200))
    return next((row for row in rows if row.payload.get("letter_id") == str(letter_id)), None)
