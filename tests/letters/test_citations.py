"""Citations on paper: numbers, marks and the annex by rule; and what a copy may not cite."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.rules import ClaimFact, ClaimState
from app.letters import markdown
from app.letters.compose import Code, Composed, compose, compose_draft
from app.letters.compose.policy import Policy
from app.letters.compose.surroundings import Surroundings
from app.letters.fields import Context
from app.letters.styles import CitationStyle
from app.letters.writers import annex
from app.letters.writers.html import blocks
from tests.letters.claim_samples import AID, CLAIMS, COURT, GAS, ROAD, claim, source
from tests.letters.compose_samples import ASK, CONTEXT, plain_text

LOOSE = Surroundings(policy=Policy())
CLAIM_CODES = {
    Code.CLAIM_LATER, Code.CLAIM_RETRACTED, Code.CLAIM_SUPERSEDED, Code.CLAIM_UNSOURCED, Code.DISPUTE_NOT_SHOWN,
    Code.SOURCES_LATER, Code.SOURCES_UNCHECKED, Code.UNKNOWN_CLAIM,
}  # fmt: skip


def context(
    style: CitationStyle = CitationStyle.NUMBERED, day: date = date(2023, 1, 4), **claims: ClaimFact
) -> Context:
    return replace(CONTEXT, claims={**CLAIMS, **claims}, citation_style=style, letter_date=day)


def text(source_text: str, within: Context | None = None) -> str:
    draft = compose_draft(markdown.read(source_text), within or context())
    return plain_text(draft.resolved).strip()


def found(source_text: str, within: Context) -> dict[Code, str]:
    draft = compose_draft(markdown.read(source_text), within)
    return {one.code: one.message for one in draft.problems if one.code in CLAIM_CODES}


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("It closed.[@road] Then.", "It closed.[1] Then."),
        ("It closed. [@road] Then.", "It closed.[1] Then."),
        ("It closed [@road]. Then.", "It closed.[1] Then."),
        ("It closed [@road], and [@gas] more.", "It closed,[1] and[2] more."),
        ("“It closed” [@road].", "“It closed”.[1]"),
        ("It closed [@road][@gas].", "It closed.[1, 2]"),
        ("It closed [@road] [@gas]; [@road] more.", "It closed;[1, 2] more."),
        ("It closed [@gas]. [@road] Then [@gas] again.", "It closed.[1, 2] Then[1] again."),
        ("It [@road]closed.", "It[1] closed."),
        ("**It closed** [@road].", "It closed.[1]"),
        ("A [@road]–[@gas] B", "A[1] –[2] B"),
        ("[@road] It closed.", "[1] It closed."),
    ],
)  # fmt: skip
def test_a_mark_stands_behind_the_punctuation_without_a_space(written: str, printed: str) -> None:
    assert text(written) == printed


def test_without_marks_the_words_read_as_if_nothing_were_cited() -> None:
    for style in (CitationStyle.ANNEX, CitationStyle.STAFF):
        assert text("It closed [@road]. [@gas] Then.", context(style)) == "It closed. Then."


words = st.sampled_from(["It closed", " ", ". ", ", ", "”", "Then ", "a", "—", "?"])
cites = st.sampled_from([f"[@{slug}]" for slug in ("road", "gas", "aid")])
lines = st.lists(st.one_of(words, cites), min_size=1, max_size=12).map("".join)


@given(lines)
def test_marks_change_no_word(line: str) -> None:
    shown = [
        [each.strip() for each in compose_draft(markdown.read(line), context(style)).resolved.lines()]
        for style in (CitationStyle.NUMBERED, CitationStyle.ANNEX)
    ]
    assert shown[0] == shown[1]


paragraphs = st.lists(
    st.one_of(
        st.sampled_from(["Plain words.", "More of them.", "And more."]),
        st.sampled_from(["Road.[@road]", "Gas.[@gas]", "Both.[@gas][@road]", "Aid.[@aid] Again.[@aid]"]),
    ),
    min_size=1,
    max_size=8,
)


@given(paragraphs, st.randoms())
def test_numbers_follow_the_order_of_reading_and_nothing_else(some: list[str], random: Random) -> None:
    draft = compose_draft(markdown.read("\n\n".join(some)), context())
    order = list(dict.fromkeys(draft.citations))
    assert [entry.claim for entry in draft.sources] == order
    assert [entry.number for entry in draft.sources] == list(range(1, len(order) + 1))
    # Words that cite nothing may stand anywhere else: no number moves.
    citing = [line for line in some if "[@" in line]
    moved = [line for line in some if "[@" not in line]
    for line in moved:
        citing.insert(random.randrange(len(citing) + 1), line)
    again = compose_draft(markdown.read("\n\n".join(citing)), context())
    assert again.sources == draft.sources


def test_the_annex_names_only_sources_of_the_letters_time() -> None:
    road = claim(
        "road",
        source("Of the day", "2022-12-13"),
        source("Of the month", "2023-01"),
        source("Later", "2023-02-01"),
    )
    named = compose_draft(markdown.read("Road [@road]."), context(day=date(2023, 1, 20), road=road)).sources[
        0
    ]
    assert [one.title for one in named.sources] == ["Of the day"]
    after = compose_draft(markdown.read("Road [@road]."), context(day=date(2023, 1, 31), road=road)).sources[
        0
    ]
    assert [one.title for one in after.sources] == ["Of the day", "Of the month"]
    assert annex.html_entries([after])[0].endswith(
        "Example Post, Of the day, December 13, 2022, "
        '<span lang="zxx"><a href="https://example.org/road">example.org/road</a></span>; '
        "Example Post, Of the month, 2023-01, "
        '<span lang="zxx"><a href="https://example.org/road">example.org/road</a></span>.</cite>'
    )


def test_a_source_without_a_date_stands_only_when_the_fact_was_known_by_then() -> None:
    entry = compose_draft(markdown.read("Aid [@aid]."), context()).sources[0]
    assert (entry.sources[0].dated, entry.sources[0].url) == ("undated", "")
    early = context(day=date(2022, 12, 12))
    assert compose_draft(markdown.read("Aid [@aid]."), early).sources == ()
    assert Code.CLAIM_LATER in found("Aid [@aid].", early)
    unknown = replace(AID, known_by=None)
    assert Code.SOURCES_LATER in found("Aid [@aid].", context(aid=unknown))


def test_a_letter_of_january_refuses_the_order_of_february_and_says_why() -> None:
    january = context(day=date(2023, 1, 3))
    refused = compose(markdown.read("The Court ordered it [@icj-order]." + ASK), january)
    assert not isinstance(refused, Composed)
    later = [one for one in refused.found if one.code is Code.CLAIM_LATER]
    assert [one.blocks for one in later] == [True]
    assert "dated January 3, 2023" in later[0].message
    assert "not known before February 22, 2023" in later[0].message
    assert "International Court of Justice" in later[0].message
    assert later[0].excerpt == "The Court ordered it."
    assert Code.CLAIM_LATER not in found("The Court ordered it [@icj-order].", context(day=date(2023, 2, 22)))


def test_retracted_superseded_and_unsourced_claims_hold_the_letter_up() -> None:
    gone = replace(ROAD, state=ClaimState.RETRACTED, state_reason="The source withdrew it.")
    assert found("Road [@road].", context(road=gone))[Code.CLAIM_RETRACTED].startswith(
        "Retracted: “The fact of road.”"
    )
    old = replace(ROAD, state=ClaimState.SUPERSEDED, superseded_by="road-two")
    assert "“road-two”" in found("Road [@road].", context(road=old))[Code.CLAIM_SUPERSEDED]
    assert Code.CLAIM_UNSOURCED in found("Road [@road].", context(road=replace(ROAD, sources=())))
    assert found("Road [@nobody].", context()).keys() == {Code.UNKNOWN_CLAIM}
    assert found("Road [@road]. Gas [@gas].", context()) == {}


def test_a_disputed_claim_shows_its_dispute_in_the_annex_or_cites_the_other_side() -> None:
    against = source("Denial", "2022-12-20", url="https://example.org/denial", opposing=True)
    disputed = claim(
        "road", source(), against, state=ClaimState.DISPUTED, dispute="The ministry denies it",
        opposing_view="It calls this a protest.",
    )  # fmt: skip
    within = context(road=disputed)
    assert found("Road [@road].", within) == {}
    entry = compose_draft(markdown.read("Road [@road]."), within).sources[0]
    assert entry.dispute == "The ministry denies it. It calls this a protest."
    assert "for the other view, Example Post, Denial" in annex.text_entries([entry])
    staff = replace(within, citation_style=CitationStyle.STAFF)
    assert found("Road [@road].", staff).keys() == {Code.DISPUTE_NOT_SHOWN}
    denial = claim("denial", source("Denial", "2022-12-20", url="https://example.org/denial"))
    both = replace(staff, claims={**(within.claims or {}), "denial": denial})
    assert found("Road [@road]. They deny it [@denial].", both) == {}
    before_it = context(day=date(2022, 12, 14), road=disputed)
    assert "protest" not in compose_draft(markdown.read("Road [@road]."), before_it).sources[0].dispute


def test_a_recorded_reason_lets_the_sentence_stand_until_it_changes() -> None:
    bare = context(road=replace(ROAD, sources=()))
    written = "The road is shut [@road]." + ASK
    problem = next(
        one
        for one in compose_draft(markdown.read(written), bare).problems
        if one.code is Code.CLAIM_UNSOURCED
    )
    around = Surroundings(policy=Policy(waivers={problem.digest: "Ruth: it is on file."}))
    assert isinstance(compose(markdown.read(written), bare, around), Composed)
    changed = compose(markdown.read(written.replace("shut", "closed")), bare, around)
    assert not isinstance(changed, Composed)
    corrected = context(road=replace(ROAD, sources=(), revision=2))
    assert not isinstance(compose(markdown.read(written), corrected, around), Composed)


def test_marks_link_to_their_entries_in_html() -> None:
    draft = compose_draft(markdown.read("Closed [@road][@gas]."), context())
    assert blocks(draft.resolved) == (
        '<p>Closed.\u2060<sup><a href="#source-1">1</a>,\u00a0<a href="#source-2">2</a></sup></p>',
    )


def test_the_annex_says_of_itself_only_what_is_so() -> None:
    one = compose_draft(markdown.read("Closed [@road]."), context()).sources
    day = date(2023, 1, 4)
    said = annex.about(one, CitationStyle.NUMBERED, day)
    assert "Numbers match the small figures" in said
    assert "No source is dated after January 4, 2023." in said
    assert "Each was read" in said
    assert "disputed" not in said
    unread = [replace(one[0], checked=False, dispute="They deny it.")]
    said = annex.about(unread, CitationStyle.ANNEX, day)
    assert "Numbers" not in said
    assert "Each was read" not in said
    assert "disputed" in said
    assert annex.about((), CitationStyle.ANNEX, day) == ""


def test_claims_are_not_checked_where_they_are_not_known() -> None:
    assert found("Road [@road]. Court [@icj-order].", replace(CONTEXT, claims=None)) == {}
    assert COURT.slug not in {entry.claim for entry in compose_draft(markdown.read("x"), context()).sources}
    assert GAS.slug == "gas"
