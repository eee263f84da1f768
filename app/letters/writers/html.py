"""A resolved letter as safe HTML blocks for paper, preview and public page.

Every character of text is escaped; the only tags are p, blockquote, ul, ol, li, strong, em, a and span[lang].
"""

from __future__ import annotations

from html import escape
from itertools import groupby

from app.letters.compose import Resolved
from app.letters.tree import (
    Inline,
    Mark,
    MarkKind,
    OrderedList,
    Paragraph,
    PlainBlock,
    Quote,
    Role,
    Text,
    blocks_of,
    runs_of,
)


def blocks(resolved: Resolved) -> tuple[str, ...]:
    """One HTML element for each top-level block: p, blockquote, ul, or ol (``ol.asks`` when it lists asks).

    Items hold inline text only, as PDF/UA wants. The text is as typed: paper adds its invisible joins itself.
    """
    return tuple(
        _block(block, section.role) for section in resolved.doc.sections for block in blocks_of(section)
    )


def _block(block: PlainBlock, role: Role) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_line(block.content)}</p>"
    if isinstance(block, Quote):
        lines = "".join(f"<p>{_line(paragraph.content)}</p>" for paragraph in block.paragraphs)
        return f"<blockquote>{lines}</blockquote>"
    items = "".join(f"<li>{_line(item.content)}</li>" for item in block.items)
    if not isinstance(block, OrderedList):
        return f"<ul>{items}</ul>"
    return f'<ol class="asks">{items}</ol>' if role is Role.ASKS or _asks(block) else f"<ol>{items}</ol>"


def _asks(block: PlainBlock) -> bool:
    marks = (mark for _, content in runs_of(block) for node in content for mark in node.marks)
    return any(mark.kind is MarkKind.ASK for mark in marks)


def _line(content: tuple[Inline, ...]) -> str:
    texts = [node for node in content if isinstance(node, Text)]
    out = []
    for (href, code), group in groupby(texts, key=_link_and_language):
        inner = "".join(_styled(escape(node.text, quote=False), node.marks) for node in group)
        if code:
            inner = f'<span lang="{escape(code)}">{inner}</span>'
        out.append(f'<a href="{escape(href)}">{inner}</a>' if href else inner)
    return "".join(out)


def _link_and_language(node: Text) -> tuple[str, str]:
    return _value(node, MarkKind.LINK), _value(node, MarkKind.LANG)


def _value(node: Text, kind: MarkKind) -> str:
    return next((mark.value for mark in node.marks if mark.kind is kind), "")


def _styled(html: str, marks: tuple[Mark, ...]) -> str:
    kinds = {mark.kind for mark in marks}
    if MarkKind.ITALIC in kinds:
        html = f"<em>{html}</em>"
    return f"<strong>{html}</strong>" if MarkKind.BOLD in kinds else html
