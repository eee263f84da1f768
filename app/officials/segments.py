"""Segments: rules over the directory as plain values, and the sentence that says them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.core.errors import InvalidInput
from app.officials.rules import BodyKind, CommitteeRole, ContactKind, OfficeKind, Standing

MOST_RULES = 12
_LONGEST = 200


class RuleKind(StrEnum):
    """What a rule looks at."""

    OFFICE = "office"
    BODY = "body"
    CHAMBER = "chamber"
    STATE = "state"
    DISTRICT = "district"
    PARTY = "party"
    STANDING = "standing"
    COMMITTEE = "committee"
    LEADERSHIP = "leadership"
    CONTACT = "contact"


# Rules that one and the same term must meet together.
TERM_KINDS = frozenset(
    {
        RuleKind.OFFICE,
        RuleKind.BODY,
        RuleKind.CHAMBER,
        RuleKind.STATE,
        RuleKind.DISTRICT,
        RuleKind.PARTY,
        RuleKind.STANDING,
    }
)


class ContactState(StrEnum):
    """What a contact rule asks of one kind of contact point."""

    WORKING = "working"
    UNCHECKED = "unchecked"
    FAILING = "failing"
    ANY = "any"
    NONE = "none"


ANY = "any"
STANDINGS = {
    Standing.ELECTED: "elected",
    Standing.APPOINTED: "appointed",
    Standing.SUCCEEDED: "in office by succession",
    Standing.ACTING: "acting",
    Standing.ELECT: "elect, not yet sworn in",
    Standing.UNCONFIRMED: "listed but not confirmed",
    Standing.FORMER: "former",
}
# The verb of each rule, and the same denied. "Officials who ..."
VERBS: Mapping[RuleKind, tuple[str, str]] = {
    RuleKind.OFFICE: ("hold the office", "do not hold the office"),
    RuleKind.BODY: ("belong to", "do not belong to"),
    RuleKind.CHAMBER: ("sit in the", "do not sit in the"),
    RuleKind.STATE: ("serve", "do not serve"),
    RuleKind.DISTRICT: ("serve district", "do not serve district"),
    RuleKind.PARTY: ("belong to the party", "do not belong to the party"),
    RuleKind.STANDING: ("are", "are not"),
    RuleKind.COMMITTEE: ("sit on", "do not sit on"),
    RuleKind.LEADERSHIP: ("lead as", "do not lead as"),
    RuleKind.CONTACT: ("have", "do not have"),
}
LABELS: Mapping[RuleKind, str] = {
    RuleKind.OFFICE: "Office",
    RuleKind.BODY: "Body",
    RuleKind.CHAMBER: "Chamber",
    RuleKind.STATE: "State",
    RuleKind.DISTRICT: "District",
    RuleKind.PARTY: "Party",
    RuleKind.STANDING: "Standing",
    RuleKind.COMMITTEE: "Committee",
    RuleKind.LEADERSHIP: "Leadership",
    RuleKind.CONTACT: "Contact point",
}
ROLES = {
    "": "in any role",
    CommitteeRole.CHAIR.value: "as chair",
    CommitteeRole.COCHAIR.value: "as co-chair",
    CommitteeRole.RANKING_MEMBER.value: "as ranking member",
    CommitteeRole.VICE_CHAIR.value: "as vice chair",
    CommitteeRole.MEMBER.value: "as member without a title",
    CommitteeRole.EX_OFFICIO.value: "ex officio",
}
CONTACT_STATES = {
    ContactState.WORKING: "a working",
    ContactState.UNCHECKED: "an unchecked",
    ContactState.FAILING: "a failing or wrong",
    ContactState.ANY: "any",
    ContactState.NONE: "no",
}


@dataclass(frozen=True)
class Rule:
    """One rule. `value` is an enum's value, a two-letter state, a party's name, a title or an id as text.

    `role` narrows a committee rule to a `CommitteeRole`; `state` is a contact rule's `ContactState`.
    """

    kind: RuleKind
    value: str
    denied: bool = False
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class SegmentQuery:
    """Rules that all must hold, on a day. `on` None: on the day on which the segment is used."""

    rules: tuple[Rule, ...]
    on: date | None = None


def to_json(query: SegmentQuery) -> dict[str, Any]:
    """The stored form. `parse(to_json(q)) == q`."""
    rules = []
    for rule in query.rules:
        entry: dict[str, Any] = {"kind": rule.kind.value, "value": rule.value}
        entry |= {"denied": True} if rule.denied else {}
        entry |= {"role": rule.role} if rule.role else {}
        entry |= {"state": rule.state} if rule.state else {}
        rules.append(entry)
    return {"rules": rules, "on": query.on.isoformat() if query.on else None}


def parse(stored: object) -> SegmentQuery:
    """Check and read the stored form, or one handed in through the API.

    Raises `InvalidInput` whose keys are "rules", "on" or "rules-<n>" (from 0).
    """
    if not isinstance(stored, Mapping):
        raise InvalidInput({"rules": "A segment is a list of rules."})
    errors: dict[str, str] = {}
    unknown = sorted(set(stored) - {"rules", "on"})
    if unknown:
        errors["rules"] = f"Unknown part of a segment: {', '.join(map(str, unknown))}."
    entries = stored.get("rules")
    if not isinstance(entries, Sequence) or isinstance(entries, str) or not entries:
        raise InvalidInput({"rules": "Add at least one rule."})
    if len(entries) > MOST_RULES:
        raise InvalidInput({"rules": f"A segment has {MOST_RULES} rules at most. Remove some."})
    rules = []
    for number, entry in enumerate(entries):
        try:
            rules.append(parse_rule(entry))
        except InvalidInput as error:
            errors[f"rules-{number}"] = error.message
    on = _day(stored.get("on"), errors)
    if errors:
        raise InvalidInput(errors)
    return SegmentQuery(tuple(rules), on)


def parse_rule(entry: object) -> Rule:
    """One rule from plain values. Raises `InvalidInput` under the key "rule"."""
    if not isinstance(entry, Mapping):
        raise InvalidInput({"rule": "A rule has a kind and a value."})
    unknown = sorted(set(map(str, entry)) - {"kind", "value", "denied", "role", "state"})
    if unknown:
        raise InvalidInput({"rule": f"Unknown part of a rule: {', '.join(unknown)}."})
    kinds = {kind.value: kind for kind in RuleKind}
    kind = kinds.get(str(entry.get("kind", "")))
    if kind is None:
        raise InvalidInput({"rule": "Choose what the rule looks at."})
    value, role, state = (str(entry.get(name) or "").strip() for name in ("value", "role", "state"))
    if len(value) > _LONGEST:
        raise InvalidInput({"rule": f"{LABELS[kind]}: {_LONGEST} characters at most."})
    problem = _problem(kind, value, role, state)
    if problem:
        raise InvalidInput({"rule": problem})
    if kind is RuleKind.STATE:
        value = value.upper()
    return Rule(kind, value, entry.get("denied") is True, role, state or _default_state(kind))


def _default_state(kind: RuleKind) -> str:
    return ContactState.ANY.value if kind is RuleKind.CONTACT else ""


def _problem(kind: RuleKind, value: str, role: str, state: str) -> str | None:
    label = LABELS[kind]
    if not value:
        return f"{label}: choose one."
    if role and (kind is not RuleKind.COMMITTEE or role not in ROLES):
        return f"{label}: that role is not known."
    if state and (kind is not RuleKind.CONTACT or state not in {s.value for s in ContactState}):
        return f"{label}: that state is not known."
    return None if _CHECKS[kind](value) else f"{label}: “{value}” is not one of the choices."


def _one_of(enum: type[StrEnum]) -> Callable[[str], bool]:
    return lambda value: value in {member.value for member in enum}


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


_CHECKS: Mapping[RuleKind, Callable[[str], bool]] = {
    RuleKind.OFFICE: _one_of(OfficeKind),
    RuleKind.BODY: _is_id,
    RuleKind.CHAMBER: _one_of(BodyKind),
    RuleKind.STATE: lambda value: len(value) == 2 and value.isascii() and value.isalpha(),
    RuleKind.DISTRICT: bool,
    RuleKind.PARTY: bool,
    RuleKind.STANDING: _one_of(Standing),
    RuleKind.COMMITTEE: _is_id,
    RuleKind.LEADERSHIP: bool,
    RuleKind.CONTACT: _one_of(ContactKind),
}


def _day(value: object, errors: dict[str, str]) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        errors["on"] = "Enter the day like 2023-01-04, or leave it empty for the day of use."
        return None


def sentence(query: SegmentQuery, name_of: Callable[[Rule], str]) -> str:
    """The rules in words. `name_of(rule)` gives the printed value ("California", a committee's name)."""
    parts = [clause(rule, name_of(rule)) for rule in query.rules]
    if query.on:
        parts[0] += f" on {query.on:%B} {query.on.day}, {query.on.year}"
    return f"Officials who {' and '.join(parts)}."


def clause(rule: Rule, name: str) -> str:
    """One rule in words: "sit on the Committee on Foreign Relations as chair"."""
    words = f"{VERBS[rule.kind][rule.denied]} "
    if rule.kind is RuleKind.CONTACT:
        return f"{words}{CONTACT_STATES[ContactState(rule.state)]} {name}"
    if rule.kind is RuleKind.LEADERSHIP and rule.value == ANY:
        return "do not have a leadership role" if rule.denied else "have a leadership role"
    return f"{words}{name} {ROLES[rule.role]}" if rule.role else f"{words}{name}"
