"""States, their chambers and executive offices, and the seats of the United States Congress. Pure data.

Apportionment: 435 seats of the House by the 2020 census (in force from the 118th Congress).
Senate classes: the two classes in which each state elects.
"""

from __future__ import annotations

from app.officials.states import EXTINCT, STATES, TERRITORIES

PLACES = STATES | TERRITORIES

_COMMONWEALTHS = {"KY", "MA", "PA", "VA", "PR"}

_APPORTIONMENT = (
    "AL7 AK1 AZ9 AR4 CA52 CO8 CT5 DE1 FL28 GA14 HI2 ID2 IL17 IN9 IA4 KS4 KY6 LA6 ME2 MD8 MA9 MI13 MN8 MS4 "
    "MO8 MT2 NE3 NV4 NH2 NJ12 NM3 NY26 NC14 ND1 OH15 OK5 OR6 PA17 RI2 SC7 SD1 TN9 TX38 UT4 VT1 VA11 WA10 "
    "WV2 WI8 WY1"
)
HOUSE_SEATS = {entry[:2]: int(entry[2:]) for entry in _APPORTIONMENT.split()}

_CLASS_1 = (
    "AZ CA CT DE FL HI IN ME MD MA MI MN MS MO MT NE NV NJ NM NY ND OH PA RI TN TX UT VT VA WA WV WI WY"
)
_CLASS_2 = (
    "AL AK AR CO DE GA ID IL IA KS KY LA ME MA MI MN MS MT NE NH NJ NM NC OK OR RI SC SD TN TX VA WV WY"
)


def _classes(state: str) -> tuple[int, int]:
    """A state is in exactly two classes: one in both of the first two is not in the third."""
    in_classes = [number for number, states in ((1, _CLASS_1), (2, _CLASS_2)) if state in states.split()]
    first, second = (*in_classes, 3)[:2]
    return first, second


SENATE_CLASSES = {state: _classes(state) for state in STATES}

_STATE_SENATE = {"CA", "NY", "OR", "WA", "PA"}
_LOWER = {
    **dict.fromkeys(("CA", "NY", "WI"), ("State Assembly", "assembly_member", "Assembly Member")),
    "NV": ("Assembly", "assembly_member", "Assembly Member"),
    "NJ": ("General Assembly", "assembly_member", "Assembly Member"),
    **dict.fromkeys(("MD", "VA", "WV"), ("House of Delegates", "state_delegate", "Delegate")),
}


def formal_name(code: str) -> str:
    """How the government of a state or territory is styled: "State of California"."""
    name = PLACES.get(code) or EXTINCT.get(code, code)
    if code in _COMMONWEALTHS:
        return f"Commonwealth of {name}"
    return f"State of {name}" if code in STATES else name


def upper_chamber(code: str) -> str:
    """The name of a state's upper chamber."""
    name = PLACES.get(code, code)
    return f"{name} State Senate" if code in _STATE_SENATE else f"{name} Senate"


def lower_chamber(code: str) -> tuple[str, str, str]:
    """A state's lower chamber: (name, office kind, title of a member)."""
    chamber, kind, title = _LOWER.get(
        code, ("House of Representatives", "state_representative", "Representative")
    )
    return f"{PLACES.get(code, code)} {chamber}", kind, title


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th ..."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def district_label(state: str, district: str, *, at_large: bool = False) -> str:
    """ "California’s 14th district", "Alaska at large"."""
    place = PLACES.get(state) or EXTINCT.get(state, state)
    if at_large:
        return f"{place} at large"
    numbered = f"{ordinal(int(district))} district" if district.isdigit() else f"{district} district"
    return f"{place}’s {numbered}"
