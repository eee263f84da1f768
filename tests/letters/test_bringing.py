"""Text from elsewhere in the plain editor: the samples of the rich editor, nothing lost, and the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.letters import markdown
from app.letters.bringing import appended, bring_in
from app.letters.tree import Role, blocks_of
from tests.journeys.paste_samples import SAMPLES
from tests.letters.pages import Desk, make_desk

OVER_PAGES = """CITY OF ARROYO VISTA

We write about the road, which has been closed
to all traffic since the middle of December and

\fCITY OF ARROYO VISTA
Page 2 of 3
has not been opened again since that day by any
of those who could.

Page 3 of 3

CITY OF ARROYO VISTA

1. Enforce the law.
3. Send aid.
"""


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


@pytest.mark.parametrize("name", [one.name for one in SAMPLES if one.kind == "text"])
def test_the_plain_editor_reads_what_the_rich_one_reads(name: str) -> None:
    sample = next(one for one in SAMPLES if one.name == name)
    brought = bring_in(sample.source)
    assert brought.text == sample.markdown
    assert bool(brought.report) == bool(sample.report)


def test_what_runs_over_the_pages_is_left_out_and_named() -> None:
    brought = bring_in(OVER_PAGES)
    first, *items = brought.text.split("\n")
    assert first.endswith(
        "since the middle of December and has not been opened again since that day by any of those who could."
    )
    assert items == ["", "1. Enforce the law.", "2. Send aid."]
    told = " ".join(brought.report)
    assert "3 lines repeated on every page (“CITY OF ARROYO VISTA”) left out." in told
    assert "2 page numbers (“Page 2 of 3”, “Page 3 of 3”) left out." in told
    assert "1 item (“3.”) numbered anew by the list." in told


WORDS = st.lists(st.text(st.sampled_from("abcdeéհ ((*_[`#>|~"), min_size=1, max_size=60), max_size=12)


@given(WORDS, st.sampled_from(["\n", "\r\n", "\n\n", "\u2028", "\v"]))
def test_every_character_that_a_person_sees_stays(lines: list[str], end: str) -> None:
    source = end.join(lines)
    try:
        brought = bring_in(source)
    except InvalidInput:
        assert not source.strip()
        return
    section = markdown.read_section(Role.BODY, brought.text)
    words = "".join(re.findall(r"text='([^']*)'", str(list(blocks_of(section)))))
    assert re.sub(r"\s", "", words) == re.sub(r"\s", "", source)


@given(st.text(max_size=300))
def test_whatever_is_pasted_gives_text_that_reads_as_it_was_written(source: str) -> None:
    try:
        brought = bring_in(source)
    except InvalidInput as error:
        assert set(error.errors) == {"pasted"}
        return
    again = markdown.write_section(markdown.read_section(Role.BODY, brought.text)).rstrip("\n")
    assert again == brought.text


def test_two_lists_stay_two() -> None:
    section = markdown.read_section(Role.BODY, appended("- One", bring_in("• Two").text))
    assert len(section.blocks) == 2
    assert appended("  ", "- Two") == "- Two"


def sent(desk: Desk, do: str, **values: str) -> str:
    texts = {"opening": "We write.", "facts": "[The road is closed.]{opinion}"}
    form = {
        "role": list(texts),
        "text": list(texts.values()),
        "based_on": "1",
        "do": do,
        "plain": "1",
        **values,
    }
    answer = desk.post(desk.drafter, "/write", form)
    assert answer.status_code == (200 if do == "bring-in" and values["pasted"].strip() else 422)
    return answer.text


def test_pasted_text_comes_into_the_chosen_section_unsaved(desk: Desk) -> None:
    page = sent(desk, "bring-in", pasted="The word\u200b stands\n\n• Food\n• ((Medicine))", pasted_into="1")
    assert "The word stands\n\n- Food\n- \\((Medicine\\))" in page
    assert "[The road is closed.]{opinion}\n\n\nThe word stands" in page
    assert "2 paragraphs and lists brought in. Nothing is saved yet." in page
    assert "1 hidden character left out." in page
    assert "The word stands" not in desk.drafter.get(desk.home + "/write?plain=1").text


@pytest.mark.parametrize("do", ["save", "submit", "up:0", "add"])
def test_pasted_text_that_waits_is_neither_saved_nor_lost(desk: Desk, do: str) -> None:
    page = sent(desk, do, pasted="Words that wait.", pasted_into="0")
    assert "This text is not in the letter yet." in page
    assert "Words that wait.</textarea>" in page
    assert desk.state() == "draft"


def test_an_empty_paste_says_so(desk: Desk) -> None:
    assert "There is no text in it." in sent(desk, "bring-in", pasted=" ", pasted_into="0")
