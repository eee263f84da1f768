"""Everything that composing one copy of a letter needs to know: plain values, no rows, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.core.day_styles import DayStyle, write_day
from app.evidence.rules import ClaimFact
from app.letters.styles import CitationStyle
from app.letters.tree.nodes import Role


class TermOnDate(StrEnum):
    """What is known of an official's office on the letter's date."""

    HELD = "held"
    ENDED = "ended"
    NOT_YET = "not_yet"
    NONE = "none"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One official as this letter addresses them. Empty text means not known.

    ``traits`` are what variants ask about: ``{"chamber": {"senate"}, "position.section-907": {"met"}}``.
    """

    key: str
    name: str  # full name as styled, "Joseph R. Biden, Jr."
    salutation: str = ""  # "Dear President Biden:"
    surname: str = ""
    title: str = ""  # "President"
    office: str = ""  # "President of the United States"
    body: str = ""  # "United States Senate"
    district: str = ""
    state: str = ""
    address: tuple[str, ...] = ()  # postal address lines, without name and office
    term: TermOnDate = TermOnDate.HELD
    term_day: date | None = None  # on which the term ended or will begin
    standing: str = ""  # "acting", "elect", how the office is held
    reachable: bool = True  # whether any address, number or form on file works
    offices: frozenset[str] = frozenset()  # kinds of office held, in the demands' words; empty: not known
    traits: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    acts: frozenset[date] = (
        frozenset()
    )  # days of what they said, did or answered, as the campaign has it on record


@dataclass(frozen=True, slots=True)
class Signatory:
    name: str  # as signed
    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class DemandWording:
    """A demand as pinned for this letter."""

    slug: str
    title: str
    clause: str = ""  # "fully enforce Section 907"
    paragraph: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day from which days are counted. ``inclusive``: the anchor itself is day 1."""

    slug: str
    label: str
    day: date
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class EarlierLetter:
    date: date
    number: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Expectations:
    """What the letter's template asks of it."""

    sections: tuple[Role, ...] = ()
    demand: bool = True
    address: bool = True  # without a postal address the paper has no inside address
    signatories_min: int = 1
    signatories_max: int | None = None
    addressee: bool = True  # a statement to the public addresses nobody
    quotes_sealed: bool = False  # whether its quotations must be words of the sealed letter it follows


@dataclass(frozen=True, slots=True)
class Context:
    """One copy of a letter: whom it addresses (one, or several jointly) and all that its fields may say."""

    copy: str  # key of the copy, in problems
    letter_date: date
    addressees: tuple[Addressee, ...]
    signatories: tuple[Signatory, ...]
    letter_number: str = ""
    subject: str = ""
    campaign: str = ""
    facts: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # "org.city": "Arroyo Vista"
    demands: tuple[DemandWording, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    claims: Mapping[str, ClaimFact] | None = None  # by slug; None: not known here, so not checked
    citation_style: CitationStyle = CitationStyle.ANNEX
    date_style: DayStyle = DayStyle.LONG
    earlier: EarlierLetter | None = None
    expects: Expectations = Expectations()

    @property
    def acts(self) -> frozenset[date]:
        """Days on which the record has one of the addressees say, do or answer something."""
        return frozenset(day for addressee in self.addressees for day in addressee.acts)

    @property
    def names(self) -> str:
        """The addressees as one phrase."""
        return listed([addressee.name for addressee in self.addressees])


def listed(parts: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def long_date(day: date) -> str:
    """ "January 4, 2023", as the record writes it; on paper a letter has a style of its own."""
    return write_day(day)


def waited(since: date, until: date) -> str:
    """ "42 days", "1 day"; empty when `until` is not later, for then nobody has waited.

    Elapsed days: a letter of March 1 has waited one day on March 2.
    """
    days = (until - since).days
    return "" if days < 1 else "1 day" if days == 1 else f"{days:,} days"
