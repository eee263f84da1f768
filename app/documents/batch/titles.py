"""The title and the description of a copy, which stand in the information and in the metadata of its file."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydyf

from app.documents.batch.single import info_object, metadata_stream
from app.documents.batch.skeleton import Skeleton
from app.documents.batch.tokens import Key, Tokens, words

_TITLE, _DESCRIPTION = "Title", "Subject"
_ARCHIVE_CLAIM = re.compile(rb"<rdf:Description[^<>]* pdfaid:[^<>]*/>")
_LIST_ITEM = '<rdf:li xml:lang="x-default">{}</rdf:li>'


@dataclass(frozen=True)
class Titles:
    """The keys of the words that name a document, by their name in its information; only those that differ."""

    keys: Mapping[str, Key]

    def put(self, values: Mapping[Key, str], skeleton: Skeleton) -> tuple[dict[str, Any], bytes]:
        """(information, metadata) of a copy; `skeleton` holds those of its exemplar."""
        info, xmp = dict(skeleton.info), skeleton.xmp
        for name, key in self.keys.items():
            text = html.unescape(values[key])
            xmp = xmp.replace(_item(info[name].string), _item(text))
            info[name] = pydyf.String(text)
        return info, xmp

    def written(self, values: Mapping[Key, str], skeleton: Skeleton) -> tuple[bytes, bytes]:
        """The same as bytes of a file."""
        info, xmp = self.put(values, skeleton)
        return info_object(info), metadata_stream(xmp, skeleton.xmp_entries)


def find(source: Tokens, personal: frozenset[Key]) -> Titles:
    """Where the title and the description are, if copies differ in them."""
    keys: dict[str, Key] = {}
    for key in personal:
        if isinstance(key, int):
            if key and source.pieces[key - 1] == "<title>":
                keys[_TITLE] = key
        elif source.pieces[key[0]].startswith('<meta name="description"'):
            keys[_DESCRIPTION] = key
    return Titles(dict(sorted(keys.items())))


def replaceable(titles: Titles, values: Mapping[Key, str], skeleton: Skeleton) -> frozenset[Key]:
    """Those keys whose words stand in the exemplar's metadata exactly once, as a whole."""
    found = {name: html.unescape(values[key]) for name, key in titles.keys.items()}
    return frozenset(
        titles.keys[name]
        for name, text in found.items()
        if plain(values[titles.keys[name]])
        and name in skeleton.info
        and skeleton.info[name].string == text
        and skeleton.xmp.count(_item(text)) == 1
    )


def retitled(skeleton: Skeleton, title: str) -> tuple[dict[str, Any], bytes]:
    """(information, metadata) of a skeleton with another title, and without the claim to be PDF/A.

    A file of many copies is for printing: it has neither the attachments nor the output intent of an archive.
    """
    info = dict(skeleton.info)
    xmp = _ARCHIVE_CLAIM.sub(b"", skeleton.xmp)
    if _TITLE in info:
        xmp = xmp.replace(_item(info[_TITLE].string), _item(title), 1)
    return {**info, _TITLE: pydyf.String(title)}, xmp


def plain(value: str) -> bool:
    """Whether words are taken into the metadata as they are."""
    text = html.unescape(value)
    return bool(text) and text == words(value).strip(" ") and text.isprintable()


def _item(text: str) -> bytes:
    return _LIST_ITEM.format(html.escape(text, quote=False)).encode()
