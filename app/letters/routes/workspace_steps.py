"""What the buttons of the plain editor do to the text that stands in its form."""

from __future__ import annotations

from collections.abc import Mapping

from app.letters import markdown
from app.letters.bringing import Brought, appended, bring_in
from app.letters.mending import mend
from app.letters.models import Letter
from app.letters.routes.workspace_view import Sections, look
from app.letters.tree import LETTER_ROLES, Role

BRING_IN = "bring-in"


def with_brought_in(typed: Sections, sent: Mapping[str, str]) -> tuple[Sections, Brought]:
    """The sections with pasted text, cleaned, at the end of the chosen one. Raises `InvalidInput` (`pasted`)."""
    brought = bring_in(sent.get("pasted", ""))
    place = sent.get("pasted_into", "")
    index = int(place) if place.isdigit() and int(place) < len(typed) else len(typed) - 1
    if index < 0:
        return [(Role.BODY, brought.text)], brought
    role, text = typed[index]
    return [*typed[:index], (role, appended(text, brought.text)), *typed[index + 1 :]], brought


def with_steps(typed: Sections, step: str, add_role: str) -> Sections:
    """The sections after a button that adds, moves or removes one."""
    typed = list(typed)
    if step == "add":
        known = {role.value: role for role in LETTER_ROLES}
        return [*typed, (known.get(add_role, Role.BODY), "")]
    verb, _, place = step.partition(":")
    index = int(place) if place.isdigit() else -1
    if not 0 <= index < len(typed):
        return typed
    if verb == "remove":
        return typed[:index] + typed[index + 1 :]
    to = index - 1 if verb == "up" else index + 1 if verb == "down" else index
    if 0 <= to < len(typed):
        typed[index], typed[to] = typed[to], typed[index]
    return typed


def mended_sections(letter: Letter, typed: Sections, step: str) -> Sections:
    """The sections as typed, after a quick fix or an offer of the house style; as they are when they cannot be read."""
    work = look(letter, typed, 1)
    if work.problems:
        return typed
    tree = mend(work.content.tree, step, work.found)
    return [(section.role, markdown.write_section(section).rstrip("\n")) for section in tree.sections]
