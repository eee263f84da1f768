"""A full disk, strange fields and endless texts: a clear error, nothing half made, and the next letter is drawn."""

from __future__ import annotations

import errno
import io
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from app.core.storage import FileStore
from app.documents.errors import RenderFailed
from app.documents.paper import LetterPaper, Verification
from app.documents.process import DrawingProcess
from app.documents.samples import demo_images, load_sample
from app.documents.service import Rendered, render

Print = Callable[[LetterPaper], Rendered]
MakePaper = Callable[..., LetterPaper]
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full(*_: Any, **__: Any) -> None:
    raise FULL


def test_a_full_disk_stops_the_drawing_with_words_and_not_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    process = DrawingProcess()
    try:
        with monkeypatch.context() as patched:
            patched.setattr(tempfile, "TemporaryDirectory", full)
            with pytest.raises(RenderFailed, match=r"No space left on device\. Make room"):
                render(load_sample("thank_you"), demo_images().__getitem__, process)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "write_text", full)
            with pytest.raises(RenderFailed, match="No space left"):
                render(load_sample("thank_you"), demo_images().__getitem__, process)
        assert process.pid is None
        assert render(load_sample("thank_you"), demo_images().__getitem__, process).pages == 1
    finally:
        process.close()


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path)
    for broken in ("fsync", "fdopen"):
        with monkeypatch.context() as patched:
            patched.setattr(os, broken, full)
            with pytest.raises(OSError, match="No space left"):
                store.put(b"%PDF-1.7 a letter")
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.read(store.put(b"%PDF-1.7 a letter")) == b"%PDF-1.7 a letter"


STRANGE = [
    '<p><img src="letter-code:0"><img src="letter-base:folds-letter.svg"><img src="letter-font:x.ttf"></p>',
    "<p>" + '<a href="#source-1">x</a>' * 1200 + "</p>",
    "<p>" + "\u202e\u2066" * 3000 + "turned round</p>",
    "<p>" + "a\u0301\u0302\u0303" * 5000 + "</p>",
    "<ol>" + "<li>item</li>" * 250 + "</ol>",
    "<p><span lang='" + "x-" * 500 + "'>language</span></p>",
    "<p>" + "<span lang='hy'>" * 900 + "Հայ" + "</span>" * 900 + "</p>",
]


@pytest.mark.parametrize("block", STRANGE, ids=[str(place) for place in range(len(STRANGE))])
def test_every_strange_text_is_drawn_or_refused_within_ten_seconds(
    block: str, printed: Print, paper: MakePaper
) -> None:
    assert printed(paper()).pages == 1  # the process is there
    started = time.monotonic()
    try:
        done = printed(paper(blocks=(block, "<p>The end.</p>")))
    except Exception as problem:
        assert str(problem), "a refusal says why"
    else:
        assert not pikepdf.open(io.BytesIO(done.pdf)).attachments
    assert time.monotonic() - started < 10 + 2  # seconds to end the process, at worst
    assert render(paper(closing="Yours,"), demo_images().__getitem__).pages == 1


def test_a_link_is_only_ever_drawn(printed: Print, paper: MakePaper) -> None:
    """Whatever the code leads to, the renderer does not go there."""
    for link in ("file:///etc/passwd", "http://127.0.0.1:1/", "javascript:alert(1)", '"><img src=x>'):
        assert printed(paper(verification=Verification("7QK4", "a.example/verify", link))).pages == 1


def test_attached_data_is_data(paper: MakePaper) -> None:
    strange = replace(paper(), archive=True, data='{"file": "/etc/passwd", "x": "%%EOF endstream endobj"}')
    pdf = pikepdf.open(io.BytesIO(render(strange, demo_images().__getitem__).pdf))
    assert pdf.attachments["sources.json"].get_file().read_bytes() == strange.data.encode()
