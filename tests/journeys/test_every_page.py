"""Every page that a signed-in person can reach by links: no axe violation, no sideways scroll, no complaint."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[a-z]+(?:-[a-z0-9]+)+")
_FILES = (".csv", ".xlsx", ".pdf", ".zip", ".png", ".svg", ".json")
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_ENOUGH = 120


def shape(path: str) -> str:
    """The address with its ids taken out: pages of one shape are one page."""
    return _ID.sub("*", urlsplit(path).path)


def links_of(page: Page) -> list[str]:
    """Own pages that this one links to, without files and without filters."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    own = [link for link in found if link.startswith("/") and not link.startswith(("/static", "//"))]
    return [link for link in own if not urlsplit(link).path.endswith(_FILES) and "download" not in link]


def reachable(page: Page) -> dict[str, str]:
    """One address for each shape, found by following links from Today."""
    found: dict[str, str] = {}
    queue = ["/"]
    while queue and len(found) < _ENOUGH:
        link = queue.pop(0)
        if shape(link) in found:
            continue
        answer = page.goto(link)
        assert answer is not None
        assert answer.status == 200, f"{link} answered {answer.status}"
        found[shape(link)] = link
        if "text/html" in answer.headers.get("content-type", ""):
            queue.extend(link for link in links_of(page) if shape(link) not in found)
    return found


def problems_of(page: Page, link: str, width: int) -> list[str]:
    page.goto(link)
    results = Axe().run(page, options=_RULES).response
    found = [
        f"{link} at {width}: {violation['id']} {node['target']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{link} at {width}: scrolls sideways by {wide} px")
    return found


@pytest.mark.parametrize("role", ["administrator", "drafter"])
def test_every_page_is_accessible_at_1280_and_360(
    role: str, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in(role)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    pages = reachable(page)
    assert len(pages) > 20, sorted(pages)
    problems = [problem for link in pages.values() for problem in problems_of(page, link, 1280)]
    page.set_viewport_size({"width": 360, "height": 780})
    problems += [problem for link in pages.values() for problem in problems_of(page, link, 360)]
    assert problems == []
    assert complaints == []
