"""What a version of a letter says: the value that is stored, hashed and printed from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from app.core.day_styles import DayStyle
from app.evidence.rules import ClaimFact, ClaimState, Confidence, PartialDate, SourceFact, SourceKind
from app.letters.fields import Anchor, DemandWording, EarlierLetter
from app.letters.styles import CitationStyle
from app.letters.tree import Doc, from_json, to_json

FORMAT = 2  # of what a consent hash covers; a new one never makes an old hash wrong


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
    """A claim as pinned for this letter. ``fact``: with its sources, as it stood when the version was made."""

    slug: str
    wording: str
    revision: int = 1
    fact: ClaimFact | None = None

    @property
    def against(self) -> tuple[str, str]:
        """What is held against it: the dispute and the opposing view, empty when there is none."""
        return (self.fact.dispute, self.fact.opposing_view) if self.fact else ("", "")

    @property
    def sources(self) -> tuple[SourceFact, ...]:
        return self.fact.sources if self.fact else ()


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Everything that a version of a letter says, whoever signs it.

    ``addressing`` is whom it addresses: the names, or the sentence of its segment. ``values`` are the values of the
    organisation and campaign that its fields print (``values_used``); what differs by recipient is not in it.
    ``format`` is of what its consent hash covers: a content keeps the one that it was begun with.
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
    citation_style: CitationStyle = CitationStyle.ANNEX
    date_style: DayStyle = DayStyle.LONG
    format: int = FORMAT


def dump(content: LetterContent) -> str:
    """The content as JSON, to be stored; ``load`` gives it back. Block ids are kept."""
    plain = asdict(replace(content, claims=())) | {
        "tree": to_json(content.tree),
        "claims": [claim_to_json(claim) for claim in content.claims],
    }
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
        claims=tuple(claim_from_json(claim) for claim in plain["claims"]),
        anchors=tuple(Anchor(**each | {"day": date.fromisoformat(each["day"])}) for each in plain["anchors"]),
        values=tuple((name, value) for name, value in plain["values"]),
        cc=tuple(plain["cc"]),
        enclosures=tuple(plain["enclosures"]),
        addressing=tuple(plain["addressing"]),
        earlier=EarlierLetter(**earlier | {"date": date.fromisoformat(earlier["date"])}) if earlier else None,
        citation_style=CitationStyle(plain.get("citation_style", CitationStyle.ANNEX)),
        date_style=DayStyle(plain.get("date_style", DayStyle.LONG)),
        format=plain.get("format", 1),
    )


def claim_to_json(claim: ClaimWording) -> dict[str, Any]:
    """A pinned claim as plain JSON values."""
    fact = claim.fact
    made: dict[str, Any] = {"slug": claim.slug, "wording": claim.wording, "revision": claim.revision}
    if fact is not None:
        plain = {field.name: getattr(fact, field.name) for field in fields(fact)}
        made["fact"] = plain | {
            "figures": dict(fact.figures),
            "event": asdict(fact.event),
            "sources": [asdict(source) for source in fact.sources],
        }
    return made


def claim_from_json(plain: Mapping[str, Any]) -> ClaimWording:
    """The pinned claim that `claim_to_json` wrote."""
    fact = plain.get("fact")
    return ClaimWording(plain["slug"], plain["wording"], plain["revision"], _fact(fact) if fact else None)


def _fact(plain: Mapping[str, Any]) -> ClaimFact:
    return ClaimFact(
        **{
            **plain,
            "state": ClaimState(plain["state"]),
            "confidence": Confidence(plain["confidence"]),
            "event": _partial(plain["event"]),
            "known_by": _day(plain["known_by"]),
            "sources": tuple(
                SourceFact(**{**one, "date": _partial(one["date"]), "kind": SourceKind(one["kind"])})
                for one in plain["sources"]
            ),
        }
    )


def _partial(plain: Mapping[str, Any]) -> PartialDate:
    return PartialDate(_day(plain["earliest"]), _day(plain["latest"]), plain["as_written"])


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
