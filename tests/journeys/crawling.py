"""Follow links like a person with time: one look at each kind of page, everything that is wrong with it in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import axe_playwright_python
from playwright.sync_api import Error, Page, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# These pages look different in each state of what they show.
MANY_FACED = {"letters.show": 5, "delivery.dispatch": 4, "officials.show": 2, "letters.sign": 2}
# What a link or an image fetches that is not a page.
_LINKS = """() => [...document.querySelectorAll('a[href], img[src]')]
    .map(each => each.getAttribute('href') || each.getAttribute('src'))"""
_WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
_SYMBOLS = """() => [...document.querySelectorAll('use')].map(use => use.getAttribute('href'))"""


@dataclass
class Crawl:
    """Pages seen so far by endpoint, and the complaints about them.

    `widths` in px: at each of them axe looks (when `axe` is set) and nothing may scroll sideways.
    """

    addresses: Map
    page: Page
    widths: tuple[int, ...]
    axe: bool = True
    seen: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    _symbols: set[str] = field(default_factory=set)
    _here: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._heard(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._heard(str(error)))
        self.page.on("response", self._answered)
        sprite = self.page.request.get("/static/vendor/sprite.svg").text()
        self._symbols = {part.split('"', 1)[0] for part in sprite.split(' id="')[1:]}

    def _heard(self, complaint: str) -> None:
        self.wrong.append(f"{self._here}: the browser complains: {complaint}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.wrong.append(f"{self._here}: {response.url} answered {response.status}")

    def follow(self, *starts: str) -> None:
        """Everything that can be reached by links from these addresses and was not looked at yet."""
        waiting = list(starts)
        while waiting:
            address = waiting.pop(0)
            endpoint = self._endpoint(address)
            if endpoint and self._is_new(endpoint, address):
                waiting += self._look(endpoint, address)

    def _endpoint(self, address: str) -> str | None:
        parts = urlsplit(address)
        if not parts.path.startswith("/") or parts.path.startswith("/static/") or parts.netloc:
            return None
        try:
            endpoint, _ = self.addresses.bind("localhost").match(parts.path, method="GET")
        except HTTPException as error:
            self.wrong.append(f"{self._here}: links to {address}: {error.name}")
            return None
        return str(endpoint)

    def _is_new(self, endpoint: str, address: str) -> bool:
        known = self.seen.setdefault(endpoint, [])
        path = urlsplit(address).path
        if path in known or len(known) >= MANY_FACED.get(endpoint, 1):
            return False
        known.append(path)
        return True

    def _look(self, endpoint: str, address: str) -> list[str]:
        self._here = address
        if not self._opens(address):
            return []
        self.examine(address)
        found = self.page.evaluate(_LINKS)
        here = urlsplit(self.page.url)
        return [
            urlsplit(urljoin(self.page.url, link))._replace(scheme="", netloc="", fragment="").geturl()
            for link in found
            if urlsplit(urljoin(self.page.url, link)).netloc == here.netloc
        ]

    def _opens(self, address: str) -> bool:
        """Whether a page is shown: a file is taken instead, which has to work too."""
        try:
            answer = self.page.goto(address)
        except Error as error:
            if "Download is starting" not in error.message and "ERR_ABORTED" not in error.message:
                raise
            taken = self.page.request.get(address)
            self.wrong += [] if taken.ok else [f"{address} answered {taken.status}"]
            return False
        return answer is not None and "text/html" in answer.headers.get("content-type", "")

    def examine(self, name: str) -> None:
        """The page that is open now, at every width."""
        self._here = name
        missing = {use for use in self.page.evaluate(_SYMBOLS) if use.split("#")[-1] not in self._symbols}
        self.wrong += [f"{name}: there is no icon {use}" for use in sorted(missing)]
        if self.axe:
            self.page.evaluate(AXE)
        for width in self.widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate(_WIDER)
            if wide > 0:
                self.wrong.append(f"{name} at {width}: scrolls sideways by {wide} px")
            if self.axe:
                self.wrong += violations(self.page, f"{name} at {width}")


def violations(page: Page, name: str) -> Iterable[str]:
    """What axe finds on the open page, into which it was put before."""
    found = page.evaluate("rules => axe.run(rules)", RULES)["violations"]
    return [f"{name}: {rule['id']} {node['target']}" for rule in found for node in rule["nodes"]]
