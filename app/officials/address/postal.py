"""Postal lines: one stored line becomes the lines of an envelope."""

from __future__ import annotations

import re

_WASHINGTON = re.compile(
    r"^(?P<office>.*?)[\s,]*\bWashington,?\s+D\.?C\.?[\s,]*(?P<zip>\d{5}(?:-\d{4})?)?$", re.I
)
_CITY_STATE = re.compile(r"^(?P<city>[^\d,;]+),?\s+(?P<state>[A-Z]{2})\.?,?\s+(?P<zip>\d{5}(?:-\d{4})?)$")
_ABBREVIATIONS = (
    (re.compile(r"\bHOB\b"), "House Office Building"),
    (re.compile(r"\bSOB\b"), "Senate Office Building"),
)
_KEEP_UPPER = {"HVC", "SVC", "SH", "SR", "SD", "PO"}


def split_postal(line: str) -> tuple[str, ...]:
    """Lines of a postal address written in one. "311 HART SENATE OFFICE BUILDING WASHINGTON DC 20510"
    gives ("311 Hart Senate Office Building", "Washington, DC 20510"). Breaks at new lines, at semicolons,
    and before a last "City, ST 12345"; other commas stay."""
    pieces = [" ".join(piece.split()).strip(" ,") for piece in re.split(r"[\n;]", line)]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return ()
    *street, last = pieces
    capital = _WASHINGTON.match(last)
    if capital is None:
        return (*street, *_before_city(last))
    street += [capital["office"]] if capital["office"] else []
    return (*(_building(piece) for piece in street), f"Washington, DC {capital['zip'] or ''}".strip())


def postal_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """`lines` without empty ones; a single line is split."""
    kept = tuple(" ".join(line.split()) for line in lines if line.strip())
    if len(kept) > 1:
        return kept
    return split_postal(next((line for line in lines if line.strip()), ""))


def _building(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;")
    if text.isupper() and len(text) > 4:
        text = " ".join(word if word in _KEEP_UPPER else word.capitalize() for word in text.split())
    for pattern, whole in _ABBREVIATIONS:
        text = pattern.sub(whole, text)
    return text


def _before_city(text: str) -> tuple[str, ...]:
    """Split "1021 O St., Sacramento, CA 94249" before the city; leave anything else whole."""
    head, comma, tail = text.rpartition(",")
    street, second, city = head.rpartition(",")
    if comma and re.fullmatch(r"\s*[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?", tail) and second and city.strip():
        return (street.strip(), f"{city.strip()}, {tail.strip()}")
    last = _CITY_STATE.match(tail.strip())
    if comma and last:
        return (head.strip(), f"{last['city'].strip()}, {last['state']} {last['zip']}")
    return (text,)
