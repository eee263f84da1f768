"""What makes one version of another: every line, with the words that stay, go and come. Pure.

``applied(delta, old)`` is the new version, words and structure; ``undone`` leads back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.letters.diffing.aligning import aligned
from app.letters.diffing.lines import Head, Line, Token
from app.letters.diffing.matching import matches

LEAST_COMMON = 0.25  # below this share of common letters a line is shown as replaced, not as confetti


class Mark(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words with one fate."""

    mark: Mark
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before and after; None where it does not exist."""

    before: Head | None
    after: Head | None
    runs: tuple[Run, ...] = ()

    @property
    def mark(self) -> Mark:
        """Whether the line itself stays, goes or comes."""
        return Mark.ADDED if self.before is None else Mark.REMOVED if self.after is None else Mark.SAME

    @property
    def changed(self) -> bool:
        """Whether a reader finds anything different. Ids are no words."""
        if self.before is None or self.after is None:
            return True
        moved = replace(self.before, id="") != replace(self.after, id="")
        return moved or any(run.mark is not Mark.SAME for run in self.runs)


@dataclass(frozen=True, slots=True)
class Delta:
    """Every line of both versions, in the order of the newer one; what was taken out stands where it stood."""

    lines: tuple[LineChange, ...]

    @property
    def changed(self) -> bool:
        return any(line.changed for line in self.lines)


def delta_of(old: Sequence[Line], new: Sequence[Line]) -> Delta:
    """The difference between two versions."""
    return Delta(tuple(_lines(old, new)))


def applied(delta: Delta, old: Sequence[Line]) -> tuple[Line, ...]:
    """The newer version. Raises ValueError when ``old`` is not what the difference was made from."""
    left = iter(old)
    made = []
    for change in delta.lines:
        if change.before is not None:
            here = next(left, None)
            if here != Line(change.before, _tokens(change, Mark.REMOVED)):
                raise ValueError("This difference was made from another text.")
        if change.after is not None:
            made.append(Line(change.after, _tokens(change, Mark.ADDED)))
    if next(left, None) is not None:
        raise ValueError("This difference was made from another text.")
    return tuple(made)


def undone(delta: Delta) -> Delta:
    """The difference the other way."""
    other = {Mark.SAME: Mark.SAME, Mark.REMOVED: Mark.ADDED, Mark.ADDED: Mark.REMOVED}
    return Delta(
        tuple(
            LineChange(line.after, line.before, tuple(Run(other[run.mark], run.tokens) for run in line.runs))
            for line in delta.lines
        )
    )


def runs_between(before: Sequence[Token], after: Sequence[Token]) -> tuple[Run, ...]:
    """Two texts compared word by word; what goes stands before what comes in its place."""
    if before == after:
        return (Run(Mark.SAME, tuple(after)),) if after else ()
    kept = matches(before, after)
    if _common(before, after, kept) < LEAST_COMMON:
        kept = []
    return tuple(_runs(before, after, _without_crumbs(after, kept)))


def _lines(old: Sequence[Line], new: Sequence[Line]) -> Iterator[LineChange]:
    i = j = 0
    for next_i, next_j in [*aligned(old, new), (len(old), len(new))]:
        yield from (_gone(line) for line in old[i:next_i])
        yield from (_come(line) for line in new[j:next_j])
        if next_i < len(old):
            one, other = old[next_i], new[next_j]
            yield LineChange(one.head, other.head, runs_between(one.tokens, other.tokens))
        i, j = next_i + 1, next_j + 1


def _gone(line: Line) -> LineChange:
    return LineChange(line.head, None, (Run(Mark.REMOVED, line.tokens),) if line.tokens else ())


def _come(line: Line) -> LineChange:
    return LineChange(None, line.head, (Run(Mark.ADDED, line.tokens),) if line.tokens else ())


def _tokens(change: LineChange, besides: Mark) -> tuple[Token, ...]:
    kept = (Mark.SAME, besides)
    return tuple(token for run in change.runs if run.mark in kept for token in run.tokens)


def _common(before: Sequence[Token], after: Sequence[Token], kept: list[tuple[int, int, int]]) -> float:
    """The share of letters that stay."""
    same = sum(_letters(before[i : i + size]) for i, _, size in kept)
    total = _letters(before) + _letters(after)
    return 2 * same / total if total else 1.0


def _letters(tokens: Sequence[Token]) -> int:
    return sum(len(token.text.strip()) or (not token.text) for token in tokens)


def _without_crumbs(after: Sequence[Token], kept: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Without lone spaces between two changes: "was cut" is read as one change, not as two around a space."""
    last = len(kept) - 1
    return [
        (i, j, size)
        for place, (i, j, size) in enumerate(kept)
        if any(token.text.strip() or not token.text for token in after[j : j + size])
        or (place == 0 and i == 0 and j == 0)
        or (place == last and j + size == len(after))
    ]


def _runs(before: Sequence[Token], after: Sequence[Token], kept: list[tuple[int, int, int]]) -> Iterator[Run]:
    i = j = 0
    for next_i, next_j, size in [*kept, (len(before), len(after), 0)]:
        if next_i > i:
            yield Run(Mark.REMOVED, tuple(before[i:next_i]))
        if next_j > j:
            yield Run(Mark.ADDED, tuple(after[j:next_j]))
        if size:
            yield Run(Mark.SAME, tuple(after[next_j : next_j + size]))
        i, j = next_i + size, next_j + size
