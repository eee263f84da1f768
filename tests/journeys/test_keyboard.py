"""Every main page reached and used by the keyboard alone, from sign-in to a letter for review and one marked sent.

An address is typed once, at the start. At every stop focus has to be somewhere, and to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.crawling import seen_by_axe
from tests.journeys.desk import open_editor
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]

PLACES = ("Campaigns", "Letters", "Sending", "Replies", "Officials", "Evidence", "Library")
CAMPAIGN = "Reopen the Lachin road"
WEEKDAY = re.compile("^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
WORDS = {
    "Opening": "I write for the people of Arroyo Vista with one request.",
    "Facts": "The road has been closed since December 12, 2022. [@lachin-start]",
    "Position so far": "Nothing has been said since.",
    "Asks": "I ask you [to send emergency humanitarian aid directly]{ask=humanitarian-aid} this winter.",
    "Closing": "Thank you for reading this letter.",
}


def enter(hands: Keyboard, email: str, password: str) -> None:
    page = hands.page
    page.goto("/sign-in")
    hands.reach(page.get_by_role("textbox", name="Email"))
    hands.write(email)
    hands.reach(page.locator("input[name=password]"))
    hands.write(password)
    hands.press("Enter")
    hands.arrived(WEEKDAY)


def visit_the_places(hands: Keyboard) -> None:
    """All of them, each walked through; then backwards out of a page into the masthead."""
    places = hands.page.get_by_role("navigation", name="Main")
    for name in PLACES:
        hands.follow(places.get_by_role("link", name=name, exact=True), name)
        assert hands.walk() > 15
    hands.main()
    hands.reach(places.get_by_role("link", name="Library"), "Shift+Tab")
    hands.follow(places.get_by_role("link", name="Today"), WEEKDAY, "Shift+Tab")
    hands.walk()


def use_the_masthead(hands: Keyboard) -> None:
    """Find or jump to, the list of keys, the menu of one's own."""
    page = hands.page
    hands.press("Control+k")
    expect(page.locator("#find")).to_be_focused()
    hands.write("stroud")
    expect(page.get_by_role("option").first).to_be_visible()
    hands.press("ArrowDown", "Enter")
    hands.arrived(re.compile("Stroud"))
    hands.walk()
    hands.main()
    hands.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard map")
    expect(dialog).to_be_visible()
    hands.reach(dialog.get_by_role("button", name="Close"))
    hands.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
    menu = page.locator("details.person")
    hands.reach(menu.locator("summary"), "Shift+Tab")
    hands.press("Enter")
    hands.reach(menu.get_by_role("link", name="Your account"))
    hands.press("Escape")
    expect(menu.get_by_role("link", name="Your account")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    hands.press("Enter")
    hands.follow(menu.get_by_role("link", name="Your account"), re.compile("account"))
    hands.walk()


def begin_a_letter(hands: Keyboard) -> None:
    page = hands.page
    places = page.get_by_role("navigation", name="Main")
    hands.follow(places.get_by_role("link", name="Letters"), "Letters")
    hands.follow(page.get_by_role("main").get_by_role("link", name="New letter"), "New letter")
    hands.main()
    hands.reach(page.locator("input[name=template]"))
    hands.pick(page.get_by_role("radio", name=re.compile("^Official letter")))
    hands.reach(page.get_by_role("textbox", name="Subject"))
    hands.write("Aid this winter")
    hands.reach(page.locator("input[name=to]"))
    hands.pick(page.get_by_role("radio", name="The campaign’s targets"))
    hands.tick(page.get_by_role("checkbox", name="Direct humanitarian aid"))
    hands.tick(page.get_by_role("checkbox", name=re.compile("^Elena Marchetti")))
    hands.tick(page.get_by_role("checkbox", name=re.compile("^Office of the Mayor")))
    hands.follow(
        page.get_by_role("button", name="Begin the letter"), re.compile("Aid this winter|Official letter")
    )


def write_it(hands: Keyboard) -> None:
    """Each section, an insert from a menu, a check by F8, a save by Ctrl+S, a section moved, then off to review."""
    page = hands.page
    open_editor(page)
    hands.follow(page.get_by_role("link", name="Plain editor"), re.compile("Aid this winter|Official letter"))
    page.wait_for_url(re.compile("plain=1"))  # both editors have the same heading
    hands.press("F8")
    expect(page.locator("textarea[name=text]:focus")).to_have_value(re.compile(r"\[\["))
    hands.main()
    for label, words in WORDS.items():
        hands.reach(page.get_by_role("textbox", name=label, exact=True))
        hands.write(words)
    for left in page.locator("textarea[name=text]").all():
        if "[[" in left.input_value():
            hands.reach(left, "Shift+Tab")
            hands.write("")
    insert(hands)
    hands.press("Control+s")
    expect(page.get_by_role("button", name="Save version 3")).to_be_visible()
    expect(page.get_by_role("textbox", name="Opening", exact=True)).to_be_focused()
    hands.reach(page.get_by_role("textbox", name="Facts", exact=True))
    hands.press("Alt+ArrowUp")
    expect(page.locator("textarea[name=text]").first).to_have_attribute("data-section", "Facts")
    expect(page.get_by_role("textbox", name="Facts", exact=True)).to_be_focused()
    hands.press("Alt+ArrowDown")
    expect(page.locator("textarea[name=text]").nth(1)).to_have_attribute("data-section", "Facts")
    hands.walk()
    send = page.get_by_role("button", name="Save and send for review")
    hands.reach(send)
    hands.press("Enter")
    expect(page.get_by_text("In review").first).to_be_visible()
    hands.walk()


def insert(hands: Keyboard) -> None:
    page = hands.page
    opening = page.get_by_role("textbox", name="Opening", exact=True)
    hands.reach(opening, "Shift+Tab")
    hands.press("Control+End")
    menu = page.locator(".insert-menu").filter(has_text="Day count")
    hands.reach(menu.locator("summary"), "Shift+Tab")
    hands.press("Enter")
    hands.reach(menu.get_by_role("button").first)
    hands.press("Enter")
    expect(opening).to_be_focused()
    expect(opening).to_have_value(re.compile(r"request\.\(\(day "))
    expect(page.locator("#saved")).to_have_text("Not saved yet")


def mark_one_sent(hands: Keyboard) -> None:
    page = hands.page
    places = page.get_by_role("navigation", name="Main")
    hands.follow(places.get_by_role("link", name="Sending"), "Sending")
    sealed = page.get_by_role("table", name="Sealed letters").get_by_role("link").first
    hands.follow(sealed, re.compile("dispatches"))
    hands.walk()
    planned = page.get_by_role("row", name=re.compile("Planned|Printed")).first
    recipient = planned.get_by_role("rowheader").get_by_role("link").inner_text()
    hands.main()
    hands.tick(planned.get_by_role("checkbox"))
    hands.follow(page.get_by_role("button", name="Mark the chosen ones"), "Mark 1 dispatch")
    hands.choose(page.locator("select[name=state]"), "Handed over")
    hands.follow(page.get_by_role("button", name="Mark 1 dispatch"), re.compile("dispatches"))
    row = page.get_by_role("row", name=re.compile(re.escape(recipient))).filter(has_text="Handed over")
    hands.follow(row.get_by_role("link", name=recipient).first, re.compile(re.escape(recipient)))
    hands.walk()


def test_every_main_page_by_keyboard_alone(nobody: Callable[..., Page], served: Served) -> None:
    hands = Keyboard(nobody())
    enter(hands, *served.people["drafter"])
    visit_the_places(hands)
    use_the_masthead(hands)
    begin_a_letter(hands)
    write_it(hands)
    mark_one_sent(hands)
    assert hands.wrong == []


def plan_a_follow_up(hands: Keyboard) -> None:
    """From the campaign: everybody but one is unticked, and the letter is begun."""
    page = hands.page
    hands.follow(page.get_by_role("link", name=CAMPAIGN, exact=True), CAMPAIGN)
    hands.follow(page.get_by_role("link", name="Plan follow-ups").first, CAMPAIGN)
    expect(page.get_by_role("heading", name="Plan follow-ups")).to_be_visible()
    hands.reach_all()
    assert seen_by_axe(page) == []
    hands.main()
    people = page.get_by_role("group", name="No answer yet from").get_by_role("checkbox")
    for box in people.all()[1:]:
        hands.reach(box)
        if box.is_checked():
            hands.press(" ")
    hands.tick(people.first)
    begin = page.get_by_role("button", name="Begin the follow-up")
    hands.reach(begin)
    hands.press("Enter")
    page.wait_for_url(re.compile("/write(#main)?$"))
    open_editor(page)


def announce_a_letter(hands: Keyboard) -> None:
    """From the list of letters: a sealed one, and a passage of it for the press."""
    page = hands.page
    hands.follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Letters"), "Letters")
    hands.follow(page.get_by_role("link", name=re.compile("^Joint letter: five steps")), re.compile("^Joint"))
    hands.follow(page.get_by_role("link", name="Press statement"), re.compile("^Press statement on letter"))
    hands.reach_all()
    assert seen_by_axe(page) == []
    hands.main()
    begin = page.get_by_role("button", name="Begin the statement")
    hands.reach(begin)
    hands.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    hands.tick(page.get_by_role("group", name="Passages of the sealed letter").get_by_role("checkbox").first)
    hands.reach(begin)
    hands.press("Enter")
    page.wait_for_url(re.compile("/write(#main)?$"))


def test_a_follow_up_and_a_statement_by_keyboard_alone(nobody: Callable[..., Page], served: Served) -> None:
    hands = Keyboard(nobody())
    enter(hands, *served.people["drafter"])
    plan_a_follow_up(hands)
    announce_a_letter(hands)
    assert hands.wrong == []
