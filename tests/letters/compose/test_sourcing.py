"""Figures, dates and facts without a source; figures that the cited claim does not give; typed day counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.letters import markdown
from app.letters.compose import Problems, compose_all
from app.letters.compose.problems import Code, Mending
from app.letters.fields import EarlierLetter
from tests.letters.compose.checking_samples import FAR, KNOWING, facts, found

SOURCE = (Code.UNSOURCED_FIGURE, Code.UNSOURCED_FACT)
UNSOURCED = [
    "Trucks waited since December 14.",
    "Some 90,000 residents are cut off.",
    "Twenty-one trucks turned back.",
    "The grant was $12 million.",
    "Four in ten lost work, and 40 percent moved.",
    "Gas was off for four days.",
    "Hundreds of families left.",
    "It has been so since 2020.",
    "He wrote on January 4, 2022.",
    "Please act by January 20.",
    "- Twelve schools closed.\n- Two did not.",
]
SOURCED = [
    "Trucks waited since December 14.[@gas]",
    "Trucks waited since December 14 [@gas], and 20 turned back.",
    "[Trucks waited 40 hours for nothing]{opinion}.",
    "We ask you to [send 30 trucks by March]{ask=section-907}.",
    "Today, January 4, 2023, we write.",
    "Section 907 of the FREEDOM Support Act binds you.",
    "We speak for 203,400 neighbors.",
    "On the ((day blockade)) we write.",
    "On the 24th day we write.",
    "The road has been closed for 24 days.",
    "Please reply by January 20, 2023.",
    "We would meet you before January 31.",
    "::: meeting\nWe ask for half an hour in the week of January 9, 2023.\n:::",
    "We list five steps for the two of you.",
    "We wrote on December 21, 2022.",
    "The office at 1600 Pennsylvania Avenue NW knows.",
    "On the second day nobody came.",
    "[[the number of people]] live there since 2020.",
]


@pytest.mark.parametrize("source", UNSOURCED)
def test_a_figure_or_date_without_a_source_stands_in_the_checks(source: str) -> None:
    problem, *_ = found(source, KNOWING, *SOURCE)
    assert problem.code is Code.UNSOURCED_FIGURE
    assert "No source: “" in problem.message
    assert problem.span is not None
    assert problem.quick[-1].kind is Mending.OPINION


@pytest.mark.parametrize("source", SOURCED)
def test_what_has_a_source_or_needs_none_is_left_alone(source: str) -> None:
    context = replace(KNOWING, earlier=EarlierLetter(date(2022, 12, 21)))
    assert found(source, context, *SOURCE, Code.DAY_COUNT_DISAGREES) == []


def test_every_sentence_of_the_facts_cites_or_is_opinion() -> None:
    source = facts(
        "Schools have closed. Shops are empty.[@people] [It is cruel.]{opinion} These stayed open:"
    )
    assert [problem.message for problem in found(source, KNOWING, *SOURCE)] == [
        "No source: “Schools have closed.”"
    ]
    assert found("Schools have closed.", KNOWING, *SOURCE) == []


def test_the_problem_quotes_its_sentence_and_keeps_its_digest_when_the_words_move() -> None:
    first = found("Some 90,000 residents are cut off. Snow fell.", KNOWING, *SOURCE)[0]
    second = found("Snow fell.\n\nSnow fell. Some 90,000  residents are cut off.", KNOWING, *SOURCE)[0]
    changed = found("Some 95,000 residents are cut off.", KNOWING, *SOURCE)[0]
    assert first.excerpt == "Some 90,000 residents are cut off."
    assert first.digest == second.digest != changed.digest


DISAGREE = [
    ("About 100,000 people live there.[@people]", "100,000", "120,000"),
    ("The aid came to $146 million.[@aid]", "$146 million", "164"),
    ("Gas stopped on December 14.[@gas]", "December 14", "December 13, 2022"),
]
AGREE = [
    "About 120,000 people live there.[@people]",
    "Nearly 122,000 people live there.[@people]",
    "More than 100,000 people live there.[@people]",
    "The aid came to $164 million.[@aid]",
    "Gas stopped on December 13 and came back on December 16.[@gas]",
    "Gas came back in December.[@gas]",
    "On the second day, December 13, the gas stopped for people in 120,000 homes.[@gas][@people]",
    "Gas stopped in 40 towns.[@gas]",  # the claim counts no towns
    "It is so.[@nobody]",
]


@pytest.mark.parametrize(("source", "typed", "given"), DISAGREE)
def test_a_figure_that_its_claim_does_not_give_is_flagged(source: str, typed: str, given: str) -> None:
    (problem,) = found(source, KNOWING, Code.FIGURES_DISAGREE)
    assert typed in problem.message
    assert given in problem.message
    assert not problem.blocks


@pytest.mark.parametrize("source", AGREE)
def test_a_figure_that_its_claim_gives_or_bears_out_is_not(source: str) -> None:
    assert found(source, KNOWING, Code.FIGURES_DISAGREE) == []


COUNTS = [
    ("On the 23rd day of the blockade we write.", "((day blockade))"),
    ("It is the twenty-third day.", "((day blockade words))"),
    ("On day 25 of the blockade we write.", "day ((day blockade number))"),
    ("The road has been closed for 23 days.", "((day blockade days))"),
    ("After a 23-day blockade we write.", "((day blockade number))-day"),
    ("The blockade has lasted four weeks.", "((day blockade weeks))"),
]
RIGHT = [
    "On the 24th day of the blockade we write.",
    "The road has been closed for 24 days.",
    "The road has been closed for more than three weeks.",
    "The road has been closed for nearly four weeks.",
    "The road has been closed for three weeks.",
    "The road has been closed for about 25 days.",
]


@pytest.mark.parametrize(("source", "counted"), COUNTS)
def test_a_typed_count_that_disagrees_is_flagged_with_the_sum(source: str, counted: str) -> None:
    (problem,) = found(source, KNOWING, Code.DAY_COUNT_DISAGREES, *SOURCE)
    assert problem.code is Code.DAY_COUNT_DISAGREES
    assert "December 12, 2022 to January 4, 2023, that day is day 1: 24" in problem.mend
    assert problem.quick[0].value == counted
    assert markdown.read(counted)


@pytest.mark.parametrize("source", RIGHT)
def test_a_typed_count_that_agrees_needs_nothing(source: str) -> None:
    assert found(source, KNOWING, Code.DAY_COUNT_DISAGREES, *SOURCE) == []


def test_counts_go_by_the_anchor_they_name_and_by_its_rule() -> None:
    context = replace(KNOWING, anchors=(*KNOWING.anchors, FAR))
    assert found("On the 24th day of the blockade, 786 days after the statement.", context,
                 Code.DAY_COUNT_DISAGREES) == []  # fmt: skip
    (problem,) = found("It is 785 days since the statement.", context, Code.DAY_COUNT_DISAGREES)
    assert "days elapsed: 786" in problem.mend


def test_the_sum_moves_with_the_letters_date() -> None:
    context = replace(KNOWING, letter_date=date(2023, 1, 3))
    assert found("On the 23rd day of the blockade.", context, Code.DAY_COUNT_DISAGREES) == []
    assert found("On the 24th day of the blockade.", context, Code.DAY_COUNT_DISAGREES)


ACTED = replace(
    KNOWING,
    addressees=(replace(KNOWING.addressees[0], acts=frozenset({date(2023, 1, 3), date(2022, 11, 8)})),),
)
NAMED = [
    ("((We write)) to thank you for what you promised on January 3, 2023.", []),
    ("Your vote on 8 November 2022 was clear.", []),
    # Neither another day, nor one without its year, nor what is said of somebody else, nor any other figure.
    ("We thank you for what you promised on January 2, 2023.", ["January 2, 2023"]),
    ("We thank you for what you promised on November 8.", ["November 8"]),
    ("We thank you for what you promised on February 31, 2023.", ["February 31, 2023"]),
    ("They shut the road on January 3, 2023.", ["January 3, 2023"]),
    ("You said on January 3, 2023 that 40 trucks wait.", ["40"]),
]


@pytest.mark.parametrize(("source", "missing"), NAMED)
def test_the_day_of_an_act_on_record_is_a_sourced_value(source: str, missing: list[str]) -> None:
    problems = found(source, ACTED, *SOURCE)
    assert len(problems) == bool(missing)
    assert all(f"It gives “{each}” and cites no claim" in problems[0].mend for each in missing)
    assert found(source, KNOWING, *SOURCE), "for somebody of whom nothing is on record"


def test_a_copy_to_somebody_else_has_no_such_day() -> None:
    doc = markdown.read("We thank you for what you promised on January 3, 2023.")
    other = replace(
        ACTED, copy="2", addressees=(replace(ACTED.addressees[0], acts=frozenset({date(2022, 5, 1)})),)
    )
    mine = replace(other, copy="3", addressees=ACTED.addressees)
    codes = [
        {problem.code for problem in result.found if problem.code is Code.UNSOURCED_FIGURE}
        for result in compose_all(doc, (ACTED, other, mine))
        if isinstance(result, Problems)
    ]
    assert codes == [set(), {Code.UNSOURCED_FIGURE}, set()]
