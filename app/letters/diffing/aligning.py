"""Which line of one version goes on in which line of another. Pure.

First by id: a block keeps its id from version to version. Between those, lines with equal words; then lines of
one kind that share most of their words. What crosses over is taken as taken out here and put in there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from app.letters.diffing.lines import Line
from app.letters.diffing.matching import matches, rising

ALIKE = 0.5  # share of common words from which two lines are one changed line
REACH = 40  # how far ahead such a line is looked for


def aligned(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int]]:
    """(place in old, place in new) of every line that goes on, rising in both."""
    found: list[tuple[int, int]] = []
    here = (0, 0)
    for i, j in [*_by_id(old, new), (len(old), len(new))]:
        found += _in_gap(old, new, here[0], i, here[1], j)
        if i < len(old):
            found.append((i, j))
        here = (i + 1, j + 1)
    return found


def _by_id(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int]]:
    ours, theirs = _once(old), _once(new)
    return rising([(i, theirs[key]) for key, i in ours.items() if key in theirs])


def _once(lines: Sequence[Line]) -> dict[Hashable, int]:
    """Places by kind and id, of ids that stand once."""
    counts = Counter(line.head.id for line in lines)
    return {
        (line.head.kind, line.head.id): place
        for place, line in enumerate(lines)
        if line.head.id and counts[line.head.id] == 1
    }


def _in_gap(
    old: Sequence[Line], new: Sequence[Line], i1: int, i2: int, j1: int, j2: int
) -> list[tuple[int, int]]:
    if i1 == i2 or j1 == j2:
        return []
    ours, theirs = [_words(line) for line in old[i1:i2]], [_words(line) for line in new[j1:j2]]
    found: list[tuple[int, int]] = []
    here = (i1, j1)
    for i, j, size in [*matches(ours, theirs), (i2 - i1, j2 - j1, 0)]:
        found += _alike_in(old, new, here[0], i1 + i, here[1], j1 + j)
        found += [(i1 + i + step, j1 + j + step) for step in range(size)]
        here = (i1 + i + size, j1 + j + size)
    return found


def _alike_in(
    old: Sequence[Line], new: Sequence[Line], i1: int, i2: int, j1: int, j2: int
) -> list[tuple[int, int]]:
    found = []
    next_j = j1
    for i in range(i1, i2):
        for j in range(next_j, min(j2, next_j + REACH)):
            if _alike(old[i], new[j]):
                found.append((i, j))
                next_j = j + 1
                break
    return found


def _words(line: Line) -> Hashable:
    return line.head.kind, line.head.value, line.tokens


def _alike(one: Line, other: Line) -> bool:
    if one.head.kind is not other.head.kind:
        return False
    here = Counter(token for token in one.tokens if token.text.strip())
    there = Counter(token for token in other.tokens if token.text.strip())
    return 2 * (here & there).total() > ALIKE * (here.total() + there.total())
