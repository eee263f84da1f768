"""Laws that can be read in two ways, voice, quotation marks, odd characters, placeholders, length and reading level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters import markdown
from app.letters.compose.checking import pages, reading
from app.letters.compose.checking.reading import syllables
from app.letters.compose.lines import lines_of
from app.letters.compose.policy import Policy
from app.letters.compose.problems import Code
from app.letters.compose.surroundings import PageFacts
from tests.letters.compose.checking_samples import JOINT, KNOWING, found

LAW = [
    ("Sanction them under the Magnitsky Act.", ["Magnitsky Act"]),
    ("Use Magnitsky sanctions.", ["Magnitsky sanctions"]),
    ("Use the Global Magnitsky Human Rights Accountability Act.", []),
    ("Use the Global Magnitsky Act.", []),
    ("Use the Global Magnitsky Act.\n\nThe Magnitsky Act is clear.", []),
    ("The Magnitsky Act is clear.\n\nUse the Global Magnitsky Act.", ["Magnitsky Act"]),
    ("The Sergei Magnitsky Rule of Law Accountability Act of 2012 was first.", []),
    ("Enforce Section 907.", ["Section 907"]),
    ("Enforce Section 907 of the FREEDOM Support Act. Section 907 is law.", []),
    ("Enforce Section 907. Section 907 of the FREEDOM Support Act is law.", ["Section 907"]),
    ("Under section 502B and § 116 act.", ["section 502b", "§ 116"]),
    ("Under section 620M of the Foreign Assistance Act, act.", []),
    ("The Leahy Law forbids it.", ["Leahy Law"]),
    ("The Leahy Laws forbid it.", []),
]


@pytest.mark.parametrize(("source", "words"), LAW, ids=[source[:40] for source, _ in LAW])
def test_a_law_is_named_in_full_once(source: str, words: list[str]) -> None:
    problems = found(source, KNOWING, Code.AMBIGUOUS_LAW)
    assert [problem.excerpt.lower() for problem in problems] == [each.lower() for each in words]


def test_both_magnitsky_acts_are_offered() -> None:
    (problem,) = found("Use the Magnitsky Act.", KNOWING, Code.AMBIGUOUS_LAW)
    assert "2012" in problem.mend
    assert [fix.value for fix in problem.quick] == [
        "Global Magnitsky Human Rights Accountability Act",
        "Sergei Magnitsky Rule of Law Accountability Act of 2012",
    ]


PLACEHOLDERS = [
    "Dear [NAME], hello.", "We are [INSERT CITY].", "On [date] we wrote.", "It is TBD.", "Lorem ipsum dolor.",
    "Sign here ____.", "There are XX of us.", "There are xxx of us.", "[[say why]]", "Hello <your name>.", "Why???",
]  # fmt: skip
NO_PLACEHOLDERS = [
    "He wrote “[t]he road” and [sic] more.", "See Title XX and Part XX of it.", "They came [on foot] at night.",
    "So it goes […] on.", "Malcolm X spoke.", "The Super Bowl XX was on.", "Why? How?", "An (aside) here.",
]  # fmt: skip


@pytest.mark.parametrize("source", PLACEHOLDERS)
def test_a_placeholder_left_in_blocks(source: str) -> None:
    (problem,) = found(source, KNOWING, Code.PLACEHOLDER)
    assert problem.blocks


@pytest.mark.parametrize("source", NO_PLACEHOLDERS)
def test_brackets_of_a_writer_are_no_placeholder(source: str) -> None:
    assert found(source, KNOWING, Code.PLACEHOLDER) == []


@pytest.mark.parametrize(
    "source", ["See ((recipient name.", "Hello \\[@ruiz.", "A {{name}} here.", "Fish &amp; chips."]
)
def test_what_looks_like_a_slip_is_to_consider(source: str) -> None:
    (problem,) = found(source, KNOWING, Code.LEFTOVER_MARKUP)
    assert not problem.blocks


MARKS = [
    ("He said “no.", Code.UNBALANCED_QUOTES),
    ("He said no.”", Code.UNBALANCED_QUOTES),
    ('He said "no.', Code.UNBALANCED_QUOTES),
    ("It (the road is shut.", Code.UNBALANCED_BRACKETS),
    ("It) is shut.", Code.UNBALANCED_BRACKETS),
    ("It\u00a0is shut.", Code.ODD_CHARACTERS),
    ("It\u200bis \u202eshut.", Code.ODD_CHARACTERS),
    ("It â€™s shut.", Code.ODD_CHARACTERS),
    ("It is shut\ufffd.", Code.ODD_CHARACTERS),
]
WELL = ["He said “no,” and (later) “yes.”", 'He said "no."', "a) one, b) two and (c) three.", "Տեսա Երևանը։"]


@pytest.mark.parametrize(("source", "code"), MARKS)
def test_marks_that_do_not_close_and_odd_characters(source: str, code: Code) -> None:
    assert [problem.code for problem in found(source)] == [code]


@pytest.mark.parametrize("source", WELL)
def test_marks_that_close_are_left_alone(source: str) -> None:
    assert found(source) == []


def test_a_quotation_of_several_paragraphs_closes_once() -> None:
    assert found("> “The first part.\n>\n> “The second part.”") == []


def test_mixed_voice_offers_the_field_that_agrees() -> None:
    (problem,) = found("We write for my city.", JOINT, Code.MIXED_VOICE)
    assert problem.message == "Mixed voice: “my city”"
    assert [fix.value for fix in problem.quick] == ["((our))"]


def test_a_sentence_of_more_than_sixty_words_is_told() -> None:
    (problem,) = found("word " * 60 + "end.", KNOWING, Code.LONG_SENTENCE)
    assert problem.message.startswith("A sentence of 61 words")
    assert found("word " * 59 + "end.", KNOWING, Code.LONG_SENTENCE) == []


@pytest.mark.parametrize("source", ["> " + "word " * 80 + "end.", "You wrote: “" + "word " * 80 + "end.”"])
def test_the_words_of_others_make_no_sentence_too_long(source: str) -> None:
    assert found(source, KNOWING, Code.LONG_SENTENCE) == []


def test_quotation_marks_are_not_doubled_where_a_long_sentence_is_told() -> None:
    (problem,) = found("“Yes”, you said, " + "word " * 60 + "end.", KNOWING, Code.LONG_SENTENCE)
    assert problem.message.count("“") == 1


@pytest.mark.parametrize(
    ("word", "count"),
    [("road", 1), ("closed", 1), ("people", 2), ("humanitarian", 6), ("assistance", 3), ("created", 3),
     ("enforce", 2), ("the", 1), ("Armenia", 4), ("situation", 4), ("twenty-four", 3), ("907", 1)],
)  # fmt: skip
def test_syllables_by_rule(word: str, count: int) -> None:
    assert abs(syllables(word) - count) <= (1 if count > 4 else 0)


def test_plain_words_read_easier_than_long_ones() -> None:
    plain = reading.reading(lines_of(markdown.read("The road is shut. We ask you to act now. " * 12)))
    heavy = "Notwithstanding considerable international humanitarian representations, "
    hard = reading.reading(lines_of(markdown.read((heavy * 4 + "nothing materialized. ") * 6)))
    assert plain.grade is not None
    assert hard.grade is not None
    assert plain.grade < 4 < reading.HARD < hard.grade
    assert reading.reading(lines_of(markdown.read("Too short to tell."))).grade is None


@given(st.text(min_size=1, max_size=20))
def test_every_word_has_a_syllable(word: str) -> None:
    assert syllables(word) >= 1


@pytest.mark.parametrize(
    ("drawn", "codes"),
    [
        (PageFacts(2, 10), []),
        (PageFacts(3, 10, lines_on_last=9), [Code.TOO_MANY_PAGES]),
        (PageFacts(2, 1), [Code.LONELY_SIGNATURE]),
        (PageFacts(3, 0), [Code.TOO_MANY_PAGES, Code.LONELY_SIGNATURE]),
        (PageFacts(2), []),
    ],
)
def test_what_the_drawn_page_tells(drawn: PageFacts, codes: list[Code]) -> None:
    assert [problem.code for problem in pages.check(drawn, Policy())] == codes
