"""The rule of a variant: ``chamber=senate state=CA,NV committee!=foreign-relations``."""

from __future__ import annotations

import re

from app.letters.tree.nodes import Condition, Rule

KEYS = ("chamber", "state", "committee", "role", "party", "body")
POSITION = "position."  # followed by a demand's slug
_CONDITION = re.compile(r"([a-z]+(?:\.[a-z0-9][a-z0-9_-]*)?)(!?=)([\w.-]+(?:,[\w.-]+)*)\Z")


def parse_rule(text: str) -> Rule:
    """The rule that the text spells.

    Raises ValueError with a sentence for the writer when there is none.
    """
    conditions = tuple(_condition(word) for word in text.split())
    if not conditions:
        raise ValueError("A variant needs a rule, such as chamber=senate.")
    return Rule(conditions)


def _condition(word: str) -> Condition:
    match = _CONDITION.match(word)
    if match is None:
        raise ValueError(f"“{word}” is not a rule; write it like chamber=senate or state!=CA,NV.")
    key, sign, values = match.groups()
    if key not in KEYS and not (key.startswith(POSITION) and len(key) > len(POSITION)):
        raise ValueError(
            f"A variant cannot depend on “{key}”; it can on {', '.join(KEYS)} or position.DEMAND."
        )
    return Condition(key, tuple(values.split(",")), negated=sign == "!=")
