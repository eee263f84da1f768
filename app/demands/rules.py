"""What a demand is and when its wording is fit to use. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.text import squash

MAX_TITLE = 120
MAX_SLUG = 60
MAX_CLAUSE = 300
MAX_PARAGRAPH = 2000
MAX_NOTE = 300
MAX_GUIDANCE = 600
MAX_LAW = 200
MAX_CITATION = 300
MAX_BASES = 12
MAX_TAG = 40
MAX_TAGS = 12

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class DemandState(StrEnum):
    """An active demand may be put into a campaign; a retired one stays where it is used."""

    ACTIVE = "active"
    RETIRED = "retired"


class OfficeKind(StrEnum):
    """Kinds of office that can grant a demand."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    CABINET_SECRETARY = "cabinet_secretary"
    AGENCY_HEAD = "agency_head"
    SENATOR = "senator"
    REPRESENTATIVE = "representative"
    COMMITTEE_CHAIR = "committee_chair"
    GOVERNOR = "governor"
    STATE_LEGISLATOR = "state_legislator"
    COUNTY_SUPERVISOR = "county_supervisor"
    MAYOR = "mayor"
    COUNCIL = "council"
    AMBASSADOR = "ambassador"
    INTERNATIONAL = "international"
    OTHER = "other"


OFFICE_WORDS: Mapping[OfficeKind, str] = {
    OfficeKind.PRESIDENT: "President",
    OfficeKind.VICE_PRESIDENT: "Vice President",
    OfficeKind.CABINET_SECRETARY: "Cabinet secretary",
    OfficeKind.AGENCY_HEAD: "Head of a federal agency",
    OfficeKind.SENATOR: "U.S. senator",
    OfficeKind.REPRESENTATIVE: "U.S. representative",
    OfficeKind.COMMITTEE_CHAIR: "Committee chair or ranking member",
    OfficeKind.GOVERNOR: "Governor",
    OfficeKind.STATE_LEGISLATOR: "State legislator",
    OfficeKind.COUNTY_SUPERVISOR: "County supervisor",
    OfficeKind.MAYOR: "Mayor",
    OfficeKind.COUNCIL: "City council",
    OfficeKind.AMBASSADOR: "Ambassador",
    OfficeKind.INTERNATIONAL: "International organization",
    OfficeKind.OTHER: "Another office",
}


@dataclass(frozen=True)
class LegalBasis:
    """A law a demand rests on: its name and where it stands."""

    law: str
    citation: str

    def plain(self) -> dict[str, str]:
        return {"law": self.law, "citation": self.citation}


@dataclass(frozen=True)
class DemandWording:
    """The words of a demand. A change to any of them makes a new revision."""

    title: str
    clause: str
    paragraph: str
    legal_basis: tuple[LegalBasis, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Plain values in a fixed shape, for hashing and for the audit trail."""
        return {
            "title": self.title,
            "clause": self.clause,
            "paragraph": self.paragraph,
            "legal_basis": [basis.plain() for basis in self.legal_basis],
        }


@dataclass(frozen=True)
class DemandDraft:
    """Everything staff enter about a demand, apart from its slug."""

    wording: DemandWording
    grantable_by: tuple[OfficeKind, ...] = ()
    tags: tuple[str, ...] = ()
    guidance: str = ""


def draft_problems(draft: DemandDraft) -> dict[str, str]:
    """What is wrong with `draft`, by field; empty when it can be kept."""
    problems = wording_problems(draft.wording)
    if not draft.grantable_by:
        problems["grantable_by"] = "Choose at least one office that can grant this."
    tags = tags_problem(draft.tags)
    if tags:
        problems["tags"] = tags
    if len(draft.guidance) > MAX_GUIDANCE:
        problems["guidance"] = (
            f"Shorten this to {MAX_GUIDANCE} characters or fewer. It has {len(draft.guidance)}."
        )
    return problems


def wording_problems(wording: DemandWording) -> dict[str, str]:
    """What is wrong with `wording`, by field; empty when it is fit to use."""
    problems: dict[str, str] = {}
    _check_length(
        problems, "title", wording.title, MAX_TITLE, "Enter a short title, for example “Enforce Section 907”."
    )
    _check_length(
        problems, "clause", wording.clause, MAX_CLAUSE, "Enter the demand as a clause, starting with a verb."
    )
    _check_length(problems, "paragraph", wording.paragraph, MAX_PARAGRAPH, "Enter the demand as a paragraph.")
    if "clause" not in problems and wording.clause[-1] in ".;:,":
        problems["clause"] = "Leave the punctuation off the end of the clause: the letter puts in what fits."
    if "clause" not in problems and "\n" in wording.clause:
        problems["clause"] = "Keep the clause on one line."
    if len(wording.legal_basis) > MAX_BASES:
        problems["legal_basis"] = f"Name at most {MAX_BASES} laws."
    for basis in wording.legal_basis:
        if not basis.law or len(basis.law) > MAX_LAW or len(basis.citation) > MAX_CITATION:
            problems["legal_basis"] = (
                f"Give each law a name of at most {MAX_LAW} characters and a citation of at most {MAX_CITATION}."
            )
    return problems


def _check_length(problems: dict[str, str], name: str, text: str, limit: int, missing: str) -> None:
    if not text.strip():
        problems[name] = missing
    elif len(text) > limit:
        problems[name] = f"Shorten this to {limit} characters or fewer. It has {len(text)}."


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot be used in `[words]{ask=slug}`, or None."""
    if not slug:
        return "Enter a short name, for example “section-907”."
    if len(slug) > MAX_SLUG:
        return f"Shorten this to {MAX_SLUG} characters or fewer. It has {len(slug)}."
    if not _SLUG.fullmatch(slug):
        return "Use small letters, digits and single hyphens only, for example “section-907”."
    return None


def parse_bases(text: str) -> tuple[LegalBasis, ...]:
    """One law to a line, as `name | citation`; the citation may be left out. Empty lines are skipped."""
    bases = []
    for line in text.splitlines():
        law, _, citation = line.partition("|")
        if squash(law) or squash(citation):
            bases.append(LegalBasis(squash(law), squash(citation)))
    return tuple(bases)


def write_bases(bases: Iterable[LegalBasis]) -> str:
    """The reverse of `parse_bases`."""
    return "\n".join(f"{basis.law} | {basis.citation}" if basis.citation else basis.law for basis in bases)


def parse_tags(text: str) -> tuple[str, ...]:
    """Tags from a comma-separated line: trimmed, in small letters, each once, in the order typed."""
    tags = (squash(part).lower() for part in text.replace("\n", ",").split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def tags_problem(tags: Iterable[str]) -> str | None:
    """Why these tags cannot be kept, or None."""
    held = tuple(tags)
    if len(held) > MAX_TAGS:
        return f"Give at most {MAX_TAGS} tags. There are {len(held)}."
    long = next((tag for tag in held if len(tag) > MAX_TAG), None)
    return f"Shorten the tag “{long}” to {MAX_TAG} characters or fewer." if long else None
