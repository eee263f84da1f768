"""Envelope faces and label sheets, read back in millimetres: nothing outside its place, nothing in the strip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.errors import DocumentError, MissingGlyphs
from app.documents.process import shared
from app.documents.stationery import client, fitting
from app.documents.stationery.geometry import ENVELOPE, HANG, SHEETS
from app.documents.stationery.sheets import Sender
from tests.documents.reading import find, structure, text, words

SENDER = Sender(
    "City of Alder Glen", ("Office of the Mayor", "412 Sycamore Avenue, Suite 200", "Alder Glen CA 91299")
)
USUAL = ("The Honorable Joseph R. Biden, Jr.", "President of the United States", "Washington, DC 20500")
LONG = (
    "The Honorable Hripsime (Rita) Ter-Hovhannisyan-Bedrosian",
    "Ranking Member, Subcommittee on State, Foreign Operations, and Related Programs",
    "U.S. House of Representatives",
    "Room HT-2, The Capitol",
    "Washington, DC 20515-6015",
)
ARMENIAN = ("Լուսինե Գրիգորյան", "Աբովյան փողոց 12, բն. 4", "Երևան 0001", "ARMENIA")
CRAMPED = (
    *(f"Line {number} of an address that is quite long indeed, and so on" for number in range(11)),
    "X",
)
HAIR = 0.6
"""Font boxes reach a little beyond the letters."""


@dataclass(frozen=True)
class Done:
    pdf: bytes
    pages: int


def envelopes(*given: Any) -> Done:
    file = BytesIO()
    pages = client.envelopes(file, *given)
    return Done(file.getvalue(), pages)


def labels(*given: Any) -> Done:
    file = BytesIO()
    pages = client.labels(file, *given)
    return Done(file.getvalue(), pages)


def nobody(sha: str) -> bytes:
    raise AssertionError(sha)


def test_envelope_faces_keep_to_their_places(tmp_path: Path) -> None:
    done = envelopes(SENDER, [USUAL, LONG, ARMENIAN, CRAMPED], "Envelopes", nobody)
    assert done.pages == 4
    assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant
    found = words(done.pdf, tmp_path)
    first = find(found, "The Honorable Joseph", 1)[0]
    assert first.left == pytest.approx(95.25, abs=0.3) and first.top == pytest.approx(44.45, abs=1.5)
    head = find(found, "Office of the Mayor", 1)[0]
    assert head.left == pytest.approx(12.7, abs=0.3)
    assert min(word.top for word in found) >= ENVELOPE.return_top - HAIR
    strip = ENVELOPE.height - ENVELOPE.strip_height
    for word in found:
        assert word.bottom <= strip + HAIR, word
        if word.top > 40:
            assert (
                ENVELOPE.address_left - 0.1 <= word.left
                and word.right <= ENVELOPE.address_left + ENVELOPE.address_width
            )
        else:
            assert word.right <= ENVELOPE.return_left + ENVELOPE.return_width + 0.1 and word.bottom < 40
    wrapped = find(found, "Programs", 2)[0]
    assert wrapped.left == pytest.approx(ENVELOPE.address_left + HANG, abs=0.3), "wrapped lines hang"
    assert text(done.pdf, tmp_path, 1).index("Alder Glen") < text(done.pdf, tmp_path, 1).index("Joseph")


@pytest.mark.parametrize(("name", "start"), [("5160", 1), ("5160", 29), ("L7160", 4)])
def test_labels_keep_inside_their_labels(tmp_path: Path, name: str, start: int) -> None:
    sheet = SHEETS[name]
    addresses = [(f"Number{number}", *(USUAL, LONG, ARMENIAN)[number % 3][1:]) for number in range(7)]
    done = labels(name, addresses, start, "Labels")
    assert done.pages == -(-(start - 1 + len(addresses)) // sheet.count)
    assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant
    found = words(done.pdf, tmp_path)
    for number in range(len(addresses)):
        page, place = divmod(start - 1 + number, sheet.count)
        left, top = sheet.place(place)
        (word,) = find(found, f"Number{number}")
        assert word.page == page + 1
        assert word.left == pytest.approx(left + sheet.pad_left, abs=0.2) and top <= word.top
    for word in found:
        column = int((word.left - sheet.left) // sheet.pitch_x)
        row = int((word.top - sheet.top) // sheet.pitch_y)
        left, top = sheet.place(row * sheet.columns + column)
        assert (
            left + sheet.pad_left - 0.1 <= word.left
            and word.right <= left + sheet.label_width - sheet.pad_right + 0.1
        )
        assert top <= word.top + HAIR and word.bottom <= top + sheet.label_height + HAIR


def test_the_sheets_are_the_makers() -> None:
    avery = SHEETS["5160"]
    assert avery.count == 30 and avery.place(29) == pytest.approx((144.46, 241.3))
    assert SHEETS["L7160"].count == 21
    for sheet in SHEETS.values():
        last = sheet.place(sheet.count - 1)
        assert sheet.width - last[0] - sheet.label_width == pytest.approx(sheet.left, abs=0.3), "centred"
        assert sheet.height - last[1] - sheet.label_height == pytest.approx(sheet.top, abs=0.3)
    assert ENVELOPE.height - ENVELOPE.strip_height == pytest.approx(88.9)


def test_the_same_addresses_give_the_same_bytes() -> None:
    assert labels("5160", [USUAL], 3, "Labels") == labels("5160", [USUAL], 3, "Labels")


def test_tags_of_many_sheets_stand_in_one_tree_in_order(tmp_path: Path) -> None:
    """Written while it is drawn, the structure is whole: every address once, one part for each sheet."""
    addresses = [(f"Number{number}", "1 Main Street", f"Town, CA 9{number:04}") for number in range(75)]
    done = labels("5160", addresses, 29, "Labels")
    assert done.pages == 4
    assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant
    told = re.findall(r'"(Number\d+)', structure(done.pdf, tmp_path))
    assert told == [lines[0] for lines in addresses]
    with pikepdf.open(BytesIO(done.pdf)) as pdf:
        whole = pdf.Root.StructTreeRoot.K[0]
        assert whole.S == "/Document" and [part.S for part in whole.K] == ["/Part"] * 4
        assert all(part.P.objgen == whole.objgen for part in whole.K)
        with pdf.open_outline() as outline:
            assert [mark.title for mark in outline.root][:2] == ["Labels 1 to 2", "Labels 3 to 32"]
        assert str(pdf.docinfo["/Title"]) == "Labels"


def test_a_file_is_begun_again_when_the_drawing_process_was_replaced() -> None:
    addresses = [(f"Number{number}", *USUAL[1:]) for number in range(36)]
    seen: list[int] = []

    def progress(drawn: int) -> None:
        seen.append(drawn)
        if len(seen) == 2:
            shared().close()

    file = BytesIO(b"what stood here before" * 20_000)
    pages = client.labels(file, "5160", addresses, 30, "Labels", progress)
    assert seen == [1, 31, 1, 31, 36]
    assert Done(file.getvalue(), pages) == labels("5160", addresses, 30, "Labels")


@pytest.mark.slow
def test_a_drawing_process_replaced_again_and_again_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentError, match=r"replaced again and again\. Try again"):
        client.labels(BytesIO(), "5160", [USUAL] * 2, 30, "Labels", lambda _: shared().close())
    assert labels("5160", [USUAL], 1, "Labels").pages == 1


def test_a_name_typed_with_an_accent_of_its_own_is_printed(tmp_path: Path) -> None:
    done = labels("5160", [("Jose\u0301 Lo\u0301pez", "Washington, DC 20510")], 1, "Labels")
    assert "Jos\u00e9 L\u00f3pez" in text(done.pdf, tmp_path)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_sheets() -> None:
    """What a sheet leaves behind is its places in the file; `benchmarks/stationery.py` measures it up to 10,000."""

    def drawn(count: int) -> float:
        shared().close()
        labels("5160", [(f"Given Family{number}", "1 Main Street") for number in range(count)], 1, "Labels")
        return peak_of(shared().pid)

    assert drawn(2100) - drawn(1200) < 8


def peak_of(pid: int | None) -> float:
    """The peak memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    (peak,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return peak / 1024


def test_what_cannot_be_printed_is_refused_with_a_sentence() -> None:
    with pytest.raises(DocumentError, match="address of Hubert"):
        envelopes(SENDER, [("Hubert", *["x"] * 40)], "Envelopes", nobody)
    with pytest.raises(DocumentError, match="too long"):
        labels("5160", [("A" * 200,)], 1, "Labels")
    with pytest.raises(MissingGlyphs):
        labels("5160", [("中",)], 1, "Labels")
    with pytest.raises(DocumentError, match="labels 1 to 30"):
        labels("5160", [USUAL], 31, "Labels")


@given(st.lists(st.text("abc defghij WM", min_size=1, max_size=70), min_size=1, max_size=9))
def test_what_is_chosen_fits(lines: list[str]) -> None:
    sheet = SHEETS["5160"]
    try:
        place = fitting.step_for(
            lines, fitting.LABEL_STEPS, sheet.text_width, sheet.text_height, HANG, wraps_first=False
        )
    except fitting.TooLong:
        return
    step = fitting.LABEL_STEPS[place]
    total = sum(fitting.wrapped_lines(line, step.size, sheet.text_width, HANG) for line in lines)
    assert total * step.leading * fitting.POINT <= sheet.text_height
