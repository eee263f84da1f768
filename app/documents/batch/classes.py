"""From copies with the same tags to classes with one exemplar each.

A copy belongs to a class when, in every layout that was tried to set the exemplar, its words have the exemplar's
measure. Layout looks at nothing else, so its choices (address form, tightening, page breaks) come out the same. Two
things are then tried on real copies rather than trusted: the exemplar's own words, set again, must give what it shows;
and a second copy, the witness, is laid out and drawn whole and must equal what the class makes of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.documents.batch.drawing import Unproved
from app.documents.batch.exemplar import Exemplar
from app.documents.batch.members import Group, Workshop, shelved, unshelved
from app.documents.batch.single import SingleFiles
from app.documents.batch.skeleton import Skeleton
from app.documents.batch.titles import Titles
from app.documents.batch.tokens import Key
from app.documents.layout import Typeset


@dataclass
class Class:
    """A proved class: its skeleton, and what its files need to be written.

    `first` are the words of the group's first copy, from which those of every other are told; the exemplar may be
    another one.
    """

    skeleton: Skeleton
    pieces: tuple[str, ...]
    titles: Titles
    told: Typeset
    first: Mapping[Key, str]
    files: SingleFiles | None = None


def classify(group: Group, shop: Workshop, assigned: dict[int, Class]) -> Iterator[None]:
    """Assign to classes the copies of a group that can be. Pauses after each piece of work."""
    pending = [group.numbers]
    while pending:
        numbers = pending.pop(0)
        if len(numbers) < 2:
            shop.reasons[_reason(Unproved("no other copy is set alike"))] += len(numbers)
            continue
        try:
            first = shop.member(numbers[0])
            exemplar = Exemplar(group, first, shop)
            skeleton = exemplar.drawn()
            yield
            _, again = exemplar.measured(first)
            if again is None or list(again) != exemplar.own():
                raise Unproved("the exemplar's words, set again, differ")
        except MemoryError:
            raise
        except Exception as problem:
            # The plain way tells what is wrong with these copies, if anything is.
            shop.reasons[_reason(problem)] += len(numbers)
            continue
        fitting = array("q")
        others: dict[Any, array[int]] = {}
        for _ in _sorted(numbers, exemplar, shop, fitting, others):
            yield
        pending += others.values()
        if objection := _objection(group, shop, skeleton, exemplar, fitting):
            shop.reasons[_reason(objection)] += len(fitting)
        else:
            made = Class(skeleton, exemplar.final_pieces(), exemplar.titles, exemplar.told(), exemplar.first)
            assigned.update(dict.fromkeys(fitting, made))
        yield


def _sorted(
    numbers: array[int],
    exemplar: Exemplar,
    shop: Workshop,
    fitting: array[int],
    others: dict[Any, array[int]],
) -> Iterator[None]:
    """Put each copy with those that are set like the exemplar, or with others of its own measure."""
    for number in numbers:
        try:
            measure, chunks = exemplar.measured(shop.member(number))
        except MemoryError:
            raise
        except Exception as problem:
            shop.reasons[_reason(problem)] += 1
            continue
        if chunks is None:
            others.setdefault(measure, array("q")).append(number)
        else:
            shop.chunks.put(number, shelved(chunks))
            fitting.append(number)
        yield


def _objection(
    group: Group, shop: Workshop, skeleton: Skeleton, exemplar: Exemplar, fitting: Sequence[int]
) -> Exception | None:
    """What is said against a class. Nothing is when its last copy, laid out and drawn whole, is what it makes of it."""
    if len(fitting) < 2:
        return Unproved("no other copy is set alike")
    number = fitting[-1]
    try:
        witness = Exemplar(group, shop.member(number), shop)
        drawn = witness.drawn()
    except MemoryError:
        raise
    except Exception as problem:
        return problem
    same = ("own", "pages", "contents", "marks", "tree", "rest", "catalog", "shared")
    agreed = (
        witness.laid.setting == exemplar.laid.setting
        and len(witness.laid.tried) == len(exemplar.laid.tried)
        and witness.own() == list(unshelved(shop.chunks.get(number)))
        and all(getattr(drawn, name) == getattr(skeleton, name) for name in same)
        and _texts(drawn.info, drawn.xmp) == _texts(*exemplar.titles.put(witness.values, skeleton))
    )
    return None if agreed else Unproved("a copy that was drawn whole came out otherwise")


def _reason(problem: Exception) -> str:
    """What may be told of a problem: our own words, but not those of others, which may quote the letter."""
    return f"Unproved: {problem}" if type(problem) is Unproved else type(problem).__name__


def _texts(info: Mapping[str, Any], xmp: bytes) -> tuple[dict[str, str], bytes]:
    return {name: value.string for name, value in info.items()}, xmp
