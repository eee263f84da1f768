"""A whole letter as plain text and as Markdown: the words of the paper in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, groupby

from app.documents.joins import NBSP
from app.documents.lines import Kind, Line, Run, lines_of
from app.documents.paper import LetterPaper, SignatureBlock
from app.documents.sheet import STATEMENT, contact_lines, how_signed, in_order, said_by

SOURCES = "Sources for the statements of fact"
INDENT = "    "
_SPECIAL = re.compile(r"([\\`*_\[\]<>#&~|])")
_SIGN_AT_START = re.compile(r"^(\s*)([-+=])")
_NUMBER_AT_START = re.compile(r"^(\s*\d+)([.)])")


def letter_text(paper: LetterPaper) -> str:
    """The letter as plain text. Paragraphs are not wrapped; items and quotations are indented."""
    return _assemble(paper, markdown=False)


def letter_markdown(paper: LetterPaper) -> str:
    """The letter as Markdown (CommonMark) that shows the same words; line breaks of an address stay."""
    return _assemble(paper, markdown=True)


def record_text(paper: LetterPaper, annex: str = "") -> str:
    """The letter as a sealed record keeps it: no letterhead, the subject named, no marks of the paper.

    `annex`: the entries of its sources as text, with their whole addresses.
    """
    parts = [paper.date_text, *("\n".join(lines) for lines in paper.addressees)]
    parts += [f"Subject: {paper.subject}"] if paper.subject else []
    lines = [line for block in paper.blocks for line in lines_of(block)]
    parts += [paper.salutation, *_blocks(lines, "", markdown=False), paper.closing]
    parts += ["\n".join(part for part in (one.name, one.title, one.body) if part) for one in paper.signatures]
    parts += ["\n".join(note) for note in _notes(replace(paper, verification=None))]
    parts += [SOURCES, paper.sources_about, annex] if annex else []
    return "\n\n".join(part for part in parts if part) + "\n"


def _assemble(paper: LetterPaper, *, markdown: bool) -> str:
    end = "\\\n" if markdown else "\n"
    words = _escape if markdown else _spaces
    parts = [
        end.join(map(words, (h.name, *([h.office] if h.office else ()), *contact_lines(h))))
        for h in paper.letterheads
    ]
    released = paper.template == STATEMENT
    parts += ["For immediate release"] if released else []
    parts.append(words(paper.date_text))
    parts += [end.join(map(words, ("Contact", *paper.contact)))] if paper.contact else []
    parts += [end.join(map(words, lines)) for lines in paper.addressees if lines]
    if paper.subject:
        subject = words(paper.subject) if released else f"Re: {words(paper.subject)}"
        parts.append(f"# {subject}" if markdown else subject)
    parts.append(words(paper.salutation))
    parts += _blocks(
        [line for block in paper.blocks for line in lines_of(block)], words(said_by(paper)), markdown=markdown
    )
    parts.append(words(paper.closing))
    signers = () if released else in_order(paper.signatures)
    parts += [end.join(map(words, _who(person))) for person in signers]
    parts += [end.join(map(words, note)) for note in _notes(paper)]
    if paper.sources:
        parts.append(f"## {SOURCES}" if markdown else SOURCES)
        parts += [words(paper.sources_about)] if paper.sources_about else []
        entries = ("".join(_runs(line, markdown=markdown) for line in lines_of(one)) for one in paper.sources)
        parts.append("\n".join(f"{number}. {entry}" for number, entry in enumerate(entries, 1)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _who(person: SignatureBlock) -> list[str]:
    return [line for line in (person.name, person.title, person.body) if line]


def _notes(paper: LetterPaper) -> Iterator[list[str]]:
    if paper.enclosures:
        yield ["Enclosures:" if len(paper.enclosures) > 1 else "Enclosure:", *paper.enclosures]
    how = how_signed(paper.signatures)
    if how:
        yield ["Signed:", *how]
    if paper.verification and not paper.draft:
        place = f" at {paper.verification.address}" if paper.verification.address else ""
        yield [f"Verify: code {paper.verification.code}{place}"]
    if paper.cc:
        yield ["cc:", *paper.cc]


def _blocks(lines: list[Line], said: str, *, markdown: bool) -> Iterator[str]:
    """Paragraphs one by one; the items of a list together; `said` below each quotation."""
    items: list[str] = []
    numbers = count(1)
    for place, line in enumerate(lines):
        words = _runs(line, markdown=markdown)
        if line.kind in (Kind.NUMBERED, Kind.BULLET):
            if line.first and items and line.level == 0:
                yield "\n".join(items)
                items = []
            numbers = count(line.start) if line.first else numbers
            mark = f"{next(numbers)}." if line.kind is Kind.NUMBERED else "-"
            items.append(f"{INDENT * line.level}{mark} {words}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        quote = "> " if markdown else INDENT
        yield f"{quote}{words}" if line.kind is Kind.QUOTE else words
        following = lines[place + 1] if place + 1 < len(lines) else None
        if said and line.kind is Kind.QUOTE and (following is None or following.kind is not Kind.QUOTE):
            yield said
    if items:
        yield "\n".join(items)


def _runs(line: Line, *, markdown: bool) -> str:
    runs = list(_together(line.runs))
    if not markdown:
        return "".join(f"[{_spaces(run.text)}]" if run.raised else _spaces(run.text) for run in runs)
    beside = [None, *runs, None]
    words = "".join(
        _marked(run, plain=not (_styled(before) or _styled(after)))
        for before, run, after in zip(beside, runs, beside[2:], strict=False)
    )
    return _NUMBER_AT_START.sub(r"\1\\\2", _SIGN_AT_START.sub(r"\1\\\2", words))


def _together(runs: Iterable[Run]) -> Iterator[Run]:
    """Numbers of sources that stand at one place as one: "[1, 2]"."""
    for raised, some in groupby(runs, key=lambda run: run.raised):
        found = list(some)
        if raised:
            yield replace(found[0], text="".join(run.text for run in found))
        else:
            yield from found


def _styled(run: Run | None) -> bool:
    return run is not None and (run.bold or run.italic)


def _marked(run: Run, *, plain: bool) -> str:
    """A run with its marks; spaces at its ends stay outside of them.

    Asterisks only mark words where CommonMark is sure to take them so: round letters and numbers, with no other
    marks (`plain`) beside them. Elsewhere tags say the same.
    """
    if run.raised:
        return f"\\[{_escape(run.text)}\\]"
    inner = run.text.strip(" ")
    if not inner:
        return run.text
    before, after = (
        run.text[: len(run.text) - len(run.text.lstrip(" "))],
        run.text[len(run.text.rstrip(" ")) :],
    )
    words = _escape(inner)
    sure = plain and inner[0].isalnum() and inner[-1].isalnum() and not (run.bold and run.italic)
    if run.italic:
        words = f"*{words}*" if sure else f"<em>{words}</em>"
    if run.bold:
        words = f"**{words}**" if sure else f"<strong>{words}</strong>"
    if run.href:
        words = f"[{words}](<{run.href}>)"
    return f"{before}{words}{after}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _spaces(text))


def _spaces(text: str) -> str:
    """No-break spaces belong to paper; in text for copying they only surprise."""
    return text.replace(NBSP, " ")
