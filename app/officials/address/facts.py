"""What the rules of address need to know, and what they give back. Plain values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.officials.rules import GenderedForm, OfficeKind, Standing


class RoleKind(StrEnum):
    """A role beside a seat in which a person can be addressed."""

    SPEAKER = "speaker"
    CHAIR = "chair"
    RANKING_MEMBER = "ranking_member"
    VICE_CHAIR = "vice_chair"
    LEADER = "leader"


class PresidentStyle(StrEnum):
    """How the President and the Vice President are addressed."""

    OFFICE = "office"  # The President / The White House; Dear Mr. President:
    NAME_FIRST = "name_first"  # The Honorable + name / The President; Dear Mr. President:
    NAMED = "named"  # The Honorable + name / President of the United States; Dear President + surname:


class Part(StrEnum):
    """The four separate forms. None is derived from another."""

    INSIDE = "inside_address"
    ENVELOPE = "envelope"
    SALUTATION = "salutation"
    SPOKEN = "spoken"


@dataclass(frozen=True)
class PersonName:
    """Parts of a name as recorded. `full` is the whole name as its holder styles it, if known.

    `prefix` is a title that needs no gender (Dr., Rev.); `family` is never split.
    """

    given: str = ""
    family: str = ""
    middle: str = ""
    suffix: str = ""
    full: str = ""
    prefix: str = ""


@dataclass(frozen=True)
class RoleFacts:
    """A committee or leadership role. `title` is as the holder styles it ("Chairwoman"); `body` is the
    committee or chamber ("Committee on Foreign Relations")."""

    kind: RoleKind
    title: str
    body: str = ""


@dataclass(frozen=True)
class OfficeFacts:
    """One term. `place` prints as it is (a state, city or country); `state` is a two-letter code;
    `title` is as styled ("Secretary of State"); `body` is the assembly ("Pasadena City Council")."""

    kind: OfficeKind
    title: str = ""
    body: str = ""
    place: str = ""
    state: str = ""
    standing: Standing = Standing.ELECTED


@dataclass(frozen=True)
class StyleOptions:
    """The organisation's choices where sources disagree. The first source is the default."""

    president: PresidentStyle = PresidentStyle.OFFICE
    speaker_by_name: bool = False  # ITA names the Speaker; FoA does not
    representative_courtesy: bool = False  # Dear Mr./Ms. X instead of Dear Representative X
    governor_excellency: bool = False  # traditional in Massachusetts, New Hampshire, South Carolina
    ambassador_excellency: bool = False  # Your Excellency: instead of Dear Mr./Madam Ambassador:
    secretary_general_by_title: bool = False  # Dear Secretary-General: instead of Your Excellency:
    council_honorable: bool = False  # local custom
    room_on_letter: bool = True  # print the room of a congressional office in the inside address


@dataclass(frozen=True)
class AddressOverride:
    """What staff wrote for one person. Each part that is not None wins over the rules."""

    inside_address: tuple[str, ...] | None = None
    envelope: tuple[str, ...] | None = None
    salutation: str | None = None
    spoken: str | None = None
    reason: str = "Entered by staff"


@dataclass(frozen=True)
class AddressFacts:
    """Everything that decides how one person is addressed in one capacity on one day.

    `role` set: addressed in that role. `earlier` is the office held until an "elect" is sworn in.
    `confirmed_before`: an acting holder was elected or confirmed to some office before.
    `postal` holds the lines of the postal address; one line is split by the rules.
    """

    name: PersonName
    office: OfficeFacts
    gendered: GenderedForm = GenderedForm.UNKNOWN
    role: RoleFacts | None = None
    earlier: OfficeFacts | None = None
    confirmed_before: bool = False
    postal: tuple[str, ...] = ()
    country: str = ""
    override: AddressOverride | None = None
    options: StyleOptions = field(default_factory=StyleOptions)


@dataclass(frozen=True)
class Why:
    """Why a line or a salutation reads as it does. `source` is a short name from `SOURCES`."""

    part: Part
    text: str
    rule: str
    source: str


@dataclass(frozen=True)
class FormOfAddress:
    """How a person is addressed. No line is empty; the salutation ends with a colon.

    `capacity` says in what capacity ("Senator", "Chair, Committee on Appropriations"); `missing` names what was not on
    record, in words for a list of problems; `closing` is the usual complimentary close.
    """

    capacity: str
    inside_address: tuple[str, ...]
    envelope: tuple[str, ...]
    salutation: str
    spoken: str
    closing: str
    why: tuple[Why, ...]
    missing: tuple[str, ...] = ()

    @property
    def short_capacity(self) -> str:
        """The capacity without the committee: "Chair"."""
        return self.capacity.partition(", ")[0]


SOURCES = {
    "ITA": "U.S. Department of Commerce, Models of Address (2012)",
    "EP": "Emily Post Institute, emilypost.com",
    "FoA": "Forms of Address, formsofaddress.info",
    "PCH": "Canadian Heritage, styles of address (2013)",
    "FHWA": "Federal Highway Administration, correspondence manual, appendix C",
    "HASC": "Sample letters, hasc.org",
    "Library": "A county library's guide to addressing officials",
    "Record": "The official's record",
    "Staff": "Entered by staff",
    "House rule": "No source found; the nearest rule is used",
}
