"""What two sequences have in common, in bounded time. Pure.

Common starts and ends first; then what stands once in each (patience); small gaps exactly. A large gap without
anything that stands once in each is taken as replaced: its cost must not grow with its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

SMALL = 40_000  # product of two lengths that is still compared exactly
Match: TypeAlias = tuple[int, int, int]
"""(start in the first, start in the second, how many)."""


def matches(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[Match]:
    """Runs that stand in both, in order, never touching in both sequences at once."""
    names: dict[Hashable, int] = {}
    a = [names.setdefault(item, len(names)) for item in one]
    b = [names.setdefault(item, len(names)) for item in other]
    return list(_joined(sorted(_found(a, b))))


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of ``pairs`` (rising in the first) that rises in the second too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(j)
            ends.append(place)
        else:
            tails[at], ends[at] = j, place
    found = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(pairs[place])
        place = before[place]
    return found[::-1]


def _found(a: list[int], b: list[int]) -> Iterator[Match]:
    """Every run, in no order; a list of gaps instead of recursion, so that no depth is exceeded."""
    gaps = [(0, len(a), 0, len(b))]
    while gaps:
        i1, i2, j1, j2 = gaps.pop()
        start = 0
        while i1 + start < i2 and j1 + start < j2 and a[i1 + start] == b[j1 + start]:
            start += 1
        if start:
            yield i1, j1, start
            i1, j1 = i1 + start, j1 + start
        end = 0
        while i2 - end > i1 and j2 - end > j1 and a[i2 - end - 1] == b[j2 - end - 1]:
            end += 1
        if end:
            i2, j2 = i2 - end, j2 - end
            yield i2, j2, end
        if i1 == i2 or j1 == j2:
            continue
        if (i2 - i1) * (j2 - j1) <= SMALL:
            yield from _exact(a, b, i1, i2, j1, j2)
            continue
        gaps += _between(_once(a, b, i1, i2, j1, j2), i1, i2, j1, j2)


def _exact(a: list[int], b: list[int], i1: int, i2: int, j1: int, j2: int) -> Iterator[Match]:
    for i, j, size in SequenceMatcher(None, a[i1:i2], b[j1:j2], autojunk=False).get_matching_blocks():
        if size:
            yield i1 + i, j1 + j, size


def _once(a: list[int], b: list[int], i1: int, i2: int, j1: int, j2: int) -> list[tuple[int, int]]:
    """Where items stand that occur once in each gap, as far as they keep one order."""
    here, there = Counter(a[i1:i2]), Counter(b[j1:j2])
    places = {item: j for j, item in enumerate(b[j1:j2], start=j1) if there[item] == 1}
    pairs = [(i, places[a[i]]) for i in range(i1, i2) if here[a[i]] == 1 and a[i] in places]
    return rising(pairs)


def _between(
    anchors: list[tuple[int, int]], i1: int, i2: int, j1: int, j2: int
) -> list[tuple[int, int, int, int]]:
    """The gaps that begin at each anchor. None without anchors: then the whole is replaced."""
    if not anchors:
        return []
    starts = [(i1, j1), *anchors]
    ends = [*anchors, (i2, j2)]
    return [
        (i, till_i, j, till_j)
        for (i, j), (till_i, till_j) in zip(starts, ends, strict=True)
        if till_i > i and till_j > j
    ]


def _joined(found: list[Match]) -> Iterator[Match]:
    last: Match | None = None
    for i, j, size in found:
        if last is not None and last[0] + last[2] == i and last[1] + last[2] == j:
            last = (last[0], last[1], last[2] + size)
            continue
        if last is not None:
            yield last
        last = (i, j, size)
    if last is not None:
        yield last
