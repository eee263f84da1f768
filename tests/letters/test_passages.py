"""Passages: found again, and replaced in the tree without losing what stands around or inside them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.core.errors import Conflict, InvalidInput
from app.letters import markdown, tree
from app.letters.passages import Passage, block_texts, chosen, placed, replaced
from app.letters.tree import blocks_of, inlines_of, runs_of
from tests.letters.strategies import docs

SHOWN = {"recipient.name": "Ana Ruiz", "we": "we", "campaign.reply_by": ""}


def show(node: tree.Inline) -> str:
    """Fields with a value, day counts as a number, sources as nothing."""
    if isinstance(node, tree.MergeField):
        return SHOWN.get(node.name, "a value")
    return "24th day" if isinstance(node, tree.DayCount) else ""


def read(body: str) -> tree.Doc:
    return markdown.read(f"::: body\n{body}\n:::\n")


def one(doc: tree.Doc) -> tuple[str, str]:
    (block,) = block_texts(doc, show).values()
    return block.id, block.text


def edited(body: str, quote: str, replacement: str) -> str:
    doc = read(body)
    passage = chosen(block_texts(doc, show), one(doc)[0], quote)
    return markdown.write_section(replaced(doc, passage, replacement, show).sections[0]).strip()


@pytest.mark.parametrize(
    ("body", "quote", "replacement", "result"),
    [
        ("The road is closed.", "closed", "blocked", "The road is blocked."),
        ("The road is closed.", "", "It is open.", "It is open."),
        ("Dear ((recipient.name)), act.", "Dear Ana Ruiz, act", "Ana Ruiz, act now", "((recipient.name)), act now."),
        ("Dear ((recipient.name)), act.", "Dear Ana Ruiz, act", "Please act", "Please act."),
        ("On the ((day blockade)) we write.", "On the 24th day", "Since the 24th day",
         "Since the ((day blockade)) we write."),
        ("Gas stopped[@gas]. It is cold.", "stopped. It is", "was cut. It was", "Gas was cut[@gas]. It was cold."),
        ("Gas stopped[@gas].", "Gas stopped.", "No gas came.", "No gas came[@gas]."),
        ("[enforce it]{ask=section-907} now.", "enforce", "fully enforce", "[fully enforce it]{ask=section-907} now."),
        ("A **bold** word.", "bold", "strong", "A **strong** word."),
        ("Come((campaign.reply_by?? by ((campaign.reply_by)))), please.", "Come, please", "Do come, please",
         "Do come((campaign.reply_by?? by ((campaign.reply_by)))), please."),
        ("Take it out, please.", "out, please", "", "Take it."),
        ("Please act now.", "Please", "", "act now."),
        ("Act, please, now.", "please,", "", "Act, now."),
    ],
)  # fmt: skip
def test_words_change_and_everything_else_stays(body: str, quote: str, replacement: str, result: str) -> None:
    assert edited(body, quote, replacement) == result


def test_a_passage_that_cuts_a_field_is_refused() -> None:
    with pytest.raises(Conflict, match="inside a field"):
        edited("Dear ((recipient.name)), act.", "Dear Ana", "Hello")


def test_the_nearest_of_equal_words_is_meant() -> None:
    doc = read("to and to and to")
    blocks = block_texts(doc, show)
    assert [chosen(blocks, one(doc)[0], "to", start).start for start in (0, 6, 99)] == [0, 7, 14]
    with pytest.raises(InvalidInput):
        chosen(blocks, one(doc)[0], "from")
    with pytest.raises(InvalidInput):
        chosen(blocks, "nowhere", "to")


def test_a_long_passage_is_found_in_another_paragraph() -> None:
    passage = Passage("gone", 0, 28, "food and medicine cannot pass")
    blocks = block_texts(read("First.\n\nSince then food and medicine cannot pass."), show)
    place = placed(passage, blocks)
    assert place.exact and blocks[place.block_id].text[place.start : place.end] == passage.quote
    twice = block_texts(read("food and medicine cannot pass.\n\nAgain food and medicine cannot pass."), show)
    assert not placed(passage, twice).exact
    assert not placed(Passage("gone", 0, 5, "First"), blocks).exact


def sources(doc: tree.Doc) -> Counter[str]:
    runs = (run for section in doc.sections for block in blocks_of(section) for _, run in runs_of(block))
    return Counter(node.claim for run in runs for node in inlines_of(run) if isinstance(node, tree.Citation))


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(docs, st.data())
def test_any_passage_is_replaced_and_nothing_else(doc: tree.Doc, data: st.DataObject) -> None:
    doc = tree.with_ids(doc)
    blocks = {id: block for id, block in block_texts(doc, show).items() if len(block.text) > 1}
    assume(blocks)
    block = blocks[data.draw(st.sampled_from(sorted(blocks)))]
    start = data.draw(st.integers(0, len(block.text) - 1))
    end = data.draw(st.integers(start + 1, len(block.text)))
    new = data.draw(st.sampled_from(["word", "two words", "a value", "Ana Ruiz and 24th day"]))
    passage = Passage(block.id, start, end, block.text[start:end])
    try:
        made = replaced(doc, passage, new, show)
    except Conflict:
        assume(False)
    after = block_texts(made, show)
    # Blanks at an edge go, unless a mark without words, such as a citation, stands behind them.
    assert after[block.id].text.strip(" ") == (block.text[:start] + new + block.text[end:]).strip(" ")
    assert sources(made) == sources(doc)
    others = {id: one.text for id, one in blocks.items() if id != block.id}
    assert {id: after[id].text for id in others} == others
