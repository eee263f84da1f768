"""The tree as ProseMirror-shaped JSON: what is stored and what the editor speaks."""

from __future__ import annotations

from typing import Any, TypeAlias

from app.letters.tree.nodes import (
    Block,
    BulletList,
    Citation,
    DayCount,
    Doc,
    FieldForm,
    Inline,
    Mark,
    MarkKind,
    Paragraph,
    PlainBlock,
    Quote,
    Section,
    Text,
    Variant,
)

Json: TypeAlias = dict[str, Any]
MARK_VALUE = {MarkKind.ASK: "demand", MarkKind.LINK: "href", MarkKind.LANG: "code"}


def to_json(doc: Doc) -> Json:
    """``{"type": "doc", "attrs": {"schema_version": 1}, "content": [section, ...]}``."""
    return _node(
        "doc", {"schema_version": doc.schema_version}, [_section(section) for section in doc.sections]
    )


def _node(kind: str, attrs: Json, content: list[Json]) -> Json:
    return {"type": kind, "attrs": attrs, "content": content}


def _section(section: Section) -> Json:
    attrs = {"id": section.id, "role": section.role.value}
    return _node("section", attrs, [_block(block) for block in section.blocks])


def _block(block: Block) -> Json:
    if isinstance(block, Variant):
        attrs = {"id": block.id, "rule": str(block.rule)}
        return _node("variant", attrs, [_plain_block(child) for child in block.blocks])
    return _plain_block(block)


def _plain_block(block: PlainBlock) -> Json:
    attrs = {"id": block.id}
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Quote):
        return _node("quote", attrs, [_paragraph(paragraph) for paragraph in block.paragraphs])
    kind = "bullet_list" if isinstance(block, BulletList) else "ordered_list"
    items = [
        # Editors expect a paragraph inside an item; it has no id of its own.
        _node("list_item", {"id": item.id}, [{"type": "paragraph", "content": inlines(item.content)}])
        for item in block.items
    ]
    return _node(kind, attrs, items)


def _paragraph(paragraph: Paragraph) -> Json:
    return _node("paragraph", {"id": paragraph.id}, inlines(paragraph.content))


def inlines(content: tuple[Inline, ...]) -> list[Json]:
    """A run of inlines as JSON."""
    return [_inline(node) for node in content]


def _inline(node: Inline) -> Json:
    if isinstance(node, Text):
        made: Json = {"type": "text", "text": node.text}
    elif isinstance(node, Citation):
        made = {"type": "citation", "attrs": {"claim": node.claim}}
    elif isinstance(node, DayCount):
        made = {"type": "day_count", "attrs": {"anchor": node.anchor, "style": node.style.value}}
    else:
        made = {"type": "merge_field", "attrs": {"name": node.name, "form": node.form.value}}
        if node.form is not FieldForm.VALUE:
            made["content"] = inlines(node.content)
    if node.marks:
        made["marks"] = [_mark(mark) for mark in node.marks]
    return made


def _mark(mark: Mark) -> Json:
    if mark.kind in MARK_VALUE:
        return {"type": mark.kind.value, "attrs": {MARK_VALUE[mark.kind]: mark.value}}
    return {"type": mark.kind.value}
