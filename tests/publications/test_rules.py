"""Codes found in words, and sealed files found at the beginning of longer ones."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from app.letters.rules_codes import CODE_ALPHABET, verification_code
from app.publications.rules import MOST_CODES, MOST_REVISIONS, beginnings, codes_in


def code_of(digits: list[int]) -> str:
    left = iter(digits)
    return verification_code(lambda _: next(left))


CODES = st.lists(st.integers(0, len(CODE_ALPHABET) - 1), min_size=12, max_size=12).map(code_of)


@given(CODES, st.text(max_size=40), st.text(max_size=40))
def test_a_printed_code_is_found_in_any_words(code: str, before: str, after: str) -> None:
    assert code in codes_in(f"{before} {code} {after}")


def test_codes_are_found_once_and_not_without_end() -> None:
    codes = [f"{number:04}-0000-0000" for number in range(50)]
    assert codes_in(" ".join(codes + codes)) == codes[:MOST_CODES]
    assert codes_in("A123-4567-89") == []
    assert codes_in("XA123-4567-8901") == []


PDFS = st.lists(st.binary(max_size=60), min_size=1, max_size=3).map(
    lambda parts: b"%%EOF\n".join([*parts, b""])
)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@given(PDFS, st.sampled_from([b"", b"\n", b"\r\n"]), st.binary(min_size=1, max_size=60))
def test_what_was_added_to_a_sealed_file_is_counted(data: bytes, ending: bytes, more: bytes) -> None:
    sealed = data.removesuffix(b"\n") + ending
    assert beginnings(sealed + b"x" + more)[digest(sealed)] == len(sealed)


@given(PDFS, st.data(), st.binary(max_size=20))
def test_no_flipped_byte_passes(data: bytes, draw: st.DataObject, more: bytes) -> None:
    place = draw.draw(st.integers(0, len(data) - 1))
    flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    assert digest(data) not in beginnings(flipped + more)


def test_a_file_of_end_marks_is_not_hashed_without_end() -> None:
    assert len(beginnings(b"%%EOF\n" * 100_000)) <= 2 * MOST_REVISIONS
