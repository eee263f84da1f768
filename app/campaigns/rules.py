"""Rules of a campaign: day counts and what may be typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_TITLE = 160
MAX_SLUG = 60
MAX_GOAL = 400
MAX_PREFIX = 8
MAX_ANCHOR_NAME = 40
MAX_LABEL = 120
MAX_FACT_KEY = 60
MAX_FACT_VALUE = 200
MAX_SOURCE = 300
MAX_REASON = 300
DEFAULT_FOLLOW_UP_DAYS = 10
MAX_FOLLOW_UP_DAYS = 365
OLDEST_DAY = date(1900, 1, 1)

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FACT_KEY = re.compile(r"[a-z][a-z0-9]*([._][a-z0-9]+)*")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]*")


class CampaignState(StrEnum):
    """A closed campaign is read, not changed; it can be reopened."""

    OPEN = "open"
    CLOSED = "closed"


class CountRule(StrEnum):
    """How days are counted from an anchor."""

    INCLUSIVE = "inclusive"
    ELAPSED = "elapsed"


COUNT_WORDS: Mapping[CountRule, str] = {
    CountRule.INCLUSIVE: "The day itself is day 1",
    CountRule.ELAPSED: "The day itself is day 0, counting full days gone by",
}


@dataclass(frozen=True)
class AnchorDay:
    """A day that counts start from."""

    day: date
    rule: CountRule = CountRule.INCLUSIVE


def day_number(anchor: AnchorDay, on: date) -> int:
    """The count on day `on`: inclusive makes the anchor day 1, elapsed makes it day 0.

    Before the anchor the count is zero or negative; a page shows no count then.
    """
    elapsed = (on - anchor.day).days
    return elapsed + 1 if anchor.rule is CountRule.INCLUSIVE else elapsed


def counting_started(anchor: AnchorDay, on: date) -> bool:
    """Whether a count on `on` means anything."""
    return on >= anchor.day


@dataclass(frozen=True)
class CampaignDetails:
    """What staff enter about a campaign. `letter_prefix` empty: the organisation's."""

    title: str
    slug: str
    goal: str
    letter_prefix: str
    follow_up_days: int


@dataclass(frozen=True)
class AnchorDetails:
    """What staff enter about an anchor; `name` is used in `((day name))`."""

    name: str
    label: str
    day: date
    rule: CountRule


@dataclass(frozen=True)
class FactDetails:
    """A value that merge fields may print, such as org.population, with where it comes from."""

    key: str
    value: str
    source_note: str


def _needed(text: str, limit: int, missing: str) -> str | None:
    if not text.strip():
        return missing
    return f"Shorten this to {limit} characters or fewer. It has {len(text)}." if len(text) > limit else None


def _only(found: Mapping[str, str | None]) -> dict[str, str]:
    return {name: message for name, message in found.items() if message}


def campaign_problems(details: CampaignDetails) -> dict[str, str]:
    """What is wrong, by field."""
    slug = _needed(details.slug, MAX_SLUG, "Enter a short name for the address, for example “lachin-road”.")
    if slug is None and not _NAME.fullmatch(details.slug):
        slug = (
            "Use small letters, digits and single hyphens, starting with a letter, for example “lachin-road”."
        )
    prefix = None
    if details.letter_prefix and not _PREFIX.fullmatch(details.letter_prefix):
        prefix = "Use capital letters and digits, starting with a letter, for example “AV”."
    elif len(details.letter_prefix) > MAX_PREFIX:
        prefix = f"Shorten this to {MAX_PREFIX} characters or fewer."
    days = None
    if not 1 <= details.follow_up_days <= MAX_FOLLOW_UP_DAYS:
        days = f"Enter a number of working days from 1 to {MAX_FOLLOW_UP_DAYS}."
    return _only(
        {
            "title": _needed(
                details.title, MAX_TITLE, "Enter a title, for example “Reopen the Lachin road”."
            ),
            "slug": slug,
            "goal": _needed(details.goal, MAX_GOAL, "Enter the goal in one or two sentences."),
            "letter_prefix": prefix,
            "follow_up_days": days,
        }
    )


def anchor_problems(details: AnchorDetails) -> dict[str, str]:
    """What is wrong, by field."""
    name = _needed(details.name, MAX_ANCHOR_NAME, "Enter a short name, for example “blockade”.")
    if name is None and not _NAME.fullmatch(details.name):
        name = "Use small letters, digits and single hyphens, starting with a letter, for example “blockade”."
    return _only(
        {
            "name": name,
            "label": _needed(
                details.label, MAX_LABEL, "Enter what happened that day, for example “Road disrupted”."
            ),
            "day": "Enter the day it happened, for example 2022-12-12. It must be after 1900."
            if details.day < OLDEST_DAY
            else None,
        }
    )


def fact_problems(details: FactDetails) -> dict[str, str]:
    """What is wrong, by field."""
    key = _needed(details.key, MAX_FACT_KEY, "Enter a field name, for example “org.population”.")
    if key is None and not _FACT_KEY.fullmatch(details.key):
        key = "Use small letters, digits, dots and underscores, starting with a letter, for example “org.population”."
    return _only(
        {
            "key": key,
            "value": _needed(
                details.value, MAX_FACT_VALUE, "Enter the value as it should print, for example “203,400”."
            ),
            "source_note": _needed(
                details.source_note, MAX_SOURCE, "Say where the value comes from and as of when."
            ),
        }
    )
