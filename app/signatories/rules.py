"""Rules for signatories and letterheads. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.text import squash

MAX_NAME = 200
MAX_EMAIL = 254
MAX_LINE = 120
MAX_LINES = 4
MAX_PHONE = 40
MAX_WEB = 200
MAX_AUTHORITY = 300
DEFAULT_ACCENT = "#1c3557"
LEAST_CONTRAST = 7.0
SIGNATURE_MM = (56.0, 13.0)
"""Width and height into which a signature image is fitted on paper, where it is largest (letter.css)."""

_ACCENT = re.compile(r"#[0-9a-f]{6}")


class SignatoryKind(StrEnum):
    """Whose letterhead and authority the person signs under."""

    OWN = "own_officeholder"
    PARTNER = "partner"


KIND_WORDS: Mapping[SignatoryKind, str] = {
    SignatoryKind.OWN: "Our own officeholder",
    SignatoryKind.PARTNER: "Partner",
}


class LetterheadStyle(StrEnum):
    """How a letterhead is set on paper."""

    CLASSIC = "classic"
    MODERN = "modern"
    BAND = "band"


CREST_MM: Mapping[LetterheadStyle, tuple[float, float]] = {
    LetterheadStyle.CLASSIC: (60.0, 11.1),
    LetterheadStyle.MODERN: (24.0, 12.5),
    LetterheadStyle.BAND: (21.0, 23.4),
}
"""The same for a crest, by style (letter.css). The modern head has none; there it stands on envelopes alone."""

STYLE_WORDS: Mapping[LetterheadStyle, str] = {
    LetterheadStyle.CLASSIC: "Classic, centered",
    LetterheadStyle.MODERN: "Modern, set left",
    LetterheadStyle.BAND: "Civic band, with the crest",
}


@dataclass(frozen=True)
class SignatoryDetails:
    """What staff enter about a signatory. `name` prints exactly as typed."""

    name: str
    formal_name: str
    title: str
    body: str
    email: str
    kind: SignatoryKind


@dataclass(frozen=True)
class LetterheadDetails:
    """What staff enter about a letterhead. `lines` are the address lines in order."""

    name: str
    office: str
    lines: tuple[str, ...]
    phone: str
    fax: str
    web: str
    style: LetterheadStyle
    accent: str


def luminance(colour: str) -> float:
    """WCAG relative luminance of `#rrggbb`, from 0 (black) to 1 (white)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_on_white(colour: str) -> float:
    """WCAG contrast ratio of `#rrggbb` on white paper, from 1 to 21."""
    return 1.05 / (luminance(colour) + 0.05)


def tidy_accent(text: str) -> str:
    """`1C3557` and `#1c3557` both become `#1c3557`."""
    plain = text.strip().lower()
    return plain if plain.startswith("#") or not plain else f"#{plain}"


def accent_problem(colour: str) -> str | None:
    """Why `colour` cannot be an accent, or None. It must be readable on paper and in a fax."""
    if not _ACCENT.fullmatch(colour):
        return f"Enter a color as # and six digits or letters a to f, for example {DEFAULT_ACCENT}."
    ratio = contrast_on_white(colour)
    if ratio < LEAST_CONTRAST:
        # Cut, not rounded: 6.97 must not read as "7.0, but 7 is needed".
        shown = int(ratio * 10) / 10
        return (
            f"Choose a darker color: this one has a contrast of {shown} to 1 on white, and 7 to 1 is needed."
        )
    return None


def parse_lines(text: str) -> tuple[str, ...]:
    """Address lines from a text box, empty ones dropped."""
    return tuple(line for line in (squash(raw) for raw in text.splitlines()) if line)


def lines_problem(lines: tuple[str, ...]) -> str | None:
    """Why these address lines do not fit a letterhead, or None."""
    if len(lines) > MAX_LINES:
        return f"A letterhead has room for {MAX_LINES} address lines. There are {len(lines)}."
    long = next((line for line in lines if len(line) > MAX_LINE), None)
    return f"Shorten the line “{long[:40]}…” to {MAX_LINE} characters or fewer." if long else None


def text_problem(text: str, limit: int, missing: str | None = None) -> str | None:
    """`missing` when `text` is empty and needed; a message when it is too long; else None."""
    if not text.strip():
        return missing
    if len(text) > limit:
        return f"Shorten this to {limit} characters or fewer. It has {len(text)}."
    return None


def signatory_problems(details: SignatoryDetails) -> dict[str, str]:
    """What is wrong, by field."""
    found = {
        "name": text_problem(details.name, MAX_NAME, "Enter the name as it is signed."),
        "formal_name": text_problem(details.formal_name, MAX_NAME),
        "title": text_problem(details.title, MAX_NAME, "Enter the title, for example “Mayor”."),
        "body": text_problem(details.body, MAX_NAME),
        "email": text_problem(details.email, MAX_EMAIL) or email_problem(details.email),
    }
    return {name: message for name, message in found.items() if message}


def email_problem(address: str) -> str | None:
    """A plain shape check; a link sent to the address is the real one."""
    if address and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+", address):
        return "Enter an e-mail address like name@example.org."
    return None


def letterhead_problems(details: LetterheadDetails) -> dict[str, str]:
    """What is wrong, by field."""
    found = {
        "name": text_problem(
            details.name, MAX_NAME, "Enter the name at the head, for example “City of Arroyo Vista”."
        ),
        "office": text_problem(details.office, MAX_NAME),
        "lines": lines_problem(details.lines),
        "phone": text_problem(details.phone, MAX_PHONE),
        "fax": text_problem(details.fax, MAX_PHONE),
        "web": text_problem(details.web, MAX_WEB),
        "accent": accent_problem(details.accent),
    }
    return {name: message for name, message in found.items() if message}
