"""The pieces of an existing letter as a form sends them, and as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from app.core.errors import InvalidInput
from app.core.text import tidy
from app.evidence.rules import ClaimFact
from app.letters.compose.lines import shortened
from app.letters.compose.suggesting import Shelf
from app.letters.existing import MAX_ROWS, OPINION, Matcher, Part, Row, Shape, Telling, cut, tell

MOST_SENTENCES = 60  # in one piece


@dataclass(frozen=True, slots=True)
class Choices:
    """What a sentence may ask for and rest on."""

    demands: Mapping[str, str]  # slug to title
    claims: Mapping[str, ClaimFact]

    def cites(self, telling: Telling) -> list[tuple[str, str]]:
        """What a sentence may rest on, as (value, words)."""
        near = [
            (slug, shortened(self.claims[slug].wording, 90)) for slug in telling.near if slug in self.claims
        ]
        return [("", "Decide while writing"), *near, (OPINION, "Nothing: it is our opinion")]


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces that stand together: before the text, the text, after it. ``rows``: (number from 0, row)."""

    id: str
    title: str
    advice: str
    rows: tuple[tuple[int, Row], ...]


def typed_rows(form: MultiDict[str, str], choices: Choices) -> tuple[tuple[Row, ...], dict[str, str]]:
    """The rows of the form, and by field what is wrong with a choice that was not offered."""
    errors: dict[str, str] = {}
    rows: list[Row] = []
    for number in range(min(form.get("rows", 0, type=int), MAX_ROWS)):
        name = f"row-{number}"
        if f"{name}-text" not in form:
            continue
        try:
            part, shape = Part(form.get(f"{name}-part", "")), Shape(form.get(f"{name}-shape", ""))
        except ValueError:
            errors[f"{name}-part"] = f"Choose what piece {number + 1} is."
            part, shape = Part.LEFT_OUT, Shape.PARAGRAPH
        telling = tuple(_telling(form, name, choices, errors))
        rows.append(Row(tidy(form.get(f"{name}-text", "")), part, shape, "", telling))
    return tuple(rows), errors


def _telling(
    form: MultiDict[str, str], name: str, choices: Choices, errors: dict[str, str]
) -> Iterable[Telling]:
    for number in range(MOST_SENTENCES):
        key = f"{name}-say-{number}"
        if key not in form:
            return
        demand, cites = form.get(f"{name}-ask-{number}", ""), form.get(f"{name}-cite-{number}", "")
        if demand and demand not in choices.demands:
            errors[f"{name}-ask-{number}"] = "Choose one of the campaign’s demands, or none."
            demand = ""
        if cites and cites != OPINION and cites not in choices.claims:
            errors[f"{name}-cite-{number}"] = "Choose one of the claims, or none."
            cites = ""
        yield Telling(tidy(form[key]), f"{name}-ask-{number}" in form, (), demand, cites)


def divided(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows with an empty line in them come apart, so that each part can be something of its own."""
    found: list[Row] = []
    for row in rows:
        parts = [part.strip("\n") for part in row.text.split("\n\n")] if not row.shape.is_list else [row.text]
        kept = [part for part in parts if part.strip()]
        found += [replace(row, text=part) for part in kept] or [replace(row, part=Part.LEFT_OUT)]
    return tuple(found)


def cut_row(rows: tuple[Row, ...], step: str) -> tuple[Row, ...]:
    """The row named by "cut:3" as a list: its items when it holds some, else one item for each sentence."""
    place = step.removeprefix("cut:")
    if not place.isdigit() or int(place) >= len(rows):
        return rows
    row = rows[int(place)]
    lead, items = cut(row.text)
    before = (replace(row, text=lead),) if lead else ()
    lines = items or tuple(" ".join(line.split()) for line in row.text.split("\n") if line.strip())
    listed = replace(row, text="\n".join(lines), part=Part.ASKS, shape=Shape.NUMBERED)
    return (*rows[: int(place)], *before, listed, *rows[int(place) + 1 :])


def told(rows: Iterable[Row], matcher: Matcher, shelf: Shelf) -> tuple[Row, ...]:
    """The rows with their sentences looked at anew; what was chosen for a sentence stays."""
    return tuple(tell(row, matcher, shelf, row.telling) for row in rows)


def groups(rows: tuple[Row, ...]) -> list[Group]:
    """For the page, in the order of the letter."""
    numbered = tuple(enumerate(rows))
    text = [number for number, row in numbered if row.part.role is not None]
    first, last = (text[0], text[-1]) if text else (len(rows), len(rows))
    found = [
        Group("before", "Before the text", "Not copied: the new letter gets its own.", numbered[:first]),
        Group(
            "text",
            "The text",
            "Mend what was read wrongly. An empty line divides a piece; in a list each line is an item.",
            numbered[first : last + 1],
        ),
        Group(
            "after",
            "After the text",
            "Names and closing words come with the new letter.",
            numbered[last + 1 :],
        ),
    ]
    return [group for group in found if group.rows]


def check_length(rows: tuple[Row, ...], field: str) -> None:
    """Raises `InvalidInput` on `field` when there are more rows than a person can look through."""
    if len(rows) > MAX_ROWS:
        message = f"This letter has {len(rows)} pieces; at most {MAX_ROWS} can be looked through."
        raise InvalidInput({field: f"{message} Paste only the part you need."})
