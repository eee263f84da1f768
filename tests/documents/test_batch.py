"""Copies of a letter drawn together are what each would be by itself, and one file of all is whole."""

from __future__ import annotations

import io
import logging
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from app.documents.batch import engine
from app.documents.batch.client import Combined, draw_batch
from app.documents.batch.engine import Batch, File, Order
from app.documents.errors import MissingGlyphs, RenderFailed
from app.documents.layout import typesetter
from app.documents.paper import LetterPaper, used_assets
from app.documents.process import DrawingProcess, shared
from app.documents.samples import demo_images, load_sample
from app.documents.service import Rendered, render
from tests.documents import batches, comparing

# A batch that fails is told as it is: making it smaller would draw thousands of letters.
ONCE = (Phase.explicit, Phase.reuse, Phase.generate)
CALM = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def drawn(papers: list[LetterPaper], wanted: list[int] | None = None) -> tuple[dict[int, Rendered], bytes]:
    whole = Combined(io.BytesIO(), "All copies")
    files = dict(draw_batch(lambda: papers, demo_images().__getitem__, wanted, whole))
    assert whole.pages == len(pikepdf.open(io.BytesIO(whole.file.getvalue())).pages)  # type: ignore[attr-defined]
    return files, whole.file.getvalue()  # type: ignore[attr-defined]


def letter(number: int, words: str = "", **changes: object) -> LetterPaper:
    sample = load_sample("official_letter")
    lines = (
        f"The Honorable Ada {'Lovelace'[: number % 8 + 1]}",
        "United States Senate",
        f"{number} Hart Building",
    )
    field = f"<p>We write for the people of {words or number}, who have followed these events since last autumn.</p>"
    made = replace(sample, addressees=(lines,), header_name=lines[0], salutation=f"Dear Senator {number}:")
    return replace(made, blocks=(field, *sample.blocks), **changes)  # type: ignore[arg-type]


def short(number: int, words: str = "", **changes: object) -> LetterPaper:
    """The same on one page, for what has nothing to do with pages."""
    made = letter(number, words)
    return replace(made, blocks=(made.blocks[0], made.blocks[-1]), signatures=(), **changes)  # type: ignore[arg-type]


def alike(one: bytes, other: bytes) -> None:
    """Nothing that a reader can tell differs."""
    assert comparing.words(one) == comparing.words(other)
    assert comparing.tags(one) == comparing.tags(other)
    assert comparing.links(one) == comparing.links(other)
    assert comparing.about(one) == comparing.about(other)
    assert comparing.pixels(one) == comparing.pixels(other)


def all_alike(papers: list[LetterPaper]) -> None:
    files, whole = drawn(papers)
    assert list(files) == list(range(len(papers)))
    for number, paper in enumerate(papers):
        plain = render(paper, demo_images().__getitem__)
        alike(files[number].pdf, plain.pdf)
        assert (plain.pages, plain.address_lines, plain.in_window, plain.fit) == (
            files[number].pages,
            files[number].address_lines,
            files[number].in_window,
            files[number].fit,
        )
    assert comparing.words(whole) == [page for one in files.values() for page in comparing.words(one.pdf)]
    assert comparing.pixels(whole) == [page for one in files.values() for page in comparing.pixels(one.pdf)]


@pytest.fixture(scope="module")
def few() -> tuple[dict[int, Rendered], bytes]:
    return drawn([letter(number) for number in range(4)])


@settings(max_examples=2, deadline=None, phases=ONCE, suppress_health_check=CALM, derandomize=True)
@given(batches.copies(4, 4))
def test_copies_are_as_drawn_by_themselves(papers: list[LetterPaper]) -> None:
    all_alike(papers)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, phases=ONCE, suppress_health_check=CALM)
@given(batches.copies(2, 14))
def test_copies_of_many_letters_are_as_drawn_by_themselves(papers: list[LetterPaper]) -> None:
    all_alike(papers)


def plain_ones(papers: list[LetterPaper]) -> list[int]:
    """The copies that are drawn by themselves, each with a reason that names nobody."""
    assets = {sha: demo_images()[sha] for paper in papers for sha in used_assets(paper)}
    batch = Batch(Order(None, None), typesetter(), assets)
    batch.take(papers, {})
    files: list[File] = []
    finished = False
    while not finished:
        step = batch.step()
        files += step.files
        finished = step.finished
    assert [one for one in batch.reasons if not one.startswith("Unproved: ")] == []
    plain = [file.number for file in files if file.base is None]
    assert sum(batch.reasons.values()) == len(plain)
    return plain


def test_only_copies_that_cannot_be_proved_are_drawn_by_themselves() -> None:
    papers = [short(number) for number in range(5)]
    papers.append(short(7, words="a very long name that makes this paragraph longer by a whole line " * 2))
    papers.append(short(8, words='<a href="https://example.org/">a link</a>'))
    papers.append(short(9, cc=("Somebody",)))
    papers.append(short(10, words="Երևան"))
    assert plain_ones(papers) == [5, 6, 7, 8]


def test_a_title_is_a_copys_own_also_when_its_exemplar_has_another() -> None:
    """The first copy has one line less than the others, one of which has the first one's title."""
    longer = (
        "a name that is long enough to need another line of this paragraph, which is set for it alone, " * 2
    )
    rows = (("Ohio", "One"), (longer, "Two"), (longer, "One"), (longer, "Three"))
    papers = [short(number, words=words, title=title) for number, (words, title) in enumerate(rows)]
    assert plain_ones(papers) == [0]
    files = drawn(papers)[0]
    for number, (_, title) in enumerate(rows):
        with pikepdf.open(io.BytesIO(files[number].pdf)) as pdf:
            assert str(pdf.docinfo["/Title"]) == title
    all_alike(papers)


def cited(words: str) -> LetterPaper:
    """A letter with citations and a link beside a field."""
    field = (
        f'<p>As {words} has shown<sup><a href="#source-1">1</a></sup>, relief that reaches nobody is no relief at all, '
        'and it is kept away<sup><a href="#source-2">2</a></sup> as <a href="https://example.org/">others</a> told.</p>'
    )
    made = letter(1)
    return replace(made, blocks=(field, *made.blocks[:2]), sources=("<p>One.</p>", "<p>Two.</p>"))


def test_citations_move_with_the_words_before_them() -> None:
    papers = [cited(words) for words in ("Ohio", "Iowa", "Utah")]
    assert plain_ones(papers) == []
    all_alike(papers)


def test_words_in_lists_and_beside_a_second_addressee_cost_no_layout() -> None:
    asks = "<ol><li><b>Write.</b> Ask those who sit for {0}.<ul><li>For {0} alone.</li></ul></li><li>Wait.</li></ol>"
    beside = ("The Honorable Grace Hopper", "United States Senate")
    papers = []
    for number, words in enumerate(("Ohio", "Iowa", "Utah")):
        made = short(number)
        blocks = (made.blocks[0], asks.format(words), made.blocks[1])
        papers.append(replace(made, blocks=blocks, addressees=(*made.addressees, beside)))
    assert plain_ones(papers) == []
    all_alike(papers)


def test_the_pages_of_the_whole_are_told_however_the_steps_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "STEP_SECONDS", 0.0)
    batch = Batch(Order(frozenset(), "All copies"), typesetter(), demo_images())
    batch.take([replace(letter(0), signatures=())], {})
    while not (step := batch.step()).finished:
        pass
    assert step.pages == 2


def test_the_log_tells_why_copies_were_drawn_by_themselves(caplog: pytest.LogCaptureFixture) -> None:
    papers = [short(0, subject=f"On {words}") for words in ("Ohio", "Iowa")]
    with caplog.at_level(logging.INFO, "app.documents.batch.client"):
        list(draw_batch(lambda: papers, demo_images().__getitem__))
    told = "Of 2 copies of a letter, 1 were drawn by themselves: Unproved: "
    assert caplog.messages == [f"{told}a difference that has no place", f"{told}no other copy is set alike"]


def test_wanting_few_or_beginning_again_gives_the_same_bytes(few: tuple[dict[int, Rendered], bytes]) -> None:
    files, whole = few
    papers = [letter(number) for number in range(4)]
    some, again = drawn(papers, [1, 3])
    assert {number: one.pdf for number, one in some.items()} == {
        number: files[number].pdf for number in (1, 3)
    }
    assert again == whole
    own = DrawingProcess()
    counted: list[int] = []

    def progress(done: int) -> None:
        counted.append(done)
        if len(counted) == 1:
            own.close()

    other = Combined(io.BytesIO(), "All copies")
    drawn_again = dict(
        draw_batch(lambda: papers, demo_images().__getitem__, None, other, progress=progress, process=own)
    )
    own.close()
    assert {number: one.pdf for number, one in drawn_again.items()} == {
        n: one.pdf for n, one in files.items()
    }
    assert other.file.getvalue() == whole  # type: ignore[attr-defined]
    assert counted[-1] == 4


def test_files_and_combined_file_are_valid(few: tuple[dict[int, Rendered], bytes], tmp_path: Path) -> None:
    files, whole = few
    for pdf in (files[0].pdf, files[3].pdf, whole):
        place = tmp_path / "one.pdf"
        place.write_bytes(pdf)
        subprocess.run(["qpdf", "--check", place], check=True, capture_output=True)
        assert page_validation.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_the_combined_file_has_a_part_and_a_bookmark_for_each_copy(
    few: tuple[dict[int, Rendered], bytes],
) -> None:
    files, whole = few
    (document, _) = comparing.tags(whole)
    parts = document[3]
    assert [part[0] for part in parts] == ["/Part"] * 4
    first = comparing.tags(files[0].pdf)[0]
    assert parts[0][3] == first[3]
    with pikepdf.open(io.BytesIO(whole)) as file, file.open_outline() as outline:
        names = [str(item.title) for item in outline.root]
    assert names == [letter(number).header_name for number in range(4)]
    assert len(whole) < 2 * len(files[0].pdf)


def test_what_cannot_be_printed_is_told_before_anything_is_drawn() -> None:
    papers = [letter(0), letter(1, salutation="Dear 王:")]
    with pytest.raises(MissingGlyphs, match="王"):
        next(draw_batch(lambda: papers, demo_images().__getitem__))
    long = [letter(0), letter(1, template="not_there")]
    with pytest.raises(RenderFailed, match="no letter template"):
        next(draw_batch(lambda: long, demo_images().__getitem__))
    assert list(draw_batch(list, demo_images().__getitem__)) == []


def test_no_more_is_held_than_the_next_files() -> None:
    """Papers are read once, in order, and files come while later ones are not drawn yet."""
    asked: list[int] = []

    def papers() -> Iterator[LetterPaper]:
        for number in range(3):
            asked.append(number)
            yield letter(number)

    files = draw_batch(papers, demo_images().__getitem__)
    number, _ = next(files)
    assert (number, asked) == (0, [0, 1, 2])
    files.close()  # type: ignore[attr-defined]
    assert shared().pid is not None
