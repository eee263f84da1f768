"""Composing: fields, agreement, day counts, asks, variants; and every reason why there is no letter yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters import markdown, tree
from app.letters.compose import Code, Problems, compose, compose_draft, days
from app.letters.fields import (
    REGISTRY,
    Anchor,
    DemandWording,
    EarlierLetter,
    by_group,
    lookup,
)
from app.letters.tree import DayStyle
from tests.letters.compose_samples import (
    ASK,
    CONTEXT,
    ENFORCE,
    LEE,
    ONE,
    RUIZ,
    TWO,
    codes,
    printed,
    whole,
    with_,
)
from tests.letters.strategies import docs


def test_fields_print_their_values() -> None:
    assert printed("To ((recipient.name)) of ((org.city)), ((org.population)) people, ((letter.date)).") == [
        "To Ana Ruiz of Arroyo Vista, 203,400 people, January 4, 2023."
    ]


def test_joint_addressees_are_named_together() -> None:
    both = with_(addressees=(RUIZ, LEE))
    assert printed("((recipient.surname)) of ((recipient.state))", both) == ["Ruiz and Lee of California"]


def test_optional_words_need_their_value_and_leave_no_double_space() -> None:
    source = "We serve ((recipient.district??the ((recipient.district)) district)) too."
    assert printed(source) == ["We serve too."]
    assert printed(source, with_(addressees=(LEE,))) == ["We serve the 28th district too."]


def test_fallback_words_stand_in() -> None:
    assert printed("In ((recipient.district||your state)).") == ["In your state."]


def test_a_citation_leaves_the_words_as_they_are() -> None:
    composed = whole(f"It closed [@road]. Then [@gas][@road] it reopened.{ASK}")
    assert composed.resolved.lines()[0] == "It closed. Then it reopened."
    assert composed.citations == ("road", "gas")


def test_only_fields_agree_with_the_number_of_signatories() -> None:
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
def test_day_counts_follow_the_anchors_rule(style: str, inclusive: str, elapsed: str) -> None:
    elapsing = (Anchor("blockade", "Road closed", date(2022, 12, 12), inclusive=False),)
    assert printed(f"((day blockade {style}))") == [inclusive]
    assert printed(f"((day blockade {style}))", with_(anchors=elapsing)) == [elapsed]


def test_the_sum_of_a_day_count_is_shown() -> None:
    composed = whole(f"((day blockade)){ASK}")
    (shown,) = composed.days
    assert shown.sum == "December 12, 2022 to January 4, 2023, that day is day 1: 24"


@settings(deadline=None)
@given(st.integers(0, 2_000))
def test_a_day_later_is_a_day_more(gap: int) -> None:
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
def test_ordinals(number: int, figure: str, word: str) -> None:
    assert days.written(number, DayStyle.NTH) == figure
    assert days.written(number, DayStyle.WORDS) == f"{word} day"


def test_asks_count_once_wherever_they_stand() -> None:
    source = "[Enforce]{ask=section-907} it.\n\n- [Do]{ask=aid} that\n- [Enforce]{ask=section-907} again"
    demands = (ENFORCE, DemandWording("aid", "Send aid", "send aid"))
    assert whole(source, with_(demands=demands)).asks == ("section-907", "aid")


def test_a_demand_field_prints_the_pinned_wording_and_asks_for_it() -> None:
    composed = whole("Please ((demand.section-907.clause)).")
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
def test_a_variant_prints_for_whom_its_rule_describes(rule: str, for_ruiz: bool, for_lee: bool) -> None:
    source = f"All.\n\n::: variant {rule}\nSome.\n:::"
    for addressee, shown in ((RUIZ, for_ruiz), (LEE, for_lee)):
        assert ("Some." in printed(source, with_(addressees=(addressee,)))) is shown


HOSTILE_VALUES = ["((recipient.state))", "[x]{ask=section-907}", "<b>&", "*a*", "[@c]", "::: asks", "[[x]]"]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_a_value_is_never_read_again(value: str) -> None:
    mayor = replace(RUIZ, name=value)
    assert printed("To ((recipient.name))!", with_(addressees=(mayor,))) == [f"To {value}!"]


def test_a_value_with_a_line_end_stays_on_its_line() -> None:
    assert printed("((recipient.name))", with_(addressees=(replace(RUIZ, name="Ana\n Ruiz"),))) == [
        "Ana  Ruiz"
    ]


def test_the_drafts_preview_shows_gaps_by_their_label() -> None:
    draft = compose_draft(markdown.read("For ((org.community))."), CONTEXT)
    assert draft.resolved.lines() == ("For ‹community spoken for›.",)


def test_the_earlier_letter() -> None:
    earlier = EarlierLetter(date(2022, 12, 21), "AV-2022-31")
    source = "((We)) wrote on ((earlier.date)) (((earlier.number))), ((earlier.days)) days ago."
    assert printed(source, with_(earlier=earlier)) == [
        "I wrote on December 21, 2022 (AV-2022-31), 14 days ago."
    ]
    assert Code.MISSING_FIELD in codes(source)


def test_every_field_of_the_registry_has_words_for_people() -> None:
    groups = by_group()
    assert sum(map(len, groups.values())) > len(REGISTRY)
    for field in (field for fields in groups.values() for field in fields):
        assert field.label
        assert field.example
        assert field.mend.endswith(".")
        known = lookup(field.name)
        assert known is not None
        assert known.name == field.name
        (paragraph,) = markdown.read(f"(({field.name}))").sections[0].blocks
        assert isinstance(paragraph, tree.Paragraph)
        assert isinstance(paragraph.content[0], tree.MergeField)


@settings(deadline=None)
@given(docs, st.booleans(), st.booleans())
def test_a_letter_is_whole_or_not_at_all(doc: tree.Doc, known: bool, two: bool) -> None:
    """Whatever the tree: either no field is left, or a blocking problem says why."""
    doc = tree.with_ids(doc)
    anchors = tuple(Anchor(slug, slug, date(2022, 12, 1)) for slug in ("section-907", "blockade", "a"))
    context = with_(signatories=TWO if two else ONE, anchors=anchors if known else ())
    outcome = compose(doc, context)
    if isinstance(outcome, Problems):
        assert any(problem.blocks for problem in outcome.found)
        return
    assert not any(problem.blocks for problem in outcome.warnings)
    for block in (block for section in outcome.resolved.doc.sections for block in section.blocks):
        assert not isinstance(block, tree.Variant)
        assert all(isinstance(node, tree.Text) for _, run in tree.runs_of(block) for node in run)
    assert tree.normal(outcome.resolved.doc) == outcome.resolved.doc
    assert compose(doc, context) == outcome
