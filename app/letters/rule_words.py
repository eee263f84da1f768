"""The rule of a variant as a person would say it: "Senate, and California or Nevada"."""

from __future__ import annotations

from collections.abc import Iterable

from app.letters.fields import DemandWording
from app.letters.tree import Condition, Rule
from app.officials.states import state_name

POSITIONS = (
    "none",
    "acknowledged",
    "noncommittal",
    "committed",
    "partly_met",
    "met",
    "refused",
    "reversed",
)
_KEYS = {
    "chamber": "Chamber",
    "state": "State",
    "committee": "Committee",
    "role": "Role",
    "party": "Party",
    "body": "Body",
}


def key_in_words(key: str, demands: Iterable[DemandWording] = ()) -> str:
    """What the rule looks at: "Chamber", "Position on Enforce Section 907"."""
    if key.startswith("position."):
        slug = key.removeprefix("position.")
        return f"Position on {next((one.title for one in demands if one.slug == slug), slug)}"
    return _KEYS.get(key, key)


def value_in_words(key: str, value: str) -> str:
    """One value: "Senate", "California", "Foreign relations", "no answer"."""
    if key == "state":
        return state_name(value.upper())
    if key.startswith("position.") and value == "none":
        return "no answer"
    words = value.replace("-", " ").replace("_", " ")
    return words if key.startswith("position.") else words[:1].upper() + words[1:]


def rule_in_words(rule: Rule, demands: Iterable[DemandWording] = ()) -> str:
    """The whole rule, without "Only for:"."""
    known = tuple(demands)
    return ", and ".join(_condition(one, known) for one in rule.conditions)


def _condition(one: Condition, demands: tuple[DemandWording, ...]) -> str:
    values = [value_in_words(one.key, value) for value in one.values]
    said = " or ".join(filter(None, (", ".join(values[:-1]), values[-1])))
    if one.key.startswith("position."):
        said = f"{key_in_words(one.key, demands)}: {said}"
    elif one.key in ("committee", "role"):
        said = f"{key_in_words(one.key).lower()} {said}"
    return f"not {said}" if one.negated else said
