"""Names as they print: suffix punctuation, whole surnames, courtesy titles only where known."""

from __future__ import annotations

import re

from app.officials.address.facts import PersonName
from app.officials.rules import GenderedForm

_JUNIOR = re.compile(r",?\s+(Jr|Sr)\.?$", re.IGNORECASE)
_NUMERAL = re.compile(r",?\s+(II|III|IV|VI{0,3})$")
_COURTESY = {GenderedForm.MR: "Mr.", GenderedForm.MS: "Ms.", GenderedForm.MX: "Mx."}
_HONORIFICS = re.compile(r"^(the\s+)?(hon\.?|honou?rable)\s+", re.IGNORECASE)


def punctuate_suffix(name: str) -> str:
    """A comma before Jr. and Sr., none before a numeral: "Joseph R. Biden, Jr.", "Pat Timmons IV"."""
    name = " ".join(name.split())
    junior = _JUNIOR.search(name)
    if junior:
        return f"{name[: junior.start()]}, {junior.group(1).capitalize()}."
    numeral = _NUMERAL.search(name)
    if numeral:
        return f"{name[: numeral.start()]} {numeral.group(1)}"
    return name


def full_name(name: PersonName) -> str:
    """The full name for an address line, without any title. Empty when nothing is known."""
    whole = _HONORIFICS.sub("", name.full.strip())
    if whole:
        return punctuate_suffix(whole)
    parts = (name.given, name.middle, name.family, name.suffix)
    return punctuate_suffix(" ".join(part.strip() for part in parts if part.strip()))


def without_suffix(name: str) -> str:
    """`name` without a Jr., Sr. or numeral at its end."""
    name = " ".join(name.split())
    for pattern in (_JUNIOR, _NUMERAL):
        found = pattern.search(name)
        if found:
            name = name[: found.start()]
    return name.rstrip(", ")


def surname(name: PersonName) -> str:
    """The whole family name, with its spaces, hyphens and accents, without a suffix that strayed into it."""
    return without_suffix(name.family)


def is_full(name: PersonName) -> bool:
    """Whether "The Honorable" may stand before `full_name`: it must be more than the surname alone."""
    words = without_suffix(full_name(name)).split()
    return len(words) > max(1, len(surname(name).split()))


def courtesy(name: PersonName, gendered: GenderedForm) -> str:
    """ "Dr.", "Mr.", "Ms.", or nothing where no preference is known."""
    return name.prefix.strip() or _COURTESY.get(gendered, "")


def courtesy_full_name(name: PersonName, gendered: GenderedForm) -> str:
    """ "Ms. Jane Doe", or "Jane Doe" where no preference is known."""
    return f"{courtesy(name, gendered)} {full_name(name)}".strip()


def courtesy_surname(name: PersonName, gendered: GenderedForm) -> str:
    """ "Ms. Doe"; the full name where no preference or no surname is known."""
    title, family = courtesy(name, gendered), surname(name)
    return f"{title} {family}" if title and family else full_name(name)


def sir_or_madam(gendered: GenderedForm) -> str:
    """ "Mr." or "Madam" before the name of an office, or nothing where no preference is known."""
    return {GenderedForm.MR: "Mr.", GenderedForm.MS: "Madam"}.get(gendered, "")


def excellency(gendered: GenderedForm) -> str:
    """ "His Excellency", "Her Excellency", or "H.E.", which stands for both."""
    return {
        GenderedForm.MR: "His Excellency",
        GenderedForm.MS: "Her Excellency",
    }.get(gendered, "H.E.")
