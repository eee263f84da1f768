"""The paper says how each signature was given: from the recorded consent to the printed line."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.documents.paper import SignatureBlock
from app.documents.plaintext import letter_text
from app.documents.sheet import how_signed
from app.letters.rendering import paper_of
from app.letters.rules import METHODS, given
from app.letters.sealing import seal_letter
from app.letters.states import SignatureMethod
from tests.letters.factories import make_letter, make_world, signed

DAY = "January 3, 2023"


@pytest.mark.parametrize(
    ("method", "image", "digital", "words"),
    [
        (SignatureMethod.INK, False, False, "on paper, January 3, 2023"),
        (SignatureMethod.INK, True, False, "on paper, January 3, 2023"),
        (SignatureMethod.WRITING, True, False, "by image, with written consent of January 3, 2023"),
        (SignatureMethod.WRITING, False, False, "with written consent of January 3, 2023"),
        (SignatureMethod.EMAIL, True, False, "by image, with consent by e-mail of January 3, 2023"),
        (SignatureMethod.SPOKEN, True, False, "by image, with consent spoken before Ana Ruiz, January 3, 2023"),
        (
            SignatureMethod.INK, False, True,
            "on paper, January 3, 2023, and digitally with an own certificate",
        ),
    ],
)  # fmt: skip
def test_each_method_in_words(method: SignatureMethod, image: bool, digital: bool, words: str) -> None:
    assert given(method, DAY, "Ana Ruiz", image=image, digital=digital) == words


def test_every_method_has_words() -> None:
    assert set(METHODS) == set(SignatureMethod)
    for rules in METHODS.values():
        assert "{day}" in rules.on_paper
        assert ("{witness}" in rules.on_paper) == rules.needs_witness


def people(*notes: str | None) -> tuple[SignatureBlock, ...]:
    return tuple(SignatureBlock(f"P{n}", signed_note=note) for n, note in enumerate(notes, 1))


@pytest.mark.parametrize(
    ("notes", "lines"),
    [
        ((), ()),
        ((None, None), ()),
        (("on paper",), ("On paper",)),
        (("on paper", "on paper"), ("P1 and P2, on paper",)),
        (("on paper", "by image"), ("P1, on paper", "P2, by image")),
        (("a", "b", "a", "a"), ("P1, P3, and P4, a", "P2, b")),
        (("a",) * 7, ("All 7, a",)),
        (("b", *("a",) * 7), ("P1, b", "The other 7, a")),
        ((None, *("a",) * 7), ("P2, P3, P4, P5, P6, P7, and P8, a",)),
    ],
)
def test_lines_name_whom_they_must(notes: tuple[str | None, ...], lines: tuple[str, ...]) -> None:
    assert how_signed(people(*notes)) == lines


def test_the_seal_writes_it_and_a_draft_does_not(session: Session) -> None:
    world = make_world(session, signatories=2)
    letter = signed(session, world, make_letter(session, world))
    assert how_signed(paper_of(session, letter, 1).signatures) == ()
    seal_letter(session, letter, version=letter.current_version, by=world.approver)
    paper = paper_of(session, letter, 1)
    (line,) = how_signed(paper.signatures)
    assert " and " in line
    assert f"Signed:\n{line}" in letter_text(paper)
