"""A resolved letter as safe HTML blocks for paper, preview and public page.

Every character of text is escaped; the only tags are p, blockquote, ul, ol, li, strong, em, a, sup and span[lang].
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from app.letters.compose import Resolved
from app.letters.tree import (
    Citation,
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

JOINER = "\u2060"
NBSP = "\u00a0"


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
    out = []
    for cited, run in groupby(content, key=lambda node: isinstance(node, Citation)):
        if cited:
            out += [_mark(node) for node in run if isinstance(node, Citation)]
        else:
            out += _texts([node for node in run if isinstance(node, Text)])
    return "".join(out)


def _mark(node: Citation) -> str:
    """Small numbers, each a link to its entry in the annex; tied to the word before, and kept on one line."""
    numbers = (f'<a href="#source-{number}">{number}</a>' for number in node.numbers)
    return f"{JOINER}<sup>{f',{NBSP}'.join(numbers)}</sup>" if node.numbers else ""


def _texts(texts: list[Text]) -> Iterator[str]:
    for (href, code), group in groupby(texts, key=_link_and_language):
        inner = "".join(_styled(escape(node.text, quote=False), node.marks) for node in group)
        if code:
            inner = f'<span lang="{escape(code)}">{inner}</span>'
        yield f'<a href="{escape(href)}">{inner}</a>' if href else inner


def _link_and_language(node: Text) -> tuple[str, str]:
    return _value(node, MarkKind.LINK), _value(node, MarkKind.LANG)


def _value(node: Text, kind: MarkKind) -> str:
    return next((mark.value for mark in node.marks if mark.kind is kind), "")


def _styled(html: str, marks: tuple[Mark, ...]) -> str:
    kinds = {mark.kind for mark in marks}
    if MarkKind.ITALIC in kinds:
        html = f"<em>{html}</em>"
    return f"<strong>{html}</strong>" if MarkKind.BOLD in kinds else html
