"""Hands on the keyboard alone: where focus is, that it can be seen, and how to get from there to a control."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 150
# What is wrong with where focus is now, and whether it is on one of the targets. A drawn checkbox or radio
# shows its focus on its label, text that one writes in by its caret. "Nowhere" is the document itself: allowed
# once, between the last stop and the first.
_LOOK = """targets => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return ["", false, true];
  const drawn = here.matches(".usa-checkbox__input, .usa-radio__input") ? here.labels[0] : here;
  const box = drawn.getBoundingClientRect();
  const rings = [getComputedStyle(drawn), getComputedStyle(drawn, "::before")];
  const wrong = [];
  if (box.width < 2 || box.height < 2) wrong.push("cannot be seen");
  else if (box.right < 0 || box.bottom < 0 || box.left > innerWidth || box.top > innerHeight)
    wrong.push("is out of the window");
  else {
    const within = (low, high, most) => Math.min(Math.max((Math.max(low, 0) + Math.min(high, most)) / 2, 1), most - 1);
    const across = within(box.left, Math.min(box.right, box.left + 40), innerWidth);
    const top = document.elementFromPoint(across, within(box.top, box.bottom, innerHeight));
    const labels = [...(here.labels ?? [])];
    if (top && !drawn.contains(top) && !top.contains(drawn) && !labels.some(label => label.contains(top)))
      wrong.push(`is covered by ${top.tagName.toLowerCase()} ${top.className}`);
  }
  const ringed = rings.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  if (!ringed && here.tagName !== "MAIN" && !here.isContentEditable) wrong.push("has no visible focus");
  const name = here.id || here.getAttribute("name") || here.textContent.trim().slice(0, 40);
  const said = `${location.pathname}: ${here.tagName.toLowerCase()} ${name} ${wrong.join(" and ")}`;
  return [wrong.length ? said : "", targets.includes(here), false];
}"""
# What a key can be pressed on, in what the page says itself. Of a group of radios one is a stop.
_CONTROLS = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")]
  .filter(each => each.checkVisibility() && !each.disabled && each.tabIndex >= 0 && each.type !== "radio")"""
_REACHED = """() => {
  const left = window.left ??= (CONTROLS)();
  const at = left.indexOf(document.activeElement);
  if (at >= 0) left.splice(at, 1);
  return left.map(each => each.outerHTML.slice(0, 120));
}""".replace("CONTROLS", _CONTROLS)


@dataclass
class Keyboard:
    """One person at the keyboard; `wrong` gathers every stop where focus was lost or could not be seen."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Instead of what stands in the box with focus."""
        self.press("Control+a")
        self.page.keyboard.insert_text(text)

    def look(self, *targets: Locator) -> tuple[bool, bool]:
        """Whether focus is on one of the targets, and whether it is nowhere; notes what is wrong with it."""
        handles = [handle for target in targets for handle in target.element_handles()]
        complaint, there, nowhere = self.page.evaluate(_LOOK, handles)
        if complaint and complaint not in self.wrong:
            self.wrong.append(complaint)
        return there, nowhere

    def reach(self, target: Locator, key: str = "Tab") -> None:
        """Tab (or Shift+Tab) until focus is on the target."""
        expect(target.first).to_be_attached()
        turns = 0
        for _ in range(MOST_STOPS):
            self.press(key)
            there, nowhere = self.look(target)
            if there:
                return
            turns += nowhere
            assert turns <= 2, f"{self.page.url}: {target} is not among the stops of {key}"
        raise AssertionError(f"{self.page.url}: {target} is more than {MOST_STOPS} stops away")

    def main(self) -> None:
        """Past the masthead, by the first stop of every page."""
        self.reach(self.page.get_by_role("link", name="Skip to main content"))
        self.press("Enter")
        expect(self.page.locator("#main")).to_be_focused()

    def follow(self, target: Locator, heading: str | re.Pattern[str], key: str = "Tab") -> None:
        """Reach a link or button, press it, and be on the page it leads to."""
        self.reach(target, key)
        self.press("Enter")
        self.arrived(heading)

    def arrived(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state()

    def tick(self, box: Locator) -> None:
        self.reach(box)
        if not box.is_checked():
            self.press(" ")
        expect(box).to_be_checked()

    def pick(self, radio: Locator) -> None:
        """Within a group of radios, in which focus is, the arrows choose."""
        for _ in range(20):
            if radio.is_checked():
                return
            self.press("ArrowDown")
            self.look()
        raise AssertionError(f"the arrows do not come to {radio}")

    def choose(self, select: Locator, option: str) -> None:
        """In a list of choices the arrows and the letters of the choice's name move to it."""
        self.reach(select)
        for _ in range(select.locator("option").count()):
            if select.evaluate("list => list.selectedOptions[0].textContent.trim()") == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{option} is not in {select}")

    def walk(self) -> int:
        """Every stop of the page once, each looked at; gives how many there are."""
        self.page.evaluate("document.activeElement.blur()")
        for stop in range(MOST_STOPS * 2):
            self.press("Tab")
            if self.look()[1]:
                return stop
        return MOST_STOPS * 2

    def reach_all(self) -> None:
        """Tab once through the page: each control in its main part is a stop, and the way leads out at the end."""
        self.page.evaluate("delete window.left; document.activeElement.blur()")
        left: list[str] = self.page.evaluate(_REACHED)
        assert left, self.page.url
        for _ in range(MOST_STOPS):
            self.press("Tab")
            if self.look()[1]:
                break
            left = self.page.evaluate(_REACHED)
        else:
            raise AssertionError(f"{self.page.url}: Tab never leads out of the page")
        assert left == [], f"{self.page.url}: never reached: {left}"
