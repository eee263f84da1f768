"""The rich editor in a real browser: what it loads it gives back, and what is pasted comes in clean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Page

from app.letters import markdown, tree
from tests.journeys.crawling import seen_by_axe
from tests.journeys.desk import draft_of_the_demonstration, open_editor, problems_of, tree_in
from tests.journeys.paste_samples import SAMPLES
from tests.letters.strategies import docs

pytestmark = pytest.mark.browser

PASTE = """([kind, text]) => {
  const data = new DataTransfer();
  data.setData(kind === "html" ? "text/html" : "text/plain", text);
  document.getElementById("rich-pasted").replaceChildren();
  const place = document.querySelector("#rich-text .ProseMirror");
  place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  return document.getElementById("rich-pasted").textContent;
}"""
# Random trees hold what no letter does; here the editor neither saves nor asks the server about them.
ALONE = """() => {
  const { desk } = document.querySelector("[data-rich]");
  desk.saving.save = () => Promise.resolve(true);
  desk.check = () => Promise.resolve();
  desk.checking?.abort();
  desk.pages.draw = () => Promise.resolve();
}"""
FOUND = """(problem) => {
  const { desk } = document.querySelector("[data-rich]");
  desk.checked = desk.editor.state.doc;
  desk.problems = [problem];
  desk.mends.redraw();
}"""
EMPTY = {"type": "doc", "content": [{"type": "section", "attrs": {"id": "s", "role": "body"}, "content": []}]}


@pytest.fixture(scope="module")
def desk(served: Any, chromium: Any) -> Iterator[Page]:
    """One page with the editor open on the demonstration's draft, which nothing here saves."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=served.url)
    page = context.new_page()
    problems_of(page)
    draft_of_the_demonstration(page, served)
    open_editor(page)
    page.evaluate(ALONE)
    yield page
    context.close()


def put(page: Page, value: dict[str, Any]) -> None:
    page.evaluate("(tree) => document.querySelector('[data-rich]').desk.put(tree)", value)


def test_every_tree_goes_through_the_editor_unchanged(desk: Page) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(docs)
    def unchanged(doc: tree.Doc) -> None:
        doc = tree.with_ids(doc)
        if not doc.sections:
            return
        put(desk, tree.to_json(doc))
        assert tree_in(desk) == tree.to_json(doc)

    unchanged()
    assert problems_of(desk) == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_what_is_pasted_comes_in_clean(desk: Page, sample: Any) -> None:
    put(desk, EMPTY)
    desk.evaluate("document.querySelector('[data-rich]').desk.editor.view.focus()")
    said = desk.evaluate(PASTE, [sample.kind, sample.source])
    read = tree.from_json(tree_in(desk))
    if sample.markdown:
        assert markdown.write_section(read.sections[0]).rstrip("\n") == sample.markdown
    else:
        assert len(read.sections[0].blocks) > 100
    for words in sample.report:
        assert words in said
    desk.keyboard.press("Control+z")
    assert tree_in(desk)["content"][0]["content"] == []
    assert problems_of(desk) == []


def test_toolbar_and_typed_signs_make_the_tree(desk: Page) -> None:
    put(desk, EMPTY)
    desk.locator("#rich-text .ProseMirror").click()
    desk.keyboard.type("We ")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("urge")
    desk.keyboard.press("Control+b")
    desk.keyboard.type(" you.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("1. First")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Second")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Yours ")
    desk.keyboard.press("Alt+F10")
    desk.keyboard.press("ArrowRight")
    assert desk.evaluate("document.activeElement.closest('[role=toolbar]') !== null")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Day count").click()
    desk.keyboard.press("Enter")
    written = markdown.write_section(tree.from_json(tree_in(desk)).sections[0])
    assert written.startswith("We **urge** you.\n\n1. First\n2. Second\n\nYours ((day ")
    assert problems_of(desk) == []


def test_typed_signs_list_what_can_stand_there(desk: Page) -> None:
    put(desk, EMPTY)
    desk.locator("#rich-text .ProseMirror").click()
    desk.keyboard.type("To ((")
    desk.get_by_role("combobox", name="Find: Field").wait_for()
    desk.keyboard.type("surname")
    desk.keyboard.press("Enter")
    desk.keyboard.type(", ((")
    desk.get_by_role("combobox", name="Find: Field").wait_for()
    desk.keyboard.press("Escape")
    desk.keyboard.type("kept")
    written = markdown.write_section(tree.from_json(tree_in(desk)).sections[0])
    assert written == "To ((recipient.surname)), ((kept\n"


def test_find_and_replace_is_one_step_for_undo(desk: Page) -> None:
    put(desk, EMPTY)
    desk.locator("#rich-text .ProseMirror").click()
    desk.keyboard.type("The road, the Road and the roads.")
    desk.keyboard.press("Control+f")
    desk.keyboard.type("road")
    desk.get_by_text("1 of 3 matches").or_(desk.get_by_text("3 matches")).first.wait_for()
    desk.get_by_label("Replace with").fill("way")
    desk.get_by_role("button", name="Replace all").click()
    assert "The way, the way and the ways." in str(tree_in(desk))
    desk.keyboard.press("Escape")
    desk.keyboard.press("Control+z")
    assert "The road, the Road and the roads." in str(tree_in(desk))


def test_what_the_checks_find_is_marked_and_mended_in_the_text(desk: Page) -> None:
    problem = {
        "code": "unsourced", "level": "blocks", "title": "This sentence has no source", "mend": "Cite a claim.",
        "text": "Cite a claim.", "who": "", "digest": "d", "section": "s", "block": "p", "start": 8, "end": 21,
        "quick": [{"kind": "opinion", "label": "Mark as opinion", "do": "fix:d:opinion:", "value": ""}],
    }  # fmt: skip
    words = {"type": "text", "text": "We ask. Schools shut."}
    paragraph = {"type": "paragraph", "attrs": {"id": "p"}, "content": [words]}
    section = {"type": "section", "attrs": {"id": "s", "role": "facts"}, "content": [paragraph]}
    put(desk, {"type": "doc", "content": [section]})
    desk.evaluate(FOUND, problem)
    assert desk.locator("#rich-text .underline-stop").all_inner_texts() == ["Schools shut."]
    box = desk.get_by_role("group", name="Checks at this place")
    desk.locator("#rich-text .ProseMirror").click()
    desk.keyboard.press("Home")
    box.wait_for(state="hidden")
    desk.keyboard.press("F8")
    box.get_by_text("This sentence has no source", exact=True).wait_for()
    assert seen_by_axe(desk) == []
    box.get_by_text("This sentence has no source", exact=True).wait_for()  # it stood open at both widths
    desk.keyboard.press("Alt+Enter")
    assert desk.evaluate("document.activeElement.textContent") == "Mark as opinion"
    assert box.get_by_role("button").all_inner_texts() == ["Mark as opinion", "Find a claim"]
    desk.keyboard.press("Escape")
    box.wait_for(state="hidden")
    desk.evaluate(FOUND, problem)  # an answer that was still under way may have taken its place
    desk.locator("#rich-text .ProseMirror").click()
    desk.keyboard.press("Home")
    desk.keyboard.press("F8")
    box.wait_for()
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Delete")
    box.wait_for(state="hidden")
    assert problems_of(desk) == []
