"""Officials: the directory's rows, whole records, terms, contact points, forms of address."""

from __future__ import annotations

from pydantic import Field

from app.api.schemas.base import AwareDatetime, Day, Id, Input, Line, ListQuery, Output, Prose, Query, Word
from app.officials.queries_directory import Scope as Shown
from app.officials.rules import (
    BodyKind,
    CommitteeRole,
    ContactHealth,
    ContactKind,
    GenderedForm,
    OfficeKind,
    Precision,
    Side,
    Standing,
    TermStatus,
)
from app.officials.segments import ContactState


class OfficialFilters(ListQuery):
    """The filters of the directory. Those about an office must hold for one and the same term."""

    q: Word = Field("", max_length=100, examples=["van ness"])
    """Words of the name, in any order, without regard to accents and capitals."""
    office: OfficeKind | None = None
    """The kind of office held."""
    body: Id | None = None
    """The chamber, council or government that the office belongs to."""
    chamber: BodyKind | None = None
    """The kind of body."""
    state: str = Field("", pattern="^([A-Za-z]{2})?$", examples=["CA"])
    """Two-letter state or territory."""
    district: Word = Field("", max_length=80, examples=["28"])
    """The district as styled."""
    party: Word = Field("", max_length=80, examples=["Democratic"])
    """The party's name as listed."""
    standing: Standing | None = None
    """How the office is held. Without it, offices that are held on the day count."""
    committee: Id | None = None
    """A committee they sit on."""
    role: CommitteeRole | None = None
    """The role on that committee. Give `committee` too."""
    leadership: Word = Field("", max_length=200, examples=["any"])
    """The title of a leadership role; `any` for whichever."""
    contact: ContactKind | None = None
    """A kind of contact point they have."""
    contact_state: ContactState | None = None
    """In what state that contact point is. Give `contact` too."""
    scope: Shown = Shown.SERVING
    """`serving`: those who hold, or are listed for, or are about to take an office; or `everyone`."""
    on: Day | None = None
    """The day to look at; the business date when left out."""


class OnDay(Query):
    """The day on which offices are looked at."""

    on: Day | None = None
    """The day to look at; the business date when left out."""


class TermOut(Output):
    """One office held from a day to a day, both inclusive."""

    id: Id
    label: str = Field(examples=["U.S. Senator, California (D)"])
    """The office as lists show it."""
    kind: OfficeKind
    title: str = Field(examples=["Senator"])
    """As its holder styles it."""
    status: TermStatus
    """Where the term stands on the day."""
    standing: Standing
    body: str = Field(examples=["United States Senate"])
    body_id: Id | None
    place: str = Field(examples=["California"])
    state: str = Field(examples=["CA"])
    """Two letters, or empty."""
    district: str = Field(examples=[""])
    party: str = Field(examples=["Democratic"])
    start: Day | None
    start_precision: Precision
    end: Day | None
    """The last day of the term; null while no end is set."""
    end_precision: Precision
    confirmed_on: Day | None
    """The last day on which staff confirmed that the office is held."""
    source: str = Field(examples=["congress-legislators"])


class ContactPointOut(Output):
    """One way to reach an official."""

    id: Id
    kind: ContactKind
    value: str = Field(examples=["112 Hart Senate Office Building; Washington, DC 20510"])
    """The address or number; a postal address on one line."""
    lines: list[str] = Field(examples=[["112 Hart Senate Office Building", "Washington, DC 20510"]])
    """The lines of a postal address; empty for other kinds."""
    label: str = Field(examples=["Washington office"])
    hours: str = Field(examples=[""])
    health: ContactHealth
    last_checked: Day | None
    note: str = Field(examples=[""])
    source: str = Field(examples=["staff"])


class CommitteeSeatOut(Output):
    """A seat on a committee or subcommittee."""

    committee_id: Id
    name: str = Field(examples=["Senate Committee on Foreign Relations"])
    parent: str = Field(examples=[""])
    """For a subcommittee, the committee it belongs to."""
    role: CommitteeRole
    title: str = Field(examples=["Ranking Member"])
    """As styled; empty for a member without a title."""
    side: Side


class OfficialRow(Output):
    """An official as the directory lists them."""

    id: Id
    name: str = Field(examples=["Ana Ruiz"])
    term: TermOut | None
    """The office that says most about them on the day; null when none is on record."""
    committee: str = Field(examples=["Foreign Relations"])
    """Their committee in few words."""
    contact_health: dict[str, str] = Field(examples=[{"email": "none", "postal": "verified"}])
    """The best state of each channel: verified, not_checked, bounced or none."""


class OfficialPage(Output):
    """A page of officials by family name."""

    items: list[OfficialRow]
    next_cursor: str | None
    """Give this as `cursor` for the next page; null on the last one."""


class WhyOut(Output):
    """Why a line reads as it does."""

    part: str = Field(examples=["salutation"])
    text: str = Field(examples=["Dear Senator Ruiz:"])
    rule: str = Field(examples=["Senators are addressed by office."])
    source: str = Field(examples=["ITA"])


class FormOfAddressOut(Output):
    """How the official is addressed in one capacity."""

    capacity: str = Field(examples=["Senator"])
    inside_address: list[str] = Field(examples=[["The Honorable Ana Ruiz", "United States Senate"]])
    envelope: list[str] = Field(examples=[["The Honorable Ana Ruiz", "112 Hart Senate Office Building"]])
    salutation: str = Field(examples=["Dear Senator Ruiz:"])
    spoken: str = Field(examples=["Senator Ruiz"])
    closing: str = Field(examples=["Sincerely,"])
    why: list[WhyOut]
    missing: list[str] = Field(examples=[["postal address"]])
    """What is not on record and stands in the way."""


class AddressOut(Output):
    """Every form of address of an official on a day: the office's own first, then one for each role."""

    official_id: Id
    on: Day
    forms: list[FormOfAddressOut]


class OfficialOut(Output):
    """A whole record. It is kept when it goes out of use: sealed letters may name it."""

    id: Id
    name: str = Field(examples=["Ana Ruiz"])
    """The name as its holder styles it."""
    formal_name: str = Field(examples=["Ana Ruiz"])
    prefix: str = Field(examples=[""])
    first: str = Field(examples=["Ana"])
    middle: str = Field(examples=[""])
    nickname: str = Field(examples=[""])
    last: str = Field(examples=["Ruiz"])
    suffix: str = Field(examples=[""])
    gendered_form: GenderedForm
    """The published or stated preference; never guessed from a name."""
    aliases: list[str] = Field(examples=[[]])
    external_ids: dict[str, str] = Field(examples=[{"bioguide": "R000999"}])
    note: str = Field(examples=[""])
    source: str = Field(examples=["staff"])
    retired_on: Day | None
    """The day on which the record went out of use; null while it is in use."""
    merged_into_id: Id | None
    """The record that took over, if this one was merged."""
    updated_at: AwareDatetime
    on: Day
    """The day that the rest is looked at."""
    terms: list[TermOut]
    contact_points: list[ContactPointOut]
    committees: list[CommitteeSeatOut]
    leadership: list[str] = Field(examples=[["Majority Whip"]])
    form_of_address: FormOfAddressOut
    missing: list[str] = Field(examples=[[]])
    """What stands in the way of a letter to them, in words."""


class OfficialNew(Input):
    """Somebody added by hand. The record has no office until one is added."""

    last: Line = Field(max_length=160, examples=["Ruiz"])
    """The family name, or the only name."""
    first: Line = Field("", max_length=120, examples=["Ana"])
    middle: Line = Field("", max_length=120)
    suffix: Line = Field("", max_length=40, examples=["Jr."])
    nickname: Line = Field("", max_length=120)
    prefix: Line = Field("", max_length=40)
    full_name: Line = Field("", max_length=300)
    """The name as its holder styles it; composed of the parts when left out."""
    gendered_form: GenderedForm = GenderedForm.UNKNOWN
    note: Prose = Field("", max_length=4000)
    """For staff; never printed."""


class OfficialChange(Input):
    """What to correct. Fields that are left out, or null, stay. Imports will not overwrite it."""

    last: Line | None = Field(None, max_length=160)
    first: Line | None = Field(None, max_length=120)
    middle: Line | None = Field(None, max_length=120)
    suffix: Line | None = Field(None, max_length=40, examples=["Jr."])
    nickname: Line | None = Field(None, max_length=120)
    prefix: Line | None = Field(None, max_length=40)
    full_name: Line | None = Field(None, max_length=300)
    gendered_form: GenderedForm | None = None
    note: Prose | None = Field(None, max_length=4000)


class ContactPointNew(Input):
    """A contact point as typed. Write the lines of a postal address below one another."""

    kind: ContactKind
    value: Prose = Field(max_length=500, examples=["112 Hart Senate Office Building\nWashington, DC 20510"])
    label: Line = Field("", max_length=160, examples=["Washington office"])
    hours: Line = Field("", max_length=300)
    note: Prose = Field("", max_length=500)


class ContactPointCheck(Input):
    """How a contact point was found to be."""

    health: ContactHealth
    checked_on: Day
    """Not in the future."""
    note: Prose = Field("", max_length=500, examples=["Staff answered the phone."])
    """By what sign you know; needed unless the health is `unchecked`."""


class TermNew(Input):
    """An office to add. `body` and `place` are names: they are found, or made when they are new."""

    title: Line = Field(max_length=200, examples=["Mayor"])
    kind: OfficeKind = OfficeKind.OTHER
    body: Line = Field("", max_length=200, examples=["Pasadena City Council"])
    place: Line = Field("", max_length=200, examples=["Pasadena"])
    state: str = Field("", pattern="^([A-Z]{2})?$", examples=["CA"])
    district: Line = Field("", max_length=80)
    party: Line = Field("", max_length=80)
    standing: Standing = Standing.ELECTED
    start: Day | None = None
    """The first day, inclusive."""
    end: Day | None = None
    """The last day, inclusive; null while no end is set."""


class TermEnd(Input):
    """The last day on which the office was held."""

    last_day: Day


class AddressOverrideIn(Input):
    """What replaces the rules for this person. Parts left empty stay with the rules; all empty takes it away."""

    salutation: Line = Field("", max_length=190, examples=["Dear Senator Ruiz"])
    spoken: Line = Field("", max_length=190)
    inside_lines: list[Line] = Field([], max_length=7)
    envelope_lines: list[Line] = Field([], max_length=7)
    reason: Line = Field("", max_length=500, examples=["Her preference, by phone on December 5."])
    """Needed when any part is given; shown as why."""
