"""Between the two editors on a phone and a desk: nothing typed stays behind, and a reviewer is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.desk import draft_of_the_demonstration, open_editor, problems_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
def test_words_go_along_from_one_editor_to_the_other(served: Any, chromium: Any, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=served.url)
    page = context.new_page()
    problems_of(page)
    draft_of_the_demonstration(page, served)
    open_editor(page)
    words = f"Typed at {'a phone' if width < 400 else 'a desk'} just now. "
    page.locator("#rich-text .ProseMirror .text-section p").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    way = page.locator("[data-to-plain]:visible").last
    way.scroll_into_view_if_needed()
    way.click()
    page.wait_for_url("**plain=1**")
    box = page.locator("textarea[name=text]").first
    assert words.strip() in box.input_value()
    box.evaluate("(box, words) => { box.value = box.value.replace(words, 'Typed plainly.'); }", words.strip())
    page.get_by_role("button", name="Rich editor").click()
    open_editor(page)
    text = page.locator("#rich-text .ProseMirror").inner_text()
    assert "Typed plainly." in text
    assert words.strip() not in text
    ask = page.get_by_text("Ask one approver when you send it for review")
    ask.scroll_into_view_if_needed()
    ask.click()
    page.get_by_label("Reviewer").locator("visible=true").select_option(label="Ruth Castellanos")
    assert page.evaluate("document.querySelector('[data-rich]').desk.asked().reviewer_id")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_of(page) == []
    context.close()
