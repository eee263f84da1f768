"""Accents that can be read, address lines that fit, names that are there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signatories.rules import (
    LEAST_CONTRAST,
    LetterheadDetails,
    LetterheadStyle,
    SignatoryDetails,
    SignatoryKind,
    accent_problem,
    contrast_on_white,
    letterhead_problems,
    parse_lines,
    signatory_problems,
    tidy_accent,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
PERSON = SignatoryDetails("Rosa Medina", "", "Mayor", "City of Arroyo Vista", "", SignatoryKind.OWN)
HEAD = LetterheadDetails("City", "Office", ("1 Main St",), "", "", "", LetterheadStyle.CLASSIC, "#1c3557")


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#1c3557", 12.4), ("#767676", 4.54)]
)
def test_contrast_is_that_of_wcag(colour: str, ratio: float) -> None:
    assert contrast_on_white(colour) == pytest.approx(ratio, abs=0.05)


@given(COLOURS)
def test_an_accent_is_refused_exactly_when_it_is_too_pale(colour: str) -> None:
    assert (accent_problem(colour) is None) == (contrast_on_white(colour) >= LEAST_CONTRAST)


@given(st.integers(0, 255), st.integers(0, 254))
def test_a_lighter_grey_has_less_contrast(_seed: int, level: int) -> None:
    darker, lighter = f"#{level:02x}" + f"{level:02x}" * 2, f"#{level + 1:02x}" + f"{level + 1:02x}" * 2
    assert contrast_on_white(darker) > contrast_on_white(lighter)


@pytest.mark.parametrize("colour", ["", "navy", "#fff", "#12345g", "#1234567"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    assert "Enter a color" in (accent_problem(colour) or "")


def test_accents_are_tidied() -> None:
    assert tidy_accent(" 1C3557 ") == "#1c3557" and tidy_accent("") == ""


def test_lines_lose_blanks_and_have_a_limit() -> None:
    assert parse_lines(" 1  Main St \n\n City ") == ("1 Main St", "City")
    assert set(letterhead_problems(replace(HEAD, lines=("x",) * 5))) == {"lines"}
    assert set(letterhead_problems(replace(HEAD, lines=("x" * 121,)))) == {"lines"}


def test_each_problem_names_its_field() -> None:
    assert signatory_problems(PERSON) == {} and letterhead_problems(HEAD) == {}
    wrong = SignatoryDetails("", "x" * 201, " ", "x" * 201, "nobody@", SignatoryKind.OWN)
    assert set(signatory_problems(wrong)) == {"name", "formal_name", "title", "body", "email"}
    pale = replace(HEAD, name="", phone="1" * 41, fax="1" * 41, web="x" * 201, accent="#888888")
    assert set(letterhead_problems(pale)) == {"name", "phone", "fax", "web", "accent"}
