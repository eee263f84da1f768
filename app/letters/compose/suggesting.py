"""Which claims on file look closest to a sentence: by shared figures, dates and rare words. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from app.core.text import fold
from app.evidence.rules import ClaimFact
from app.letters.compose.figures import figures
from app.letters.compose.lines import shortened
from app.letters.compose.problems import Code, Mending, Problem, QuickFix

LEAST = 2.0  # of the score below, in rare words; less is chance
_WORD = re.compile(r"[a-z]{4,}")
_COMMON_WORDS = """that this with from have were been their they them when which would could there about after before
between into than then other some more most only also such what where while your will said says people government
united states"""
_COMMON = frozenset(_COMMON_WORDS.split())
OFFERED = frozenset({Code.UNSOURCED_FIGURE, Code.UNSOURCED_FACT})
"""Problems that citing a claim would mend."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The claims that a letter of a day may cite, ready to be compared."""

    claims: tuple[ClaimFact, ...] = ()
    rarity: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, claims: Iterable[ClaimFact], day: date) -> Shelf:
        """Those that may be cited at all and were known by the day."""
        usable = tuple(
            claim for claim in claims if claim.usable and (claim.known_by is None or claim.known_by <= day)
        )
        seen = Counter(stem for claim in usable for stem in _stems(_about(claim)))
        most = math.log(1 + len(usable)) or 1.0
        rarity = {stem: math.log(1 + len(usable) / count) / most for stem, count in seen.items()}
        return cls(usable, rarity)

    def closest(self, sentence: str, most: int = 2) -> tuple[ClaimFact, ...]:
        """The claims nearest to a sentence, best first; none when nothing is near."""
        stems, measures = _stems(sentence), _measures(sentence)
        scored = []
        for place, claim in enumerate(self.claims):
            about = _about(claim)
            shared = stems & _stems(about)
            score = sum(self.rarity[stem] for stem in shared)
            score += 1.5 * len(measures & _measures(about)) * (1 if shared else 0.5)
            if score >= LEAST:
                scored.append((-score, place, claim))
        return tuple(claim for _, _, claim in sorted(scored, key=lambda each: each[:2])[:most])


def with_suggestions(problems: Iterable[Problem], shelf: Shelf) -> tuple[Problem, ...]:
    """The problems; those about a missing source offer the closest claims before their other quick fixes."""
    return tuple(_suggested(problem, shelf) if problem.code in OFFERED else problem for problem in problems)


def _suggested(problem: Problem, shelf: Shelf) -> Problem:
    near = shelf.closest(problem.excerpt)
    if not near:
        return problem
    fixes = tuple(
        QuickFix(Mending.CITE, claim.slug, f"Cite “{shortened(claim.wording, 44)}”") for claim in near
    )
    count = "One claim in Evidence looks close." if len(near) == 1 else "Two claims in Evidence look close."
    return replace(problem, quick=(*fixes, *problem.quick), mend=f"{problem.mend} {count}")


def _about(claim: ClaimFact) -> str:
    return f"{claim.wording} {claim.topic.replace('-', ' ')} {claim.slug.replace('-', ' ')}"


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(fold(text)) if word not in _COMMON)


@lru_cache(maxsize=4096)
def _measures(text: str) -> frozenset[str]:
    """Its figures and days as keys; a day without its year stands beside one with it."""
    found: set[str] = set()
    for figure in figures(text):
        if figure.day is not None:
            if figure.day.month and figure.day.day:
                found.add(f"{figure.day.month}-{figure.day.day}")
        elif figure.value is not None and figure.value > 1:
            found.add(f"{figure.value.normalize():f}")
    return frozenset(found)
