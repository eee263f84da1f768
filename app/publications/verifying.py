"""Is this letter genuine? Asked with the code on a paper, or with a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.letters.models import Letter
from app.letters.queries import letter_by_code
from app.letters.rules_codes import read_code
from app.publications.queries import OnPaper, file_of, letters_of, letters_sealed_as, on_paper
from app.publications.rules import Verdict, beginnings, codes_in, seals_in


@dataclass(frozen=True)
class Finding:
    """A verdict and what may be shown with it. `added`: bytes that follow the sealed file in the one shown.

    `no_code`: what was typed cannot be the code of any letter. `unread`: the words of the file could not be read.
    """

    verdict: Verdict
    letter: OnPaper | None = None
    by_file: bool = False
    combined: bool = False
    added: int | None = None
    no_code: bool = False
    unread: bool = False


def by_code(session: Session, typed: str) -> Finding:
    """What the code of a paper belongs to. A code proves that such a letter exists; the reader compares the words."""
    code = read_code(typed)
    letter = letter_by_code(session, code) if code else None
    if letter is None:
        return Finding(Verdict.UNKNOWN, no_code=code is None)
    return Finding(_standing(letter), on_paper(session, letter))


def by_hash(session: Session, data: bytes) -> Finding | None:
    """The letter of which `data` is a sealed file, or begins with one; None when neither. No byte of it is parsed."""
    found = file_of(session, hashlib.sha256(data).hexdigest())
    if found is not None:
        letter, copy_no, _ = found
        shown = on_paper(session, letter, copy_no)
        return Finding(_standing(letter), shown, by_file=True, combined=copy_no == 0)
    shorter = beginnings(data)
    found = file_of(session, *shorter) if shorter else None
    if found is None:
        return None
    letter, copy_no, digest = found
    added = len(data) - shorter[digest]
    return Finding(Verdict.CHANGED, on_paper(session, letter, copy_no), by_file=True, added=added)


def by_words(session: Session, words: str | None, data: bytes) -> Finding:
    """What is to be said of a file that is no sealed file: whether it names a letter that is sealed.

    By the code in its words; where they cannot be read (None), by the seal that its bytes name.
    """
    letters = letters_of(session, codes_in(words or "")) or letters_sealed_as(session, seals_in(data))
    shown = on_paper(session, letters[0]) if len(letters) == 1 else None
    verdict = Verdict.CHANGED if letters else Verdict.UNKNOWN
    return Finding(verdict, shown, by_file=True, unread=words is None)


def _standing(letter: Letter) -> Verdict:
    return Verdict.SUPERSEDED if letter.superseded_by_id is not None else Verdict.GENUINE
