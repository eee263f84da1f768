"""Whom an existing letter names: officials in its address, signatories under it, looked up in the records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.text import fold
from app.letters.existing import Part, Row
from app.letters.forms_existing import ConfirmForm
from app.officials.queries import Suggestion, official_names, suggest
from app.signatories.queries import active_signatories, letterheads

MOST_NAMES = 6  # looked up of one address
FOUND_AT_MOST = 20
_TITLES = re.compile(
    r"^(?:the (?:right )?hon(?:ou?rable|\.)|hon\.|president|vice president|secretary|senator|representative|governor"
    r"|mayor|congress(?:man|woman|member)|ambassador|chair(?:man|woman)?|mr\.|ms\.|mrs\.|dr\.)\s+",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq)\.?$", re.IGNORECASE)
_INITIAL = re.compile(r"\b[A-Z]\.\s*")
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,3}")


def likely_officials(session: Session, rows: Iterable[Row], day: date) -> list[UUID]:
    """Officials whom the address names, where the directory knows exactly one by that name."""
    found: list[UUID] = []
    lines = [line for row in rows if row.part is Part.ADDRESS for line in row.text.split("\n")]
    for name in [each for each in map(_name, lines) if each][:MOST_NAMES]:
        hits = suggest(session, name, day=day, limit=2)
        if len(hits) == 1 and hits[0].id not in found:
            found.append(hits[0].id)
    return found


def likely_signatories(session: Session, rows: Iterable[Row]) -> list[UUID]:
    """Signatories on file whose names stand where the letter is signed, in its order."""
    signed = fold(" ".join(row.text for row in rows if row.part is Part.SIGNATURE))
    places = [
        (signed.find(fold(one.name)), one.id)
        for one in active_signatories(session)
        if fold(one.name) in signed
    ]
    return [each for _, each in sorted(places, key=lambda place: place[0])]


def offer_people(session: Session, form: ConfirmForm, day: date) -> list[Suggestion]:
    """Fill the choices of people; gives back what the search found besides those who are chosen."""
    form.letterhead_ids.choices = [(one.id, one.label) for one in letterheads(session)]
    people = {one.id: f"{one.name}, {one.title}" for one in active_signatories(session)}
    first = [each for each in form.signatory_ids.data or [] if each in people]
    form.signatory_ids.choices = [(each, people[each]) for each in dict.fromkeys([*first, *people])]
    kept = list(form.official_ids.data or [])
    names = official_names(session, kept)
    form.official_ids.choices = [(each, names[each]) for each in kept if each in names]
    hits = suggest(session, form.search.data or "", day=day, limit=FOUND_AT_MOST)
    return [one for one in hits if one.id not in kept]


def _name(line: str) -> str:
    """A line of an address as a name to look up; empty when it is none."""
    bare = _TITLES.sub("", line.strip())
    named = bare != line.strip()
    bare = _INITIAL.sub("", _SUFFIX.sub("", bare.split(",", 1)[0] if named else bare)).strip()
    return bare if _NAME.fullmatch(bare) and named else ""
