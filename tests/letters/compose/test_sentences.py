"""Where sentences end, what belongs to each, and that no character is lost."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters import markdown, tree
from app.letters.compose.lines import ATOM, lines_of
from app.letters.compose.sentences import sentences, split
from tests.letters.strategies import docs

ENDS = [
    ("The road is shut. Gas failed.", ["The road is shut.", "Gas failed."]),
    ("Sen. Ruiz and Rep. J. Q. Lee agreed. They wrote.", ["Sen. Ruiz and Rep. J. Q. Lee agreed.", "They wrote."]),
    ("He serves in the U.S. Senate. He voted.", ["He serves in the U.S. Senate.", "He voted."]),
    ("It was made in the U.S. The bill passed.", ["It was made in the U.S.", "The bill passed."]),
    ("We met at 5 p.m. in Room 4. They left.", ["We met at 5 p.m. in Room 4.", "They left."]),
    ("We met at 5 p.m. They left.", ["We met at 5 p.m.", "They left."]),
    ("We met at 5 p.m. Eastern time.", ["We met at 5 p.m. Eastern time."]),
    ("See No. 5 of the list. It is long.", ["See No. 5 of the list.", "It is long."]),
    ("See Pub. L. 102-511 and S. 2532 as passed.", ["See Pub. L. 102-511 and S. 2532 as passed."]),
    ("Robert F. Kennedy Jr. spoke. We heard.", ["Robert F. Kennedy Jr. spoke.", "We heard."]),
    ("It costs 3.5 million a day. We pay.", ["It costs 3.5 million a day.", "We pay."]),
    ("120,000 people live there. 350 are ill.", ["120,000 people live there.", "350 are ill."]),
    ("She said, “We left. We walked.” They knew.", ["She said, “We left. We walked.”", "They knew."]),
    ('She said, "We left. We walked." They knew.', ['She said, "We left. We walked."', "They knew."]),
    ("The gas came back (it had failed twice. Then again). Snow fell.",
     ["The gas came back (it had failed twice. Then again).", "Snow fell."]),
    ("(The gas failed.) Snow fell.", ["(The gas failed.)", "Snow fell."]),
    ("Why now? Because winter came! And snow…  Then quiet.",
     ["Why now?", "Because winter came!", "And snow…", "Then quiet."]),
    ("They waited... and waited.", ["They waited... and waited."]),
    ("1. Enforce the law. 2. Send aid.", ["1. Enforce the law.", "2. Send aid."]),
    ("Is it “over”? he asked.", ["Is it “over”? he asked."]),
    ("Since Dec. 12 nothing moved. It is cold.", ["Since Dec. 12 nothing moved.", "It is cold."]),
    ("Food, fuel, etc. The list is long.", ["Food, fuel, etc.", "The list is long."]),
    ("An open “quotation never ends. So what. It goes on.",
     ["An open “quotation never ends.", "So what.", "It goes on."]),
    ("No stop at the end", ["No stop at the end"]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), ENDS, ids=[text[:30] for text, _ in ENDS])
def test_where_sentences_end(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in split(text)] == parts


@given(st.text(alphabet='ab. A“”"()[]?!…1,;U.S' + ATOM, max_size=80))
def test_sentences_hold_every_character_that_is_no_space(text: str) -> None:
    bounds = split(text)
    inside = "".join(text[start:end] for start, end in bounds)
    assert "".join(inside.split()) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(bounds))


CITED = [
    ("Closed.[@a] Open.", [("a",), ()]),
    ("Closed [@a]. Open.", [("a",), ()]),
    ("Closed. [@a] Open. [@b]", [("a",), ("b",)]),
    ("[@a] Closed. Open.", [("a",), ()]),
    ("Closed.[@a][@b] Open.", [("a", "b"), ()]),
    ("In the U.S.[@a] Senate it passed.", [("a",)]),
    ("((org.city)) is cold.[@a] ((We)) ask.", [("a",), ()]),
]


@pytest.mark.parametrize(("source", "cited"), CITED)
def test_a_citation_belongs_to_the_sentence_before_it(source: str, cited: list[tuple[str, ...]]) -> None:
    (line,) = lines_of(markdown.read(source))
    assert [sentence.cited for sentence in sentences(line)] == cited


def test_opinion_and_ask_are_told_by_sentence() -> None:
    source = "It is shut. [It is wrong.]{opinion} [Open it]{ask=section-907}. ((demand.aid.paragraph))"
    (line,) = lines_of(markdown.read(source))
    assert [(one.opinion, one.ask) for one in sentences(line)] == [
        (False, False), (True, False), (False, True), (False, True),
    ]  # fmt: skip


def test_a_place_counts_every_atom_as_one_character() -> None:
    doc = markdown.read("((We)) saw [@a]120 of ((day blockade)) men ((org.city??in ((org.city)))) there.")
    (line,) = lines_of(doc)
    start = line.text.index("120")
    span = line.span(start, start + 3)
    assert span is not None
    assert (span.start, span.end) == (7, 10)  # field, " saw ", citation
    inside = line.text.index("in ")
    assert line.span(inside, inside + 2) is None  # within an optional field


@given(docs)
def test_spans_lie_within_their_line(doc: tree.Doc) -> None:
    for line in lines_of(tree.with_ids(doc)):
        size = sum(
            len(node.text) if isinstance(node, tree.Text) else 1
            for section in doc.sections
            for block in tree.blocks_of(section)
            for _, run in tree.runs_of(block)
            for node in run
        )
        for sentence in sentences(line):
            span = line.span(sentence.start, sentence.end)
            assert span is None or 0 <= span.start < span.end <= size
