"""A resolved letter as plain text, for e-mail and for reading aloud: the same words as on paper."""

from __future__ import annotations

from app.letters.compose import Resolved
from app.letters.tree import Citation, Inline, OrderedList, Paragraph, PlainBlock, Quote, Text, blocks_of

INDENT = "    "


def plain_text(resolved: Resolved) -> str:
    """Blocks with an empty line between them, items on a line each, quotations indented; lines are not wrapped."""
    parts = [_block(block) for section in resolved.doc.sections for block in blocks_of(section)]
    return "\n\n".join(parts) + "\n" if parts else ""


def _block(block: PlainBlock) -> str:
    if isinstance(block, Paragraph):
        return _line(block.content)
    if isinstance(block, Quote):
        return "\n\n".join(INDENT + _line(paragraph.content) for paragraph in block.paragraphs)
    numbered = isinstance(block, OrderedList)
    markers = (f"{number}." if numbered else "-" for number in range(1, len(block.items) + 1))
    return "\n".join(
        f"{marker} {_line(item.content)}" for marker, item in zip(markers, block.items, strict=True)
    )


def _line(content: tuple[Inline, ...]) -> str:
    return "".join(_words(node) for node in content)


def _words(node: Inline) -> str:
    if isinstance(node, Citation) and node.numbers:
        return f"[{', '.join(str(number) for number in node.numbers)}]"
    return node.text if isinstance(node, Text) else ""
