"""What waits in a batch waits on disk: the same comes back, memory does not grow, and a full disk is told."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.batch import shelf
from app.documents.batch.client import draw_batch
from app.documents.batch.shelf import CrossReferences, Shelf
from app.documents.errors import RenderFailed
from app.documents.paper import LetterPaper
from app.documents.process import DrawingProcess, Limits
from app.documents.samples import demo_images, load_sample
from app.documents.service import render

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=4), max_leaves=8
)


@given(st.lists(st.tuples(st.integers(0, 12), VALUES), max_size=30), st.sampled_from((0, 60, 10_000)))
def test_a_shelf_gives_back_what_was_put_last(puts: list[tuple[int, object]], in_memory: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelf, "IN_MEMORY", in_memory)
        made, known = Shelf(), dict[int, object]()
    for number, value in puts:
        made.put(number, value)
        known[number] = value
        assert made.get(number) == value
    for number in range(14):
        if number in known:
            assert made.get(number) == known[number]
        else:
            with pytest.raises(KeyError):
                made.get(number)
    made.close()


@given(
    st.integers(1, 4),
    st.lists(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 2**40), st.integers(0, 900)), max_size=9)),
)
def test_places_that_wait_on_disk_are_the_table_of_the_file(
    fixed: int, copies: list[list[tuple[int, int, int]]]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelf, "IN_MEMORY", 50)
        table = CrossReferences(fixed)
    expected = [(0, 0, 65535), *[(0, 0, 0)] * fixed]
    for entries in copies:
        first = table.reserve(len(entries))
        assert first == len(expected)
        for place, entry in enumerate(entries):
            table.place(first + place, *entry)
        expected += entries
        table.settle()
    for number in range(1, fixed + 1):
        expected[number] = (1, number * 1000, 0)
        table.place(*(number, *expected[number]))
    assert len(table) == len(expected)
    assert zlib.decompress(table.compressed()) == b"".join(struct.pack(">BQH", *entry) for entry in expected)


def letters(count: int, size: int) -> Iterator[LetterPaper]:
    """Short letters with so many characters of their own each, which are data and not printed."""
    sample = load_sample("thank_you")
    for number in range(count):
        words = (f"<p>We thank you for letter {number}.</p>", *sample.blocks[1:])
        yield replace(
            sample,
            header_name=f"Member {number}",
            blocks=words,
            data=("x" * size) and f"{number} {'x' * size}",
        )


def test_a_full_disk_stops_a_batch_with_words_and_not_for_good() -> None:
    process = DrawingProcess(Limits(disk=3 * 1024**2))
    try:
        with pytest.raises(RenderFailed, match=r"no room on the disk.*Make room and try again"):
            list(draw_batch(lambda: letters(60, 60_000), demo_images().__getitem__, [0], process=process))
        pid = process.pid
        assert render(load_sample("thank_you"), demo_images().__getitem__, process).pages == 1
        assert process.pid == pid is not None, "the drawing process goes on"
        files = dict(draw_batch(lambda: letters(3, 100), demo_images().__getitem__, process=process))
        assert sorted(files) == [0, 1, 2]
    finally:
        process.close()


def open_files(process: DrawingProcess) -> int:
    return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))


def test_a_batch_that_is_left_gives_its_files_back() -> None:
    process = DrawingProcess()
    try:
        process.start()
        before = open_files(process)
        for _ in range(2):
            drawn = draw_batch(lambda: letters(40, 60_000), demo_images().__getitem__, process=process)
            drawn.close()  # type: ignore[attr-defined]
            assert open_files(process) == before
            drawn = draw_batch(
                lambda: letters(40, 60_000), demo_images().__getitem__, [0, 1], process=process
            )
            next(drawn)
            drawn.close()  # type: ignore[attr-defined]
            assert open_files(process) == before
    finally:
        process.close()


def most_memory(count: int) -> int:
    """The most that the drawing process held for so many letters, in kB."""
    process = DrawingProcess()
    try:
        for _ in draw_batch(lambda: letters(count, 0), demo_images().__getitem__, process=process):
            pass
        status = Path(f"/proc/{process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0])
    finally:
        process.close()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_letters() -> None:
    few, many = most_memory(1200), most_memory(6000)
    assert many - few < 6000, f"{few} kB for 1,200 letters, {many} kB for 6,000"
