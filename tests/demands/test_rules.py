"""What a demand's words must be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import squash
from app.demands.rules import (
    DemandDraft,
    DemandWording,
    LegalBasis,
    OfficeKind,
    draft_problems,
    parse_bases,
    parse_tags,
    slug_problem,
    wording_problems,
    write_bases,
)

GOOD = DemandWording("A meeting", "meet with us", "We ask to meet.", (LegalBasis("A law", "Pub. L. 1-1"),))
PART = st.text(st.characters(blacklist_categories=["C"], blacklist_characters="|"), max_size=40).map(squash)


def test_sound_words_have_no_problems() -> None:
    assert wording_problems(GOOD) == {}
    assert draft_problems(DemandDraft(GOOD, (OfficeKind.MAYOR,))) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("clause", " "),
        ("clause", "meet with us."),
        ("clause", "meet\nwith us"),
        ("clause", "x" * 301),
        ("paragraph", ""),
        ("paragraph", "x" * 2001),
        ("legal_basis", (LegalBasis("", "Pub. L. 1-1"),)),
        ("legal_basis", (LegalBasis("x" * 201, ""),)),
        ("legal_basis", (LegalBasis("A law", ""),) * 13),
    ],
)
def test_each_problem_names_its_field(field: str, value: Any) -> None:
    assert list(wording_problems(replace(GOOD, **{field: value}))) == [field]


def test_who_can_grant_it_and_tags_are_checked() -> None:
    draft = DemandDraft(GOOD, (), tuple(f"tag {n}" for n in range(13)), "x" * 601)
    assert set(draft_problems(draft)) == {"grantable_by", "tags", "guidance"}
    assert "tags" in draft_problems(DemandDraft(GOOD, (OfficeKind.MAYOR,), ("x" * 41,)))


@pytest.mark.parametrize("slug", ["", "Section 907", "section--907", "-907", "907-", "ä", "x" * 61])
def test_short_names_are_plain(slug: str) -> None:
    assert slug_problem(slug) is not None


def test_a_plain_short_name_is_fine() -> None:
    assert slug_problem("section-907") is None


@given(st.lists(st.builds(LegalBasis, PART.filter(bool), PART), max_size=6))
def test_laws_read_back_as_written(bases: list[LegalBasis]) -> None:
    assert parse_bases(write_bases(bases)) == tuple(bases)


@given(st.text(max_size=80))
def test_tags_are_trimmed_small_and_each_once(text: str) -> None:
    tags = parse_tags(text)
    assert len(tags) == len(set(tags))
    assert all(tag and tag == tag.strip() and "," not in tag for tag in tags)
    assert parse_tags(", ".join(tags)) == tags
