"""Problems that no single field shows: of the text as typed, of the copy as addressed, of the letter as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.letters.compose.problems import Code, Problem, Severity
from app.letters.fields import Addressee, Context, TermOnDate, is_voice, long_date
from app.letters.tree import Doc, Inline, MergeField, Quote, Section, Text, blocks_of, inlines_of, runs_of

_PLACEHOLDER = re.compile(r"\[\[.{1,400}?\]\]")
_LEFTOVER = re.compile(r"\(\([a-z][a-z0-9_.]*|\]\{[a-z]{2,}|\]\((?:https?:|mailto:)|\[@[A-Za-z]|(?:^|\s):::")
_SINGULAR = re.compile(r"(?<![\w’'])(?:I|[Mm]y|me|mine|[Mm]yself)(?![\w.])")
_PLURAL = re.compile(r"(?<![\w’'])(?:[Ww]e|[Oo]ur|us|ours|[Oo]urselves)(?![\w])")
_ROMAN = re.compile(r"\b(?:War|Title|Part|Article|Chapter|Section|Annex|Phase|Category|Schedule|Volume) I\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_EXCERPT = 60


def of_text(doc: Doc, signatories: int) -> Iterator[Problem]:
    """Of the words as typed, the same for every copy."""
    for section in doc.sections:
        for block, line in _lines(section):
            yield from _left_in(section.id, block, line)
    yield from _mixed_voice(doc, signatories)


def of_copy(context: Context) -> Iterator[Problem]:
    """Of the addressees and signatories."""
    if not context.addressees:
        yield Problem(
            Code.NO_ADDRESSEE, "The letter addresses nobody", "Choose a recipient.", copy=context.copy
        )
    for addressee in context.addressees:
        yield from _of_addressee(addressee, context)
    yield from _of_signatories(context)


def of_whole(doc: Doc, resolved: Doc, asks: list[str], context: Context) -> Iterator[Problem]:
    """Of what is there and what is not, once the fields are resolved."""
    if not any(section.blocks for section in resolved.sections):
        yield Problem(Code.NO_TEXT, "The letter has no text", "Write it, or start from a template.")
        return
    for written, shown in zip(doc.sections, resolved.sections, strict=True):
        if not shown.blocks:
            yield _empty(written, context)
    present = {section.role for section in doc.sections}
    for role in context.expects.sections:
        if role not in present:
            mend = f"Add the section “{role.label}”."
            yield Problem(Code.MISSING_SECTION, f"There is no section “{role.label}”", mend)
    yield from _of_demands(asks, context)


def _left_in(section: str, block: str, line: str) -> Iterator[Problem]:
    for match in _PLACEHOLDER.finditer(line):
        words = _shortened(match.group()[2:-2])
        mend = "Write what it asks for, or delete it."
        yield Problem(Code.PLACEHOLDER, f"Placeholder left in: {words}", mend, section=section, block=block)
    if leftover := _LEFTOVER.search(rest := _PLACEHOLDER.sub("", line)):
        yield Problem(
            Code.LEFTOVER_MARKUP,
            f"This prints as it stands: {_shortened(rest[leftover.start() :])}",
            "It looks like a field, link or mark with a slip in it. Mend it, or leave it if it is meant.",
            Severity.CONSIDER,
            section,
            block,
        )
    if line.count("“") != line.count("”"):
        message = f"{line.count('“')} opening and {line.count('”')} closing quotation marks"
        mend = "Look for the missing quotation mark."
        yield Problem(Code.UNBALANCED_QUOTES, message, mend, Severity.CONSIDER, section, block)


def _mixed_voice(doc: Doc, signatories: int) -> Iterator[Problem]:
    """Typed "I" under two signatures, or "I" and "we" together under one."""
    singular, plural = list(_typed(doc, _SINGULAR)), list(_typed(doc, _PLURAL))
    if signatories == 1:
        fields = any(_has_voice(content) for content in _contents(doc))
        wrong = plural if singular or fields else []
        reason = "One signatory, and the letter says both “I” and “we”."
    else:
        wrong, reason = singular, f"{signatories} signatories, so the letter says “we”."
    for section, block, words in wrong:
        mend = f"{reason} Change it, or leave it if it is meant."
        yield Problem(Code.MIXED_VOICE, f"Mixed voice: “{words}”", mend, Severity.CONSIDER, section, block)


def _typed(doc: Doc, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """(section, block, words) of the first match in each line of the writer's own words."""
    for section in doc.sections:
        for block, line in _lines(section, quotes=False):
            own = _ROMAN.sub("", _QUOTED.sub("", line))
            if match := pattern.search(own):
                following = own[match.end() :].split()
                yield section.id, block, " ".join([match.group(), *following[:1]]).rstrip(".,;:")


def _contents(doc: Doc) -> Iterator[tuple[Inline, ...]]:
    for section in doc.sections:
        for block in blocks_of(section):
            for _, content in runs_of(block):
                yield content


def _has_voice(content: tuple[Inline, ...]) -> bool:
    return any(isinstance(node, MergeField) and is_voice(node.name) for node in inlines_of(content))


def _lines(section: Section, quotes: bool = True) -> Iterator[tuple[str, str]]:
    """(block id, typed words) of each line; a field or other atom is an object-replacement character."""
    for block in blocks_of(section):
        if not quotes and isinstance(block, Quote):
            continue
        for id, content in runs_of(block):
            yield (
                id,
                "".join(node.text if isinstance(node, Text) else "\ufffc" for node in inlines_of(content)),
            )


def _of_addressee(addressee: Addressee, context: Context) -> Iterator[Problem]:
    day = long_date(context.letter_date)
    mend = "Replace or remove the recipient, or correct the term."
    when = f" ({long_date(addressee.term_day)})" if addressee.term_day else ""
    terms = {
        TermOnDate.ENDED: f"Term ended{when}: {addressee.name}",
        TermOnDate.NOT_YET: f"Term not begun on {day}{when}: {addressee.name}",
        TermOnDate.NONE: f"Holds no office on {day}: {addressee.name}",
    }
    if addressee.term in terms:
        yield Problem(Code.NO_TERM, terms[addressee.term], mend, copy=context.copy)
    elif addressee.term is TermOnDate.UNCONFIRMED:
        message = f"Office not confirmed: {addressee.name}"
        check = "Check that they still hold it, and confirm the term."
        yield Problem(Code.TERM_UNCONFIRMED, message, check, Severity.CONSIDER, copy=context.copy)
    if not addressee.address:
        severity = Severity.BLOCKS if context.expects.address else Severity.CONSIDER
        message = f"No postal address: {addressee.name}"
        yield Problem(Code.NO_ADDRESS, message, "Add one to the official.", severity, copy=context.copy)
    if not addressee.salutation:
        message = f"No salutation: {addressee.name}"
        yield Problem(Code.NO_SALUTATION, message, "Set the form of address.", copy=context.copy)


def _of_signatories(context: Context) -> Iterator[Problem]:
    number, expects = len(context.signatories), context.expects
    if number < expects.signatories_min:
        need = "a signatory" if expects.signatories_min == 1 else f"{expects.signatories_min} signatories"
        yield Problem(Code.NO_SIGNATORY, f"The letter needs {need}", "Choose who signs.")
    if expects.signatories_max is not None and number > expects.signatories_max:
        message = f"{number} signatories, and this kind of letter has at most {expects.signatories_max}"
        yield Problem(Code.TOO_MANY_SIGNATORIES, message, "Remove some, or use another template.")


def _empty(section: Section, context: Context) -> Problem:
    if section.blocks:  # variants, and none of them is for this copy
        message = f"For this recipient the section “{section.role.label}” is empty"
        mend = "Add text for them, if they should read something here."
        return Problem(Code.EMPTY_SECTION, message, mend, Severity.CONSIDER, section.id, copy=context.copy)
    # A section that the template only suggests leaves no gap; one that it needs holds the letter up.
    optional = bool(context.expects.sections) and section.role not in context.expects.sections
    severity = Severity.CONSIDER if optional else Severity.BLOCKS
    message = f"The section “{section.role.label}” is empty"
    return Problem(Code.EMPTY_SECTION, message, "Write it, or remove it.", severity, section.id)


def _of_demands(asks: list[str], context: Context) -> Iterator[Problem]:
    if context.expects.demand and not asks:
        message = "The letter asks for nothing"
        mend = "Insert a demand, or mark the words that ask for it as an ask."
        yield Problem(Code.NO_DEMAND, message, mend, copy=context.copy)
        return
    for demand in context.demands:
        if demand.slug not in asks:
            message = f"Chosen but not asked for: {demand.title}"
            mend = "Insert the demand into the text, or take it off the letter."
            yield Problem(Code.DEMAND_NOT_ASKED, message, mend, Severity.CONSIDER, copy=context.copy)


def _shortened(words: str) -> str:
    words = words.replace("\ufffc", "…").strip()
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + "…"
