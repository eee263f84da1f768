"""Every reason why there is no letter yet, with its place and how to mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from app.letters import markdown, tree
from app.letters.compose import Code, Composed, Problems, Severity, compose, compose_draft, problems_for
from app.letters.fields import (
    DemandWording,
    Expectations,
    Signatory,
    TermOnDate,
)
from app.letters.tree import Role
from tests.letters.compose_samples import (
    ASK,
    CONTEXT,
    ENFORCE,
    LEE,
    ONE,
    RUIZ,
    TWO,
    codes,
    problems,
    with_,
)
from tests.letters.strategies import docs

BLOCKING = {
    Code.MISSING_FIELD: ("((recipient.district))" + ASK, CONTEXT),
    Code.UNKNOWN_FIELD: ("((recipient.nmae))" + ASK, CONTEXT),
    Code.UNKNOWN_DEMAND: ("[x]{ask=other}" + ASK, CONTEXT),
    Code.UNKNOWN_ANCHOR: ("((day other))" + ASK, CONTEXT),
    Code.UNKNOWN_CLAIM: ("x [@other]" + ASK, with_(claims=frozenset({"known"}))),
    Code.ANCHOR_AHEAD: ("((day blockade))" + ASK, with_(letter_date=date(2022, 12, 11))),
    Code.NO_TERM: (ASK, with_(addressees=(replace(RUIZ, term=TermOnDate.ENDED),))),
    Code.NO_ADDRESS: (ASK, with_(addressees=(replace(RUIZ, address=()),))),
    Code.NO_SALUTATION: (ASK, with_(addressees=(replace(RUIZ, salutation=""),))),
    Code.NO_ADDRESSEE: (ASK, with_(addressees=())),
    Code.NO_SIGNATORY: (ASK, with_(expects=Expectations(signatories_min=2))),
    Code.TOO_MANY_SIGNATORIES: (ASK, with_(signatories=TWO, expects=Expectations(signatories_max=1))),
    Code.NO_DEMAND: ("Just words.", CONTEXT),
    Code.NO_TEXT: ("", CONTEXT),
    Code.EMPTY_SECTION: ("::: facts\n:::\n" + ASK, CONTEXT),
    Code.MISSING_SECTION: (ASK, with_(expects=Expectations(sections=(Role.BODY, Role.FACTS)))),
    Code.PLACEHOLDER: ("For [[say who you write for]]." + ASK, CONTEXT),
}
CONSIDER = {
    Code.TERM_UNCONFIRMED: (ASK, with_(addressees=(replace(RUIZ, term=TermOnDate.UNCONFIRMED),))),
    Code.NO_ADDRESS: (
        ASK,
        with_(addressees=(replace(RUIZ, address=()),), expects=Expectations(address=False)),
    ),
    Code.DEMAND_NOT_ASKED: (ASK, with_(demands=(ENFORCE, DemandWording("aid", "Send aid")))),
    Code.LEFTOVER_MARKUP: ("[x](http://e.org) and" + ASK, CONTEXT),
    Code.UNBALANCED_QUOTES: ("He said “no." + ASK, CONTEXT),
    Code.MIXED_VOICE: ("I welcome it." + ASK, with_(signatories=TWO)),
    Code.EMPTY_SECTION: ("All.\n\n::: facts\n::: variant chamber=house\nx\n:::\n:::" + ASK, CONTEXT),
}


@pytest.mark.parametrize("code", BLOCKING)
def test_a_blocking_problem_is_named_and_nothing_is_composed(code: Code) -> None:
    source, context = BLOCKING[code]
    found = compose(markdown.read(source), context)
    assert isinstance(found, Problems)
    (problem,) = [problem for problem in found.found if problem.blocks]
    assert problem.code is code
    assert problem.message
    assert problem.mend


@pytest.mark.parametrize("code", CONSIDER)
def test_a_problem_to_consider_comes_with_the_letter(code: Code) -> None:
    source, context = CONSIDER[code]
    composed = compose(markdown.read(source), context)
    assert isinstance(composed, Composed), composed
    assert [(problem.code, problem.severity) for problem in composed.warnings] == [(code, Severity.CONSIDER)]


def test_every_problem_is_found_at_once_in_reading_order_with_its_place() -> None:
    doc = markdown.read("::: opening\n((recipient.district)) [[one]]\n:::\n::: facts\n((nobody.knows))\n:::")
    refused = compose(doc, with_(addressees=(replace(RUIZ, address=()),)))
    assert isinstance(refused, Problems)
    found = refused.found
    assert [problem.code for problem in found] == [
        Code.NO_ADDRESS,
        Code.NO_DEMAND,
        Code.MISSING_FIELD,
        Code.PLACEHOLDER,
        Code.UNKNOWN_FIELD,
    ]
    opening, facts = doc.sections
    assert [problem.section for problem in found] == ["", "", opening.id, opening.id, facts.id]
    assert found[-1].block == facts.blocks[0].id


def test_a_slip_in_a_field_gets_a_suggestion() -> None:
    (problem,) = problems("((recipient.nmae))" + ASK)
    assert "((recipient.name))" in problem.mend


VOICES = [
    ("I write.", ONE, False),
    ("We write for our city.", ONE, False),
    ("I write, and we ask.", ONE, True),
    ("((I)) ".replace("((I))", "((We))") + "and typed we.", ONE, True),
    ("We write; World War I taught us.", TWO, False),
    ("He said “I was there.”", TWO, False),
    ("> I was there.\n\nWe quote.", TWO, False),
    ("We, and I myself, write.", TWO, True),
    ("The U.S. asked us in Title I.", TWO, False),
]


@pytest.mark.parametrize(("source", "signatories", "mixed"), VOICES)
def test_mixed_voice(source: str, signatories: tuple[Signatory, ...], mixed: bool) -> None:
    assert (Code.MIXED_VOICE in codes(source + ASK, with_(signatories=signatories))) is mixed


def test_problems_are_grouped_by_copy_and_shared_ones_stand_once() -> None:
    contexts = [with_(copy="1"), with_(copy="2", addressees=(LEE,))]
    contexts.append(with_(copy="3", addressees=(replace(LEE, term=TermOnDate.ENDED),)))
    doc = markdown.read("((recipient.district)) ((meeting.deadline)) [[x]]" + ASK)
    report = problems_for(doc, contexts)
    assert [problem.code for problem in report.shared] == [Code.MISSING_FIELD, Code.PLACEHOLDER]
    assert {copy: [problem.code for problem in found] for copy, found in report.by_copy.items()} == {
        "1": [Code.MISSING_FIELD],
        "3": [Code.NO_TERM],
    }
    assert report.copies == 3
    assert report.blocking == 4
    assert all(problem.copy == "3" for problem in report.by_copy["3"])


def test_a_letter_without_recipients_has_no_report_of_copies() -> None:
    report = problems_for(markdown.read(ASK), [])
    assert report.all() == ()


@settings(deadline=None)
@given(docs)
def test_problems_name_places_that_exist(doc: tree.Doc) -> None:
    doc = tree.with_ids(doc)
    sections = {section.id for section in doc.sections}
    lines = {
        id for section in doc.sections for block in tree.blocks_of(section) for id, _ in tree.runs_of(block)
    }
    for problem in compose_draft(doc, CONTEXT).problems:
        assert problem.section in sections | {""}
        assert problem.block in lines | {""}
