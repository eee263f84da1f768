"""Names in parts and in whole, and what is derived from them. Pure.

The parts and the whole often disagree in published data; both are kept, and a surname is never
found by splitting the whole name at a comma or a space when the parts are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.text import fold, nfc

_SUFFIXES = {
    "jr": "Jr.",
    "sr": "Sr.",
    "ii": "II",
    "iii": "III",
    "iv": "IV",
    "v": "V",
    "vi": "VI",
}
_SUFFIX = re.compile(r"[\s,]+(jr|sr|ii|iii|iv|vi|v)\.?$", re.IGNORECASE)
_QUOTED = re.compile(r"\s*[\"“”«»]([^\"“”«»]+)[\"“”«»]")
_BRACKETED = re.compile(r"\s*\(([^()]+)\)")
_INITIAL = re.compile(r"^(?P<first>.*\S)\s+(?P<initial>[A-Z])\.?$")


@dataclass(frozen=True)
class NameParts:
    """A person's name. `full` as styled by the holder or the source; empty when the source has none."""

    first: str = ""
    middle: str = ""
    nickname: str = ""
    last: str = ""
    suffix: str = ""
    full: str = ""


def clean(text: object) -> str:
    """One line of NFC text without surrounding or doubled spaces."""
    if text is None:
        return ""
    written = str(text)
    if not written.isascii():
        written = nfc(written)
    return " ".join(written.split())


def suffix_of(full: str) -> str:
    """The suffix at the end of a whole name, as it is usually written ("Jr.", "III"), or nothing."""
    found = _SUFFIX.search(full)
    return _SUFFIXES[found.group(1).lower()] if found else ""


def without_suffix(full: str) -> str:
    """`full` without a suffix at its end."""
    return _SUFFIX.sub("", full).rstrip(" ,")


def with_suffix(name: str, suffix: str) -> str:
    """`name` and `suffix`: a comma before Jr. and Sr., none before a numeral."""
    if not suffix:
        return name
    return f"{name}, {suffix}" if suffix in ("Jr.", "Sr.") else f"{name} {suffix}"


def tidy_parts(parts: NameParts) -> NameParts:
    """The parts with a bracketed nickname taken out of the first name and a missing suffix filled in."""
    first, nickname, suffix = parts.first, parts.nickname, parts.suffix
    bracketed = _BRACKETED.search(first)
    if bracketed:
        first = _BRACKETED.sub("", first).strip() or bracketed.group(1).strip()
        nickname = nickname or bracketed.group(1).strip()
    quoted = _QUOTED.search(parts.full)
    if quoted:
        nickname = nickname or quoted.group(1).strip()
    suffix = _SUFFIXES.get(suffix.rstrip(".").lower(), suffix) if suffix else suffix_of(parts.full)
    return NameParts(first, parts.middle, nickname, parts.last, suffix, parts.full)


def composed(parts: NameParts) -> str:
    """First, last and suffix; the middle name only beside an initial, as in "J. Gresham Barrett"."""
    initial_only = len(parts.first.rstrip(".")) == 1
    middle = parts.middle if initial_only else ""
    name = " ".join(part for part in (parts.first, middle, parts.last) if part)
    return with_suffix(name, parts.suffix)


def formal(parts: NameParts) -> str:
    """The styled name without a quoted nickname and with the suffix: what an address line prints."""
    name = clean(_QUOTED.sub("", parts.full)) if parts.full else ""
    if not name:
        return composed(parts)
    own = suffix_of(name)
    return with_suffix(without_suffix(name), own or parts.suffix)


def split_full(full: str, given: str = "", family: str = "") -> NameParts:
    """Parts from a whole name and what a source gives as given and family name.

    Suffixes hide in the whole name; a middle name stands between; a first name that differs from the
    given one is a nickname; a given or family field that merely repeats the whole name is not trusted.
    """
    full, given, family = clean(full), clean(given), clean(family)
    suffix = suffix_of(full)
    bare = clean(_QUOTED.sub("", without_suffix(full)))
    family = without_suffix(family)
    if not family or (" " in bare and fold(family) == fold(bare)):
        family = bare.rpartition(" ")[2]
    head = bare
    if fold(bare).endswith(fold(family)) and len(bare) > len(family):
        head = bare[: len(bare) - len(family)].strip()
    if not given or fold(given) in (fold(bare), fold(family)):
        given = ""
    elif fold(given).endswith(" " + fold(family)):
        given = given[: len(given) - len(family)].strip()
    first, middle, nickname = _first_and_middle(head, given)
    return tidy_parts(NameParts(first, middle, nickname, family, suffix, full))


def _first_and_middle(head: str, given: str) -> tuple[str, str, str]:
    """First, middle and nickname from what stands before the surname and the given name."""
    if not given:
        first, _, middle = head.partition(" ")
        return first, middle, ""
    bare_given = _BRACKETED.sub("", given).strip() or given
    if fold(head).startswith(fold(bare_given)):
        rest = head[len(bare_given) :].strip()
        middle = rest if rest not in ("", ".") else ""
        found = _INITIAL.match(given)
        if found and not middle:
            return found["first"], f"{found['initial']}.", ""
        return given, middle, ""
    first_word = head.split(" ", maxsplit=1)[0] if head else ""
    return given, "", first_word if fold(first_word) != fold(given) else ""


def columns(parts: NameParts) -> dict[str, str]:
    """The parts and both whole names, by the columns that keep them."""
    return {
        "first": parts.first,
        "middle": parts.middle,
        "nickname": parts.nickname,
        "last": parts.last,
        "suffix": parts.suffix,
        "full_name": parts.full or composed(parts),
        "formal_name": formal(parts),
    }


def search_text(parts: NameParts, aliases: Iterable[str] = ()) -> str:
    """Every name a person may be looked for by, folded."""
    whole = [
        parts.full,
        formal(parts),
        " ".join(p for p in (parts.first, parts.middle, parts.last, parts.suffix) if p),
        f"{parts.nickname} {parts.last}" if parts.nickname else "",
        *aliases,
    ]
    return " | ".join(dict.fromkeys(fold(name) for name in whole if name))


def sort_name(parts: NameParts) -> str:
    """Surname first, folded."""
    return fold(f"{parts.last} {parts.first} {parts.middle} {parts.suffix}")[:300]
