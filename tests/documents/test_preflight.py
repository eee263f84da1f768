"""What is told before the seal: addresses outside the window, images too coarse, how much to cut."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.documents.paper import LetterPaper, SignatureBlock
from app.documents.samples import demo_images, load_sample
from app.documents.service import Rendered, measure
from app.documents.window import address_form

Print = Callable[[LetterPaper], Rendered]
LINES = (
    "The Honorable Hripsime (Rita) Ter-Hovhannisyan-Bedrosian", "Chair, Subcommittee on State, Foreign Operations",
    "Committee on Appropriations", "U.S. House of Representatives", "Room HT-2, The Capitol", "Washington, DC 20515",
    "A name that is a good deal longer than any line in a window can ever be, by far",
    "Տիկին Լուսինե Գրիգորյան-Տեր-Հովհաննիսյան", "1600 Pennsylvania Avenue NW", "Office 2", "Łódź",
    "Maria de los Ángeles Quintanilla Covarrubias-Etxeberria, Chair", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
)  # fmt: skip


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8))
def test_widths_tell_what_the_page_does_for_any_address(printed: Print, lines: list[str]) -> None:
    compare(printed, lines)


@pytest.mark.parametrize("lines", [LINES[:6], LINES[1:8], LINES[8:13]])
def test_widths_tell_what_the_page_does(printed: Print, lines: tuple[str, ...]) -> None:
    compare(printed, lines)


def compare(printed: Print, lines: Sequence[str]) -> None:
    short = replace(load_sample("thank_you"), addressees=(tuple(lines),))
    done = printed(short)
    told = address_form(lines)
    # It may warn of one line too many; it never says that an address shows which does not.
    if not done.in_window:
        assert told == "open"
    if told == "open":
        assert done.address_lines >= 6


@pytest.mark.parametrize(
    ("lines", "form"),
    [
        (("The Honorable Ana Ruiz", "United States Senate", "Washington, DC 20510"), "normal"),
        (LINES[2:6], "normal"),
        (LINES[1:6], "compact"),
        (LINES[:6], "compact"),
        (LINES[:7], "open"),
        (("Line",) * 6, "compact"),
        (("Line",) * 7, "open"),
        ((), "normal"),
    ],
)
def test_the_rule_counts_printed_lines(lines: tuple[str, ...], form: str) -> None:
    assert address_form(lines) == form


def picture(width: int, height: int) -> tuple[str, bytes]:
    out = io.BytesIO()
    Image.new("L", (width, height), 40).save(out, "PNG")
    return hashlib.sha256(out.getvalue()).hexdigest(), out.getvalue()


@pytest.mark.parametrize(("width", "coarse"), [(60, True), (300, True), (500, False), (1200, False)])
def test_a_coarse_signature_is_named_with_its_resolution(width: int, coarse: bool) -> None:
    # Printed at most 56 mm (2.2 in) wide.
    sha, data = picture(width, width // 5)
    signed = replace(
        load_sample("official_letter"),
        signatures=(SignatureBlock("Ana Ruiz", image_asset=sha),),
        assets=(*demo_images(), sha),
    )
    told = measure(signed, {**demo_images(), sha: data}.__getitem__)
    assert bool(told.coarse) is coarse
    if coarse and width == 300:
        (found,) = told.coarse
        assert found[0] == "Signature of Ana Ruiz"
        assert found[1] == pytest.approx(300 / (56 / 25.4), abs=3)


def test_the_demonstration_prints_well() -> None:
    for slug in ("official_letter", "thank_you", "sign_on_letter"):
        assert measure(load_sample(slug), demo_images().__getitem__).coarse == ()


def line_blocks(count: int) -> tuple[str, ...]:
    return ("<p>One line of text that stays on its line and ends before the margin.</p>",) * count


def test_cutting_as_many_lines_as_told_is_enough() -> None:
    sample = load_sample("official_letter")
    for extra in (16, 24):
        long = replace(sample, blocks=sample.blocks[:-1] + line_blocks(extra) + sample.blocks[-1:])
        told = measure(long, demo_images().__getitem__)
        assert told.pages == 3
        cut = ceil(sum(used for used, _ in told.fill[2:]) - told.fill[1][1])
        assert 0 < cut <= 30
        # A line of its own takes a line and half of one: fewer blocks than lines have to go.
        shorter = replace(
            sample, blocks=sample.blocks[:-1] + line_blocks(extra - min(extra, cut)) + sample.blocks[-1:]
        )
        assert measure(shorter, demo_images().__getitem__).pages == 2
