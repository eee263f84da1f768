"""Two people on one letter, a lost connection, and the page beside the text: nobody's words are lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import enter
from tests.journeys.desk import draft_of_the_demonstration, open_editor, problems_of, tree_in

pytestmark = pytest.mark.browser
SAVE = "document.querySelector('[data-rich]').desk.saving.save()"
DARK = """() => {
  const page = document.querySelector(".live-page");
  const { data } = page.getContext("2d").getImageData(0, 0, page.width, page.height);
  return data.reduce((sum, value, place) => sum + (place % 4 === 0 && value < 120 ? 1 : 0), 0);
}"""
SECONDS = "performance.getEntriesByName('redress.page').length"


@pytest.fixture
def windows(served: Any, chromium: Any) -> Iterator[list[BrowserContext]]:
    made = [
        chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=served.url) for _ in range(2)
    ]
    yield made
    for context in made:
        context.close()


@pytest.fixture
def both(served: Any, windows: list[BrowserContext]) -> tuple[Page, Page]:
    """The drafter and an administrator, each with the letter open."""
    one, other = windows[0].new_page(), windows[1].new_page()
    address = draft_of_the_demonstration(one, served)
    enter(other, served, "administrator")
    other.goto(address)
    for page in (one, other):
        problems_of(page)
        open_editor(page)
    return one, other


def write(page: Page, section: str, words: str) -> None:
    """Type at the end of the first paragraph of a section."""
    page.locator(f"#rich-text [role=group][aria-label='{section}'] p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def text_of(page: Page) -> str:
    return str(tree_in(page))


def test_two_people_write_in_different_sections(both: tuple[Page, Page]) -> None:
    one, other = both
    write(one, "Opening", " Words of Dana.")
    write(other, "Closing", " Words of Tomas.")
    one.evaluate(SAVE)
    other.evaluate(SAVE)
    one.evaluate(SAVE)
    for page in both:
        assert "Words of Dana." in text_of(page)
        assert "Words of Tomas." in text_of(page)
    expect(one.locator("#saved")).to_contain_text("Saved")


def test_two_people_in_one_section_keep_both_texts(both: tuple[Page, Page]) -> None:
    one, other = both
    write(one, "Facts", " First of Dana.")
    write(other, "Facts", " First of Tomas.")
    one.evaluate(SAVE)
    other.evaluate(SAVE)
    notice = other.get_by_label("Two texts: Facts")
    expect(notice).to_contain_text("First of Tomas.")
    expect(notice).to_contain_text("First of Dana.")
    assert "First of Dana." in text_of(other)
    # Nothing is lost by leaving: who comes back still finds both.
    other.reload()
    open_editor(other)
    notice = other.get_by_label("Two texts: Facts")
    notice.get_by_role("button", name="Keep both").click()
    expect(notice).to_have_count(0)
    other.evaluate(SAVE)
    one.evaluate(SAVE)
    for page in both:
        assert "First of Dana." in text_of(page)
        assert "First of Tomas." in text_of(page)
        assert problems_of(page) == []


def test_words_typed_without_a_connection_are_kept(
    both: tuple[Page, Page], windows: list[BrowserContext]
) -> None:
    one, other = both
    windows[0].set_offline(True)
    write(one, "Opening", " Typed offline.")
    one.evaluate(SAVE)
    expect(one.locator("#saved")).to_contain_text("You are offline. Your text is kept in this browser")
    windows[0].set_offline(False)
    one.evaluate("window.dispatchEvent(new Event('online'))")
    expect(one.locator("#saved")).to_contain_text("Saved")
    other.evaluate(SAVE)
    assert "Typed offline." in text_of(other)


def test_the_page_follows_the_keys_and_stays_usable(both: tuple[Page, Page]) -> None:
    one = both[0]
    write(one, "Opening", " Seen at once.")
    expect(one.locator(".page-thumb")).not_to_have_count(0)
    one.locator(".live-page").wait_for()
    assert one.evaluate(DARK) > 500
    one.wait_for_function(f"() => ({SECONDS}) >= 1")
    found = Axe().run(one)
    assert [
        (each["id"], [node["target"] for node in each["nodes"]]) for each in found.response["violations"]
    ] == []
    one.set_viewport_size({"width": 360, "height": 740})
    assert one.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(one)
    assert [
        (each["id"], [node["target"] for node in each["nodes"]]) for each in found.response["violations"]
    ] == []
    assert problems_of(one) == []
