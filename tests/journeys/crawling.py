"""Follow links like a person with time: one look at each kind of page, everything that is wrong with it in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import axe_playwright_python
from playwright.sync_api import Page, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
# These pages look different in each state of what they show.
MANY_FACED = {"letters.show": 5, "delivery.dispatch": 4, "officials.show": 2, "letters.sign": 2}
# What is taken instead of opened, and why it is no page. It has to answer, too.
TAKEN = {
    "accounts.second_factor_image": "an image on its page",
    "evidence.export": "a file of claims",
    "evidence.source_file": "a file that somebody stored",
    "delivery.attachment": "a file that somebody stored",
    "delivery.mailing_log": "a spreadsheet",
    "delivery.run_file": "a PDF",
    "delivery.run_table": "a spreadsheet",
    "keys.certificate_file": "a certificate",
    "letters.all_pdf": "a PDF",
    "letters.all_zip": "a ZIP file",
    "letters.copy_elsewhere": "a letter for another program",
    "letters.copy_pdf": "a PDF",
    "letters.export_file": "a ZIP file",
    "letters.image": "an image on its page",
    "letters.page_png": "an image on its page",
    "letters.scan": "a file that somebody stored",
    "officials.import_table": "a table to fill in",
    "reports.positions_file": "a spreadsheet",
    "reports.scoreboard_file": "a spreadsheet",
    "reports.targets_file": "a spreadsheet",
    "signatories.image": "an image on its page",
}
WIDE, ZOOMED, PHONE = (1280, 900), (640, 450), (360, 800)  # px; the second is the first at 200 %
AXE_AT = (WIDE, PHONE)
_LINKS = """() => [...document.querySelectorAll('a[href], img[src]')].map(each => each.href || each.src)"""
_WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
_SYMBOLS = """() => [...document.querySelectorAll('use')].map(use => use.getAttribute('href'))"""
_HEADINGS = """() => [document.title.trim(), document.querySelectorAll('h1').length]"""


def seen_by_axe(page: Page) -> list[str]:
    """What axe finds, wide and narrow; nothing may scroll sideways."""
    found = []
    before = page.viewport_size
    for width, height in AXE_AT:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(AXE)
        for rule in page.evaluate("rules => axe.run(rules)", RULES)["violations"]:
            found += [f"{page.url} at {width}: {rule['id']} {node['target']}" for node in rule["nodes"]]
        if page.evaluate(_WIDER):
            found.append(f"{page.url} scrolls sideways at {width}")
    page.set_viewport_size(before)  # type: ignore[arg-type]
    return found


@dataclass
class Crawl:
    """Pages seen so far by endpoint, and the complaints about them.

    At each of `sizes` (px) nothing may scroll sideways, and axe looks at those of `AXE_AT` when `axe` is set.
    """

    addresses: Map
    page: Page
    sizes: tuple[tuple[int, int], ...] = (WIDE, ZOOMED, PHONE)
    axe: bool = True
    seen: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    _tried: set[str] = field(default_factory=set)
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
        """These addresses, whatever was seen of their kind, and all that their links lead to and was not seen yet."""
        waiting: list[str] = []
        for address in starts:
            endpoint = self._endpoint(address)
            if endpoint:
                self._tried.add(urlsplit(address).path)
                waiting += self._look(endpoint, address)
        while waiting:
            address = waiting.pop(0)
            endpoint = self._endpoint(address)
            if endpoint and self._is_new(endpoint, address):
                waiting += self._look(endpoint, address)

    def _endpoint(self, address: str) -> str | None:
        parts = urlsplit(address)
        own = not parts.netloc or parts.netloc == urlsplit(self.page.url).netloc
        if not own or not parts.path.startswith("/") or parts.path.startswith("/static/"):
            return None
        try:
            endpoint, _ = self.addresses.bind("localhost").match(parts.path, method="GET")
        except RequestRedirect as elsewhere:
            return self._endpoint(urlsplit(elsewhere.new_url).path)
        except HTTPException as error:
            self.wrong.append(f"{self._here}: links to {address}: {error.name}")
            return None
        return str(endpoint)

    def _is_new(self, endpoint: str, address: str) -> bool:
        path = urlsplit(address).path
        if path in self._tried or len(self.seen.get(endpoint, ())) >= MANY_FACED.get(endpoint, 1):
            return False
        self._tried.add(path)
        return True

    def _look(self, endpoint: str, address: str) -> list[str]:
        """Open one address; gives the links found there. An address that leads elsewhere was not seen itself."""
        self._here = address
        if endpoint in TAKEN:
            taken = self.page.request.get(address)
            self.wrong += [] if taken.ok else [f"{address} answered {taken.status}"]
            self.seen.setdefault(endpoint, []).append(address)
            return []
        self.page.goto(address)
        shown = self._endpoint(self.page.url)
        if shown is None or (shown != endpoint and not self._is_new(shown, self.page.url)):
            return []
        self.seen.setdefault(shown, []).append(urlsplit(self.page.url).path)
        self.examine(address)
        return [urldefrag(link).url for link in self.page.evaluate(_LINKS)]

    def examine(self, name: str) -> None:
        """The page that is open now, at every size, beginning with the one it was opened at."""
        self._here = name
        missing = {use for use in self.page.evaluate(_SYMBOLS) if use.split("#")[-1] not in self._symbols}
        self.wrong += [f"{name}: there is no icon {use}" for use in sorted(missing)]
        title, headings = self.page.evaluate(_HEADINGS)
        if not title or headings != 1:
            self.wrong.append(f"{name}: is called {title!r} and has {headings} main headings")
        if self.axe:
            self.page.evaluate(AXE)
        now = self.page.viewport_size or {"width": 0}
        for size in sorted(self.sizes, reverse=now["width"] == max(self.sizes)[0]):
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            wide = self.page.evaluate(_WIDER)
            if wide > 0:
                self.wrong.append(f"{name} at {size[0]}: scrolls sideways by {wide} px")
            if self.axe and size in AXE_AT:
                self.wrong += violations(self.page, f"{name} at {size[0]}")


def violations(page: Page, name: str) -> Iterable[str]:
    """What axe finds on the open page, into which it was put before."""
    found = page.evaluate("rules => axe.run(rules)", RULES)["violations"]
    return [f"{name}: {rule['id']} {node['target']}" for rule in found for node in rule["nodes"]]
