"""What stands beside the text of the rich editor, in a browser: the page that follows each key, claims to drag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.crawling import AXE, RULES
from tests.journeys.desk import draft_of_the_demonstration, open_editor, problems_of, tree_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

DESK = "document.querySelector('[data-rich]').desk"
PAINTED = f"""() => new Promise((done) => {{
  const look = () => ({DESK}.pages.likeness.base ? done() : requestAnimationFrame(look));
  look();
}})"""
NO_PAGE = f"() => {{ {DESK}.pages.draw = () => Promise.resolve(); }}"
PAGE_AGAIN = f"() => {{ delete {DESK}.pages.draw; return {DESK}.pages.draw(false); }}"
DARK_BELOW = f"""() => {{
  const {{ canvas, base }} = {DESK}.pages.likeness;
  const [, left, top, wide, high] = base.spots.at(-2);
  const by = canvas.width / base.width;
  const {{ data }} = canvas.getContext("2d").getImageData(left * by, top * by, wide * by, high * by);
  return data.some((value, place) => place % 4 === 0 && value < 90);
}}"""


@pytest.fixture(scope="module")
def desk(served: Any, chromium: Any) -> Iterator[Page]:
    """The demonstration's draft, open for writing."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, base_url=served.url)
    page = context.new_page()
    problems_of(page)
    draft_of_the_demonstration(page, served)
    open_editor(page)
    page.evaluate(PAINTED)
    yield page
    context.close()


def first_line(desk: Page) -> Any:
    return desk.locator("#rich-text .text-section__body p").first


def test_each_key_stands_on_the_page_before_it_is_drawn(desk: Page) -> None:
    desk.evaluate(NO_PAGE)
    first_line(desk).click(position={"x": 1, "y": 10})
    likeness = desk.locator(".likeness")
    expect(likeness).to_be_hidden()
    for typed, seen in (("Q", "Q"), ("uite so. ", "Quite so. ")):
        desk.keyboard.type(typed)
        expect(likeness).to_be_visible()
        assert seen.strip() in likeness.inner_text()[:30]
    sheet, words = desk.locator(".live-page").bounding_box(), likeness.bounding_box()
    assert sheet is not None
    assert words is not None
    assert sheet["x"] < words["x"] < sheet["x"] + sheet["width"] / 3
    assert desk.evaluate(DARK_BELOW)  # what stands below is still there
    desk.evaluate(PAGE_AGAIN)
    expect(likeness).to_be_hidden()
    assert problems_of(desk) == []


def test_paragraphs_come_and_go_on_the_page(desk: Page) -> None:
    desk.evaluate(NO_PAGE)
    likeness = desk.locator(".likeness")
    first_line(desk).click()
    desk.keyboard.press("Enter")
    desk.keyboard.type("- One")
    expect(likeness.locator("ul li")).to_contain_text(["One"])
    for _ in range(8):
        desk.keyboard.press("Control+z")
    desk.evaluate(PAGE_AGAIN)
    expect(likeness).to_be_hidden()
    assert problems_of(desk) == []


def citations(desk: Page) -> list[str]:
    return re.findall(r"'claim': '([a-z0-9-]+)'", str(tree_in(desk)["content"][0]))


def test_a_claim_is_dragged_to_a_word_or_cited_at_the_caret(desk: Page) -> None:
    before = citations(desk)
    desk.get_by_text("Claims to cite").click()
    expect(desk.locator(".claim-card").first).to_be_visible()  # near the line of the caret, before any search
    desk.get_by_role("searchbox", name="Words, a number or a day").fill("gas from armenia")
    card = desk.locator(".claim-card", has_text="Natural gas from Armenia").first
    expect(card).to_be_visible()
    desk.evaluate(AXE)
    assert desk.evaluate("rules => axe.run(rules)", RULES)["violations"] == []
    card.drag_to(first_line(desk), target_position={"x": 40, "y": 12})
    assert len(citations(desk)) == len(before) + 1
    assert "lachin-gas" in citations(desk)
    words = first_line(desk).evaluate("(line) => line.firstChild.textContent")
    assert re.search(r"\w$", words)  # after a whole word
    assert not re.match(r"\w", first_line(desk).evaluate("(line) => line.childNodes[2]?.textContent ?? ' '"))
    desk.keyboard.press("Control+z")
    assert citations(desk) == before
    card.get_by_role("button", name=re.compile("^Cite")).press("Enter")
    assert len(citations(desk)) == len(before) + 1
    desk.keyboard.press("Control+z")
    assert problems_of(desk) == []
