"""What a version of a letter says: the value that is stored, hashed and printed from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.letters.fields import Anchor, DemandWording, EarlierLetter
from app.letters.tree import Doc, from_json, to_json


@dataclass(frozen=True, slots=True)
class LetterheadSnapshot:
    """A letterhead as it stood when the version was made."""

    name: str
    office: str = ""
    lines: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""
    web: str = ""
    crest: str = ""  # sha256 of the image
    style: str = "classic"
    accent: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWording:
    """A claim as pinned for this letter."""

    slug: str
    wording: str
    revision: int = 1


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Everything that a version of a letter says, whoever signs it.

    ``addressing`` is whom it addresses: the names, or the sentence of its segment. ``values`` are the values of the
    organisation and campaign that its fields print (``values_used``); what differs by recipient is not in it.
    """

    tree: Doc
    instrument: str
    letter_date: date
    subject: str = ""
    closing: str = ""
    letterheads: tuple[LetterheadSnapshot, ...] = ()
    demands: tuple[DemandWording, ...] = ()
    claims: tuple[ClaimWording, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    cc: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    addressing: tuple[str, ...] = ()
    earlier: EarlierLetter | None = None


def dump(content: LetterContent) -> str:
    """The content as JSON, to be stored; ``load`` gives it back. Block ids are kept."""
    plain = asdict(content) | {"tree": to_json(content.tree)}
    return json.dumps(
        plain, default=date.isoformat, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def load(stored: str) -> LetterContent:
    """The content that ``dump`` wrote. Raises InvalidInput, KeyError or TypeError for anything else."""
    plain: dict[str, Any] = json.loads(stored)
    earlier = plain["earlier"]
    return LetterContent(
        tree=from_json(plain["tree"]),
        instrument=plain["instrument"],
        letter_date=date.fromisoformat(plain["letter_date"]),
        subject=plain["subject"],
        closing=plain["closing"],
        letterheads=tuple(
            LetterheadSnapshot(**head | {"lines": tuple(head["lines"])}) for head in plain["letterheads"]
        ),
        demands=tuple(DemandWording(**demand) for demand in plain["demands"]),
        claims=tuple(ClaimWording(**claim) for claim in plain["claims"]),
        anchors=tuple(Anchor(**each | {"day": date.fromisoformat(each["day"])}) for each in plain["anchors"]),
        values=tuple((name, value) for name, value in plain["values"]),
        cc=tuple(plain["cc"]),
        enclosures=tuple(plain["enclosures"]),
        addressing=tuple(plain["addressing"]),
        earlier=EarlierLetter(**earlier | {"date": date.fromisoformat(earlier["date"])}) if earlier else None,
    )
