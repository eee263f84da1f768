"""Reads a tree from JSON that anyone may have sent: an allow-list, size caps, every error with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.core.errors import InvalidInput
from app.letters.tree import nodes
from app.letters.tree.identity import with_ids
from app.letters.tree.inlines_from_json import Refused, inlines, only
from app.letters.tree.nodes import (
    BLOCK_ID,
    MAX_BLOCKS,
    MAX_MARKS,
    MAX_TEXT,
    RESERVED_ROLES,
    SCHEMA_VERSION,
    Block,
    BulletList,
    Doc,
    ListItem,
    OrderedList,
    Paragraph,
    PlainBlock,
    Quote,
    Role,
    Section,
    Text,
    Variant,
)
from app.letters.tree.normal import blocks_of, inlines_of, normal, runs_of
from app.letters.tree.variants import parse_rule

PLAIN_BLOCKS = frozenset({"paragraph", "quote", "bullet_list", "ordered_list"})
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def from_json(value: object, earlier: Doc | None = None) -> Doc:
    """The letter in canonical form, with an id on every block.

    ``earlier``: the version it grew from; blocks that came without an id take theirs from it.
    Raises InvalidInput; its ``errors`` maps places such as ``content[0].content[2]`` to what is wrong there.
    """
    reader = _Reader()
    doc = reader.doc(value)
    if reader.errors or doc is None:
        raise InvalidInput(reader.errors)
    check_size(doc)
    return with_ids(normal(doc), earlier)


def check_size(doc: Doc) -> None:
    """Raises InvalidInput for a text longer than any letter, or with characters that no paper can print."""
    blocks = [block for section in doc.sections for block in blocks_of(section)]
    lines = [content for block in blocks for _, content in runs_of(block)]
    found = [node for line in lines for node in inlines_of(line)]
    if any(len(node.marks) > MAX_MARKS for node in found):
        raise InvalidInput({"doc": f"Words carry too many asks at once: at most {MAX_MARKS}."})
    texts = [node.text for node in found if isinstance(node, Text)]
    if sum(map(len, texts)) > MAX_TEXT:
        raise InvalidInput({"doc": f"The letter is too long: at most {MAX_TEXT:,} characters."})
    if len(lines) > MAX_BLOCKS or len(blocks) > MAX_BLOCKS:
        raise InvalidInput({"doc": f"The letter has too many paragraphs: at most {MAX_BLOCKS:,}."})
    for text in texts:
        check_characters(text, "doc")


def check_characters(text: str, place: str) -> None:
    """Raises InvalidInput at a control character, naming it and the words before it."""
    if match := _CONTROL.search(text):
        before = text[max(0, match.start() - 20) : match.start()].strip()
        where = f" after “{before}”" if before and not _CONTROL.search(before) else ""
        code = f"U+{ord(match.group()):04X}"
        raise InvalidInput({place: f"There is an invisible control character ({code}){where}. Delete it."})


class _Reader:
    """Walks the JSON once and collects every error; a node with an error yields None."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def doc(self, value: object) -> Doc | None:
        try:
            attrs, content = self._open(value, "", {"doc"}, {"schema_version"})
            if attrs.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
                raise Refused(
                    "doc", f"This letter is in format {attrs['schema_version']!r:.40}, not {SCHEMA_VERSION}."
                )
        except Refused as refused:
            self.errors[refused.place or "doc"] = refused.message
            return None
        return Doc(tuple(self._all(self.section, content, "")), nodes.SCHEMA_VERSION)

    def section(self, value: object, place: str) -> Section:
        attrs, content = self._open(value, place, {"section"}, {"id", "role"})
        try:
            role = Role(attrs.get("role", Role.BODY))
        except ValueError:
            raise Refused(place, f"There is no section called {attrs['role']!r:.40}.") from None
        if role in RESERVED_ROLES:
            raise Refused(place, f"“{role.label}” is for resolutions; a letter cannot have it.")
        return Section(role, tuple(self._all(self.block, content, place)), attrs.get("id", ""))

    def block(self, value: object, place: str) -> Block:
        if not (isinstance(value, Mapping) and value.get("type") == "variant"):
            return self.plain_block(value, place)
        attrs, content = self._open(value, place, {"variant"}, {"id", "rule"})
        try:
            rule = parse_rule(str(attrs.get("rule", ""))[:2000])
        except ValueError as error:
            raise Refused(place, str(error)) from None
        return Variant(rule, tuple(self._all(self.plain_block, content, place)), attrs.get("id", ""))

    def plain_block(self, value: object, place: str) -> PlainBlock:
        attrs, content = self._open(value, place, PLAIN_BLOCKS, {"id"})
        kind, id = _kind(value), attrs.get("id", "")
        if kind == "paragraph":
            return Paragraph(inlines(content, place), id)
        if kind == "quote":
            return Quote(tuple(self._all(self.paragraph, content, place)), id)
        items = tuple(self._all(self.item, content, place))
        return BulletList(items, id) if kind == "bullet_list" else OrderedList(items, id)

    def paragraph(self, value: object, place: str) -> Paragraph:
        attrs, content = self._open(value, place, {"paragraph"}, {"id"})
        return Paragraph(inlines(content, place), attrs.get("id", ""))

    def item(self, value: object, place: str) -> ListItem:
        attrs, content = self._open(value, place, {"list_item"}, {"id"})
        if len(content) > 1:
            raise Refused(place, "A list item holds one paragraph.")
        if not content:
            return ListItem((), attrs.get("id", ""))
        return ListItem(self.paragraph(content[0], f"{place}.content[0]").content, attrs.get("id", ""))

    def _all(self, read: Any, content: list[object], place: str) -> list[Any]:
        found = []
        for index, child in enumerate(content):
            here = f"{place}.content[{index}]".removeprefix(".")
            try:
                found.append(read(child, here))
            except Refused as refused:
                self.errors[refused.place] = refused.message
        return found

    def _open(
        self, value: object, place: str, kinds: set[str] | frozenset[str], allowed: set[str]
    ) -> tuple[dict[str, Any], list[object]]:
        """(attrs, content) of a node of one of ``kinds`` that holds nothing beyond ``allowed``."""
        if not isinstance(value, Mapping) or _kind(value) not in kinds:
            raise Refused(place, f"Here should be {' or '.join(sorted(kinds))}, not {_named(value)}.")
        only(value, {"type", "attrs", "content"}, place)
        attrs, content = value.get("attrs") or {}, value.get("content") or []
        if not isinstance(attrs, Mapping) or not isinstance(content, list):
            raise Refused(place, "Attributes are an object and contents are a list.")
        only(attrs, allowed, place)
        id = attrs.get("id") or ""
        if not isinstance(id, str) or (id and not BLOCK_ID.match(id)):
            raise Refused(place, "An id has 1 to 64 letters, digits, hyphens or underscores.")
        return {**attrs, "id": id}, content


def _kind(value: object) -> str:
    kind = value.get("type") if isinstance(value, Mapping) else None
    return kind if isinstance(kind, str) else ""


def _named(value: object) -> str:
    return f"“{_kind(value):.40}”" if _kind(value) else "something else"
