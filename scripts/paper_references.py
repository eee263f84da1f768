"""Look at how the pages of letters changed, and accept it.

    scripts/paper_references.py [NAME ...]            compare; pictures of what differs go to build/paper-review
    scripts/paper_references.py --accept [NAME ...]   take the pages as they are now as the new references
    scripts/paper_references.py --docs                draw the pictures of docs/paper.md anew

A picture of review shows the accepted page, the page of now, and where they differ. Exit status 1: something differs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.letter_templates import looks

REVIEW = ROOT / "build" / "paper-review"


def main() -> int:
    """Compare, accept or illustrate; see the head of this file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accept", action="store_true", help="keep the pages as they are now")
    parser.add_argument("--docs", action="store_true", help="draw the pictures of the documentation")
    parser.add_argument("names", nargs="*", help="looks to take; all without any")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(looks.papers())
    if unknown:
        print(
            f"No such look: {', '.join(sorted(unknown))}. There are: {', '.join(looks.papers())}.",
            file=sys.stderr,
        )
        return 2
    names = chosen.names or list(looks.papers())
    if chosen.docs:
        return illustrate(names)
    return accept(names) if chosen.accept else review(names)


def review(names: list[str]) -> int:
    """Print what differs and draw it."""
    REVIEW.mkdir(parents=True, exist_ok=True)
    worst = 0
    for name in names:
        drawn, known = looks.pages(name), looks.kept(name)
        if len(drawn) != len(known):
            print(f"{name}: {len(drawn)} pages now, {len(known)} accepted")
            worst = 1
        for number, page in enumerate(drawn, start=1):
            path = looks.reference(name, number)
            before = Image.open(path) if path.is_file() else Image.new("L", page.size, 255)
            found = looks.difference(before, page)
            if found.seen:
                out = REVIEW / path.name
                looks.beside([before, page, found.picture.point(lambda value: 255 - value)]).save(out)
                print(f"{name}, page {number}: {found}, see {out.relative_to(ROOT)}")
                worst = 1
    print("Nothing differs." if not worst else "Accept what is meant with --accept.")
    return worst


def accept(names: list[str]) -> int:
    """Write the references anew."""
    looks.FOLDER.mkdir(exist_ok=True)
    for name in names:
        for path in looks.kept(name):
            path.unlink()
        drawn = looks.pages(name)
        for number, page in enumerate(drawn, start=1):
            looks.as_kept(page).save(looks.reference(name, number), optimize=True)
        print(f"{name}: {len(drawn)} pages accepted")
    return 0


def illustrate(names: list[str]) -> int:
    """One picture for each look, its pages side by side."""
    looks.DOCS.mkdir(parents=True, exist_ok=True)
    for name in names:
        looks.illustration(name).save(looks.DOCS / f"{name}.png", optimize=True)
        print(f"docs/img/paper/{name}.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
