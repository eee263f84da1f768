"""From a tree and a context to the words of one copy, or to every reason why not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.letters.compose import checks, claims
from app.letters.compose.citations import AnnexEntry, AnnexSource
from app.letters.compose.problems import Code, Problem, Problems, Report, Severity, report
from app.letters.compose.resolve import DayShown, Resolver
from app.letters.fields import Context
from app.letters.tree import Doc, Text, blocks_of, runs_of

__all__ = [
    "AnnexEntry",
    "AnnexSource",
    "Code",
    "Composed",
    "DayShown",
    "Draft",
    "Problem",
    "Problems",
    "Report",
    "Resolved",
    "Severity",
    "compose",
    "compose_draft",
    "problems_for",
]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What writers print: a canonical tree of plain blocks, with ``Text`` and numbered ``Citation`` alone in them."""

    doc: Doc

    def lines(self) -> tuple[str, ...]:
        """The words of each paragraph and item, in reading order."""
        blocks = (block for section in self.doc.sections for block in blocks_of(section))
        runs = (content for block in blocks for _, content in runs_of(block))
        return tuple("".join(node.text for node in run if isinstance(node, Text)) for run in runs)

    def words(self) -> int:
        """How many words the text has, split at spaces."""
        return sum(len(line.split()) for line in self.lines())


@dataclass(frozen=True, slots=True)
class Composed:
    """A whole copy. ``warnings`` are to consider; nothing blocks."""

    resolved: Resolved
    asks: tuple[str, ...]  # demands asked for, each once, in reading order
    citations: tuple[str, ...]  # claims cited, each once, in reading order
    days: tuple[DayShown, ...]
    warnings: tuple[Problem, ...]
    sources: tuple[AnnexEntry, ...] = ()  # the printed annex, in the order of its numbers


@dataclass(frozen=True, slots=True)
class Draft:
    """For the preview only: gaps show as ``⟨label⟩``. A type of its own, so that it can never be sealed or sent."""

    resolved: Resolved
    asks: tuple[str, ...]
    citations: tuple[str, ...]
    days: tuple[DayShown, ...]
    problems: tuple[Problem, ...]
    sources: tuple[AnnexEntry, ...] = ()


def compose(doc: Doc, context: Context) -> Composed | Problems:
    """The copy that ``context`` describes, or every problem found: never half a letter."""
    draft = compose_draft(doc, context)
    if any(problem.blocks for problem in draft.problems):
        return Problems(draft.problems)
    return Composed(draft.resolved, draft.asks, draft.citations, draft.days, draft.problems, draft.sources)


def compose_draft(doc: Doc, context: Context) -> Draft:
    """The copy as far as it goes, with its problems."""
    return _draft(doc, context, tuple(checks.of_text(doc, len(context.signatories))))


def problems_for(doc: Doc, contexts: Iterable[Context]) -> Report:
    """The problems of all copies of a letter, grouped: those that every copy has, then by copy."""
    typed: dict[int, tuple[Problem, ...]] = {}  # the same for every copy with so many signatories
    found = []
    for context in contexts:
        number = len(context.signatories)
        if number not in typed:
            typed[number] = tuple(checks.of_text(doc, number))
        found.append((context.copy, _draft(doc, context, typed[number]).problems))
    return report(found)


def _draft(doc: Doc, context: Context, typed: tuple[Problem, ...]) -> Draft:
    resolver = Resolver(context)
    resolved = resolver.resolve(doc)
    whole = checks.of_whole(doc, resolved, resolver.asks, context)
    problems = (
        *checks.of_copy(context),
        *resolver.problems,
        *claims.problems_of(resolver.cited, context),
        *whole,
        *typed,
    )
    return Draft(
        Resolved(resolved),
        tuple(resolver.asks),
        tuple(resolver.citations),
        tuple(resolver.days),
        tuple(sorted(problems, key=_reading_order(doc))),
        tuple(resolver.annex.values()),
    )


def _reading_order(doc: Doc) -> Callable[[Problem], tuple[bool, int]]:
    """Blocking before to consider; within each, the letter's own problems, then by place in the text."""
    places: dict[str, int] = {}
    for section in doc.sections:
        places.setdefault(section.id, len(places))
        for block in blocks_of(section):
            for id, _ in runs_of(block):
                places.setdefault(id, len(places))
    return lambda problem: (not problem.blocks, places.get(problem.block or problem.section, -1))
