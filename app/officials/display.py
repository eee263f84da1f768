"""How terms and contact points read on a page. Pure: plain values in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from app.officials.rules import (
    ContactHealth,
    ContactKind,
    EndKind,
    OfficeKind,
    Precision,
    Standing,
    TermStatus,
)
from app.officials.states import state_name

FRESH_FOR = timedelta(days=90)
CHANNELS = (ContactKind.EMAIL, ContactKind.WEB_FORM, ContactKind.FAX, ContactKind.POSTAL)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
_PARTIES = {"democrat": "D", "democratic": "D", "republican": "R", "independent": "I"}
_HOUSE = (OfficeKind.REPRESENTATIVE, OfficeKind.DELEGATE, OfficeKind.RESIDENT_COMMISSIONER)
_OFFICE_WORDS = {
    OfficeKind.SENATOR: "U.S. Senator",
    OfficeKind.REPRESENTATIVE: "U.S. Representative",
    OfficeKind.DELEGATE: "Delegate to the U.S. House",
    OfficeKind.RESIDENT_COMMISSIONER: "Resident Commissioner",
    OfficeKind.HEAD_OF_GOVERNMENT: "Head of government",
    OfficeKind.SECRETARY_GENERAL: "UN Secretary-General",
    OfficeKind.AMBASSADOR: "U.S. Ambassador",
}
# A break of less than a month between two terms of one office is a change of term, not of holder.
_UNBROKEN = timedelta(days=31)


def office_word(kind: OfficeKind) -> str:
    """The office's usual name: "U.S. Senator", "Attorney general"."""
    return _OFFICE_WORDS.get(kind) or kind.value.replace("_", " ").capitalize()


@dataclass(frozen=True)
class TermView:
    """One term as a page and a letter need it. `body` and `place` are names as they print."""

    id: UUID
    official_id: UUID
    kind: OfficeKind
    title: str
    status: TermStatus
    standing: Standing
    body_id: UUID | None = None
    body: str = ""
    place: str = ""
    state: str = ""
    district: str = ""
    at_large: bool = False
    party: str = ""
    seat_id: UUID | None = None
    seat_label: str = ""
    start: date | None = None
    start_precision: Precision = Precision.DAY
    end: date | None = None
    end_precision: Precision = Precision.DAY
    end_kind: EndKind = EndKind.FIXED
    left_by: date | None = None
    confirmed_on: date | None = None
    source: str = ""

    @property
    def where(self) -> str:
        """ "Oregon", "OR-7", "Wyoming at large", "Pasadena"; empty for an office of the whole nation."""
        if self.kind in _HOUSE:
            if self.at_large or not self.district:
                whole = self.kind is OfficeKind.REPRESENTATIVE and self.at_large
                return f"{state_name(self.state)} at large" if whole else state_name(self.state)
            return f"{self.state}-{self.district}"
        if self.kind is OfficeKind.SENATOR:
            return state_name(self.state)
        if self.district:
            return (
                f"{state_name(self.state)}, district {self.district}"
                if self.district.isdigit()
                else self.district
            )
        return self.place

    @property
    def office(self) -> str:
        """ "U.S. Senator", or the title as styled for every office without a usual name."""
        return _OFFICE_WORDS.get(self.kind) or self.title

    @property
    def short_office(self) -> str:
        """ "Senator", without the nation, for narrow columns."""
        return self.office.removeprefix("U.S. ")

    @property
    def label(self) -> str:
        """ "U.S. Senator, Oregon (R)"."""
        return _labelled(self.office, self.where, self.party)

    @property
    def short_label(self) -> str:
        """ "Senator, Oregon (R)"."""
        return _labelled(self.short_office, self.where, self.party)

    @property
    def years(self) -> str:
        """ "2019 to Jan 3, 2025", "Since Jan 3, 2023", "Until Jan 3, 2025", or "Days not on record"."""
        if self.left_by and (self.end is None or self.left_by < self.end):
            end_text = f"before {day_text(self.left_by, Precision.DAY)}"
        else:
            end_text = day_text(self.end, self.end_precision) if self.end else ""
        if self.start and end_text:
            return f"{self.start.year} to {end_text}"
        if self.start:
            return f"Since {day_text(self.start, self.start_precision)}"
        return f"Until {end_text}" if end_text else "Days not on record"


def _labelled(office: str, where: str, party: str) -> str:
    text = f"{office}, {where}" if where and where.casefold() not in office.casefold() else office
    letter = party_letter(party)
    return f"{text} ({letter})" if letter else text


def party_letter(party: str) -> str:
    """ "D", "R", "I", or the party's name where it has no usual letter."""
    return _PARTIES.get(party.casefold(), party)


def day_text(day: date, precision: Precision) -> str:
    """ "Jan 3, 2025", "Jan 2025" or "2025", as exactly as the day is known."""
    if precision is Precision.YEAR:
        return str(day.year)
    month = _MONTHS[day.month - 1]
    return f"{month} {day.year}" if precision is Precision.MONTH else f"{month}\u00a0{day.day}, {day.year}"


@dataclass(frozen=True)
class HeldOffice:
    """Terms of one office that follow one another, as one line of a history. Newest first in `terms`."""

    label: str
    days: str
    status: TermStatus
    terms: tuple[TermView, ...]


def offices_held(terms: Iterable[TermView]) -> list[HeldOffice]:
    """History, newest first, with terms that follow one another in one office joined."""
    runs: list[list[TermView]] = []
    for term in sorted(terms, key=lambda t: (t.start or date.min, t.end or date.max)):
        before = next((run for run in runs if _follows(run[-1], term)), None)
        if before is None:
            runs.append([term])
        else:
            before.append(term)
    held = [_held(run) for run in runs]
    order = {TermStatus.CURRENT: 0, TermStatus.UNCONFIRMED: 1, TermStatus.UPCOMING: 2, TermStatus.FORMER: 3}
    held.sort(key=lambda office: office.terms[0].start or date.min, reverse=True)
    held.sort(key=lambda office: order[office.status])
    return held


def _follows(earlier: TermView, later: TermView) -> bool:
    same = (earlier.kind, earlier.state, earlier.district, earlier.body_id, earlier.title) == (
        later.kind,
        later.state,
        later.district,
        later.body_id,
        later.title,
    )
    return bool(same and earlier.end and later.start and later.start - earlier.end <= _UNBROKEN)


def _held(run: Sequence[TermView]) -> HeldOffice:
    first, last = run[0], run[-1]
    whole = replace(last, start=first.start, start_precision=first.start_precision)
    start = (
        day_text(first.start, Precision.MONTH)
        if first.start and first.start_precision is not Precision.YEAR
        else ""
    )
    start = start or (str(first.start.year) if first.start else "")
    days = whole.years
    if start and last.end:
        days = f"{start} to {day_text(last.end, last.end_precision)}"
    elif start:
        days = f"{start} to now" if last.status is TermStatus.CURRENT else f"Since {start}"
    status = next((t.status for t in run if t.status is TermStatus.CURRENT), last.status)
    return HeldOffice(_labelled(last.office, last.where, ""), days, status, tuple(reversed(run)))


@dataclass(frozen=True)
class ContactView:
    """One contact point. `lines` are postal lines, empty for other kinds."""

    id: UUID
    official_id: UUID
    kind: ContactKind
    value: str
    label: str = ""
    lines: tuple[str, ...] = ()
    hours: str = ""
    health: ContactHealth = ContactHealth.UNCHECKED
    last_checked: date | None = None
    note: str = ""
    source: str = ""

    @property
    def is_district(self) -> bool:
        """Whether it belongs to an office in the district, of which there may be many."""
        return self.label.startswith("District office")


def channel_health(contacts: Iterable[ContactView], day: date) -> tuple[tuple[str, str], ...]:
    """For each drawn channel its best state on `day`: verified, not_checked, bounced or none."""
    known = list(contacts)
    return tuple((kind.value, _best([c for c in known if c.kind is kind], day)) for kind in CHANNELS)


def _best(contacts: Sequence[ContactView], day: date) -> str:
    states = {_mark(contact, day) for contact in contacts}
    return next((state for state in ("verified", "not_checked", "bounced") if state in states), "none")


def _mark(contact: ContactView, day: date) -> str:
    if contact.health in (ContactHealth.FAILING, ContactHealth.WRONG):
        return "bounced"
    fresh = contact.last_checked is not None and day - contact.last_checked <= FRESH_FOR
    return "verified" if contact.health is ContactHealth.GOOD and fresh else "not_checked"


def committee_line(name: str, parent: str = "") -> str:
    """A committee's name as it prints after a role: the chamber is said by the next line of the address."""
    for prefix in ("United States Senate ", "Senate ", "House "):
        if name.startswith(prefix):
            name = name.removeprefix(prefix)
            break
    return f"Subcommittee on {name}" if parent and not name.startswith(("Subcommittee", "The ")) else name


_SOURCES = {
    "staff": "Entered by staff",
    "congress-legislators": "Public roster of Congress",
    "openstates": "Open States roster",
    "csv": "CSV file",
    "demo": "Demonstration",
}


def source_name(source: str) -> str:
    """A source's short name as people read it."""
    return _SOURCES.get(source, source.replace("-", " ").capitalize())
