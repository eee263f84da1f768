"""The panel of checks as the page shows it: one list, each with its place, whom it concerns and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.letters.compose import DayShown, Problem, Report
from app.letters.compose.lines import places_of, readable, shortened
from app.letters.compose.policy import WAIVABLE
from app.letters.compose.problems import Code, Mending, VariantSeen, Waived
from app.letters.compose.style import offers, summary
from app.letters.tree import Doc, Role

MOST_NAMED = 2
BY_RECIPIENT = frozenset({Code.MISSING_FIELD, Code.CANNOT_GRANT, Code.EMPTY_SECTION, Code.NO_ADDRESS})
"""Problems that may differ from copy to copy: of these the panel says so too when all have them."""
ICONS = {
    Mending.CITE: "format_quote",
    Mending.OPINION: "comment",
    Mending.REPLACE: "edit",
    Mending.OPEN: "build",
}

_ON_PAPER = frozenset(
    code.value
    for code in (
        Code.CANNOT_PRINT,
        Code.TOO_MANY_PAGES,
        Code.LONELY_SIGNATURE,
        Code.ADDRESS_OUTSIDE_WINDOW,
        Code.COARSE_IMAGE,
    )
)


@dataclass(frozen=True)
class ChecksPanel:
    """What the panel lists: problems, what was let stand, the sums of day counts, who reads which variant, offers."""

    items: list[dict[str, Any]]
    waived: tuple[Waived, ...]
    variants: list[dict[str, str]]
    days: tuple[DayShown, ...]
    offers: list[dict[str, Any]]
    blocking: int
    to_consider: int

    @property
    def on_paper(self) -> list[dict[str, Any]]:
        """What the drawn page told."""
        return [item for item in self.items if item["code"] in _ON_PAPER]

    @property
    def in_words(self) -> list[dict[str, Any]]:
        """Everything else."""
        return [item for item in self.items if item["code"] not in _ON_PAPER]

    @property
    def settled(self) -> list[dict[str, Any]]:
        """What an approver let stand, with the reason."""
        return [
            {"level": "settled", "title": each.problem.message, "text": each.reason} for each in self.waived
        ]


def panel(
    report: Report,
    doc: Doc,
    names: Mapping[str, str],
    fix: Callable[[str], str],
    *,
    days: Sequence[DayShown] = (),
    writable: bool = False,
    reasons_url: str = "",
    anchored: bool = True,
) -> ChecksPanel:
    """The panel of a letter. ``names`` by copy; ``fix`` is where a problem without a place is mended.

    ``writable``: whether quick fixes and offers are buttons here. ``reasons_url``: where an approver records why a
    problem stands. ``anchored``: whether the page has the sections that places lead to.
    """
    groups = grouped(report)
    places = places_of(doc)
    index = {section.id: place for place, section in enumerate(doc.sections)}
    items = [
        _item(problem, copies, report, places, index, names, fix, writable) for problem, copies in groups
    ]
    for item in items:
        item["url"] = "" if not anchored and item["url"].startswith("#") else item["url"]
        item["reasons_url"] = reasons_url if item["waivable"] and item["level"] == "blocks" else ""
    return ChecksPanel(
        items=items,
        waived=report.waived,
        variants=[_variant(each, places) for each in report.variants],
        days=tuple(dict.fromkeys(days)),
        offers=_offers(doc) if writable else [],
        blocking=sum(problem.blocks for problem, _ in groups),
        to_consider=sum(not problem.blocks for problem, _ in groups),
    )


def grouped(report: Report) -> list[tuple[Problem, tuple[str, ...]]]:
    """Each problem once with the copies that have it (none named: all of them), blocking ones first."""
    found: dict[tuple[object, ...], list[Problem]] = {}
    for problem in report.all():
        key = (problem.code, problem.message, problem.mend, problem.section, problem.block, problem.span)
        found.setdefault(key, []).append(problem)
    pairs = [
        (some[0], tuple(dict.fromkeys(each.copy for each in some if each.copy))) for some in found.values()
    ]
    return sorted(pairs, key=lambda pair: not pair[0].blocks)


def as_json(item: Mapping[str, Any]) -> dict[str, Any]:
    """One item for the rich editor: plain values, with its place in the tree and its quick fixes."""
    words = ("level", "code", "title", "text", "mend", "who", "digest")
    places = ("place", "section", "block", "start", "end")
    return {name: item[name] for name in words + places} | {"quick": [dict(each) for each in item["quick"]]}


def _item(
    problem: Problem,
    copies: tuple[str, ...],
    report: Report,
    places: Mapping[str, str],
    index: Mapping[str, int],
    names: Mapping[str, str],
    fix: Callable[[str], str],
    writable: bool,
) -> dict[str, Any]:
    place = places.get(problem.block) or places.get(problem.section, "")
    at, span = index.get(problem.section), problem.span
    who = _who(problem, copies, report, names)
    return {
        "level": problem.severity.value,
        "code": problem.code.value,
        "title": problem.message,
        "text": " ".join(part for part in (f"{place}." if place else "", who, problem.mend) if part),
        "mend": problem.mend,
        "url": f"#text-{at}" if at is not None else fix(copies[0] if copies else ""),
        "place": place,
        "who": who,
        "digest": problem.digest,
        "section": problem.section,
        "block": problem.block,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "waivable": problem.code in WAIVABLE,
        "quick": _quick(problem) if writable and span is not None else [],
    }


def _quick(problem: Problem) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.kind.value,
            "value": each.value,
            "label": each.label,
            "icon": ICONS[each.kind],
            "do": f"fix:{problem.digest}:{each.kind.value}:{each.value}",
        }
        for each in problem.quick
    ]


def _who(problem: Problem, copies: tuple[str, ...], report: Report, names: Mapping[str, str]) -> str:
    if report.copies < 2 or (not copies and problem.code not in BY_RECIPIENT):
        return ""
    if not copies or len(copies) == report.copies:
        return f"For all {report.copies} recipients."
    known = [names.get(copy, f"copy {copy}") for copy in copies]
    if len(known) == 1:
        return f"For {known[0]}."
    some = ", ".join(known[:MOST_NAMED])
    more = len(known) - MOST_NAMED
    return f"For {len(known)} of {report.copies} recipients: {some}{f' and {more} more' if more > 0 else ''}."


def _variant(seen: VariantSeen, places: Mapping[str, str]) -> dict[str, str]:
    place = places.get(seen.section, Role.BODY.label)
    return {
        "count": f"{seen.seen_by} of {seen.copies}",
        "place": place,
        "rule": seen.rule,
        "words": shortened(seen.words, 60),
    }


def _offers(doc: Doc) -> list[dict[str, Any]]:
    found = offers(doc)
    return [
        {
            "manner": manner.value,
            "label": words,
            "count": count,
            "do": f"style:{manner.value}",
            "examples": [
                {"around": readable(offer.around), "old": offer.old, "new": offer.new}
                for offer in found
                if offer.manner is manner
            ][:3],
        }
        for manner, words, count in summary(found)
    ]
