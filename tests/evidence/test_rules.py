"""Dates, states, drafts, words to search by, and what a correction touches."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.dates import DateProblem, PartialDate, partial, read_date
from app.evidence.drafts import draft_problems, match_sources, slug_problem
from app.evidence.impact import people, reached, touched
from app.evidence.rules import MOVES, ClaimState, SourceDraft, check_move, resting_state
from app.evidence.terms import read_terms, score, search_text
from app.evidence.tidying import tidied
from app.evidence.words import figure_rows
from tests.evidence.factories import bridge, citation


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023-01-04", "2023-01-04", "2023-01-04"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("1990s", "1990-01-01", "1999-12-31"),
        ("January 4, 2023", "2023-01-04", "2023-01-04"),
        ("4 January 2023", "2023-01-04", "2023-01-04"),
        ("Dec 2022", "2022-12-01", "2022-12-31"),
        ("autumn 2020", "2020-09-01", "2020-11-30"),
        ("2002-01-25 and 2003-01-17", "2002-01-25", "2003-01-17"),
        ("2023-01-03 or 04", "2023-01-03", "2023-01-04"),
        ("from 2020 to 2021", "2020-01-01", "2021-12-31"),
        ("about March 2023", "2023-03-01", "2023-03-31"),
        ("by 2023-06", None, "2023-06-30"),
        ("since 2020", "2020-01-01", None),
        ("undated, about March 2023", None, None),
        ("", None, None),
    ],
)
def test_a_written_date_has_bounds(written: str, first: str | None, last: str | None) -> None:
    read = read_date(written)
    assert [day.isoformat() if day else None for day in (read.earliest, read.latest)] == [first, last]
    assert read.as_written == written


@pytest.mark.parametrize(
    "written",
    [
        "2023-13",
        "2023-02-30",
        "soon",
        "20230101",
        "2023-01-05 to 2023-01-04",
        "2023-01-03 or 40",
        "0999",
        "x" * 90,
    ],
)
def test_an_impossible_date_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(DateProblem) as refused:
        read_date(written)
    assert str(refused.value).endswith(".")


_DAYS = st.dates(date(1000, 1, 1), date(2199, 12, 31))


@given(_DAYS, st.integers(0, 4000))
def test_any_two_days_bound_what_lies_between(first: date, days: int) -> None:
    last = min(first + timedelta(days=days), date(2199, 12, 31))
    assert read_date(f"{first} to {last}") == PartialDate(first, last, f"{first} to {last}")
    assert read_date(first.isoformat()) == partial(first)
    assert read_date(first.isoformat()).exact == first
    for written in (f"{first:%Y-%m}", f"{first:%Y}", f"{first:%B} {first.day}, {first:%Y}"):
        read = read_date(written)
        assert read.earliest is not None and read.latest is not None
        assert read.earliest <= first <= read.latest


@given(st.text(max_size=40))
def test_reading_a_date_never_fails_otherwise_and_keeps_the_order(written: str) -> None:
    try:
        read = read_date(written)
    except DateProblem:
        return
    assert read.earliest is None or read.latest is None or read.earliest <= read.latest
    assert read_date(read.as_written) == read


def test_moves_between_states() -> None:
    assert resting_state(" ") is ClaimState.CURRENT
    assert resting_state("Some deny it.") is ClaimState.DISPUTED
    for before in ClaimState:
        for after in ClaimState:
            assert (check_move(before, after) is None) == (after in MOVES[before])
    assert "already" in (check_move(ClaimState.RETRACTED, ClaimState.RETRACTED) or "")
    assert "Open it again" in (check_move(ClaimState.RETRACTED, ClaimState.SUPERSEDED) or "")


def test_a_draft_is_fit_or_says_by_field_why_not() -> None:
    assert draft_problems(bridge()) == {}
    assert slug_problem("bridge-closed") is None
    for slug in ("", "Bridge", "a b", "new", "-a", "x" * 81):
        assert slug_problem(slug), slug
    source = SourceDraft("", url="javascript:alert(1)", date=PartialDate(None, None, "soon"))
    wrong = draft_problems(
        bridge(
            wording=" ",
            topic="No Topic",
            known=read_date("2001"),
            figures={"a": float("nan")},
            sources=(source,),
        )
    )
    assert set(wrong) == {
        "wording", "topic", "known", "figures", "sources-0-title", "sources-0-url", "sources-0-date",
    }  # fmt: skip
    deep: dict[str, object] = {"a": 1}
    for _ in range(2000):
        deep = {"a": deep}
    assert "nested" in draft_problems(tidied(bridge(figures=deep)))["figures"]
    assert draft_problems(bridge(sources=(SourceDraft("x", url="unknown"),))) == {}
    lied = PartialDate(date(2020, 1, 1), date(2020, 1, 1), "2022-03-02")
    assert "event" in draft_problems(bridge(event=lied))


def test_sources_keep_their_rows_when_details_change() -> None:
    held = (SourceDraft("A", url="https://a.example", id="1"), SourceDraft("B", id="2"))
    wanted = (
        SourceDraft("B", publisher="Gazette"),
        SourceDraft("A, again", url="https://a.example"),
        SourceDraft("C"),
    )
    assert [source.id for source in match_sources(held, wanted)] == ["2", "1", ""]
    stolen = (SourceDraft("B", id="2"), SourceDraft("B"))
    assert [source.id for source in match_sources(held, stolen)] == ["2", ""]


def test_a_sentence_meets_its_claim_by_days_numbers_and_words() -> None:
    searched = search_text(
        ["The Álder bridge was closed on March 2, 2022."], {"lorries": "1,200", "share": 11.5}
    )
    for sentence in (
        "closed on 2 March 2022",
        "It began on 2022-03-02",
        "the álder BRIDGE",
        "1200 lorries",
        "$11.50",
    ):
        assert score(read_terms(sentence), searched) > 0, sentence
    assert score(read_terms("March 3, 2022"), searched) == 0
    assert score(read_terms("on March 2"), searched) > score(read_terms("of the bridge"), searched)
    assert not read_terms("the and of which")


@given(st.text(max_size=300))
def test_any_text_can_be_looked_up(text: str) -> None:
    searched = search_text([text], {"x": text})
    terms = read_terms(text)
    assert score(terms, searched) >= len(terms.days) * 5


def test_figures_are_shown_by_name_however_nested() -> None:
    shown = figure_rows(
        {"by_day": {"2022-03-02": {"lorries": 12000}}, "dates": ["2022-03-02", None], "whole": True}
    )
    assert shown == [
        ("by day, 2022-03-02, lorries", "12,000"), ("dates", "March 2, 2022, not known"), ("whole", "yes"),
    ]  # fmt: skip


def test_what_a_correction_touches_stands_by_state_drafts_first() -> None:
    documents = [
        citation("sealed", sent=True, recipients=12), citation("draft", people=("Dana Whitfield",)),
        citation("draft", people=("Dana Whitfield",)),
        citation("approved", consequence="1 signature lapses: S. Ortiz-Bell.", people=("Samuel Ortiz-Bell",)),
    ]  # fmt: skip
    lines = touched(documents)
    assert [line.title for line in lines] == ["2 drafts", "1 approved letter", "1 sealed letter"]
    assert lines[1].sentences == ("1 signature lapses: S. Ortiz-Bell.",)
    assert people(documents) == ("Dana Whitfield", "Samuel Ortiz-Bell")
    assert reached(documents) == 12
