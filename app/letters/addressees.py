"""An official as one letter addresses them: from what the directory knows to what composing needs. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import slugify
from app.letters.compose.days import ordinal
from app.letters.fields import Addressee, TermOnDate, listed
from app.officials.address import FormOfAddress, joint_salutation
from app.officials.display import ContactView
from app.officials.queries_facts import OfficialFacts
from app.officials.rules import CommitteeRole, ContactHealth, ContactKind, OfficeKind, TermStatus
from app.officials.states import state_name

_HOUSE = (OfficeKind.REPRESENTATIVE, OfficeKind.DELEGATE, OfficeKind.RESIDENT_COMMISSIONER)
_CHANNELS = (ContactKind.EMAIL, ContactKind.POSTAL, ContactKind.FAX, ContactKind.WEB_FORM)
_GRANTING = {
    OfficeKind.PRESIDENT: "president",
    OfficeKind.VICE_PRESIDENT: "vice_president",
    OfficeKind.CABINET_SECRETARY: "cabinet_secretary",
    OfficeKind.AMBASSADOR: "ambassador",
    OfficeKind.SENATOR: "senator",
    OfficeKind.REPRESENTATIVE: "representative",
    OfficeKind.DELEGATE: "representative",
    OfficeKind.RESIDENT_COMMISSIONER: "representative",
    OfficeKind.GOVERNOR: "governor",
    OfficeKind.STATE_SENATOR: "state_legislator",
    OfficeKind.STATE_REPRESENTATIVE: "state_legislator",
    OfficeKind.ASSEMBLY_MEMBER: "state_legislator",
    OfficeKind.STATE_DELEGATE: "state_legislator",
    OfficeKind.COUNTY_OFFICIAL: "county_supervisor",
    OfficeKind.MAYOR: "mayor",
    OfficeKind.COUNCIL_PRESIDENT: "council",
    OfficeKind.COUNCIL_MEMBER: "council",
    OfficeKind.SECRETARY_GENERAL: "international",
}
_LEADING = (CommitteeRole.CHAIR, CommitteeRole.COCHAIR, CommitteeRole.RANKING_MEMBER)
_ON_DATE = {
    TermStatus.CURRENT: TermOnDate.HELD,
    TermStatus.FORMER: TermOnDate.ENDED,
    TermStatus.UPCOMING: TermOnDate.NOT_YET,
    TermStatus.UNCONFIRMED: TermOnDate.UNCONFIRMED,
}


@dataclass(frozen=True)
class Addressed:
    """One official on one copy, in the capacity chosen for them ("" is the office itself)."""

    facts: OfficialFacts
    capacity: str = ""

    @property
    def form(self) -> FormOfAddress:
        return self.facts.form_as(self.capacity or None)

    @property
    def office(self) -> str:
        """As a sentence names it: "Senator from California", "President of the United States"."""
        if self.capacity:
            return self.capacity
        term = self.facts.term
        if term is None:
            return ""
        if term.kind is OfficeKind.SENATOR or term.kind in _HOUSE:
            return f"{term.short_office} from {state_name(term.state)}"
        return term.title

    @property
    def copy_line(self) -> str:
        """The line under a letter that says who gets a copy."""
        first = self.form.inside_address[:1]
        name = first[0] if first and first[0].startswith("The Honorable") else self.facts.formal_name
        return ", ".join(part for part in (name, self.office) if part)

    @property
    def label(self) -> str:
        """For lists: "Alex Padilla, Senator from California"."""
        return ", ".join(part for part in (self.facts.name, self.office) if part)


def addressee(
    addressed: Addressed, positions: Mapping[str, str], acts: frozenset[date] = frozenset()
) -> Addressee:
    """Plain values for `compose`; `positions`: where the official stands by demand slug, `acts`: days on record."""
    facts, form, term = addressed.facts, addressed.form, addressed.facts.term
    gone = facts.retired or facts.merged_into_id is not None
    status = TermOnDate.NONE if term is None or gone else _ON_DATE[term.status]
    begins = status is TermOnDate.NOT_YET
    return Addressee(
        key=str(facts.id),
        name=facts.formal_name,
        salutation=form.salutation,
        surname=facts.last,
        title=form.capacity,
        office=addressed.office,
        body=facts.body,
        district=_district(facts.district),
        state=state_name(facts.state) if facts.state else "",
        address=_postal(facts, form),
        term=status,
        term_day=(term.start if begins else term.left_by or term.end) if term else None,
        standing=term.standing.value if term else "",
        reachable=any(_works(contact) for contact in facts.contacts)
        or (facts.postal is None and bool(_postal(facts, form))),
        offices=_offices(addressed),
        traits=_traits(addressed, positions),
        acts=acts,
    )


def salutation(people: Sequence[Addressed]) -> str:
    """One salutation for one or several; empty for nobody."""
    found = [person.form.salutation for person in people if person.form.salutation]
    if not found:
        return ""
    return found[0] if len(found) == 1 else joint_salutation(found)


def names(people: Sequence[Addressed]) -> str:
    """ "Joseph R. Biden, Jr. and Antony J. Blinken"."""
    return listed([person.facts.formal_name for person in people])


def _district(district: str) -> str:
    """ "28th" for "28"; a district with a name keeps it."""
    return ordinal(int(district)) if district.isdigit() else district


def _postal(facts: OfficialFacts, form: FormOfAddress) -> tuple[str, ...]:
    if facts.postal is not None:
        return facts.postal.lines or (facts.postal.value,)
    # What staff wrote for this person may hold the whole address.
    return () if "postal address" in form.missing else form.inside_address


def _works(contact: ContactView) -> bool:
    """Whether a letter can go this way: no telephone number, no plain website, nothing known to fail."""
    return contact.kind in _CHANNELS and contact.health not in (ContactHealth.FAILING, ContactHealth.WRONG)


def _offices(addressed: Addressed) -> frozenset[str]:
    """The kinds of office held, in the words in which a demand says who can grant it; empty when not known."""
    facts, term = addressed.facts, addressed.facts.term
    kind = _GRANTING.get(term.kind, "") if term is not None else ""
    if not kind:
        return frozenset()
    leads = any(seat.role in _LEADING for seat in facts.committee_seats)
    return frozenset({kind, "committee_chair"} if leads else {kind})


def _traits(addressed: Addressed, positions: Mapping[str, str]) -> dict[str, frozenset[str]]:
    facts, term = addressed.facts, addressed.facts.term
    found: dict[str, set[str]] = {
        "committee": {_committee(seat.name) for seat in facts.committee_seats},
        "role": {slugify(addressed.capacity)} if addressed.capacity else set(),
    }
    if term is not None:
        found["state"] = {term.state}
        found["party"] = {slugify(term.party)}
        found["body"] = {slugify(term.body, 80)}
        found["chamber"] = {_chamber(term.kind)}
    found |= {f"position.{slug}": {position} for slug, position in positions.items()}
    return {key: frozenset(value for value in values if value) for key, values in found.items()}


def _committee(name: str) -> str:
    """ "foreign-relations" for "Senate Committee on Foreign Relations"."""
    return slugify(re.sub(r"^.*?Committee on (the )?", "", name), 80)


def _chamber(kind: OfficeKind) -> str:
    if kind is OfficeKind.SENATOR:
        return "senate"
    return "house" if kind in _HOUSE else kind.value.replace("_", "-")
