"""The seal: the act that freezes a letter's text, recipients, demands, date and signatures. No verb commits."""

from __future__ import annotations

import secrets
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.core.day_styles import write_day
from app.core.errors import Conflict, InvalidInput
from app.core.jobs import enqueue
from app.documents.service import unprintable
from app.keys.rules import SealPlan
from app.letters import access, digital, papers
from app.letters.compose import Composed, compose_all
from app.letters.compose.problems import report
from app.letters.contexts import LetterFacts, citations_in, content_of, pinned
from app.letters.freezing import Printed, copies_printed, freeze_copies, freeze_rows, signatories_printed
from app.letters.hashing import seal_hash
from app.letters.hashing_content import LetterContent
from app.letters.models import Letter, LetterVersion
from app.letters.models_record import Signature
from app.letters.pinning import freeze_claims
from app.letters.queries_facts import gather
from app.letters.recording import locked, move, note, require_state, require_version, version_of
from app.letters.review import NotReady
from app.letters.rules import SignatureFacts, given, why_not_sealed
from app.letters.rules_codes import verification_code
from app.letters.signatories import SIGNABLE
from app.letters.states import LIVE_SIGNATURES, LetterEventKind, LetterState, SignatureState
from app.letters.waiving import without_source

RENDER_JOB = "letters.render_sealed"
ANSWERED = (SignatureState.DECLINED, SignatureState.WITHDRAWN)


def seal_letter(session: Session, letter: Letter, *, version: int, by: Actor) -> Letter:
    """Freeze the letter for good and have its files made.

    Everyone who signs must have agreed to exactly these words; whoever declined or withdrew is not printed.
    Raises `Conflict` with every reason why not, `NotReady` when a copy cannot be composed any more,
    `InvalidInput` for characters that no letter font prints, `NotAllowed`.
    """
    access.require_approve(by, "seal a letter")
    letter = locked(session, letter)
    require_state(letter, *SIGNABLE, to="sealed")
    require_version(letter, version)
    text, facts = version_of(session, letter), gather(session, letter)
    signed = _signed(session, letter, text, facts)
    facts = only_signers(facts, [one.signatory_id for one in signed])
    content = content_of(text)
    _require_pinned(letter, content)
    plan = digital.planned(session, [one.signatory_id for one in signed], hold=True)
    _require_signable(letter, plan)
    code = verification_code(secrets.randbelow)
    images = {one.signatory_id: one.image_sha256 for one in signed}
    printed = _printed(facts, content, images, how_given(facts, content, signed, plan.own), code)
    freeze_rows(session, facts, images)
    freeze_claims(session, letter, without_source(session, letter.id))
    seal = seal_hash(text.consent_hash, copies_printed(printed), signatories_printed(facts, images))
    freeze_copies(session, letter, _carrying(seal, printed))
    digital.freeze_keys(session, letter, plan)
    letter.seal_hash = seal
    letter.verification_code, letter.sealed_at, letter.sealed_by = code, by.at, by.name
    before = move(letter, LetterState.SEALED, by)
    session.flush()
    note(
        session, letter, LetterEventKind.SEALED, by, before=before, version=text,
        summary=f"Sealed version {text.number} of letter {letter.number} with {_signatures(len(signed))}.",
        detail={"seal_hash": letter.seal_hash, "copies": len(printed), "signatures": len(signed),
                **digital.plan_as_detail(plan)},
    )  # fmt: skip
    enqueue(session, RENDER_JOB, {"letter_id": str(letter.id)}, by)
    return letter


def reasons_not_to_seal(session: Session, letter: Letter, facts: LetterFacts) -> tuple[str, ...]:
    """Every reason why the letter cannot be sealed now, apart from its words; empty when it can."""
    text = version_of(session, letter)
    answers = signature_facts(session, letter, text, facts)
    signing = [row.signatory_id for row, one in zip(facts.rows, answers, strict=True) if _has_signed(one)]
    against = digital.reasons_against(digital.planned(session, signing))
    return (*why_not_sealed(letter.state, text.consent_hash, answers), *against)


def signature_facts(
    session: Session, letter: Letter, text: LetterVersion, facts: LetterFacts
) -> list[SignatureFacts]:
    """Where everyone who should sign stands on the current text. One SELECT."""
    latest = _latest(session, letter, text)
    found = []
    for row in facts.rows:
        name, mine = facts.people[row.signatory_id].name, latest.get(row.signatory_id)
        state = mine.state if mine else SignatureState.INVITED
        found.append(SignatureFacts(name, state, mine.consent_hash if mine else ""))
    return found


def _has_signed(answer: SignatureFacts) -> bool:
    return answer.state is SignatureState.SIGNED


def _require_signable(letter: Letter, plan: SealPlan) -> None:
    """Never unsealed in silence: a key that is set but cannot sign stops the seal."""
    reasons = digital.reasons_against(plan)
    if reasons:
        raise Conflict(f"Letter {letter.number} cannot be sealed yet. {' '.join(reasons)}")


def _require_pinned(letter: Letter, content: LetterContent) -> None:
    """A claim that came on file after the version was written was read by nobody who agreed to it."""
    missing = sorted(set(citations_in(content.tree)) - {pin.slug for pin in content.claims if pin.fact})
    if missing:
        named = ", ".join(f"“{slug}”" for slug in missing)
        raise Conflict(
            f"Letter {letter.number} cites {named}, which came on file after version {letter.current_version} was "
            "written. Take the text back, save it, and have it approved and signed with the claim’s words."
        )


def only_signers(facts: LetterFacts, signatory_ids: Sequence[UUID]) -> LetterFacts:
    """The letter as it reads when just these people sign: "I" and "we" follow their number."""
    rows = tuple(row for row in facts.rows if row.signatory_id in set(signatory_ids))
    fewer = replace(facts, rows=rows)
    signing = fewer.nobody().signatories
    copies = tuple(replace(copy, context=replace(copy.context, signatories=signing)) for copy in facts.copies)
    return replace(fewer, copies=copies)


def how_given(
    facts: LetterFacts, content: LetterContent, signed: Sequence[Signature], digital: Container[UUID] = ()
) -> dict[UUID, str]:
    """How each signatory's signature was given, in the paper's words. `digital`: who signs by an own certificate."""
    zone = ZoneInfo(facts.organisation.time_zone)
    return {
        one.signatory_id: given(
            one.method,
            write_day(one.consented_at.astimezone(zone).date(), content.date_style),
            one.witness,
            image=one.image_sha256 is not None,
            digital=one.signatory_id in digital,
            mark=one.mark,
        )
        for one in signed
        if one.method is not None and one.consented_at is not None
    }


def _latest(session: Session, letter: Letter, text: LetterVersion) -> dict[UUID, Signature]:
    """The answer of each person that counts for this text: their live one, else what they last said to it."""
    rows = session.scalars(
        sa.select(Signature)
        .where(
            Signature.letter_id == letter.id,
            sa.or_(
                Signature.state.in_(LIVE_SIGNATURES),
                sa.and_(Signature.state.in_(ANSWERED), Signature.version_number == text.number),
            ),
        )
        .order_by(Signature.id)
    )
    found: dict[UUID, Signature] = {}
    for row in rows:
        mine = found.get(row.signatory_id)
        if mine is None or mine.state not in LIVE_SIGNATURES:
            found[row.signatory_id] = row
    return found


def _signed(session: Session, letter: Letter, text: LetterVersion, facts: LetterFacts) -> list[Signature]:
    """The signatures that the seal freezes. Raises `Conflict` with every reason why it cannot."""
    answers = signature_facts(session, letter, text, facts)
    reasons = why_not_sealed(letter.state, text.consent_hash, answers)
    if reasons:
        raise Conflict(f"Letter {letter.number} cannot be sealed yet. {' '.join(reasons)}")
    latest = _latest(session, letter, text)
    rows = [latest[row.signatory_id] for row in facts.rows if row.signatory_id in latest]
    return [row for row in rows if row.state is SignatureState.SIGNED]


def _carrying(seal: str, printed: Sequence[Printed]) -> list[Printed]:
    """The copies as they are drawn: each names the seal in its file."""
    return [replace(one, paper=replace(one.paper, seal=seal)) for one in printed]


def _signatures(count: int) -> str:
    return "1 signature" if count == 1 else f"{count} signatures"


def _printed(
    facts: LetterFacts,
    content: LetterContent,
    images: dict[UUID, str | None],
    how: Mapping[UUID, str],
    code: str,
) -> list[Printed]:
    """Every copy, or every reason why not."""
    contexts = [pinned(copy.context, content) for copy in facts.copies]
    composed = list(zip(facts.copies, compose_all(content.tree, contexts, facts.around), strict=True))
    failed = [(str(copy.number), found.found) for copy, found in composed if not isinstance(found, Composed)]
    if failed or not composed:
        raise NotReady(facts.letter, report(failed))
    people = papers.signers(facts, images, how)
    printed = []
    for copy, found in composed:
        if isinstance(found, Composed):
            sheet = papers.paper(
                facts, content, copy, found.resolved, people, sources=found.sources, code=code
            )
            printed.append(Printed(copy, sheet, papers.as_text(sheet, found.sources, content.date_style)))
    missing = sorted({each for one in printed for each in unprintable(one.paper)})
    if missing:
        shown = ", ".join(f"{each} (U+{ord(each):04X})" for each in missing[:12])
        raise InvalidInput(
            {"text": f"The letter fonts cannot print these characters: {shown}. Replace them."}
        )
    return printed
