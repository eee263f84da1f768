"""A letter may ask for anything: nothing is read, and the next letter is printed."""

from __future__ import annotations

import html
import io
import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.documents.markup import clean_block, visible_text
from app.documents.paper import LetterheadArt, LetterPaper, SignatureBlock, used_assets
from app.documents.samples import demo_images
from app.documents.service import Rendered
from app.documents.stationery import client
from app.documents.stationery.sheets import Sender
from app.documents.word import letter_docx
from tests.documents import reading
from tests.documents.hurrying import MARKS, within

Print = Callable[[LetterPaper], Rendered]
MakePaper = Callable[..., LetterPaper]


@pytest.fixture
def trap() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that notes whoever calls."""
    calls: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(self.request.recv(200))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], calls
        server.shutdown()


def _attacks(secret: Path, port: int, other: str) -> list[str]:
    address = f"http://127.0.0.1:{port}/leak"
    return [
        f'<p><img src="{address}"><img src="file://{secret}"><img src="asset:{other}"></p>',
        f"<p><img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{address}'/>\"></p>",
        f'<p style="background:url({address})">styled</p>',
        f"<p><style>@import url({address}); @font-face {{ font-family: x; src: url(file://{secret}) }}</style>text</p>",
        f'<link rel="stylesheet" href="{address}"><link rel="attachment" href="file://{secret}"><p>linked</p>',
        f'<p><a rel="attachment" href="file://{secret}">attached</a> <a href="javascript:alert(1)">scripted</a></p>',
        f'<p><object data="file://{secret}">object</object><embed src="{address}"><iframe src="{address}"></p>',
        f'<p><svg><image href="{address}"/><use href="file://{secret}#x"/></svg></p>',
        f'<base href="{address}"><meta http-equiv="refresh" content="0; url={address}"><p>based</p>',
        f'<ul style="list-style-image:url({address})"><li>item</li></ul><input type="image" src="{address}">',
        f'<p>{{{{ config }}}} {{% include "{secret}" %}} ((recipient.name)) <?xml-stylesheet href="{address}"?></p>',
        "<!--[if IE]><p>conditional</p><![endif]--><p><![CDATA[ <img src=x> ]]></p>",
    ]


def test_body_text_reads_nothing(
    printed: Print, paper: MakePaper, trap: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    port, calls = trap
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET-CONTENT")
    other = next(sha for sha in demo_images() if sha not in used_assets(paper()))
    for attack in _attacks(secret, port, other):
        done = printed(paper(blocks=(attack, "<p>The end of the letter.</p>")))
        reader = PdfReader(io.BytesIO(done.pdf))
        assert b"TOP-SECRET" not in done.pdf
        assert not reader.attachments
        pictures = [name for page in reader.pages for name in page.images]
        assert len(pictures) == 3, "only the crest, the signature and the square code are drawn"
        assert "The end of the letter." in reading.text(done.pdf, tmp_path)
    assert calls == []
    assert printed(paper()).pages == 1


def test_names_and_lines_are_data(
    printed: Print, paper: MakePaper, trap: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    port, calls = trap
    evil = f'"><img src="http://127.0.0.1:{port}/x">url(file:///etc/passwd) @import'
    done = printed(
        paper(
            letterheads=(LetterheadArt(evil, evil, (evil,), evil, evil, evil, style="modern"),),
            addressees=((evil, evil),),
            header_name=evil,
            subject=evil,
            salutation=evil,
            closing=evil,
            cc=(evil,),
            enclosures=(evil,),
            signatures=(SignatureBlock(evil, evil, evil),),
            title=evil,
            author=evil,
            date_text=evil,
        )
    )
    assert calls == []
    found = reading.text(done.pdf, tmp_path)
    assert found.count("@import") >= 10
    metadata = PdfReader(io.BytesIO(done.pdf)).metadata
    assert metadata is not None
    assert metadata.title == evil


def test_nesting_and_length_end_in_time(printed: Print, paper: MakePaper) -> None:
    started = time.monotonic()
    deep = "<blockquote>" * 5000 + "<p>deep</p>"
    bold = "<p>" + "<b><i>" * 3000 + "bold</p>"
    lists = "<ul><li>" * 2000 + "item"
    word = f"<p>{'x' * 60_000}</p>"
    for attack in (deep, bold, lists, word):
        assert printed(paper(blocks=(attack, "<p>End.</p>"))).pages >= 1
    assert time.monotonic() - started < 60
    assert printed(paper()).pages == 1


def test_links_only_to_safe_places(printed: Print, paper: MakePaper) -> None:
    body = (
        '<p><a href="https://example.org/a?b=1&amp;c=2">web</a> <a href="mailto:a@example.org">mail</a> '
        '<a href="http://example.org">plain</a> <a href="file:///etc/passwd">file</a> <a href="//example.org">x</a></p>'
    )
    pages = PdfReader(io.BytesIO(printed(paper(blocks=(body, "<p>End.</p>"))).pdf)).pages
    notes = [note.get_object() for page in pages for note in page.get("/Annots", [])]
    assert [note["/A"]["/URI"] for note in notes] == ["https://example.org/a?b=1&c=2", "mailto:a@example.org"]


_NAMES = ["p", "b", "i", "ol", "ul", "li", "blockquote", "sup", "a", "script", "style", "svg", "table", "td"]
_TAGS = st.sampled_from(
    [f"<{name}>" for name in _NAMES]
    + [f"</{name}>" for name in _NAMES]
    + [
        "<a href='x'>",
        "<a href='https://example.org'>",
        "<img src=x onerror=y>",
        "<br>",
        "<!--",
        "-->",
        "<p style=x>",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_TAGS, st.text(max_size=12)), max_size=30))
def test_whatever_goes_in_only_known_tags_come_out(pieces: list[str]) -> None:
    made = str(clean_block("".join(pieces)))
    assert not re.search(r"<(?!/?(?:p|b|i|ol|ul|li|blockquote|sup|a|span)\b|br>)", made)
    assert not re.search(r"\b(?:src|style|on\w+)\s*=", re.sub(r">[^<]*<", "><", f">{made}<"))
    opened: list[str] = []
    for slash, tag in re.findall(r"<(/?)([a-z]+)[^>]*>", made):
        if slash:
            assert opened.pop() == tag
        elif tag != "br":
            opened.append(tag)
    assert opened == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_escaped_text_keeps_every_visible_character(text: str) -> None:
    def seen(value: str) -> str:
        return re.sub(r" +", " ", value.replace("\u2060", "").replace("\u00a0", " "))

    assert seen(visible_text(clean_block(f"<p>{html.escape(text)}</p>"))) == seen(text)


def test_a_word_file_holds_what_xml_cannot(paper: MakePaper) -> None:
    strange = paper(subject="a\uffff\x01\ud800b", author="x\udc00" * 300, title="t" * 999, cc=("c\x0b",))
    file = docx.Document(io.BytesIO(letter_docx(strange, demo_images().__getitem__)))
    assert any("ab" in paragraph.text for paragraph in file.paragraphs)
    assert len(file.core_properties.title) == 255


def test_addresses_on_paper_are_data(trap: tuple[int, list[bytes]], tmp_path: Path) -> None:
    port, calls = trap
    evil = f'"><img src="http://127.0.0.1:{port}/x">'
    style = f"</style><style>@import url(http://127.0.0.1:{port}/y)"
    file = io.BytesIO()
    client.envelopes(
        file, Sender(evil, (style,)), [(evil, style, "Town, CA 90001")], evil, demo_images().__getitem__
    )
    found = reading.text(file.getvalue(), tmp_path)
    assert "127.0.0.1" in found and "@import" in found and calls == []
    whole = PdfReader(file)
    assert not whole.attachments and not any("/Annots" in page for page in whole.pages)
    assert whole.metadata is not None and whole.metadata.title == evil
    for lines in ((("x" * 5_000),), ("a",) * 3_000, ("h" + MARKS * 40_000,), ("\u202eAna", "x")):
        assert within(12, lambda lines=lines: client.labels(io.BytesIO(), "5160", [lines], 1, "Labels"))  # type: ignore[misc]
    with pytest.raises(ValueError, match="accent colour"):
        Sender("City", (), accent=f"red;}} @import url(http://127.0.0.1:{port}/z); a{{")
