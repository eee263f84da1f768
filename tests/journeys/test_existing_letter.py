"""A letter begun from pasted text of an old one, and kept as a template: what a person does, measured by axe too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.crawling import AXE, RULES
from tests.letters.existing.existing_samples import PROSE, RUN_ON

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


@pytest.fixture(scope="module")
def served(common: Served) -> Served:
    """No other file touches the letters of this one."""
    return common


def looks_right(page: Page) -> None:
    """No axe violation, nothing to scroll to the side."""
    page.evaluate(AXE)
    found = page.evaluate(
        "async rules => (await axe.run(document, rules)).violations.map(one => one.id)", RULES
    )
    assert found == [], f"{page.url}: {found}"
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def read(page: Page, text: str, kind: str) -> None:
    page.get_by_role("textbox", name="Or paste its text").fill(text)
    box = page.get_by_role("radio", name=kind)
    box.focus()
    box.press(" ")
    page.get_by_role("button", name="Read the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm what was read")


def test_an_old_letter_becomes_a_draft_and_a_template(sign_in: Callable[..., Page]) -> None:
    page = sign_in("drafter")
    page.goto("/letters/")
    page.get_by_role("link", name="Start from an existing letter").click()
    looks_right(page)
    read(page, PROSE, "Official letter")
    looks_right(page)
    expect(page.get_by_text("It speaks of an earlier letter.")).to_be_visible()
    asked = page.locator("#row-11-0-ask")
    expect(asked).to_have_value("section-907")
    page.locator("#row-8-part").select_option(label="Position so far")
    page.get_by_role("textbox", name="Text of piece 14").fill("Our two cities share this belief.")
    page.get_by_role("textbox", name="Subject").fill("The valley in winter")
    page.get_by_role("button", name="Begin the draft").click()
    page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}"))
    letter = re.sub(r"/write.*", "", page.url)
    page.goto(f"{letter}?read=1")
    expect(page.get_by_text("Our two cities share this belief.").first).to_be_visible()
    page.get_by_role("link", name="Save as a template").click()
    looks_right(page)
    expect(page.get_by_role("textbox", name="Facts").first).to_have_value(
        re.compile(r"\[\[date, was December 12th, 2022\]\]")
    )
    page.get_by_role("textbox", name="Name", exact=True).fill("A valley in winter")
    page.get_by_role("button", name="Save the template").click()
    expect(page.get_by_text("It is not approved yet.")).to_be_visible()
    looks_right(page)
    page.goto(f"{page.url}/edit")
    looks_right(page)


def test_without_script_on_a_phone_the_pieces_can_be_confirmed(sign_in: Callable[..., Page]) -> None:
    page = sign_in("drafter", width=390, java_script_enabled=False)
    page.goto("/letters/from-existing")
    read(page, RUN_ON, "Joint letter")
    page.locator("select[name=row-1-part]").select_option("left_out")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator("select[name=row-1-part]")).to_have_value("left_out")
    page.get_by_role("button", name="Begin the draft").click()
    page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}"))
