"""What approving, signing and sealing a letter need. The states and moves themselves are in ``states``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import InvalidInput, NotAllowed
from app.letters.states import LETTER_MOVES, LetterState, SignatureMark, SignatureMethod, SignatureState


class Instrument(StrEnum):
    """The kind of writing."""

    OFFICIAL_LETTER = "official_letter"
    JOINT_LETTER = "joint_letter"
    SIGN_ON_LETTER = "sign_on_letter"
    FOLLOW_UP = "follow_up"
    THANK_YOU = "thank_you"
    PRESS_STATEMENT = "press_statement"


WAITING = frozenset({SignatureState.INVITED, SignatureState.VIEWED})


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What the rules need of a signature. ``consent`` is the consent hash that it names."""

    name: str
    state: SignatureState
    consent: str


def why_not_sealed(state: LetterState, consent: str, signatures: Sequence[SignatureFacts]) -> tuple[str, ...]:
    """Every reason why a letter cannot be sealed now; empty when it can.

    Whoever declined or withdrew is simply not printed; whoever has not answered holds the letter up.
    """
    reasons = (
        [] if LetterState.SEALED in LETTER_MOVES[state] else [f"The letter is {_words(state)}, not signed."]
    )
    signed = [signature for signature in signatures if signature.state is SignatureState.SIGNED]
    if not signed:
        reasons.append("Nobody has signed yet.")
    reasons += [f"{s.name} has not answered yet." for s in signatures if s.state in WAITING]
    reasons += [f"{s.name} signed another text than this one." for s in signed if s.consent != consent]
    return tuple(reasons)


@dataclass(frozen=True, slots=True)
class MethodRules:
    """What staff record for a method; ``prints_image``: whether the signature image stands on the paper.

    ``on_paper``: how the paper says that the signature was given, on ``{day}`` and before ``{witness}``.
    """

    label: str
    needs_scan: bool
    needs_witness: bool
    prints_image: bool
    hint: str
    on_paper: str = ""


METHODS = {
    SignatureMethod.INK: MethodRules(
        "Signed on paper",
        True,
        False,
        False,
        "Upload the scan of the signed page. The ink stands on the paper itself.",
        "on paper, {day}",
    ),
    SignatureMethod.WRITING: MethodRules(
        "Signature image, with written consent",
        True,
        False,
        True,
        "Upload the written consent to place the image.",
        "with written consent of {day}",
    ),
    SignatureMethod.EMAIL: MethodRules(
        "Consent by e-mail",
        True,
        False,
        True,
        "Upload the message as a file or a scan, with its date and sender.",
        "with consent by e-mail of {day}",
    ),
    SignatureMethod.SPOKEN: MethodRules(
        "Spoken consent before a witness",
        False,
        True,
        True,
        "Name the witness and say when and how it was given.",
        "with consent spoken before {witness}, {day}",
    ),
}


MARKS = {
    SignatureMark.IMAGE: "by image",
    SignatureMark.DRAWN: "drawn by hand on a screen",
    SignatureMark.TYPED: "by typed name",
}


def given(
    method: SignatureMethod,
    day: str,
    witness: str,
    *,
    image: bool,
    digital: bool,
    mark: SignatureMark | None = None,
) -> str:
    """How a signature was given, as the paper says it: "by image, with written consent of January 3, 2023".

    ``day`` as it is written on this letter. ``image``: whether an image prints, and ``mark`` how it came about;
    ``digital``: whether the signatory's own certificate signs the file.
    """
    rules = METHODS[method]
    words = (rules.on_paper or f"{rules.label[:1].lower()}{rules.label[1:]}, {{day}}").format(
        day=day, witness=witness or "a witness"
    )
    parts = [MARKS[mark or SignatureMark.IMAGE]] if image and rules.prints_image else []
    parts += [words, *(["and digitally with an own certificate"] if digital else [])]
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as staff record it."""

    method: SignatureMethod
    given_on: date
    has_scan: bool = False
    witness: str = ""
    note: str = ""


def check_consent(consent: Consent, today: date, approved_on: date | None = None) -> None:
    """Raises InvalidInput (fields given_on, scan, witness, note) for a consent that proves nothing."""
    rules, errors = METHODS[consent.method], {}
    if consent.given_on > today:
        errors["given_on"] = "A consent cannot be given in the future."
    elif approved_on is not None and consent.given_on < approved_on:
        errors["given_on"] = "The text was approved after that day. Consent is to the approved text."
    if rules.needs_scan and not consent.has_scan:
        errors["scan"] = rules.hint
    if rules.needs_witness and not consent.witness.strip():
        errors["witness"] = "Name the witness."
    if rules.needs_witness and not consent.note.strip():
        errors["note"] = "Say when and how the consent was given."
    if errors:
        raise InvalidInput(errors)


TAKEN_BACK = "Taken back to go on writing."
"""The reason of a return that the writers themselves made, before anybody decided."""


def reason_given(reason: str) -> str:
    """A reason, trimmed. Raises InvalidInput (field reason) when there is none."""
    if not reason.strip():
        raise InvalidInput({"reason": "Give a reason. The writer will read it."})
    return reason.strip()


def writers_since(versions: Iterable[tuple[int, str]], approved: int) -> frozenset[str]:
    """Who wrote any of the text since version ``approved`` (0: never approved), from (number, author key) pairs."""
    return frozenset(author for number, author in versions if number > approved)


def check_approver(approver: str, writers: frozenset[str], single_person: bool) -> bool:
    """Whether the approver approves their own text, for the record.

    Raises NotAllowed when they wrote any of it and the organisation is not in single-person mode.
    """
    own = approver in writers
    if own and not single_person:
        raise NotAllowed("You wrote some of this text, so another approver has to approve it.")
    return own


def weekday_or_day(day: date, today: date) -> str:
    """A day as people name it: "Friday" within a week, else "January 20, 2023"."""
    if timedelta(0) <= day - today < timedelta(7):
        return "today" if day == today else f"{day:%A}"
    return f"{day:%B} {day.day}, {day.year}"


def _words(state: StrEnum) -> str:
    return state.value.replace("_", " ")
