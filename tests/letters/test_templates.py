"""The templates that come with Redress: whole, in agreement with themselves, and never sendable unfilled."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import dates as days

from app.core.errors import NotFound
from app.letters import markdown, tree
from app.letters.compose import Code, Composed, Problems, Surroundings, compose, compose_draft
from app.letters.compose.policy import Level, Policy
from app.letters.fields import Addressee, Context, DemandWording, EarlierLetter, Signatory, waited
from app.letters.templates import (
    NO_DEMANDS,
    ROOT,
    AskStyle,
    Template,
    TemplateError,
    all_templates,
    load,
    sentence,
    start,
)
from app.letters.tree import OrderedList, Paragraph, Role
from tests.letters.compose_samples import text_of

DEMANDS = (
    DemandWording(
        "section-907", "Enforce Section 907", "fully enforce Section 907", "The section should be enforced."
    ),
    DemandWording("aid", "Send aid", "send aid directly"),
)
CONTEXT = Context(
    copy="1",
    letter_date=date(2023, 1, 4),
    addressees=(Addressee("ruiz", "Ana Ruiz", "Dear Senator Ruiz:", address=("Washington, DC 20510",)),),
    signatories=(Signatory("Dana Whitfield"), Signatory("Ruth Okafor")),
    demands=DEMANDS,
    facts={"org.city": "Arroyo Vista"},
    earlier=EarlierLetter(date(2022, 12, 22), "AV-2022-04", "The road"),
)
# The filling has no sources, and the demand of these tests names no Act.
ADVICE = {Code.AMBIGUOUS_LAW}
TO_SOURCE = {Code.UNSOURCED_FACT, Code.UNSOURCED_FIGURE}  # whoever writes the facts cites them
SOURCED = Surroundings(policy=Policy(levels=dict.fromkeys(TO_SOURCE, Level.OFF)))
TEMPLATES = {template.slug: template for template in all_templates()}


def context_for(template: Template) -> Context:
    """The context in which a template of this kind is a whole letter."""
    context = CONTEXT if template.demand_required else replace(CONTEXT, demands=())
    if not template.addressed:
        facts = {"org.city": "Arroyo Vista", "org.state": "California"}
        context = replace(context, addressees=(), facts=facts)
    names = [*CONTEXT.signatories, Signatory("Ana Ruiz")]
    signatories = tuple(names[: template.signatories_max or max(2, template.signatories_min)])
    return replace(context, signatories=signatories, expects=template.expectations())


AROUND = replace(SOURCED, sealed_words="First words.\nThese are plain words, “as sealed”.")


def section(doc: tree.Doc, role: Role) -> tree.Section:
    return next(section for section in doc.sections if section.role is role)


def test_the_templates_are_there() -> None:
    assert set(TEMPLATES) == {
        "joint_letter", "official_letter", "sign_on_letter", "follow_up", "thank_you", "press_statement"
    }  # fmt: skip
    official, joint = TEMPLATES["official_letter"], TEMPLATES["joint_letter"]
    assert (official.ask_style, joint.ask_style) == (AskStyle.PROSE, AskStyle.LIST)
    assert (official.signatories_max, joint.signatories_min) == (1, 2)
    assert joint.meeting_request
    assert joint.reply_expected


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_every_section_says_what_belongs_in_it(template: Template) -> None:
    for spec in template.sections:
        assert template.hint(spec.role).endswith(".")
    assert template.use_when
    assert template.closing.endswith(",") or not template.addressed


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_an_unfilled_template_is_held_up_by_its_placeholders_and_nothing_else(
    template: Template,
) -> None:
    context = context_for(template)
    refused = compose(start(template, context.demands), context, AROUND)
    assert isinstance(refused, Problems), refused
    found = refused.found
    assert {problem.code for problem in found if problem.blocks} <= {
        Code.PLACEHOLDER, Code.QUOTE_NOT_SEALED, *TO_SOURCE
    }  # fmt: skip
    assert Code.PLACEHOLDER in {problem.code for problem in found}
    assert {problem.code for problem in found if not problem.blocks} <= ADVICE


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_filled_template_is_a_letter(template: Template) -> None:
    context = context_for(template)
    filled = re.sub(r"\[\[.*?\]\]", "plain words", markdown.write(start(template, context.demands)))
    composed = compose(markdown.read(filled), context, AROUND)
    assert isinstance(composed, Composed), composed
    assert composed.asks == (("section-907", "aid") if template.demand_required else ())
    assert {problem.code for problem in composed.warnings} <= ADVICE
    for line in composed.resolved.lines():
        assert "  " not in line
        assert not re.search(r"\s[.,;:]|\(\(|\)\)|\?\?|\|\|", line)


def test_demands_enter_prose_as_paragraphs_and_a_list_as_items() -> None:
    prose = section(start(TEMPLATES["official_letter"], DEMANDS), Role.ASKS)
    assert [type(block) for block in prose.blocks] == [Paragraph, Paragraph, Paragraph]
    asks = section(start(TEMPLATES["joint_letter"], DEMANDS), Role.ASKS)
    (items,) = [block for block in asks.blocks if isinstance(block, OrderedList)]
    assert [text_of(item.content) for item in items.items] == [
        "Fully enforce Section 907.",
        "Send aid directly.",
    ]
    assert items.items[0].content[0].marks == (tree.ask("section-907"),)


def test_without_demands_there_is_a_placeholder() -> None:
    draft = compose_draft(start(TEMPLATES["joint_letter"], ()), CONTEXT)
    assert NO_DEMANDS in draft.resolved.lines()
    assert Code.NO_DEMAND in {problem.code for problem in draft.problems}


@pytest.mark.parametrize(
    ("clause", "item"), [("do it", "Do it."), ("Ask why?", "Ask why?"), ("élire", "Élire.")]
)
def test_a_clause_becomes_a_sentence(clause: str, item: str) -> None:
    assert sentence(clause) == item


@pytest.mark.parametrize("slug", ["nothing", "../letter_templates/joint_letter", "_base", "", "a/b"])
def test_an_unknown_template_is_not_found(slug: str) -> None:
    with pytest.raises(NotFound):
        load(slug)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("body.md", "((us))", "((nobody.knows))"),
        ("body.md", "((asks))", "Ask."),
        ("body.md", "::: closing", "::: body"),
        ("body.md", "::: closing", "::: postscript"),
        ("template.toml", 'instrument = "joint_letter"', 'instrument = "poem"'),
        ("template.toml", "closing =", "ending ="),
    ],
)
def test_a_template_that_contradicts_itself_is_refused(tmp_path: Path, name: str, old: str, new: str) -> None:
    folder = tmp_path / "joint_letter"
    shutil.copytree(ROOT / "joint_letter", folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(TemplateError):
        load("joint_letter", tmp_path)


def test_a_follow_up_says_how_long_the_earlier_letter_waited() -> None:
    doc = start(TEMPLATES["follow_up"], DEMANDS)
    (first, *_) = compose_draft(doc, replace(CONTEXT, letter_date=date(2023, 2, 2))).resolved.lines()
    assert first.startswith(
        "We wrote to you on December 22, 2022 (letter AV-2022-04) and we have had no reply for 42 days."
    )
    one = replace(CONTEXT, signatories=CONTEXT.signatories[:1], letter_date=date(2022, 12, 23))
    (first, *_) = compose_draft(doc, one).resolved.lines()
    assert first.startswith("I wrote to you") and "I have had no reply for 1 day." in first


def test_a_follow_up_without_or_before_its_earlier_letter_is_held_up() -> None:
    doc = start(TEMPLATES["follow_up"], DEMANDS)
    for context in (replace(CONTEXT, earlier=None), replace(CONTEXT, letter_date=date(2022, 12, 22))):
        found = [
            one.message for one in compose_draft(doc, context).problems if one.code is Code.MISSING_FIELD
        ]
        assert "Missing: days waited since the earlier letter" in found


@given(since=days(), until=days())
def test_days_waited_are_the_elapsed_days_in_words(since: date, until: date) -> None:
    words, elapsed = waited(since, until), (until - since).days
    if elapsed < 1:
        assert words == ""
    else:
        number, unit = words.split(" ")
        assert int(number.replace(",", "")) == elapsed
        assert unit == ("day" if elapsed == 1 else "days")


def test_thanks_need_no_demand_and_nag_about_none() -> None:
    template = TEMPLATES["thank_you"]
    doc = markdown.read(re.sub(r"\[\[.*?\]\]", "plain words", markdown.write(start(template, ()))))
    around = replace(SOURCED, campaign_demands=(("aid", "Send aid"),))
    composed = compose(doc, replace(CONTEXT, demands=(), expects=template.expectations()), around)
    assert isinstance(composed, Composed), composed
    assert {problem.code for problem in composed.warnings} <= ADVICE


@pytest.mark.parametrize(
    ("quote", "around", "held"),
    [
        ("“These are plain words, 'as sealed'.”", AROUND, False),
        ("“These are plain words”", AROUND, False),
        ("“These are other words.”", AROUND, True),
        ("“These are plain words”", Surroundings(), True),
    ],
)
def test_a_statement_quotes_sealed_words_alone(quote: str, around: Surroundings, held: bool) -> None:
    template = TEMPLATES["press_statement"]
    text = markdown.write(start(template, ())).replace("[[A passage of the sealed letter]]", quote)
    doc = markdown.read(re.sub(r"\[\[.*?\]\]", "plain words", text))
    found = compose_draft(doc, context_for(template), around).problems
    assert (Code.QUOTE_NOT_SEALED in {problem.code for problem in found if problem.blocks}) is held
    assert Code.NO_ADDRESSEE not in {problem.code for problem in found}
