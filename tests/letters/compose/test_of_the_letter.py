"""Checks of people, demands and variants; levels and recorded reasons; one list over many copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.letters import markdown
from app.letters.compose import checked, compose_all, problems_for
from app.letters.compose.policy import CHECKS, DEFAULTS, Check, Level, Policy
from app.letters.compose.problems import Code, Mending, Problem, Report
from app.letters.compose.suggesting import Shelf, with_suggestions
from app.letters.compose.surroundings import NOTHING, Surroundings
from app.letters.fields import Context
from app.letters.tree import Doc
from tests.letters.compose.checking_samples import (
    AID,
    CLAIMS,
    GAS,
    JOINT,
    KNOWING,
    PEOPLE,
    claim,
    facts,
    found,
)
from tests.letters.compose_samples import ASK, ENFORCE, LEE, RUIZ

AROUND = Surroundings(
    campaign_demands=(("section-907", "Enforce Section 907"), ("aid", "Send aid")),
    granted_by={"section-907": frozenset({"president", "senator"}), "aid": frozenset({"agency_head"})},
    office_words={"president": "President", "senator": "U.S. senator"},
)


def report(source: str = ASK, *contexts: Context, around: Surroundings = NOTHING) -> Report:
    return problems_for(markdown.read(source), contexts or (KNOWING,), around)


def codes(found: Report) -> list[Code]:
    return [problem.code for problem in found.all()]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"standing": "acting"}, Code.ACTING_OR_ELECT),
        ({"standing": "elect"}, Code.ACTING_OR_ELECT),
        ({"reachable": False}, Code.NO_CHANNEL),
    ],
)
def test_people_who_need_a_second_look(changes: dict[str, Any], code: Code) -> None:
    addressee = replace(RUIZ, **changes)
    (problem,) = report(ASK, replace(KNOWING, addressees=(addressee,))).all()
    assert (problem.code, problem.blocks) == (code, False)
    assert RUIZ.name in problem.message


def test_an_ask_goes_to_someone_who_can_grant_it() -> None:
    able = replace(KNOWING, addressees=(replace(RUIZ, offices=frozenset({"senator"})),))
    unable = replace(KNOWING, addressees=(replace(RUIZ, offices=frozenset({"mayor"})),))
    unknown = replace(KNOWING, addressees=(RUIZ, replace(LEE, offices=frozenset({"mayor"}))))
    assert Code.CANNOT_GRANT not in codes(report(ASK, able, around=AROUND))
    assert Code.CANNOT_GRANT not in codes(report(ASK, unknown, around=AROUND))
    problems = report(ASK, unable, around=AROUND).all()
    (problem,) = [each for each in problems if each.code is Code.CANNOT_GRANT]
    assert "President and U.S. senator" in problem.mend


def test_a_demand_of_the_campaign_that_the_letter_leaves_out_is_named() -> None:
    assert codes(report(ASK, around=AROUND)) == [Code.DEMAND_LEFT_OUT]
    everything = replace(KNOWING, demands=(ENFORCE, replace(ENFORCE, slug="aid", title="Send aid")))
    assert Code.DEMAND_LEFT_OUT not in codes(report(ASK + " [Send it]{ask=aid}.", everything, around=AROUND))


@pytest.mark.parametrize("check", CHECKS, ids=[check.code.value for check in CHECKS])
def test_every_check_has_a_name_a_group_and_a_default(check: Check) -> None:
    assert check.label
    assert check.group
    assert check.code in DEFAULTS


@pytest.mark.parametrize("level", Level)
def test_the_organisation_sets_whether_a_check_blocks(level: Level) -> None:
    policy = Policy(levels={Code.UNBALANCED_QUOTES: level})
    problems = report("He said “no." + ASK, around=Surroundings(policy)).all()
    blocks = {Level.BLOCK: [True], Level.ADVISE: [False], Level.OFF: []}
    assert [problem.blocks for problem in problems] == blocks[level]


def test_what_always_holds_cannot_be_switched_off() -> None:
    levels = dict.fromkeys(Code, Level.OFF)
    problems = report("((recipient.district))" + ASK, around=Surroundings(Policy(levels=levels))).all()
    assert [problem.code for problem in problems] == [Code.MISSING_FIELD]


def test_a_recorded_reason_lets_the_words_stand_until_they_change() -> None:
    source = "Some 90,000 people left." + ASK
    (problem,) = report(source).all()
    around = Surroundings(Policy(waivers={problem.digest: "Ruth Castellanos: from our own survey."}))
    settled = report(source, around=around)
    assert settled.all() == ()
    assert [each.reason for each in settled.waived] == ["Ruth Castellanos: from our own survey."]
    assert codes(report("Some 95,000 people left." + ASK, around=around)) == [Code.UNSOURCED_FIGURE]


def test_a_recorded_reason_settles_only_what_may_be_let_stand() -> None:
    (problem,) = report("For [NAME]." + ASK).all()
    around = Surroundings(Policy(waivers={problem.digest: "Somebody: no."}))
    assert codes(report("For [NAME]." + ASK, around=around)) == [Code.PLACEHOLDER]


def test_the_report_says_who_reads_which_variant() -> None:
    source = (
        "::: body\n::: variant chamber=senate\nVote for it.\n:::\n::: variant chamber=house\nJoin it.\n:::\n:::"
        + ASK
    )
    contexts = [replace(KNOWING, copy=str(n), addressees=(LEE if n > 3 else RUIZ,)) for n in range(1, 11)]
    seen = report(source, *contexts).variants
    assert [(each.rule, each.words, each.seen_by, each.copies) for each in seen] == [
        ("chamber=senate", "Vote for it.", 3, 10),
        ("chamber=house", "Join it.", 7, 10),
    ]


def test_variants_go_by_position_state_and_committee() -> None:
    traits = {"state": frozenset({"CA"}), "committee": frozenset({"foreign-relations"}),
              "position.section-907": frozenset({"committed"}), "role": frozenset({"chairman"})}  # fmt: skip
    context = replace(KNOWING, addressees=(replace(RUIZ, traits=traits),))
    rules = ["state=CA,NV", "committee=foreign-relations", "position.section-907=committed", "role=chairman",
             "state!=CA", "position.section-907=none committee=foreign-relations"]  # fmt: skip
    source = (
        "::: body\n" + "".join(f"::: variant {rule}\nx {n}.\n:::\n" for n, rule in enumerate(rules)) + ":::"
    )
    assert [each.seen_by for each in report(source + ASK, context).variants] == [1, 1, 1, 1, 0, 0]


def test_the_closest_claims_are_offered_first() -> None:
    problems = found(facts("About 119,000 people live beyond the road. Gas stopped on December 13."))
    shelf = Shelf.of(CLAIMS.values(), KNOWING.letter_date)
    first, second = with_suggestions(problems, shelf)
    assert [fix.value for fix in first.quick if fix.kind is Mending.CITE] == ["people"]
    assert [fix.value for fix in second.quick if fix.kind is Mending.CITE] == ["gas"]
    assert first.quick[-1].kind is Mending.OPINION
    assert "One claim in Evidence looks close." in first.mend
    assert "Cite “About 120,000 people" in first.quick[0].label


def test_claims_later_than_the_letter_and_chance_words_are_not_offered() -> None:
    later = claim("later", "Gas stopped on December 13 once more.", event="2023-02-01")
    shelf = Shelf.of([later, PEOPLE, AID, GAS], KNOWING.letter_date)
    assert [each.slug for each in shelf.closest("Gas stopped on December 13.")] == ["gas"]
    assert shelf.closest("Snow fell on the hills.") == ()


@pytest.mark.parametrize("work", [compose_all, problems_for], ids=["compose_all", "problems_for"])
def test_the_words_are_checked_once_however_many_copies_there_are(
    work: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def of_text(_doc: Doc, context: Context) -> tuple[Problem, ...]:
        calls.append(context.copy)
        return ()

    monkeypatch.setattr(checked, "of_text", of_text)
    doc = markdown.read(facts("Some people left.") + ASK)
    one_signs = [replace(KNOWING, copy=str(n), facts=dict(KNOWING.facts)) for n in range(200)]
    two_sign = [replace(JOINT, copy=str(n)) for n in range(200, 400)]
    work(doc, [*one_signs, *two_sign])
    assert calls == ["0", "200"]
