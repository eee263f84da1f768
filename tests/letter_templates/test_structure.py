"""What a screen reader is given: read from finished files, element by element."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pytest
import weasyprint

from app.documents import structure
from app.documents.paper import LetterPaper
from app.documents.samples import load_sample, template_slugs
from app.documents.service import Rendered, combine
from tests.documents import reading

Print = Callable[[LetterPaper], Rendered]
MakePaper = Callable[..., LetterPaper]
LONG_LIST = f"<ol>{''.join(f'<li>step {n}: one thing to do this month</li>' for n in range(1, 61))}</ol>"
LONG_ITEM = (
    "<ul><li>first</li><li>" + "a thought that goes on and on, " * 200 + "to its end</li><li>last</li></ul>"
)


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element that can be reached from the root, in reading order."""
    pending = [pdf.Root.StructTreeRoot.K[0]]
    while pending:
        node = pending.pop(0)
        yield node
        kids: Any = node.get("/K", [])
        pending = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid] + pending


def opened(done: Rendered) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(done.pdf))


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(node.S)[1:] for node in elements(pdf)]


def test_the_tag_builder_is_that_of_the_pinned_version() -> None:
    assert weasyprint.__version__ == structure.WEASYPRINT
    pinned = re.search(r'"weasyprint==([\d.]+)"', Path("pyproject.toml").read_text(encoding="utf-8"))
    assert pinned is not None
    assert pinned[1] == structure.WEASYPRINT


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(RuntimeError, match=r"not 71\.0"):
        structure.install()


def test_a_list_over_two_pages_is_one_list(printed: Print, paper: MakePaper, tmp_path: Path) -> None:
    done = printed(paper(blocks=("<p>Lead in:</p>", LONG_LIST, "<p>End.</p>")))
    assert done.pages > 2
    assert kinds(opened(done)).count("L") == 1
    assert kinds(opened(done)).count("LI") == 60
    said = reading.structure(done.pdf, tmp_path)
    assert re.findall(r"\bstep (\d+):", said) == [str(n) for n in range(1, 61)]


def test_an_item_and_a_paragraph_cut_by_a_page_are_one(
    printed: Print, paper: MakePaper, tmp_path: Path
) -> None:
    long = "<p>" + "one sentence of many that fill the page from top to bottom. " * 120 + "</p>"
    for block in (long, LONG_ITEM, f"<blockquote>{long}</blockquote>"):
        done = printed(paper(blocks=("<p>Before.</p>", block, "<p>End.</p>")))
        assert done.pages > 1
        found = kinds(opened(done))
        assert found.count("Part") == 1
        assert found.count("L") == (block is LONG_ITEM)
        assert found.count("LI") == 3 * (block is LONG_ITEM)
        assert found.count("LBody") == 3 * (block is LONG_ITEM)
        assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant


def test_thirty_eight_signatories_are_one_list(printed: Print) -> None:
    pdf = opened(printed(load_sample("sign_on_letter")))
    lists = [node for node in elements(pdf) if node.S == "/L"]
    assert [len(node.K) for node in lists] == [2, 4, 38]


@pytest.mark.parametrize("slug", template_slugs())
def test_everything_drawn_is_either_in_the_tree_or_an_artifact(slug: str, printed: Print) -> None:
    done = printed(load_sample(slug))
    pdf = opened(done)
    reached = {node.objgen for node in elements(pdf)}
    for node in elements(pdf):
        for kid in node.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                assert kid.P.objgen == node.objgen
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    tree = dict(zip((int(key) for key in nums[::2]), nums[1::2], strict=True))
    for page in pdf.pages:
        owners = tree[int(page.StructParents)]
        depth, paginated = 0, []
        for step in pikepdf.parse_content_stream(page):
            operands: Any = step.operands
            operator = step.operator
            if str(operator) in ("BDC", "BMC"):
                depth += 1
                if str(operator) == "BDC" and "/MCID" in operands[1]:
                    assert owners[int(operands[1].MCID)].objgen in reached
                elif str(operator) == "BDC":
                    assert operands[0] == "/Artifact"
                    paginated.append(str(operands[1].Subtype))
            elif str(operator) == "EMC":
                depth -= 1
            elif str(operator) in ("Tj", "TJ", "Do"):
                assert depth, "text outside the tree and outside any artifact"
        assert "/Footer" in paginated
        assert ("/Header" in paginated) == (int(page.StructParents) > 0)
    assert len(tree) == len(pdf.pages) + sum(len(page.get("/Annots", [])) for page in pdf.pages)


def test_a_passage_says_its_language(printed: Print, paper: MakePaper) -> None:
    body = "<p>She wrote <span lang='fr'>au revoir</span> and Շնորհակալություն Ձեզ, then left.</p>"
    lines = ("Տիկին Լուսինե Գրիգորյան", "Երևան 0001", "ARMENIA")
    done = printed(paper(blocks=(body, "<p>End.</p>"), addressees=(lines,)))
    pdf = opened(done)
    languages = [str(node.Lang) for node in elements(pdf) if "/Lang" in node]
    assert str(pdf.Root.Lang) == "en-US"
    assert languages.count("hy") == 3
    assert languages.count("fr") == 1
    assert page_validation.validate_pdf_bytes(done.pdf, profile="ua1").is_compliant


def test_figures_lie_where_they_are_drawn(printed: Print) -> None:
    pdf = opened(printed(load_sample("official_letter")))
    figures = [node for node in elements(pdf) if node.S == "/Figure"]
    assert [str(node.Alt) for node in figures] == [
        "Emblem of City of Arroyo Vista", "Signature of Anahit (Annie) Sarkissian"
    ]  # fmt: skip
    crest, signature = ([float(edge) for edge in node.A.BBox] for node in figures)
    assert crest[1] > 720, "the crest is at the top of its page"
    assert 280 < (crest[0] + crest[2]) / 2 < 330
    assert 90 < signature[0] < 110
    assert 250 < signature[1] < signature[3] < 420


def test_marks_are_announced_as_sources_and_headings_are_bookmarks(printed: Print, paper: MakePaper) -> None:
    body = '<p>A fact.<sup><a href="#source-1">1</a></sup> Another.<sup><a href="#source-2">2</a></sup></p>'
    done = printed(paper(blocks=(body, "<p>End.</p>"), sources=("<p>One.</p>", "<p>Two.</p>")))
    pdf = opened(done)
    notes = [str(note.Contents) for page in pdf.pages for note in page.get("/Annots", [])]
    assert notes == ["Source 1", "Source 2"]
    with pdf.open_outline() as outline:
        (subject,) = outline.root
        assert subject.title.startswith("Re:")
        assert [child.title for child in subject.children] == ["Sources for the statements of fact"]


def test_combined_letters_keep_one_list_and_their_artifacts(printed: Print, tmp_path: Path) -> None:
    both = combine([printed(load_sample(slug)).pdf for slug in ("sign_on_letter", "joint_letter")], "Both")
    assert page_validation.validate_pdf_bytes(both, profile="ua1").is_compliant
    lists = [len(node.K) for node in elements(pikepdf.open(io.BytesIO(both))) if node.S == "/L"]
    assert lists == [2, 4, 38, 5]
    (tmp_path / "both.pdf").write_bytes(both)
    reading.run("qpdf", "--check", tmp_path / "both.pdf")


@pytest.mark.parametrize("slug", template_slugs())
def test_qpdf_finds_nothing_wrong(slug: str, printed: Print, tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(printed(load_sample(slug)).pdf)
    said = reading.run("qpdf", "--check", tmp_path / "one.pdf")
    assert "No syntax or stream encoding errors" in said


def test_the_same_letter_has_the_same_bytes_wherever_it_comes_in_the_day(
    printed: Print, paper: MakePaper
) -> None:
    from app.documents.samples import demo_images
    from app.documents.service import render

    wanted = replace(load_sample("sign_on_letter"), subject="Once more")
    first = render(wanted, demo_images().__getitem__).pdf
    for slug in ("official_letter", "press_statement"):
        render(load_sample(slug), demo_images().__getitem__)
    assert render(wanted, demo_images().__getitem__).pdf == first
