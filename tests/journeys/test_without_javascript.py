"""Without a line of script: find an official, write a letter in the plain editor, send it to review, mark, log."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.test_keyboard import WORDS
from tests.journeys.test_main_job import tick

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


@pytest.fixture(scope="module")
def served(common: Served) -> Served:
    """No other file touches the letters of this one."""
    return common


def go(page: Page, place: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=place, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place)


def find_an_official(page: Page) -> None:
    """In the directory, and by the box of the masthead."""
    go(page, "Officials")
    page.get_by_role("main").get_by_role("searchbox").first.fill("stroud")
    page.get_by_role("main").get_by_role("searchbox").first.press("Enter")
    page.get_by_role("main").get_by_role("link", name=re.compile("Stroud")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Stroud"))
    page.get_by_label("Find or jump to").first.fill("stroud")
    page.get_by_label("Find or jump to").first.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("Stroud")).first).to_be_visible()


def begin_a_letter(page: Page) -> None:
    go(page, "Letters")
    page.get_by_role("main").get_by_role("link", name="New letter").first.click()
    tick(page.get_by_role("radio", name=re.compile("^Official letter")))
    page.get_by_role("textbox", name="Subject").fill("Aid without delay")
    tick(page.get_by_role("radio", name="The campaign’s targets"))
    tick(page.get_by_role("checkbox", name="Direct humanitarian aid"))
    tick(page.get_by_role("checkbox", name=re.compile("^Elena Marchetti")))
    tick(page.get_by_role("checkbox", name=re.compile("^Office of the Mayor")))
    page.get_by_role("button", name="Begin the letter").click()
    expect(page.get_by_role("button", name="Save version 2")).to_be_visible()


def write_it(page: Page) -> None:
    """Looked at before it is saved, saved, and sent for review."""
    preview = page.locator("#preview")
    page.get_by_role("textbox", name="Opening", exact=True).fill(WORDS["Opening"])
    page.get_by_role("button", name="Show in the preview without saving").click()
    expect(preview).to_contain_text(WORDS["Opening"])
    expect(page.get_by_role("textbox", name="Opening", exact=True)).to_have_value(WORDS["Opening"])
    page.get_by_role("button", name="Save version 2").click()
    expect(page.get_by_role("link", name=re.compile("before review$"))).to_be_visible()
    for label, words in WORDS.items():
        page.get_by_role("textbox", name=label, exact=True).fill(words)
    for left in page.locator("textarea[name=text]").all():
        if "[[" in left.input_value():
            left.fill("")
    page.get_by_role("button", name="Save version 3").click()
    expect(preview).to_contain_text(WORDS["Facts"].split(" [@")[0])
    page.get_by_role("button", name="Save and send for review").click()
    expect(page.get_by_text("In review").first).to_be_visible()


def mark_one_sent(page: Page) -> str:
    """Gives whom the letter went to."""
    go(page, "Sending")
    page.get_by_role("table", name="Sealed letters").get_by_role("link").first.click()
    planned = page.get_by_role("row", name=re.compile("Planned|Printed")).first
    recipient = planned.get_by_role("rowheader").get_by_role("link").inner_text()
    tick(planned.get_by_role("checkbox"))
    page.get_by_role("button", name="Mark the chosen ones").click()
    page.locator("select[name=state]").select_option(label="Handed over")
    page.get_by_role("button", name="Mark 1 dispatch").click()
    expect(page.get_by_role("row", name=recipient).filter(has_text="Handed over").first).to_be_visible()
    return recipient


def log_its_reply(page: Page, recipient: str) -> None:
    go(page, "Sending")
    page.get_by_role("table", name="Sealed letters").get_by_role("link").first.click()
    page.get_by_role("row", name=recipient).filter(has_text="Handed over").get_by_role(
        "link", name=recipient
    ).click()
    page.get_by_role("link", name="Log a reply").first.click()
    page.get_by_role("textbox", name="What it says").fill("Logged by a test: the office will send aid.")
    page.get_by_role("combobox", name="Direct humanitarian aid").select_option(label="Committed")
    page.get_by_role("button", name="Log the reply").click()
    expect(page.get_by_text("Logged by a test: the office will send aid.").first).to_be_visible()
    expect(page.get_by_text("Committed").first).to_be_visible()


def test_a_letter_and_its_reply_without_javascript(sign_in: Callable[..., Page]) -> None:
    page = sign_in("drafter", java_script_enabled=False)
    expect(page.locator("html")).not_to_have_class(re.compile(r"\bjs\b"))
    find_an_official(page)
    begin_a_letter(page)
    write_it(page)
    log_its_reply(page, mark_one_sent(page))
