"""The gallery in Chromium: accessibility rules, reflow, keyboard, the content security policy, no script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.frontend.site import PAGES

pytestmark = pytest.mark.browser
ADDRESSES = [
    "/gallery",
    *(f"/pages/{name}" for name in PAGES),
    "/errors/404",
    "/errors/500",
    "/help/accessibility-page",
]
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OpenPage = Callable[..., Page]

WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest('.table-region--scroll'))
    .map((e) => e.tagName + '.' + e.className).slice(0, 5);
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ADDRESSES)
def test_no_accessibility_violation_no_complaint_no_sideways_scroll(
    open_page: OpenPage, complaints: list[str], path: str, width: int
) -> None:
    page = open_page(path, width)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    told = [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]
    assert told == []
    assert page.evaluate(WIDER) == []
    assert complaints == []


@pytest.mark.slow
def test_400_percent_zoom_of_1280_fits(open_page: OpenPage) -> None:
    for path in ADDRESSES:
        assert open_page(path, 320).evaluate(WIDER) == [], path


def test_ctrl_k_finds_and_arrows_choose(open_page: OpenPage) -> None:
    page = open_page("/pages/today")
    page.keyboard.press("Control+k")
    expect(page.locator("#find")).to_be_focused()
    options = "".join(
        f'<li role="option" id="find-option-{n}" aria-selected="false" data-href="/pages/{name}">{name}</li>'
        for n, name in enumerate(("campaign", "official"), 1)
    )
    page.route("**/find?q=*", lambda route: route.fulfill(body=options, content_type="text/html"))
    page.keyboard.type("of")
    page.wait_for_selector("#find-option-2:visible")
    assert page.get_attribute("#find", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#find", "aria-activedescendant") == "find-option-2"
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/official")


def test_escape_closes_the_suggestions(open_page: OpenPage) -> None:
    page = open_page("/pages/today")
    body = '<li role="option" id="find-option-1" aria-selected="false" data-href="//evil.example">x</li>'
    page.route("**/find?q=*", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.focus("#find")
    page.keyboard.type("x")
    page.wait_for_selector("#find-option-1:visible")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.url.endswith("/pages/today"), "an address outside our own paths is never followed"
    page.keyboard.press("Escape")
    assert page.is_hidden("#find-list")


def test_question_mark_lists_the_keys_and_gives_focus_back(open_page: OpenPage) -> None:
    page = open_page("/pages/today")
    page.focus(".work-item .btn--primary")
    page.keyboard.press("?")
    assert page.is_visible("#keyboard-map")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('btn--primary')")
    page.keyboard.press("?")
    page.click("label[for=single-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_hidden("#keyboard-map"), "single-letter keys can be turned off"


def test_the_end_of_a_session_is_told_ten_minutes_before_and_one_key_keeps_it(
    open_page: OpenPage, complaints: list[str]
) -> None:
    page = open_page("/pages/today")
    page.clock.install()
    page.reload()
    page.focus("#find")
    page.clock.fast_forward("03:49:00")
    assert page.is_hidden("#session-ending")
    page.clock.fast_forward("00:01:30")
    assert page.is_visible("#session-ending")
    expect(page.locator("text=Stay signed in")).to_be_focused()
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    with page.expect_response("**/session/stay") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204 and page.is_hidden("#session-ending")
    expect(page.locator("#find")).to_be_focused()
    page.clock.fast_forward("03:49:00")
    assert page.is_hidden("#session-ending"), "it counts anew"
    page.clock.fast_forward("00:20:00")
    assert "You are signed out" in page.inner_text("#session-ending")
    assert complaints == []


def test_chart_and_table_switch_and_the_choice_stays(open_page: OpenPage) -> None:
    page = open_page("/pages/campaign")
    assert page.is_visible("[data-view=chart]") and page.is_hidden("[data-view=table]")
    page.click("button[data-show=table]")
    assert page.is_hidden("[data-view=chart]") and page.is_visible("[data-view=table]")
    page.reload()
    assert page.is_visible("[data-view=table]")
    assert page.get_attribute("button[data-show=table]", "aria-pressed") == "true"


def test_the_error_summary_takes_focus(open_page: OpenPage) -> None:
    page = open_page("/gallery")
    page.click("text=Save demand")
    page.wait_for_selector(".error-summary")
    expect(page.locator(".notice--stop:focus")).to_be_visible()
    page.click(".error-summary a >> nth=0")
    expect(page.locator("#title")).to_be_focused()
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [rule["id"] for rule in found] == []


def test_menus_and_dialogs_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/gallery")
    page.focus(".person summary")
    page.keyboard.press("Enter")
    assert page.is_visible("text=Sign out")
    page.keyboard.press("Escape")
    assert page.is_hidden("text=Sign out")
    page.click("text=Withdraw approval >> nth=0")
    assert page.is_visible("#g-dialog")
    page.click("text=Keep as it is")
    assert page.is_hidden("#g-dialog")


def test_the_phone_reaches_every_place(open_page: OpenPage) -> None:
    page = open_page("/pages/today", 360)
    assert page.is_hidden(".places")
    page.click(".more > summary")
    for word in ("Campaigns", "Officials", "Library"):
        assert page.is_visible(f".more__sheet >> text={word}")


def test_without_script_everything_is_there(open_page: OpenPage) -> None:
    page = open_page("/pages/campaign", script=False)
    assert page.is_visible("[data-view=chart]") and page.is_visible("[data-view=table]")
    assert page.is_hidden("[data-view-switch]")
    page.click(".person summary")
    assert page.is_visible("text=Sign out")
    workspace = open_page("/pages/workspace", script=False)
    assert workspace.is_visible("form.picker button")


def test_targets_are_large_enough_on_phones(open_page: OpenPage) -> None:
    page = open_page("/gallery", 360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .tab-bar a, .segmented > *')]
          .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44)
          .map((e) => e.textContent.trim())"""
    )
    assert small == []
