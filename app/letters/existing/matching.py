"""Which demand of a campaign a sentence asks for: by the telling words that both share. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.text import fold

LEAST = 1.2
"""Rare words in common; less is chance."""
_WORD = re.compile(r"[a-z]{4,}|\d{3,}|u\.?n\.?\b")
_ENDING = re.compile(r"(?<=[a-z]{4})ing$")
_COMMON_WORDS = (
    "that this with from have been their they them when which would could there about after before into than then "
    "more most also what where while your will must should united states administration president congress "
    "government urge asks request call upon immediately please take steps make made sure people every each both "
    "those these through under support help country against until such like other without"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class DemandWords:
    """A demand as the campaign makes it. ``laws``: names and citations that it rests on."""

    slug: str
    title: str
    words: str
    laws: str = ""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Demands ready to be compared with sentences."""

    demands: tuple[DemandWords, ...] = ()
    stems: tuple[Mapping[str, float], ...] = ()
    rarity: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, demands: Iterable[DemandWords]) -> Matcher:
        """For these demands; the words of a title and of a law tell more than those of a paragraph."""
        known = tuple(demands)
        stems = tuple(_weights(each) for each in known)
        seen = Counter(stem for each in stems for stem in each)
        most = math.log(1 + len(known)) or 1.0
        return cls(
            known, stems, {stem: math.log(1 + len(known) / count) / most for stem, count in seen.items()}
        )

    def best(self, sentence: str) -> str:
        """Slug of the demand that the sentence most likely makes; empty when none is near, or two are equally."""
        wanted = _stems(sentence)
        scores = sorted(
            (sum(weight * self.rarity[stem] for stem, weight in stems.items() if stem in wanted), demand.slug)
            for stems, demand in zip(self.stems, self.demands, strict=True)
        )
        if not scores or scores[-1][0] < LEAST:
            return ""
        if len(scores) > 1 and scores[-1][0] - scores[-2][0] < 0.2:
            return ""
        return scores[-1][1]


def _weights(demand: DemandWords) -> dict[str, float]:
    telling = _stems(f"{demand.title} {demand.slug.replace('-', ' ')} {demand.laws}")
    return {stem: (1.0 if stem in telling else 0.5) for stem in telling | _stems(demand.words)}


def _stems(text: str) -> frozenset[str]:
    return frozenset(_ENDING.sub("", word)[:6] for word in _WORD.findall(fold(text)) if word not in _COMMON)
