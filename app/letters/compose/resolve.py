"""Turns the tree into plain marked text for one copy, noting every problem on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from app.letters.compose import citations, days
from app.letters.compose.citations import AnnexEntry
from app.letters.compose.claims import Cited, sentence_at
from app.letters.compose.problems import Code, Problem, Severity
from app.letters.fields import Context, demand_of, lookup, suggestion
from app.letters.styles import CitationStyle
from app.letters.tree import (
    Block,
    Citation,
    DayCount,
    Doc,
    FieldForm,
    Inline,
    Mark,
    MarkKind,
    MergeField,
    Paragraph,
    PlainBlock,
    Quote,
    Rule,
    Section,
    Text,
    Variant,
    normal,
)
from app.letters.tree.normal import normal_inlines, normal_marks

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day count as printed, with its sum."""

    block: str
    anchor: str
    text: str
    sum: str


@dataclass(slots=True)
class Resolver:
    """One walk over one letter for one copy. After ``resolve`` the lists hold what was met."""

    context: Context
    problems: list[Problem] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)  # demands asked for, each once, in reading order
    citations: list[str] = field(default_factory=list)
    days: list[DayShown] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)  # every place that cites, in reading order
    annex: dict[str, AnnexEntry] = field(default_factory=dict)  # by claim, in the order of their numbers
    section: str = ""
    block: str = ""
    line: tuple[Inline, ...] = ()

    def resolve(self, doc: Doc) -> Doc:
        """The letter with text only: no field, day count or variant is left, and no citation without a number.

        Where a value is missing the text holds ``‹label›``; such a tree is for the draft's preview alone.
        """
        return normal(replace(doc, sections=tuple(self._section(section) for section in doc.sections)))

    def _section(self, section: Section) -> Section:
        self.section, self.block = section.id, ""
        blocks: list[PlainBlock] = []
        for block in section.blocks:
            blocks += self._shown(block)
        return replace(section, blocks=tuple(blocks))

    def _shown(self, block: Block) -> list[PlainBlock]:
        if not isinstance(block, Variant):
            return [self._block(block)]
        if not applies(block.rule, self.context):
            return []
        return [self._block(child) for child in block.blocks]

    def _block(self, block: PlainBlock) -> PlainBlock:
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, Quote):
            return replace(block, paragraphs=tuple(self._paragraph(line) for line in block.paragraphs))
        items = []
        for item in block.items:
            self.block, self.line = item.id, item.content
            items.append(replace(item, content=self._inlines(item.content)))
        return replace(block, items=tuple(items))

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        self.block, self.line = paragraph.id, paragraph.content
        return replace(paragraph, content=self._inlines(paragraph.content))

    def _inlines(self, content: tuple[Inline, ...], outer: tuple[Mark, ...] = ()) -> tuple[Inline, ...]:
        line: list[Text | Citation] = []
        gap = False  # something before this place printed nothing
        for node in content:
            marks = normal_marks((*outer, *node.marks))
            self._note_asks(marks)
            shown = self._resolved(node, marks)
            if not shown:
                gap = True
                continue
            if gap and line:
                line[-1] = _closed_up(line[-1], shown[0])
            line += shown
            gap = False
        return normal_inlines(citations.with_marks(line))

    def _resolved(self, node: Inline, marks: tuple[Mark, ...]) -> list[Text | Citation]:
        if isinstance(node, Text):
            return [Text(node.text, marks)]
        if isinstance(node, Citation):
            entry = self._cite(node)
            marked = entry is not None and self.context.citation_style is CitationStyle.NUMBERED
            return [Citation(node.claim, numbers=(entry.number,))] if entry and marked else []
        if isinstance(node, DayCount):
            return [Text(self._day_count(node), marks)]
        return self._field(node, marks)

    def _field(self, node: MergeField, marks: tuple[Mark, ...]) -> list[Text | Citation]:
        known = lookup(node.name)
        if known is None:
            self._unknown_field(node.name)
            return [Text(f"‹{node.name}›", marks)]
        if slug := demand_of(node.name):
            self._note_asks((Mark(MarkKind.ASK, slug),))
        value = _CONTROL.sub(" ", known.value(self.context)).strip()
        if node.form is FieldForm.OPTIONAL:
            return self._texts(node.content, marks) if value else []
        if value:
            return [Text(value, marks)]
        if node.form is FieldForm.FALLBACK:
            return self._texts(node.content, marks)
        self._problem(Code.MISSING_FIELD, f"Missing: {known.label}", known.mend)
        return [Text(f"‹{known.label}›", marks)]

    def _texts(self, content: tuple[Inline, ...], marks: tuple[Mark, ...]) -> list[Text | Citation]:
        return [node for node in self._inlines(content, marks) if isinstance(node, Text | Citation)]

    def _day_count(self, node: DayCount) -> str:
        anchor = next((anchor for anchor in self.context.anchors if anchor.slug == node.anchor), None)
        if anchor is None:
            known = ", ".join(anchor.slug for anchor in self.context.anchors) or "none yet"
            mend = f"Add the anchor date to the campaign, or choose another (there is {known})."
            self._problem(Code.UNKNOWN_ANCHOR, f"No anchor date is called “{node.anchor}”", mend)
            return f"‹days since {node.anchor}›"
        number = days.count(anchor, self.context.letter_date)
        if number < 1:
            mend = "Change the letter’s date, or take the day count out."
            message = f"The letter is dated before “{anchor.label}”, so no day can be counted"
            self._problem(Code.ANCHOR_AHEAD, message, mend)
            return f"‹days since {anchor.label}›"
        text = days.written(number, node.style)
        sum_shown = days.sum_shown(anchor, self.context.letter_date)
        self.days.append(DayShown(self.block, anchor.slug, text, sum_shown))
        return text

    def _cite(self, node: Citation) -> AnnexEntry | None:
        """Note the citation; its entry in the annex, when one prints."""
        claims = self.context.claims
        if claims is not None and node.claim not in claims:
            message = f"No claim is called “{node.claim}”"
            self._problem(Code.UNKNOWN_CLAIM, message, "Take the citation out, or correct its name.")
            return None
        if node.claim not in self.citations:
            self.citations.append(node.claim)
        self.cited.append(Cited(node.claim, self.section, self.block, sentence_at(self.line, node)))
        if claims is None or self.context.citation_style is CitationStyle.STAFF:
            return None
        if node.claim not in self.annex:
            number, day = len(self.annex) + 1, self.context.letter_date
            entry = citations.entry(number, claims[node.claim], day)
            if entry is not None:
                self.annex[node.claim] = entry
        return self.annex.get(node.claim)

    def _note_asks(self, marks: tuple[Mark, ...]) -> None:
        chosen = {demand.slug for demand in self.context.demands}
        for mark in marks:
            if mark.kind is not MarkKind.ASK:
                continue
            if mark.value not in chosen:
                mend = "Add the demand to the letter, or take the ask off these words."
                self._problem(Code.UNKNOWN_DEMAND, f"“{mark.value}” is not a demand of this letter", mend)
            elif mark.value not in self.asks:
                self.asks.append(mark.value)

    def _unknown_field(self, name: str) -> None:
        close = suggestion(name)
        mend = f"Did you mean (({close}))?" if close else "Choose a field from the list."
        message = f"There is no field (({name}))"
        self._problem(Code.UNKNOWN_FIELD, message, f"{mend} To print the brackets, write \\(({name})).")

    def _problem(self, code: Code, message: str, mend: str, severity: Severity = Severity.BLOCKS) -> None:
        problem = Problem(code, message, mend, severity, self.section, self.block, self.context.copy)
        if problem not in self.problems:
            self.problems.append(problem)


def _closed_up(last: Text | Citation, following: Text | Citation) -> Text | Citation:
    """The words before a place that printed nothing, without a space that would stand there twice."""
    if not isinstance(last, Text) or not isinstance(following, Text):
        return last
    doubled = last.text.endswith(" ") and following.text.startswith(citations.CLOSES_UP)
    return replace(last, text=last.text[:-1]) if doubled else last


def applies(rule: Rule, context: Context) -> bool:
    """Whether a variant prints in this copy. With joint addressees it is enough that one of them fits."""
    return any(
        all(
            bool(addressee.traits.get(condition.key, frozenset()) & set(condition.values))
            != condition.negated
            for condition in rule.conditions
        )
        for addressee in context.addressees
    )
