"""The letters of `batch.py`: one letter of two pages to as many invented members as are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.documents.paper import LetterPaper, SignatureBlock
from app.documents.samples import demo_images, load_sample

_FIRST = (
    "Amelia",
    "Bernard",
    "Carmen",
    "Douglas",
    "Élise",
    "Frank",
    "Grace",
    "Hector",
    "Ingrid",
    "José",
    "Kathleen",
)
_LAST = (
    "Abernathy", "Brzeziński", "Castellanos", "Delacroix", "Eastman", "Fairweather", "Gutiérrez", "Hollingsworth",
    "Iverson", "Jamison", "Kowalczyk", "Lindqvist", "McAllister", "Núñez", "O’Donoghue", "Petrosyan", "Quarles",
    "Rasmussen", "Stavropoulos-Whitfield",
)  # fmt: skip
_BUILDINGS = ("Cannon", "Longworth", "Rayburn")
_STATES = ("California", "New York", "Texas", "Ohio", "Massachusetts", "North Carolina", "Utah", "Washington")
_MORE = (
    "<p>Members of this community have written to our office in numbers that we have not seen before. They ask what "
    "their government knows, what it has said in private, and what it will do in the weeks ahead. We owe them an "
    "answer in plain words, and the answer depends on decisions that are yours to make.</p>",
    "<p>We have read the reports of the relief agencies with care. They describe schools closed for want of heating, "
    "operations put off for want of supplies, and shelves that are filled again only by what can be carried in by "
    "hand. None of it is in doubt, and all of it can be ended by the opening of a single road.</p>",
)
_ASK = "<li><b>Report to Congress.</b> Tell the committees of jurisdiction by March 1 what has been done.</li></ol>"
FIELD = "Representative {name}, the people of {state} have "


def letters(count: int, *, field: bool) -> Iterator[LetterPaper]:
    """Copies of one letter; with `field`, a name and a state stand in the middle of its second paragraph."""
    sample = load_sample("official_letter")
    asks = sample.blocks[5].replace("</ol>", _ASK)
    blocks = (*sample.blocks[:3], *_MORE, sample.blocks[3], sample.blocks[4], asks, *sample.blocks[6:])
    second = sample.signatures[0].image_asset
    images = sorted(demo_images())
    signatures = (
        sample.signatures[0],
        SignatureBlock("Levon Harutyunyan", "Chair, Community Council", image_asset=_other(second, images)),
    )
    letter = replace(sample, blocks=blocks, signatures=signatures, cc=())
    for number in range(count):
        first = _FIRST[number % len(_FIRST)]
        last = _LAST[number // len(_FIRST) % len(_LAST)]
        name = f"{first} {chr(65 + number % 26)}. {last}{'' if number < 209 else f' {_roman(number // 209)}'}"
        yield _copy(letter, number, name, field=field)


def _copy(letter: LetterPaper, number: int, name: str, *, field: bool) -> LetterPaper:
    house = number % 5
    lines = (
        f"The Honorable {name}",
        "U.S. House of Representatives" if house else "United States Senate",
        f"{100 + number % 2500} {_BUILDINGS[number % 3]} House Office Building"
        if house
        else f"{number} Hart Building",
        f"Washington, DC 205{number % 25:02d}",
    )
    blocks = letter.blocks
    if field:
        words = FIELD.format(name=name, state=_STATES[number % len(_STATES)])
        head, rest = blocks[3].split("Members of this community have ", 1)
        blocks = (*blocks[:3], f"{head}{words}{rest}", *blocks[4:])
    salutation = f"Dear {'Representative' if house else 'Senator'} {name.split('. ', 1)[1]}:"
    return replace(letter, addressees=(lines,), header_name=lines[0], salutation=salutation, blocks=blocks)


def _other(one: str | None, images: list[str]) -> str:
    return min(images, key=lambda sha: (sha == one, len(demo_images()[sha])))


def _roman(number: int) -> str:
    return ("I" * number)[:3] if number < 4 else f"{number}"
