"""Somebody who writes, with their hands counted: clicks, strokes of one thought, and what the machine took."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.desk import READY, tree_in

FIGURES = Path(__file__).resolve().parents[2] / "build" / "three-letters.json"
"""Where the last run leaves its figures."""


CHECKED = """() => new Promise((done) => {
  const { desk } = document.querySelector("[data-rich]");
  const look = () => (desk.checked === desk.editor.state.doc ? done() : requestAnimationFrame(look));
  look();
})"""


@dataclass(frozen=True)
class Cite:
    """A claim cited by searching: `[@`, a few words, Enter."""

    words: str


@dataclass(frozen=True)
class Ask:
    """A demand dropped in from the Ask menu: as a clause here (0), a list item (1), or a paragraph (2)."""

    words: str
    way: int = 0


@dataclass(frozen=True)
class Day:
    """The campaign's day count: `##`, Enter."""


Piece = str | Cite | Ask | Day


@dataclass
class Hands:
    """`clicks`, `batches` (words typed in one go, or one key pressed), `characters`, seconds since the start."""

    page: Page
    clicks: int = 0
    batches: int = 0
    characters: int = 0
    began: float = field(default_factory=time.monotonic)

    def click(self, place: Locator) -> None:
        place.click()
        self.clicks += 1

    def tick(self, role: str, name: str) -> None:
        """A box or a dot, by the label that a person clicks."""
        box = self.page.get_by_role(role, name=re.compile(f"^{re.escape(name)}"))  # type: ignore[arg-type]
        self.click(self.page.locator(f"label[for='{box.first.get_attribute('id')}']"))
        expect(box.first).to_be_checked()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.batches += 1
        self.characters += len(text)

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self.batches += 1

    def write(self, *pieces: Piece) -> None:
        """Words, citations, asks and day counts at the caret, one after the other."""
        for piece in pieces:
            if isinstance(piece, str):
                self.type(piece)
            elif isinstance(piece, Ask):
                self.ask(piece)
            else:
                self._sign(
                    *(("[@", "Citation", piece.words) if isinstance(piece, Cite) else ("##", "Day count", ""))
                )

    def ask(self, ask: Ask) -> None:
        self.click(self.page.get_by_role("toolbar").get_by_role("button", name="Ask", exact=True))
        self.type(ask.words)
        for _ in range(ask.way):
            self.press("ArrowDown")
        self.press("Enter")
        expect(self.page.get_by_role("combobox", name="Find: Ask")).to_be_hidden()

    def _sign(self, sign: str, menu: str, words: str) -> None:
        self.type(sign)
        box = self.page.get_by_role("combobox", name=f"Find: {menu}")
        expect(box).to_be_focused()
        if words:
            self.type(words)
        self.press("Enter")
        expect(box).to_be_hidden()

    def answer(self, *texts: tuple[Piece, ...]) -> None:
        """F8 to each placeholder in turn; what is typed takes its place."""
        for text in texts:
            self.press("F8")
            self.write(*text)

    def checked(self) -> None:
        """Wait until the checks speak of the text as it stands."""
        self.page.evaluate(CHECKED)

    def begin(
        self, template: str, officials: list[str], demands: list[str] | None, signers: list[str]
    ) -> None:
        """From "New letter" to the editor. `demands` None: all of the campaign."""
        page = self.page
        page.goto("/letters")
        self.began = time.monotonic()
        self.click(page.get_by_role("link", name="New letter").first)
        self.tick("radio", template)
        find = page.get_by_role("textbox", name="Find officials by name")
        for words in officials:
            self.click(find)
            self.press("Control+a")
            self.type(words)
            found = page.locator("#found fieldset", has_text="Found").get_by_role("checkbox").first
            expect(
                page.locator("#found label").filter(has_text=re.compile(words, re.I)).first
            ).to_be_visible()
            self.click(page.locator(f"label[for='{found.get_attribute('id')}']"))
        for title in ["All of these"] if demands is None else demands:
            self.tick("checkbox", title)
        for name in signers:
            self.tick("checkbox", name)
        self.click(page.get_by_role("button", name="Begin the letter"))
        page.locator(READY).wait_for()

    def reopen(self) -> None:
        """Back to the text, from the letter's other pages."""
        if not self.page.url.split("?")[0].endswith("/write"):
            self.click(self.page.get_by_role("main").get_by_role("link", name="Write", exact=True).first)
        self.page.locator(READY).wait_for()

    def submit(self) -> Any:
        """Send the text for review, which no check may block; the tree that was sent."""
        self.checked()
        blocking = self.page.get_by_role("link", name=re.compile("before review$"))
        assert not blocking.count(), self.page.locator("#checks").inner_text()
        sent = tree_in(self.page)
        self.click(self.page.get_by_role("button", name="Send for review"))
        expect(self.page.get_by_text("In review").first).to_be_visible()
        return sent

    def figures(self, name: str, kept_in: Path = FIGURES) -> dict[str, float]:
        """What it took since `began`, kept beside what others took and told."""
        seconds = round(time.monotonic() - self.began, 1)
        found = {
            "clicks": self.clicks,
            "batches": self.batches,
            "characters": self.characters,
            "seconds": seconds,
        }
        kept_in.parent.mkdir(exist_ok=True)
        kept = json.loads(kept_in.read_text(encoding="utf-8")) if kept_in.is_file() else {}
        kept_in.write_text(json.dumps({**kept, name: found}, indent=2) + "\n", encoding="utf-8")
        return found
