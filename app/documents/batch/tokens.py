"""What differs between the copies of a letter, read off their HTML.

Two copies with the same tags in the same order have the same `shape`; what may differ between them is text, and the
attributes that carry text onto the page. Nothing here knows of templates.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_TAG = re.compile(r"(<[^>]*>)")
# Attributes that carry words: the running header and footer of the body, and the description in the head.
_CARRIERS = ("<body", "<meta")
_CARRIED = re.compile(r' (data-[a-z-]+|content)="([^"]*)"')
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True)
class Tokens:
    """The HTML of one copy taken apart: `pieces` joined give it back.

    Even places hold text, odd ones a tag. `carried` are the values of the carrying attributes as
    ((place of the tag, name of the attribute), value). `shape` is equal for copies with the same tags.
    """

    pieces: tuple[str, ...]
    carried: tuple[tuple[tuple[int, str], str], ...]
    shape: bytes


def read(source: str) -> Tokens:
    """Take a document apart."""
    pieces = _TAG.split(source)
    carried: list[tuple[tuple[int, str], str]] = []
    tags = pieces[1::2]
    for number, tag in enumerate(tags):
        if tag.startswith(_CARRIERS):
            place = 2 * number + 1
            carried += [((place, found[1]), found[2]) for found in _CARRIED.finditer(tag)]
            tags[number] = _CARRIED.sub(r' \1=""', tag)
    shape = hashlib.sha256("".join(tags).encode()).digest()
    return Tokens(tuple(pieces), tuple(carried), shape)


Key = int | tuple[int, str]
"""Where a copy differs from its reference: the place of a text, or of a tag with the name of its attribute."""


def differences(reference: Tokens, other: Tokens) -> dict[Key, str]:
    """The texts and carried values of `other`, as they stand in the HTML, that the reference has otherwise."""
    found: dict[Key, str] = {
        2 * number: text
        for number, (text, before) in enumerate(zip(other.pieces[::2], reference.pieces[::2], strict=True))
        if text != before
    }
    found.update(
        (key, value)
        for (key, value), (_, before) in zip(other.carried, reference.carried, strict=True)
        if value != before
    )
    return found


def rebuilt(pieces: tuple[str, ...], changed: Mapping[Key, str]) -> str:
    """The HTML of a copy from that of its reference."""
    made = list(pieces)
    for key, value in changed.items():
        if isinstance(key, int):
            made[key] = value
        else:
            place, name = key
            made[place] = _CARRIED.sub(lambda m: f' {name}="{value}"' if m[1] == name else m[0], made[place])  # noqa: B023
    return "".join(made)


@lru_cache(maxsize=512)  # the words of one copy are asked for in every layout
def words(text: str) -> str:
    """A text of the HTML as it is set: entities resolved, runs of white space one space."""
    return _SPACE.sub(" ", html.unescape(text))
