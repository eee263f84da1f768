"""Composing: fields, agreement, day counts, asks, variants; and every reason why there is no letter yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters import markdown, tree
from app.letters.compose import Code, Composed, Problems, Severity, compose, compose_draft, days, problems_for
from app.letters.fields import (
    REGISTRY,
    Addressee,
    Anchor,
    Context,
    DemandWording,
    EarlierLetter,
    Expectations,
    Signatory,
    TermOnDate,
    by_group,
    lookup,
)
from app.letters.tree import DayStyle, Role
from tests.letters.strategies import docs

RUIZ = Addressee(
    key="ruiz",
    name="Ana Ruiz",
    salutation="Dear Senator Ruiz:",
    surname="Ruiz",
    title="Senator",
    body="United States Senate",
    state="California",
    address=("Washington, DC 20510",),
    traits={"chamber": frozenset({"senate"}), "state": frozenset({"CA"})},
)
LEE = replace(
    RUIZ,
    key="lee",
    name="Bo Lee",
    surname="Lee",
    salutation="Dear Representative Lee:",
    district="28th",
    traits={"chamber": frozenset({"house"}), "state": frozenset({"CA"})},
)
ENFORCE = DemandWording("section-907", "Enforce Section 907", "fully enforce Section 907")
ONE = (Signatory("Dana Whitfield", "Mayor", "City of Arroyo Vista"),)
TWO = (*ONE, Signatory("Ruth Okafor", "Chair", "County of San Ysidro"))
CONTEXT = Context(
    copy="1",
    letter_date=date(2023, 1, 4),
    addressees=(RUIZ,),
    signatories=ONE,
    demands=(ENFORCE,),
    anchors=(Anchor("blockade", "Road closed", date(2022, 12, 12)),),
    facts={"org.city": "Arroyo Vista", "org.population": "203,400"},
)
ASK = "\n\n[Enforce it]{ask=section-907}."


def with_(**changes):
    return replace(CONTEXT, **changes)


def printed(source, context=CONTEXT):
    """The lines of the composed letter, without the ask that every letter needs."""
    composed = compose(markdown.read(source + ASK), context)
    assert isinstance(composed, Composed), composed
    return list(composed.resolved.lines())[:-1]


def problems(source, context=CONTEXT):
    found = compose(markdown.read(source), context)
    return found.warnings if isinstance(found, Composed) else found.found


def codes(source, context=CONTEXT):
    return [problem.code for problem in problems(source, context)]


def test_fields_print_their_values():
    assert printed("To ((recipient.name)) of ((org.city)), ((org.population)) people, ((letter.date)).") == [
        "To Ana Ruiz of Arroyo Vista, 203,400 people, January 4, 2023."
    ]


def test_joint_addressees_are_named_together():
    both = with_(addressees=(RUIZ, LEE))
    assert printed("((recipient.surname)) of ((recipient.state))", both) == ["Ruiz and Lee of California"]


def test_optional_words_need_their_value_and_leave_no_double_space():
    source = "We serve ((recipient.district??the ((recipient.district)) district)) too."
    assert printed(source) == ["We serve too."]
    assert printed(source, with_(addressees=(LEE,))) == ["We serve the 28th district too."]


def test_fallback_words_stand_in():
    assert printed("In ((recipient.district||your state)).") == ["In your state."]


def test_a_citation_leaves_the_words_as_they_are():
    composed = compose(markdown.read(f"It closed [@road]. Then [@gas][@road] it reopened.{ASK}"), CONTEXT)
    assert composed.resolved.lines()[0] == "It closed. Then it reopened."
    assert composed.citations == ("road", "gas")


def test_only_fields_agree_with_the_number_of_signatories():
    source = "((We write)) and ((we are)) sure. ((Our)) city asked ((us)); we typed this."
    assert printed(source, with_(signatories=ONE)) == [
        "I write and I am sure. My city asked me; we typed this."
    ]
    assert printed(source, with_(signatories=TWO)) == [
        "We write and we are sure. Our city asked us; we typed this."
    ]


@pytest.mark.parametrize(
    ("style", "inclusive", "elapsed"),
    [
        ("ordinal", "24th day", "23rd day"),
        ("nth", "24th", "23rd"),
        ("days", "24 days", "23 days"),
        ("number", "24", "23"),
        ("words", "twenty-fourth day", "twenty-third day"),
    ],
)
def test_day_counts_follow_the_anchors_rule(style, inclusive, elapsed):
    elapsing = (Anchor("blockade", "Road closed", date(2022, 12, 12), inclusive=False),)
    assert printed(f"((day blockade {style}))") == [inclusive]
    assert printed(f"((day blockade {style}))", with_(anchors=elapsing)) == [elapsed]


def test_the_sum_of_a_day_count_is_shown():
    composed = compose(markdown.read(f"((day blockade)){ASK}"), CONTEXT)
    (shown,) = composed.days
    assert shown.sum == "December 12, 2022 to January 4, 2023, that day is day 1: 24"


@settings(deadline=None)
@given(st.integers(0, 2_000))
def test_a_day_later_is_a_day_more(gap):
    anchor = Anchor("a", "A", date(2020, 2, 28))
    day = anchor.day + timedelta(days=gap)
    assert days.count(anchor, day) == gap + 1
    assert days.count(replace(anchor, inclusive=False), day) == gap


@pytest.mark.parametrize(
    ("number", "figure", "word"),
    [
        (1, "1st", "first"),
        (2, "2nd", "second"),
        (11, "11th", "eleventh"),
        (12, "12th", "twelfth"),
        (20, "20th", "twentieth"),
        (21, "21st", "twenty-first"),
        (100, "100th", "one hundredth"),
        (113, "113th", "one hundred thirteenth"),
        (342, "342nd", "three hundred forty-second"),
        (1003, "1,003rd", "1,003rd"),
    ],
)
def test_ordinals(number, figure, word):
    assert days.written(number, DayStyle.NTH) == figure
    assert days.written(number, DayStyle.WORDS) == f"{word} day"


def test_asks_count_once_wherever_they_stand():
    source = "[Enforce]{ask=section-907} it.\n\n- [Do]{ask=aid} that\n- [Enforce]{ask=section-907} again"
    demands = (ENFORCE, DemandWording("aid", "Send aid", "send aid"))
    assert compose(markdown.read(source), with_(demands=demands)).asks == ("section-907", "aid")


def test_a_demand_field_prints_the_pinned_wording_and_asks_for_it():
    composed = compose(markdown.read("Please ((demand.section-907.clause))."), CONTEXT)
    assert composed.resolved.lines() == ("Please fully enforce Section 907.",)
    assert composed.asks == ("section-907",)


@pytest.mark.parametrize(
    ("rule", "for_ruiz", "for_lee"),
    [
        ("chamber=senate", True, False),
        ("chamber!=senate", False, True),
        ("chamber=senate,house state=CA", True, True),
        ("chamber=senate state=NV", False, False),
    ],
)
def test_a_variant_prints_for_whom_its_rule_describes(rule, for_ruiz, for_lee):
    source = f"All.\n\n::: variant {rule}\nSome.\n:::"
    for addressee, shown in ((RUIZ, for_ruiz), (LEE, for_lee)):
        assert ("Some." in printed(source, with_(addressees=(addressee,)))) is shown


HOSTILE_VALUES = ["((recipient.state))", "[x]{ask=section-907}", "<b>&", "*a*", "[@c]", "::: asks", "[[x]]"]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_a_value_is_never_read_again(value):
    mayor = replace(RUIZ, name=value)
    assert printed("To ((recipient.name))!", with_(addressees=(mayor,))) == [f"To {value}!"]


def test_a_value_with_a_line_end_stays_on_its_line():
    assert printed("((recipient.name))", with_(addressees=(replace(RUIZ, name="Ana\n Ruiz"),))) == [
        "Ana  Ruiz"
    ]


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
def test_a_blocking_problem_is_named_and_nothing_is_composed(code):
    source, context = BLOCKING[code]
    found = compose(markdown.read(source), context)
    assert isinstance(found, Problems)
    (problem,) = [problem for problem in found.found if problem.blocks]
    assert problem.code is code
    assert problem.message
    assert problem.mend


@pytest.mark.parametrize("code", CONSIDER)
def test_a_problem_to_consider_comes_with_the_letter(code):
    source, context = CONSIDER[code]
    composed = compose(markdown.read(source), context)
    assert isinstance(composed, Composed), composed
    assert [(problem.code, problem.severity) for problem in composed.warnings] == [(code, Severity.CONSIDER)]


def test_every_problem_is_found_at_once_in_reading_order_with_its_place():
    doc = markdown.read("::: opening\n((recipient.district)) [[one]]\n:::\n::: facts\n((nobody.knows))\n:::")
    found = compose(doc, with_(addressees=(replace(RUIZ, address=()),))).found
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


def test_a_slip_in_a_field_gets_a_suggestion():
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
def test_mixed_voice(source, signatories, mixed):
    assert (Code.MIXED_VOICE in codes(source + ASK, with_(signatories=signatories))) is mixed


def test_problems_are_grouped_by_copy_and_shared_ones_stand_once():
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


def test_a_letter_without_recipients_has_no_report_of_copies():
    report = problems_for(markdown.read(ASK), [])
    assert report.all() == ()


def test_the_drafts_preview_shows_gaps_by_their_label():
    draft = compose_draft(markdown.read("For ((org.community))."), CONTEXT)
    assert draft.resolved.lines() == ("For ⟨community spoken for⟩.",)


def test_the_earlier_letter():
    earlier = EarlierLetter(date(2022, 12, 21), "AV-2022-31")
    source = "((We)) wrote on ((earlier.date)) (((earlier.number))), ((earlier.days)) days ago."
    assert printed(source, with_(earlier=earlier)) == [
        "I wrote on December 21, 2022 (AV-2022-31), 14 days ago."
    ]
    assert Code.MISSING_FIELD in codes(source)


def test_every_field_of_the_registry_has_words_for_people():
    groups = by_group()
    assert sum(map(len, groups.values())) > len(REGISTRY)
    for field in (field for fields in groups.values() for field in fields):
        assert field.label
        assert field.example
        assert field.mend.endswith(".")
        assert lookup(field.name).name == field.name
        assert isinstance(
            markdown.read(f"(({field.name}))").sections[0].blocks[0].content[0], tree.MergeField
        )


@settings(deadline=None)
@given(docs, st.booleans(), st.booleans())
def test_a_letter_is_whole_or_not_at_all(doc, known, two):
    """Whatever the tree: either no field is left, or a blocking problem says why."""
    doc = tree.with_ids(doc)
    anchors = tuple(Anchor(slug, slug, date(2022, 12, 1)) for slug in ("section-907", "blockade", "a"))
    context = with_(signatories=TWO if two else ONE, anchors=anchors if known else ())
    outcome = compose(doc, context)
    if isinstance(outcome, Problems):
        assert any(problem.blocks for problem in outcome.found)
        return
    assert not any(problem.blocks for problem in outcome.warnings)
    runs = [
        node
        for section in outcome.resolved.doc.sections
        for block in section.blocks
        for _, run in tree.runs_of(block)
        for node in run
    ]
    assert all(isinstance(node, tree.Text) for node in runs)
    assert tree.normal(outcome.resolved.doc) == outcome.resolved.doc
    assert compose(doc, context) == outcome


@settings(deadline=None)
@given(docs)
def test_problems_name_places_that_exist(doc):
    doc = tree.with_ids(doc)
    sections = {section.id for section in doc.sections}
    lines = {
        id for section in doc.sections for block in tree.blocks_of(section) for id, _ in tree.runs_of(block)
    }
    for problem in compose_draft(doc, CONTEXT).problems:
        assert problem.section in sections | {""}
        assert problem.block in lines | {""}
