"""Review in a browser: words are selected and commented, an edit is suggested and accepted, the text approved.

The pages on the way are looked at by axe, wide and narrow. What a review took of an approver with a phone, from Today
to the approval, stands in `build/review.json` after each run.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.crawling import seen_by_axe
from tests.journeys.hands import FIGURES, Hands
from tests.journeys.test_main_job import tick

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


@pytest.fixture(scope="module")
def served(common: Served) -> Served:
    """No other file touches the letters of this one."""
    return common


FACT = "The road has been closed to ordinary traffic since December 12, 2022."
WORDS = {
    "Opening": "We write together for the people of both cities.",
    "Facts": f"[{FACT}]{{opinion}}",
    "Position so far": "Nothing has been said since.",
    "Asks": "We ask that you:\n\n1. [send emergency humanitarian aid]{ask=humanitarian-aid};\n2. act soon.",
    "Meeting request": "Please meet with us.",
    "Closing": "Thank you.",
}
PRESIDENT = (
    "To the President: reopen the Lachin road$"  # the letter of the demonstration that waits for approval
)
# What a person does with the mouse, or with Shift and the arrows.
SELECT = """([words]) => {
  const block = [...document.querySelectorAll("[data-block]")].find(each => each.textContent.includes(words));
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (!node.data.includes(words)) node = walker.nextNode();
  const range = document.createRange();
  range.setStart(node, node.data.indexOf(words));
  range.setEnd(node, node.data.indexOf(words) + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  document.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
}"""


def write_a_letter(page: Page) -> str:
    """A joint letter to the campaign's targets, sent for review; its address."""
    page.goto("/letters/new")
    tick(page.get_by_role("radio", name=re.compile("^Joint letter")))
    tick(page.get_by_role("radio", name="The campaign’s targets"))
    page.get_by_role("textbox", name="Subject").fill("A letter to review")
    tick(page.get_by_role("checkbox", name="Direct humanitarian aid"))
    for name in ("Elena Marchetti", "Samuel Ortiz-Bell", "Office of the Mayor"):
        tick(page.get_by_role("checkbox", name=re.compile(f"^{name}")))
    page.get_by_role("button", name="Begin the letter").click()
    page.get_by_role("link", name="Plain editor").click()
    for label, text in WORDS.items():
        page.get_by_role("textbox", name=label, exact=True).fill(text)
    page.get_by_role("button", name="Save version 2").click()
    page.get_by_role("button", name="Save and send for review").click()
    expect(page.get_by_text("In review").first).to_be_visible()
    return re.sub(r"/(write|review)$", "", page.url.split("?")[0].split("#")[0])


def decide(page: Page, letter: str, version: int) -> None:
    page.goto(f"{letter}/review")
    tick(page.get_by_role("radio", name=re.compile("^Approve")))
    tick(page.get_by_role("checkbox", name=re.compile("^I have read the full text")))
    page.get_by_role("button", name=f"Approve version {version}").click()
    expect(page.get_by_text("Approved").first).to_be_visible()


def test_comment_suggest_accept_and_approve(sign_in: Callable[..., Page]) -> None:
    drafter, approver = sign_in("drafter"), sign_in("approver")
    letter = write_a_letter(drafter)
    # The approver selects words: other words for some, a question about others.
    approver.goto(f"{letter}/review")
    approver.evaluate(SELECT, ["ordinary traffic"])
    approver.get_by_role("button", name="Suggest other words").click()
    expect(approver.get_by_role("textbox", name=re.compile("^Words"))).to_have_value("ordinary traffic")
    approver.get_by_role("textbox", name="The words you suggest").fill("civilian traffic")
    approver.get_by_role("button", name="Add it").click()
    expect(approver.locator("#thread-1 ins")).to_contain_text("civilian")
    approver.evaluate(SELECT, ["act soon"])
    approver.get_by_role("group", name="For the selected words").get_by_role("button", name="Comment").press(
        "Enter"
    )
    approver.get_by_role("textbox", name=re.compile("^Comment")).fill("By which day?")
    approver.get_by_role("button", name="Add it").press("Enter")
    expect(approver.locator("#thread-2")).to_contain_text("By which day?")
    assert seen_by_axe(approver) == []
    # The writer accepts, answers and sends it again.
    drafter.goto(f"{letter}/comments")
    drafter.get_by_role("button", name=re.compile("^Accept suggestion 1")).click()
    expect(drafter.get_by_text("The text is now version 3, a draft").first).to_be_visible()
    drafter.get_by_role("button", name="Resolve comment 2").click()
    expect(drafter.locator("#thread-2")).to_contain_text("Resolved by")
    assert seen_by_axe(drafter) == []
    drafter.goto(f"{letter}/write?plain=1")
    drafter.get_by_role("button", name="Save and send for review").click()
    expect(drafter.get_by_text("In review").first).to_be_visible()
    # Whoever suggested words does not approve them; somebody else does.
    approver.goto(f"{letter}/review")
    expect(approver.get_by_text("You wrote some of this text").first).to_be_visible()
    administrator = sign_in("administrator")
    decide(administrator, letter, 3)
    # A slip is mended after the approval, and classed as editorial by another.
    drafter.goto(f"{letter}/write?plain=1")
    drafter.get_by_role("textbox", name="Closing", exact=True).fill("We thank you.")
    drafter.get_by_role("button", name="Save version 4").first.click()
    expect(drafter.get_by_text("Saved as version 4").first).to_be_visible()
    administrator.goto(f"{letter}?read=1")
    administrator.get_by_role("link", name="Is the change editorial?").click()
    assert seen_by_axe(administrator) == []
    administrator.get_by_role("textbox", name="Why it is editorial").fill("A fuller word of thanks.")
    administrator.get_by_role("button", name="Class version 4 as editorial").click()
    expect(administrator.get_by_text("is approved as an editorial change").first).to_be_visible()


def return_and_mend(approver: Page, drafter: Page) -> None:
    """The letter of the demonstration goes back once, and comes with other words in one of its parts."""
    approver.get_by_role("link", name=re.compile(f"^Review.*{PRESIDENT}")).click()
    tick(approver.get_by_role("radio", name=re.compile("^Return")))
    approver.get_by_role("textbox", name="Note to the record").fill("Name the winter.")
    approver.get_by_role("button", name="Return version 1").click()
    expect(approver.get_by_text("is back with its writer").first).to_be_visible()
    drafter.goto(approver.url.split("?")[0] + "/write?plain=1")
    closing = drafter.get_by_role("textbox", name="Closing", exact=True)
    closing.fill(closing.input_value().replace("far away", "far away, this winter,"))
    drafter.get_by_role("button", name="Save and send for review").click()
    expect(drafter.get_by_text("In review").first).to_be_visible()


def test_an_approver_reads_what_changed_on_a_phone_and_approves(sign_in: Callable[..., Page]) -> None:
    approver = sign_in("approver", 390)
    return_and_mend(approver, sign_in("drafter"))
    hands = Hands(approver)
    approver.goto("/")
    hands.click(approver.get_by_role("link", name=re.compile(f"^Review.*{PRESIDENT}")))
    expect(approver.get_by_text("One part has changed since version 1, which you returned.")).to_be_visible()
    changes = approver.get_by_role("region", name="Changes in the order of the letter")
    expect(changes.get_by_role("heading")).to_have_text(["Closing"])
    expect(changes.locator("ins")).to_contain_text(["this winter"])
    approver.evaluate(SELECT, ["pick up a pen"])
    hands.click(
        approver.get_by_role("group", name="For the selected words").get_by_role("button", name="Comment")
    )
    hands.type("Good.")
    hands.click(approver.get_by_role("button", name="Add it"))
    expect(approver.locator("#thread-1")).to_contain_text("pick up a pen")
    hands.tick("radio", "Approve")
    hands.tick("checkbox", "I have read the full text")
    hands.click(approver.get_by_role("button", name="Approve version 2"))
    expect(approver.get_by_text("is approved. Ask for signatures next.").first).to_be_visible()
    assert hands.figures("from Today to approved", FIGURES.with_name("review.json"))["clicks"] == 6
    approver.goto("/")
    expect(approver.get_by_role("link", name=re.compile(f"^Ask to sign.*{PRESIDENT}"))).to_be_visible()
