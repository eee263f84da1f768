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
        assert found.share <= looks.FEW, (
            f"page {number} of {name} differs in {found.share:.2%} of its pixels; "
            f"look at it with scripts/paper_references.py {name}"
        )


def test_a_moved_line_is_seen() -> None:
    page = looks.pages("thank-you")[0]
    moved = Image.new("RGB", page.size, "white")
    moved.paste(page.crop((0, 300, page.width, 330)), (0, 301))
    moved.paste(page.crop((0, 0, page.width, 300)), (0, 0))
    moved.paste(page.crop((0, 330, page.width, page.height)), (0, 330))
    before = looks.as_kept(page)
    assert looks.difference(before, page).share == 0
    assert looks.difference(before, moved).share > looks.FEW


def test_references_stay_small_and_each_has_its_paper() -> None:
    files = list(looks.FOLDER.glob("*.png"))
    assert {path.stem.rpartition("-")[0] for path in files} == set(looks.papers())
    assert sum(path.stat().st_size for path in files) < 1_500_000
