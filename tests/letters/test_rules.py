"""What people may do to a letter, and what a consent needs."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Conflict, InvalidInput, NotAllowed
from app.letters.rules import (
    METHODS,
    Consent,
    SignatureFacts,
    check_approver,
    check_consent,
    reason_given,
    why_not_sealed,
    writers_since,
)
from app.letters.rules_codes import CODE_ALPHABET, read_code, verification_code
from app.letters.states import (
    LETTER_MOVES,
    SIGNATURE_MOVES,
    LetterState,
    SignatureMethod,
    SignatureState,
    check_move,
)

TODAY = date(2023, 1, 4)


@settings(deadline=None)
@given(st.lists(st.sampled_from(LetterState), max_size=20))
def test_no_letter_is_sealed_without_approval_and_ends_are_ends(targets: list[LetterState]) -> None:
    state, approved = LetterState.DRAFT, False
    for target in targets:
        try:
            check_move(LETTER_MOVES, state, target, "Letter AV-2023-02")
        except Conflict as conflict:
            assert conflict.message.startswith("Letter AV-2023-02 is ")
            continue
        assert state not in (LetterState.SEALED, LetterState.WITHDRAWN)
        state = target
        approved = state is LetterState.APPROVED or (approved and state is not LetterState.DRAFT)
        assert approved or state is not LetterState.SEALED


@settings(deadline=None)
@given(st.lists(st.sampled_from(SignatureState), max_size=12))
def test_a_signature_that_ended_never_signs_again(targets: list[SignatureState]) -> None:
    state, ended = SignatureState.INVITED, False
    for target in targets:
        if target in SIGNATURE_MOVES[state]:
            assert not ended
            state = target
            ended = state in (SignatureState.DECLINED, SignatureState.WITHDRAWN, SignatureState.VOID)


def signature(state: SignatureState, consent: str = "c", name: str = "Dana") -> SignatureFacts:
    return SignatureFacts(name, state, consent)


SIGNED = signature(SignatureState.SIGNED)


def test_a_letter_is_sealed_when_all_have_answered_and_one_has_signed_this_text() -> None:
    gone = [
        signature(SignatureState.DECLINED),
        signature(SignatureState.WITHDRAWN),
        signature(SignatureState.VOID),
    ]
    assert why_not_sealed(LetterState.SIGNING, "c", [SIGNED, *gone]) == ()


@pytest.mark.parametrize(
    ("state", "signatures", "reason"),
    [
        (LetterState.DRAFT, [SIGNED], "The letter is draft, not signed."),
        (LetterState.SIGNING, [], "Nobody has signed yet."),
        (LetterState.SIGNING, [SIGNED, signature(SignatureState.VIEWED)], "Dana has not answered yet."),
        (
            LetterState.SIGNING,
            [signature(SignatureState.SIGNED, "old")],
            "Dana signed another text than this one.",
        ),
    ],
)
def test_why_a_letter_is_not_sealed(
    state: LetterState, signatures: list[SignatureFacts], reason: str
) -> None:
    assert why_not_sealed(state, "c", signatures) == (reason,)


def test_every_method_says_what_it_needs() -> None:
    assert set(METHODS) == set(SignatureMethod)
    for rules in METHODS.values():
        assert rules.needs_scan or rules.needs_witness, "a consent without proof is none"


@pytest.mark.parametrize("method", SignatureMethod)
def test_a_consent_without_its_proof_is_refused(method: SignatureMethod) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_consent(Consent(method, TODAY), TODAY)
    proof = Consent(method, TODAY, has_scan=True, witness="Ruth Okafor", note="By telephone at noon")
    check_consent(proof, TODAY)
    assert set(caught.value.errors) <= {"scan", "witness", "note"}


@pytest.mark.parametrize("given_on", [date(2023, 1, 5), date(2023, 1, 1)])
def test_a_consent_is_given_after_the_approval_and_not_in_the_future(given_on: date) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_consent(
            Consent(SignatureMethod.INK, given_on, has_scan=True), TODAY, approved_on=date(2023, 1, 2)
        )
    assert list(caught.value.errors) == ["given_on"]


def test_own_text_is_what_one_wrote_since_the_last_approval() -> None:
    versions = [(1, "ana"), (2, "bo"), (3, "ana"), (4, "cy")]
    assert writers_since(versions, 0) == {"ana", "bo", "cy"}
    assert writers_since(versions, 2) == {"ana", "cy"}


def test_nobody_approves_their_own_text_unless_they_work_alone() -> None:
    writers = frozenset({"ana"})
    assert check_approver("bo", writers, single_person=False) is False
    assert check_approver("ana", writers, single_person=True) is True
    with pytest.raises(NotAllowed):
        check_approver("ana", writers, single_person=False)


def test_a_reason_is_needed() -> None:
    assert reason_given("  Mend the date. ") == "Mend the date."
    with pytest.raises(InvalidInput):
        reason_given(" \n")


@settings(deadline=None)
@given(st.integers())
def test_a_verification_code_is_read_however_it_is_typed(seed: int) -> None:
    code = verification_code(random.Random(seed).randrange)
    assert len(code) == 14
    assert set(code.replace("-", "")) <= set(CODE_ALPHABET)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == read_code(code) == code


@pytest.mark.parametrize("typed", ["", "ABCD", "7K2M-9QXT-04BU", "7K2M-9QXT-04BDX", "7K2M-9QXT-04B؟"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None
