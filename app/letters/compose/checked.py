"""All checks of one letter over its copies: what the words alone decide is worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.letters.compose import claims
from app.letters.compose.checking import of_text, structure
from app.letters.compose.figures import figures
from app.letters.compose.lines import lines_of, section_lines, shortened
from app.letters.compose.policy import waived, weighed
from app.letters.compose.problems import Code, Problem, VariantSeen, Waived
from app.letters.compose.resolve import Resolver, applies
from app.letters.compose.surroundings import Surroundings
from app.letters.fields import Context
from app.letters.tree import Doc, Section, Text, Variant, blocks_of, runs_of

Key = tuple[object, ...]


@dataclass(slots=True)
class Checked:
    """The checks of one letter. Ask `typed` and `own` for each copy; the answers add up in `waived`."""

    doc: Doc
    around: Surroundings
    waived: dict[str, Waived] = field(default_factory=dict)
    _known: list[tuple[Key, tuple[Problem, ...]]] = field(default_factory=list)
    _glyphs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)
    _days: frozenset[date] | None = None

    def typed(self, context: Context) -> tuple[Problem, ...]:
        """Of the words as typed: the same for every copy with equal values, so worked out once for them."""
        key = (
            len(context.signatories),
            context.letter_date,
            context.anchors,
            context.earlier,
            context.facts,
            context.claims,
            self._dated() & context.acts if context.acts else frozenset(),
        )
        for known, found in self._known:
            if known == key:
                return found
        found = self._weighed(of_text(self.doc, context))
        self._known.append((key, found))
        return found

    def _dated(self) -> frozenset[date]:
        """Every whole day that the text names: no other day on record can tell one copy's words from another's."""
        if self._days is None:
            lines = (line.text for line in lines_of(self.doc))
            named = (one.day.whole for text in lines for one in figures(text) if one.day is not None)
            self._days = frozenset(day for day in named if day is not None)
        return self._days

    def own(self, context: Context, resolver: Resolver, resolved: Doc) -> tuple[Problem, ...]:
        """Of one copy: its people, its fields and claims, and the letter as a whole."""
        return self._weighed(
            (
                *structure.of_copy(context),
                *resolver.problems,
                *claims.problems_of(resolver.cited, context),
                *structure.of_whole(self.doc, resolved, resolver.asks, context, self.around),
                *self._unprintable(resolved, context),
            )
        )

    def in_order(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Blocking before to consider; within each, the letter's own problems, then by place in the text."""
        places = self._places or self._index()
        return tuple(
            sorted(
                problems,
                key=lambda one: (
                    not one.blocks,
                    places.get(one.block or one.section, -1),
                    one.span.start if one.span else -1,
                ),
            )
        )

    def _weighed(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        policy = self.around.policy
        self.waived |= {each.problem.digest: each for each in waived(problems, policy)}
        return weighed(problems, policy)

    def _unprintable(self, resolved: Doc, context: Context) -> Iterable[Problem]:
        if self.around.glyphs is None:
            return
        for section in resolved.sections:
            for block in blocks_of(section):
                for id, run in runs_of(block):
                    line = "".join(node.text for node in run if isinstance(node, Text))
                    if missing := self._missing(line):
                        shown = ", ".join(f"“{one}” (U+{ord(one):04X})" for one in missing[:8])
                        yield Problem(
                            Code.MISSING_GLYPH,
                            f"No letter font has {shown}",
                            "It would print as an empty box. Write it in another way.",
                            section=section.id,
                            block=id,
                            copy=context.copy,
                            excerpt=shown,
                        )

    def _missing(self, line: str) -> tuple[str, ...]:
        if line not in self._glyphs:
            find = self.around.glyphs
            self._glyphs[line] = tuple(find(line)) if find else ()
        return self._glyphs[line]

    def _index(self) -> dict[str, int]:
        for section in self.doc.sections:
            self._places.setdefault(section.id, len(self._places))
            for block in blocks_of(section):
                for id, _ in runs_of(block):
                    self._places.setdefault(id, len(self._places))
        return self._places


def variants_seen(doc: Doc, contexts: Sequence[Context]) -> tuple[VariantSeen, ...]:
    """For each variant, in reading order, how many copies show it."""
    found = []
    for section in doc.sections:
        for block in section.blocks:
            if isinstance(block, Variant):
                seen_by = sum(applies(block.rule, context) for context in contexts)
                words = _first_words(section, block)
                found.append(
                    VariantSeen(section.id, block.id, str(block.rule), words, seen_by, len(contexts))
                )
    return tuple(found)


def _first_words(section: Section, variant: Variant) -> str:
    alone = Section(section.role, (variant,), section.id)
    return next((shortened(line.text, 60) for line in section_lines(alone)), "")
