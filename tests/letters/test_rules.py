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
    VERBS,
    Consent,
    LetterVerb,
    SignatureFacts,
    check_approver,
    check_consent,
    may,
    moved,
    reason_given,
    why_not_sealed,
    writers_since,
)
from app.letters.rules_codes import CODE_ALPHABET, read_code, verification_code
from app.letters.states import LETTER_MOVES, LetterState, SignatureMethod, SignatureState

TODAY = date(2023, 1, 4)


@settings(deadline=None)
@given(st.sampled_from(LetterState), st.sampled_from(LetterVerb))
def test_a_verb_moves_a_letter_along_the_table_or_not_at_all(state, verb):
    if not may(state, verb):
        with pytest.raises(Conflict, match="cannot be"):
            moved(state, verb)
        return
    then = moved(state, verb)
    assert then is state or then in LETTER_MOVES[state]


def test_every_move_of_the_table_but_the_editorial_one_has_a_verb():
    by_verb = {(now, moved(now, verb)) for verb, move in VERBS.items() for now in move.now}
    in_table = {(now, then) for now, after in LETTER_MOVES.items() for then in after}
    assert in_table - by_verb == {(LetterState.SIGNING, LetterState.APPROVED)}


@settings(deadline=None)
@given(st.lists(st.sampled_from(LetterVerb), max_size=12))
def test_a_sealed_letter_stays_sealed_and_a_withdrawn_one_withdrawn(verbs):
    for end in (LetterState.SEALED, LetterState.WITHDRAWN):
        state = end
        for verb in verbs:
            if may(state, verb):
                state = moved(state, verb)
        assert state is end


@settings(deadline=None)
@given(st.lists(st.sampled_from(LetterVerb), max_size=20))
def test_no_letter_is_sealed_without_approval(verbs):
    state, approved = LetterState.DRAFT, False
    for verb in verbs:
        if not may(state, verb):
            continue
        state = moved(state, verb)
        approved = verb is LetterVerb.APPROVE or (approved and verb is not LetterVerb.EDIT)
        assert state is not LetterState.SEALED or approved


def signature(state, consent="c", name="Dana"):
    return SignatureFacts(name, state, consent)


SIGNED = signature(SignatureState.SIGNED)


def test_a_letter_is_sealed_when_all_have_answered_and_one_has_signed_this_text():
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
def test_why_a_letter_is_not_sealed(state, signatures, reason):
    assert why_not_sealed(state, "c", signatures) == (reason,)


def test_every_method_says_what_it_needs():
    assert set(METHODS) == set(SignatureMethod)
    for rules in METHODS.values():
        assert rules.needs_scan or rules.needs_witness, "a consent without proof is none"


@pytest.mark.parametrize("method", SignatureMethod)
def test_a_consent_without_its_proof_is_refused(method):
    with pytest.raises(InvalidInput) as caught:
        check_consent(Consent(method, TODAY), TODAY)
    proof = Consent(method, TODAY, has_scan=True, witness="Ruth Okafor", note="By telephone at noon")
    check_consent(proof, TODAY)
    assert set(caught.value.errors) <= {"scan", "witness", "note"}


@pytest.mark.parametrize("given_on", [date(2023, 1, 5), date(2023, 1, 1)])
def test_a_consent_is_given_after_the_approval_and_not_in_the_future(given_on):
    with pytest.raises(InvalidInput) as caught:
        check_consent(
            Consent(SignatureMethod.INK, given_on, has_scan=True), TODAY, approved_on=date(2023, 1, 2)
        )
    assert list(caught.value.errors) == ["given_on"]


def test_own_text_is_what_one_wrote_since_the_last_approval():
    versions = [(1, "ana"), (2, "bo"), (3, "ana"), (4, "cy")]
    assert writers_since(versions, 0) == {"ana", "bo", "cy"}
    assert writers_since(versions, 2) == {"ana", "cy"}


def test_nobody_approves_their_own_text_unless_they_work_alone():
    writers = frozenset({"ana"})
    assert check_approver("bo", writers, single_person=False) is False
    assert check_approver("ana", writers, single_person=True) is True
    with pytest.raises(NotAllowed):
        check_approver("ana", writers, single_person=False)


def test_a_reason_is_needed():
    assert reason_given("  Mend the date. ") == "Mend the date."
    with pytest.raises(InvalidInput):
        reason_given(" \n")


@settings(deadline=None)
@given(st.integers())
def test_a_verification_code_is_read_however_it_is_typed(seed):
    code = verification_code(random.Random(seed).randrange)
    assert len(code) == 14
    assert set(code.replace("-", "")) <= set(CODE_ALPHABET)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == read_code(code) == code


@pytest.mark.parametrize("typed", ["", "ABCD", "7K2M-9QXT-04BU", "7K2M-9QXT-04BDX", "7K2M-9QXT-04B؟"])
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None
