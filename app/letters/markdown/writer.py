r"""Writes a tree as Markdown that reads back as the same tree.

A line is first written as a person would type it, then read back; only when the reader finds something else in it are
special characters escaped and ``*`` replaced by ``[...]{italic}``. So letters stay readable and nothing is ever lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from app.letters.markdown import syntax
from app.letters.markdown.inline_reader import read_inlines
from app.letters.tree.nodes import (
    Block,
    BulletList,
    Citation,
    DayCount,
    DayStyle,
    Doc,
    FieldForm,
    Inline,
    Mark,
    MarkKind,
    MergeField,
    OrderedList,
    Paragraph,
    PlainBlock,
    Quote,
    Section,
    Text,
    Variant,
)

_LINE_START = re.compile(r"(?:(?P<sign>>|- |:::)|(?P<number>[0-9]{1,3})(?P<dot>\. ))")
_LOOSE = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\Z)")
_USUAL = re.compile(r"[\\*\[\]]|\((?=\()|\)(?=\))|\A@")
_ALL = re.compile(r"[\\*\[\](){}|?@]")


def write(doc: Doc) -> str:
    """The whole letter, each section between ``::: role`` and ``:::``. Ids are not written."""
    return "\n".join(
        f"::: {section.role}\n{_padded(write_section(section))}:::\n" for section in doc.sections
    )


def write_section(section: Section) -> str:
    """The text of one section without its fences, as the section editor shows it."""
    return _blocks(section.blocks)


def escape(typed: str) -> str:
    """Markdown that prints this line of plain text exactly, whatever it holds."""
    return _line((Text(typed),)) if typed else ""


def _padded(text: str) -> str:
    return f"\n{text}\n" if text else ""


def _blocks(blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    for place, block in enumerate(blocks):
        if place and _same_list(blocks[place - 1], block):
            parts.append("\n")  # two empty lines keep neighbouring lists apart
        parts.append(("\n" if place else "") + _block(block))
    return "".join(parts)


def _same_list(one: Block, other: Block) -> bool:
    return type(one) is type(other) and isinstance(one, BulletList | OrderedList)


def _block(block: Block) -> str:
    if isinstance(block, Variant):
        return f"::: variant {block.rule}\n{_padded(_blocks(block.blocks))}:::\n"
    return "".join(f"{line}\n" for line in _plain_lines(block))


def _plain_lines(block: PlainBlock) -> Iterable[str]:
    if isinstance(block, Paragraph):
        yield _line(block.content)
    elif isinstance(block, Quote):
        for place, paragraph in enumerate(block.paragraphs):
            if place:
                yield ">"
            yield f"> {_line(paragraph.content)}"
    else:
        for number, item in enumerate(block.items, start=1):
            marker = f"{number}." if isinstance(block, OrderedList) else "-"
            yield f"{marker} {_line(item.content)}"


def _line(content: tuple[Inline, ...]) -> str:
    for escaped, stars in ((_loose, True), (_usual, True), (_usual, False), (_all, False)):
        written = _at_start(_inlines(content, escaped, stars))
        if read_inlines(written) == content:
            return written
    raise AssertionError("fully escaped text always reads back as itself")


def _at_start(line: str) -> str:
    """A line of text that could be taken for a list, a quote or a fence loses that meaning."""
    match = _LINE_START.match(line)
    if match is None:
        return line
    return f"\\{line}" if match["sign"] else f"{match['number']}\\{line[match.start('dot') :]}"


def _loose(text: str) -> str:
    return _LOOSE.sub(r"\\\\", text)


def _usual(text: str) -> str:
    return _USUAL.sub(lambda match: "\\" + match.group(), text)


def _all(text: str) -> str:
    return _ALL.sub(lambda match: "\\" + match.group(), text)


Escape = Callable[[str], str]


def _inlines(content: Sequence[Inline], escaped: Escape, stars: bool) -> str:
    """Nests marks: at each place the marks that reach furthest go outside."""
    written, place = [], 0
    while place < len(content):
        node = content[place]
        if not node.marks:
            written.append(_atom(node, escaped, stars))
            place += 1
            continue
        reach = {mark: _reach(content, place, mark) for mark in node.marks}
        end = max(reach.values())
        outer = [mark for mark in node.marks if reach[mark] == end]
        inner = [_without(inside, outer) for inside in content[place:end]]
        written.append(_wrapped(_inlines(inner, escaped, stars), outer, stars))
        place = end
    return "".join(written)


def _reach(content: Sequence[Inline], place: int, mark: Mark) -> int:
    while place < len(content) and mark in content[place].marks:
        place += 1
    return place


def _without(node: Inline, gone: list[Mark]) -> Inline:
    marks = tuple(mark for mark in node.marks if mark not in gone)
    if isinstance(node, Text):
        return Text(node.text, marks)
    if isinstance(node, Citation):
        return Citation(node.claim, marks)
    if isinstance(node, DayCount):
        return DayCount(node.anchor, node.style, marks)
    return MergeField(node.name, node.form, node.content, marks)


def _wrapped(inner: str, marks: list[Mark], stars: bool) -> str:
    attributes, links, run = [], [], ""
    for mark in marks:
        if mark.kind is MarkKind.LINK and syntax.LINK_TARGET.fullmatch(f"({mark.value})") and stars:
            links.append(mark.value)
        elif mark.kind in (MarkKind.BOLD, MarkKind.ITALIC) and stars:
            run += "**" if mark.kind is MarkKind.BOLD else "*"
        else:
            attributes.append(f"{mark.kind}={mark.value}" if mark.value else str(mark.kind))
    for href in links:
        inner = f"[{inner}]({href})"
    inner = f"{run}{inner}{run}"
    for start in range(0, len(attributes), 20):
        inner = f"[{inner}]{{{' '.join(attributes[start : start + 20])}}}"
    return inner


def _atom(node: Inline, escaped: Escape, stars: bool) -> str:
    if isinstance(node, Text):
        return escaped(node.text)
    if isinstance(node, Citation):
        return f"[@{node.claim}]"
    if isinstance(node, DayCount):
        style = "" if node.style is DayStyle.ORDINAL else f" {node.style}"
        return f"((day {node.anchor}{style}))"
    if node.form is FieldForm.VALUE:
        return f"(({node.name}))"
    sign = "??" if node.form is FieldForm.OPTIONAL else "||"
    return f"(({node.name}{sign}{_inlines(node.content, escaped, stars)}))"
