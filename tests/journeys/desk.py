"""The workspace of the demonstration's letter, for browser tests."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

from tests.journeys.conftest import Served, enter

_PROBLEMS: dict[int, list[str]] = {}
READY = "[data-rich][data-ready=yes]"


def draft_of_the_demonstration(page: Page, served: Served) -> str:
    """Sign in as the drafter and open the letter to the President for writing; its address."""
    enter(page, served, "drafter")
    page.goto("/letters")
    page.get_by_role("link", name=re.compile("To the President: reopen")).first.click()
    back = page.get_by_role("button", name="Take it back")
    if back.count():
        back.click()
    if not page.url.endswith("/write"):
        page.goto(page.url.split("?")[0] + "/write")
    return page.url


def open_editor(page: Page) -> None:
    """Wait until the editor has loaded the text."""
    page.locator(READY).wait_for()


def tree_in(page: Page) -> Any:
    """The text that stands in the editor, as it would be saved."""
    return page.evaluate("document.querySelector('[data-rich]').desk.saving.tree()")


def problems_of(page: Page) -> list[str]:
    """What the page reported since the first call: errors of scripts, and whatever its policy refused."""
    if id(page) not in _PROBLEMS:
        found = _PROBLEMS[id(page)] = []
        page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: found.append(str(error)))
    return _PROBLEMS[id(page)]
