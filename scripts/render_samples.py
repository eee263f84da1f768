"""Render the sample letter of every template to build/samples, as PDF and as page images (120 dpi)."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.documents.samples import demo_images, load_sample, template_slugs
from app.documents.service import combine, page_image, render

OUT = ROOT / "build" / "samples"


def main() -> int:
    """Write each sample as it is, as a draft, and on A4; and all of them combined."""
    OUT.mkdir(parents=True, exist_ok=True)
    made = []
    for slug in template_slugs():
        sample = load_sample(slug)
        a4 = replace(sample, page_size="a4")
        for name, paper in (
            (slug, sample),
            (f"{slug}-draft", replace(sample, draft=True)),
            (f"{slug}-a4", a4),
        ):
            done = render(paper, demo_images().__getitem__)
            made.append(done.pdf)
            (OUT / f"{name}.pdf").write_bytes(done.pdf)
            for page in range(1, done.pages + 1):
                (OUT / f"{name}-{page}.png").write_bytes(page_image(done.pdf, page, 120))
            print(f"{name}: {done.pages} pages, {len(done.pdf):,} bytes, fit step {done.fit}")
    (OUT / "combined.pdf").write_bytes(combine(made, "Sample letters"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
