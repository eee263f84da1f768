"""Reads sections, paragraphs, lists, quotes and variants, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.errors import InvalidInput
from app.letters.markdown import syntax
from app.letters.markdown.inline_reader import read_inlines
from app.letters.tree.from_json import check_characters
from app.letters.tree.nodes import (
    MAX_TEXT,
    RESERVED_ROLES,
    Block,
    BulletList,
    Doc,
    ListItem,
    OrderedList,
    Paragraph,
    PlainBlock,
    Quote,
    Role,
    Rule,
    Section,
    Variant,
)
from app.letters.tree.variants import parse_rule

# What programs put where a person pressed a key: line ends of every kind, tabs, a mark at the start of a file.
_LINE_ENDS = {
    "\r\n": "\n",
    "\r": "\n",
    "\v": "\n",
    "\f": "\n",
    "\u2028": "\n",
    "\u2029": "\n\n",
    "\x85": "\n",
}


def read_blocks(source: str) -> Doc:
    """The sections of a Markdown text, without ids and not yet canonical.

    Raises InvalidInput whose keys are ``line N``.
    """
    if len(source) > 3 * MAX_TEXT:
        raise InvalidInput({"line 1": f"The letter is too long: at most {MAX_TEXT:,} characters."})
    reader = _Reader()
    for number, line in enumerate(_lines(source), start=1):
        reader.read(number, line)
    return reader.finish()


def _lines(source: str) -> list[str]:
    source = source.removeprefix("\ufeff")
    for typed, meant in _LINE_ENDS.items():
        source = source.replace(typed, meant)
    return [line.replace("\t", " ").strip(" ") for line in source.split("\n")]


@dataclass(slots=True)
class _Reader:
    errors: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    role: Role | None = None  # of the fenced section that is open
    role_line: int = 0
    rule: Rule | None = None  # of the variant that is open
    rule_line: int = 0
    blocks: list[Block] = field(default_factory=list)
    outer: list[Block] = field(default_factory=list)  # the section's blocks while a variant is open
    kind: str = ""  # of the open block: "paragraph", "quote", "bullets", "numbers" or none
    parts: list[list[str]] = field(default_factory=list)  # its paragraphs or items, each a list of lines
    empty: int = 0  # empty lines just read

    def read(self, number: int, line: str) -> None:
        try:
            check_characters(line, f"line {number}")
        except InvalidInput as error:
            self.errors |= error.errors
            return
        if not line:
            self._empty_line()
        elif match := syntax.FENCE.match(line):
            self._fence(number, match[1].strip())
            self.empty = 0
        else:
            self._text(line)
            self.empty = 0

    def finish(self) -> Doc:
        self._end_block()
        if self.rule is not None:
            self.errors[f"line {self.rule_line}"] = "This variant is not closed. Put ::: on a line after it."
        if self.role is not None:
            message = f"The section “{self.role}” is not closed. Put ::: on a line after it."
            self.errors[f"line {self.role_line}"] = message
        if self.errors:
            raise InvalidInput(self.errors)
        self._end_section(Role.BODY)
        return Doc(tuple(self.sections))

    def _empty_line(self) -> None:
        self.empty += 1
        if self.kind in ("paragraph", "quote") or self.empty > 1:
            self._end_block()

    def _text(self, line: str) -> None:
        starts = not self.kind or self.empty > 0 or (self.parts[-1] or [""])[-1].endswith(":")
        in_list = self.kind in ("bullets", "numbers")
        if match := syntax.QUOTED.match(line):
            if self.kind == "quote" or starts:
                return self._quoted(match[1] or "")
        elif match := syntax.BULLET.match(line):
            if self.kind == "bullets" or (starts and self.kind != "quote"):
                return self._item("bullets", match[1])
        elif (match := syntax.NUMBERED.match(line)) and self._is_next(int(match[1]), starts):
            return self._item("numbers", match[2])
        if not self.kind or self.kind == "quote" or (in_list and self.empty):
            self._begin("paragraph")
            self.parts.append([line])
        else:
            self.parts[-1].append(line)
        return None

    def _is_next(self, number: int, starts: bool) -> bool:
        """Lists count from 1, so that a line that happens to start "2022. " stays text."""
        if self.kind == "numbers":
            return number in (1, len(self.parts) + 1)
        return number == 1 and starts and self.kind != "quote"

    def _quoted(self, text: str) -> None:
        if self.kind != "quote":
            self._begin("quote")
            self.parts.append([])
        if text.strip(" "):
            self.parts[-1].append(text.strip(" "))
        elif self.parts[-1]:
            self.parts.append([])

    def _item(self, kind: str, text: str) -> None:
        if self.kind != kind:
            self._begin(kind)
        self.parts.append([text.strip(" ")])

    def _begin(self, kind: str) -> None:
        self._end_block()
        self.kind = kind

    def _end_block(self) -> None:
        contents = [read_inlines(" ".join(lines)) for lines in self.parts]
        block: PlainBlock | None = None
        if self.kind == "paragraph":
            block = Paragraph(contents[0])
        elif self.kind == "quote":
            block = Quote(tuple(Paragraph(content) for content in contents))
        elif self.kind == "bullets":
            block = BulletList(tuple(ListItem(content) for content in contents))
        elif self.kind == "numbers":
            block = OrderedList(tuple(ListItem(content) for content in contents))
        if block is not None:
            self.blocks.append(block)
        self.kind, self.parts, self.empty = "", [], 0

    def _fence(self, number: int, words: str) -> None:
        self._end_block()
        if not words:
            self._close(number)
        elif words.split(maxsplit=1)[0] == "variant":
            self._open_variant(number, words.removeprefix("variant"))
        else:
            self._open_section(number, words)

    def _close(self, number: int) -> None:
        if self.rule is not None:
            self.outer.append(Variant(self.rule, tuple(self.blocks)))  # type: ignore[arg-type]  # no variant in it
            self.blocks, self.outer, self.rule = self.outer, [], None
        elif self.role is not None:
            self._end_section(self.role, even_empty=True)
        else:
            self.errors[f"line {number}"] = "This ::: closes nothing. Delete it, or write \\::: to print it."

    def _open_variant(self, number: int, rule: str) -> None:
        try:
            parsed = parse_rule(rule)
        except ValueError as error:
            self.errors[f"line {number}"] = str(error)
            parsed = Rule(())
        if self.rule is not None:
            self.errors[f"line {number}"] = (
                "A variant cannot stand inside a variant. Close the first with :::."
            )
            return
        self.rule, self.rule_line = parsed, number
        self.outer, self.blocks = self.blocks, []

    def _open_section(self, number: int, name: str) -> None:
        if self.role is not None or self.rule is not None:
            message = f"“{name}” starts before the section above it is closed. Put ::: on a line before it."
            self.errors[f"line {number}"] = message
            return
        try:
            role = Role(name)
        except ValueError:
            names = ", ".join(role for role in Role if role not in RESERVED_ROLES)
            self.errors[f"line {number}"] = f"There is no section “{name[:40]}”. The sections are {names}."
            role = Role.BODY
        if role in RESERVED_ROLES:
            self.errors[f"line {number}"] = f"“{role}” is for resolutions; a letter cannot have it."
        self._end_section(Role.BODY)  # text before the fence
        self.role, self.role_line = role, number

    def _end_section(self, role: Role, even_empty: bool = False) -> None:
        if self.blocks or even_empty:
            self.sections.append(Section(role, tuple(self.blocks)))
        self.blocks, self.role = [], None
