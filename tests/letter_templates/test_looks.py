"""Every page looks as it was accepted. `scripts/paper_references.py` shows and accepts what changed."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.letter_templates import looks


@pytest.mark.parametrize("name", sorted(looks.papers()))
def test_every_page_looks_as_accepted(name: str) -> None:
    drawn = looks.pages(name)
    assert [path.name for path in looks.kept(name)] == [
        looks.reference(name, number).name for number in range(1, len(drawn) + 1)
    ], "another number of pages; look at them with scripts/paper_references.py"
    for number, page in enumerate(drawn, start=1):
        found = looks.difference(Image.open(looks.reference(name, number)), page)
        assert not found.seen, (
            f"page {number} of {name}: {found}; look at it with scripts/paper_references.py {name}"
        )


@pytest.mark.parametrize("name", sorted(looks.papers()))
def test_the_pictures_of_the_documentation_are_what_is_printed(name: str) -> None:
    shown, now = Image.open(looks.DOCS / f"{name}.png"), looks.illustration(name)
    found = looks.compared(shown.convert("L"), now.convert("L"))
    assert not found.seen, f"{found}; draw them anew with scripts/paper_references.py --docs {name}"


def test_the_documentation_shows_every_look() -> None:
    said = (looks.DOCS.parents[1] / "paper.md").read_text(encoding="utf-8")
    assert {name for name in looks.papers() if f"(img/paper/{name}.png)" not in said} == set()
    assert {path.stem for path in looks.DOCS.glob("*.png")} == set(looks.papers())


def test_a_moved_line_is_seen() -> None:
    page = looks.pages("thank-you")[0]
    moved = Image.new("RGB", page.size, "white")
    moved.paste(page.crop((0, 300, page.width, 330)), (0, 301))
    moved.paste(page.crop((0, 0, page.width, 300)), (0, 0))
    moved.paste(page.crop((0, 330, page.width, page.height)), (0, 330))
    before = looks.as_kept(page)
    assert looks.difference(before, page).share == 0
    assert looks.difference(before, moved).seen


@pytest.mark.parametrize(
    ("number", "place"),
    [
        (1, (95, 9, 30, 13)),  # crest
        (1, (32, 45, 40, 6)),  # date
        (1, (0, 96, 6, 5)),  # fold mark
        (1, (32, 256, 90, 7)),  # footer
        (2, (32, 16, 60, 5)),  # header
        (2, (32, 22, 151, 3)),  # the rule under it
        (2, (32, 139, 40, 6)),  # closing
        (2, (167, 253, 18, 18)),  # square code
    ],
)
def test_a_millimetre_is_seen(number: int, place: tuple[int, int, int, int]) -> None:
    """Each part of a page alone, moved down and (a line looks the same then) to the right by one millimetre.

    `place`: left, top, width and height in millimetres.
    """
    page = looks.pages("official-letter")[number - 1]
    dots = looks.DPI / 25.4
    left, top = round(place[0] * dots), round(place[1] * dots)
    part = page.crop((left, top, left + round(place[2] * dots), top + round(place[3] * dots)))
    assert part.convert("L").getextrema()[0] < 230, "there is something to move"  # type: ignore[operator]
    for right, down in [(0, 1), (1, 0)] if place[3] > 5 else [(0, 1)]:
        moved = page.copy()
        moved.paste("white", (left, top, left + part.width, top + part.height))
        # Rounded down: whatever is seen at two dots is seen at the 2.6 of a millimetre.
        moved.paste(part, (left + right * int(dots), top + down * int(dots)))
        found = looks.difference(Image.open(looks.reference("official-letter", number)), moved)
        assert found.seen, str(found)


def test_references_stay_small_and_each_has_its_paper() -> None:
    files = list(looks.FOLDER.glob("*.png"))
    assert {path.stem.rpartition("-")[0] for path in files} == set(looks.papers())
    assert sum(path.stat().st_size for path in files) < 1_500_000
