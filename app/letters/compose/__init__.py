"""From a tree and a context to the words of one copy, or to every reason why not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.letters.compose.checked import Checked, variants_seen
from app.letters.compose.citations import AnnexEntry, AnnexSource
from app.letters.compose.problems import Code, Problem, Problems, Report, Severity, report
from app.letters.compose.resolve import DayShown, Resolver
from app.letters.compose.surroundings import NOTHING, PageFacts, Surroundings
from app.letters.fields import Context
from app.letters.tree import Doc, Text, blocks_of, runs_of

__all__ = [
    "AnnexEntry",
    "AnnexSource",
    "Code",
    "Composed",
    "DayShown",
    "Draft",
    "PageFacts",
    "Problem",
    "Problems",
    "Report",
    "Resolved",
    "Severity",
    "Surroundings",
    "compose",
    "compose_all",
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
    """For the preview only: gaps show as ``‹label›``. A type of its own, so that it can never be sealed or sent."""

    resolved: Resolved
    asks: tuple[str, ...]
    citations: tuple[str, ...]
    days: tuple[DayShown, ...]
    problems: tuple[Problem, ...]
    sources: tuple[AnnexEntry, ...] = ()


def compose(doc: Doc, context: Context, around: Surroundings = NOTHING) -> Composed | Problems:
    """The copy that ``context`` describes, or every problem found: never half a letter."""
    return compose_all(doc, (context,), around)[0]


def compose_all(
    doc: Doc, contexts: Iterable[Context], around: Surroundings = NOTHING
) -> tuple[Composed | Problems, ...]:
    """Every copy, or its problems. What the words alone decide is checked once for all of them."""
    checked = Checked(doc, around)
    return tuple(_whole(_draft(checked, context)) for context in contexts)


def compose_draft(doc: Doc, context: Context, around: Surroundings = NOTHING) -> Draft:
    """The copy as far as it goes, with its problems."""
    return _draft(Checked(doc, around), context)


def problems_for(doc: Doc, contexts: Iterable[Context], around: Surroundings = NOTHING) -> Report:
    """The problems of all copies of a letter, grouped: those that every copy has, then by copy."""
    copies, checked = tuple(contexts), Checked(doc, around)
    typed = [checked.typed(context) for context in copies]
    # Words are nearly always checked alike for all copies; what differs is grouped with the copy's own.
    everywhere = typed[0] if typed and all(found is typed[0] for found in typed) else ()
    found = []
    for context, words in zip(copies, typed, strict=True):
        resolver = Resolver(context)
        own = checked.own(context, resolver, resolver.resolve(doc))
        found.append((context.copy, checked.in_order((*own, *(() if everywhere else words)))))
    grouped = report(found, everywhere)
    return replace(
        grouped,
        shared=checked.in_order(grouped.shared),
        variants=variants_seen(doc, copies),
        waived=tuple(checked.waived.values()),
    )


def _whole(draft: Draft) -> Composed | Problems:
    if any(problem.blocks for problem in draft.problems):
        return Problems(draft.problems)
    return Composed(draft.resolved, draft.asks, draft.citations, draft.days, draft.problems, draft.sources)


def _draft(checked: Checked, context: Context) -> Draft:
    resolver = Resolver(context)
    resolved = resolver.resolve(checked.doc)
    problems = (*checked.own(context, resolver, resolved), *checked.typed(context))
    return Draft(
        Resolved(resolved),
        tuple(resolver.asks),
        tuple(resolver.citations),
        tuple(resolver.days),
        checked.in_order(problems),
        tuple(resolver.annex.values()),
    )
