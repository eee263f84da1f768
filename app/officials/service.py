"""Adding and correcting officials by hand. Corrections are marked, so that imports leave them alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.officials import names, queries
from app.officials.marks import change, mark_fields, plain
from app.officials.models import Official
from app.officials.models.columns import STAFF
from app.officials.rules import GenderedForm

_LIMITS = {
    "prefix": 40,
    "first": 120,
    "middle": 120,
    "nickname": 120,
    "last": 160,
    "suffix": 40,
    "full_name": 300,
}
_MOST_NOTE = 4000


@dataclass(frozen=True)
class PersonInput:
    """What staff type of a person. `full_name` empty: composed of the parts."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""
    nickname: str = ""
    prefix: str = ""
    full_name: str = ""
    gendered_form: GenderedForm = GenderedForm.UNKNOWN
    note: str = ""


def add_official(session: Session, person: PersonInput, *, by: Actor) -> Official:
    """A new official with a name and, so far, no office. Raises `InvalidInput` by field."""
    values = _checked(person, ())
    official = Official(**values, source=STAFF, created_at=by.at, updated_at=by.at)
    session.add(official)
    session.flush()
    record(session, by, "officials.add", "official", official.id, summary=f"Added {official.full_name}")
    return official


def edit_official(session: Session, official_id: UUID, person: PersonInput, *, by: Actor) -> Official:
    """Correct a name, the preferred form or the note. Raises `InvalidInput`, `NotFound`, `Conflict`."""
    official = in_use(session, official_id)
    changed = change(official, _checked(person, official.aliases))
    if not changed:
        return official
    official.updated_at = by.at
    by_hand = {name: getattr(official, name) for name in changed if name not in _DERIVED | {"note"}}
    mark_fields(session, "official", official.id, by_hand, by=by)
    record(
        session,
        by,
        "officials.edit",
        "official",
        official.id,
        summary=f"Changed the record of {official.full_name}",
        detail={"changed": {name: list(pair) for name, pair in changed.items() if name not in _DERIVED}},
    )
    return official


def retire_official(session: Session, official_id: UUID, *, by: Actor) -> Official:
    """Take a record out of use. Nothing is deleted: sealed letters and histories still name it."""
    official = in_use(session, official_id)
    official.retired_on = by.today
    official.updated_at = by.at
    mark_fields(session, "official", official.id, {"retired_on": plain(by.today)}, by=by)
    record(
        session,
        by,
        "officials.retire",
        "official",
        official.id,
        summary=f"Took {official.full_name} out of use",
    )
    return official


def in_use(session: Session, official_id: UUID) -> Official:
    """The official, if the record may still be changed. Raises `NotFound`, `Conflict`."""
    official = queries.official(session, official_id)
    if official.merged_into_id is not None:
        raise Conflict("This record was merged into another. Change that one instead.")
    if official.retired_on is not None:
        raise Conflict("This record is out of use, so it can no longer be changed.")
    return official


_DERIVED = frozenset({"search_text", "sort_name"})


def _checked(person: PersonInput, aliases: Iterable[str]) -> Mapping[str, Any]:
    errors: dict[str, str] = {}
    if not person.last.strip():
        errors["last"] = "Enter the family name. If there is only one name, enter it here."
    for field, limit in _LIMITS.items():
        if len(getattr(person, field)) > limit:
            errors[field] = f"{limit} characters at most."
    if len(person.note) > _MOST_NOTE:
        errors["note"] = f"{_MOST_NOTE} characters at most."
    if errors:
        raise InvalidInput(errors)
    parts = names.tidy_parts(
        names.NameParts(
            first=names.clean(person.first),
            middle=names.clean(person.middle),
            nickname=names.clean(person.nickname),
            last=names.clean(person.last),
            suffix=names.clean(person.suffix),
            full=names.clean(person.full_name),
        )
    )
    return {
        "prefix": names.clean(person.prefix),
        **names.columns(parts),
        "gendered_form": person.gendered_form,
        "note": person.note.strip(),
        "search_text": names.search_text(parts, aliases),
        "sort_name": names.sort_name(parts),
    }
