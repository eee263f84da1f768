"""Lines that were broken once are the lines that would be broken again, and lines set alone are those of a page."""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydyf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import split_first_line

from app.documents.batch.drawing import Fonts, Pen
from app.documents.batch.lines import Lines, heights
from app.documents.fetcher import StyleFetcher
from app.documents.fonts import font_face_css
from app.documents.kept import KeptDocument
from app.documents.kept_lines import KeptLines
from app.documents.layout import Typesetter, typesetter
from app.documents.paper import used_assets
from app.documents.samples import demo_images, load_sample

UA = "pdf/ua-1"
WORDS = (
    "a", "the", "people", "of", "Representative", "J.", "McAllister-O’Donoghue,", "H.R.\u00a07555", "co-operation",
    "and/or", "Երևանի", "ժողովուրդը", "“quoted”", "1915–1923", "fi", "AVATAR", "Washington,", "DC\u00a020510",
    "antidisestablishmentarianism", "2.5%", "—", "Mr.",
)  # fmt: skip
STYLES = ("font-size: 11pt; line-height: 15pt", "font: italic 9pt 'Source Sans 3'; overflow-wrap: anywhere")


@pytest.fixture(scope="module")
def fonts() -> FontConfiguration:
    made = FontConfiguration()
    CSS(string=font_face_css(), font_config=made, counter_style=CounterStyle(), url_fetcher=StyleFetcher())
    return made


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=50), st.integers(90, 600), st.sampled_from(STYLES)
)
def test_lines_set_alone_are_those_of_a_page(
    fonts: FontConfiguration, chosen: list[str], width: int, style: str
) -> None:
    text = " ".join(chosen)
    html = f"<p style=\"margin: 0; font-family: 'Source Serif 4', 'Noto Serif Armenian'; {style}\">{text}</p>"
    page = CSS(string=f"@page {{ size: {width}px 3000px; margin: 0 }} body {{ margin: 0 }} p {{ widows: 1 }}")
    document = KeptDocument.rendered(
        HTML(string=html), fonts, CounterStyle(), stylesheets=[page], pdf_variant=UA
    )
    laid = list(texts(document.pages[0]._page_box))
    lines, pen = Lines(), Pen(document, Fonts())
    for _ in range(2):
        made = lines.broken(lines.face(laid[0]), text, (float(width), float(width)), pen)
        assert [line.heights for line in made] == [heights(box) for box in laid]
        assert [line.glyphs for line in made] == [pen.write(box)[1] for box in laid]


def texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from texts(child)


def test_kept_lines_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = load_sample("sign_on_letter")
    assets = {sha: demo_images()[sha] for sha in used_assets(letter)}
    kept = typesetter().set(letter, assets)
    assert typesetter().set(letter, assets) == kept
    monkeypatch.setattr(inline, "split_first_line", split_first_line)
    assert Typesetter().set(letter, assets) == kept


def test_only_the_latest_lines_are_kept(fonts: FontConfiguration) -> None:
    document = KeptDocument.rendered(HTML(string="<p>word"), fonts, CounterStyle(), pdf_variant=UA)
    (box,) = texts(document.pages[0]._page_box)
    asked: list[str] = []

    def split(text: str, *others: Any) -> Any:
        asked.append(text)
        return split_first_line(text, *others)

    kept = KeptLines(split, most=2)
    for text in ("a", "b", "a", "c", "d", "a", "e", "f", "b"):
        layout, *_ = kept.first(text, box.style, None, 100.0, 0, True, False)
        assert layout.text == text
        layout.text = "changed"
    assert asked == ["a", "b", "c", "d", "e", "f", "b"]


def test_streams_are_compressed_once_and_come_back_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = pydyf.Stream(["BT", b"ET"], compress=True)
    first = stream.data
    monkeypatch.setattr(zlib, "compress", None)
    assert stream.data == first
    monkeypatch.undo()
    stream.stream.append("Q")
    head, _, rest = stream.data.partition(b"\nstream\n")
    packed = rest.removesuffix(b"\nendstream")
    assert zlib.decompress(packed) == b"BT\nET\nQ"
    assert b"/FlateDecode" in head and b"/Length %d" % len(packed) in head
    assert pydyf.Stream(["BT"]).data == b"<</Length 2>>\nstream\nBT\nendstream"


def resident() -> int:
    """Kilobytes of memory that this process holds."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def test_a_line_with_features_gives_its_memory_back(fonts: FontConfiguration) -> None:
    """WeasyPrint's own way keeps a part of each line for ever: some 1,800 kB of these."""
    html = HTML(string="<p style='font-variant-numeric: lining-nums'>A line.</p>")
    document = KeptDocument.rendered(html, fonts, CounterStyle(), pdf_variant=UA)
    style = next(box for box in document.root_box.descendants() if box.element_tag == "p").style

    def lines(first: int) -> None:
        for number in range(first, first + 2000):
            split_first_line(f"Family{number} of 20515-{number}", style, None, None, 0)

    lines(0)
    gc.collect()
    before = resident()
    for first in range(2000, 22_000, 2000):
        lines(first)
    gc.collect()
    assert resident() - before < 700
