"""Random batches: copies of one letter that differ as real ones do, and in ways that only a few do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from app.documents.paper import LetterPaper, SignatureBlock
from app.documents.samples import load_sample

_NAMES = (
    "Ann Lee", "José Muñoz, Jr.", "Zoë Źdźbło-Peña", "Levon Ter-Petrosyan",
    "Bartholomew Featherstonehaugh-Cholmondeley III",
    "Maria del Carmen Fernández-Villanueva of the Ninth District", "Տիգրան Պետրոսյան", "O’Brien",
)  # fmt: skip
_MIDDLE = (
    "Chair, Committee on Foreign Relations", "U.S. House of Representatives", "United States Senate", "ԱԺ",
    "Subcommittee on Europe, Energy, the Environment and Cyber Policy", "2131 Rayburn House Office Building", "Suite 9",
)  # fmt: skip
_FIELD_WORDS = (
    "Ohio", "North Carolina", "the Commonwealth of Massachusetts", "Երևան", "H.R. 7555", "A & B <C>",
    "Florida’s Twenty-Second Congressional District, where many of them live",
)  # fmt: skip
_FIELDS = (
    "<p>We write on behalf of the people of {}, who have followed these events with care since the first reports came "
    "in from the region last autumn.</p>",
    "<p>The people of <b>{}</b> know this <i>well</i>, as do their representatives in Congress and at home.</p>",
    '<p>As {} has shown<sup><a href="#source-1">1</a></sup> before, relief that reaches nobody is no relief.</p>',
    '<ol><li>Speak to {} first.</li><li>Then to <a href="https://example.org/">the others</a>.</li></ol>',
    "<ol>"
    "<li><b>Write to the committees.</b> Ask those that sit for {}, and those beside them, to hold a hearing in public "
    "this month, and to tell us of its day.<ul><li>In writing, {}.</li><li>On paper.</li></ul></li>"
    + "<li><b>Wait.</b> Give them until the end of the week.</li>" * 9
    + "<li>Speak for the people of {} when the bill is read.</li></ol>",
)
_LAST = ("<p>We would welcome a meeting with the members for {}.</p>", "<p>Thank you.</p>")


def copies(least: int, most: int) -> st.SearchStrategy[list[LetterPaper]]:
    """Batches of so many copies."""
    return _letters().flatmap(
        lambda letter: st.lists(_changes(letter), min_size=least, max_size=most).map(
            lambda changes: [replace(letter, **one) for one in changes]
        )
    )


@st.composite
def _letters(draw: st.DrawFn) -> LetterPaper:
    sample = load_sample(draw(st.sampled_from(("official_letter", "joint_letter", "follow_up"))))
    body = sample.blocks[: draw(st.integers(1, 6))] * draw(st.sampled_from((1, 1, 1, 3)))
    people = [SignatureBlock("Anahit Sarkissian", "Mayor"), *sample.signatures]
    many = draw(st.sampled_from((0, 1, 2, 5)))
    signatures = sample.signatures if not many else tuple(people[at % len(people)] for at in range(many))
    sources = draw(st.sampled_from(((), ("<p>A source, <i>quoted</i>.</p>", "<p>Another.</p>"))))
    return replace(
        sample,
        addressees=sample.addressees * draw(st.sampled_from((1, 1, 2))),
        blocks=(*body, draw(st.sampled_from(_FIELDS)), draw(st.sampled_from(_LAST))),
        signatures=signatures,
        sources=sources or ("<p>One.</p>",),
        page_size=draw(st.sampled_from(("letter", "letter", "a4"))),
        draft=draw(st.booleans()),
        subject=draw(st.sampled_from((sample.subject, None))),
    )


@st.composite
def _changes(draw: st.DrawFn, letter: LetterPaper) -> dict[str, Any]:
    name = draw(st.sampled_from(_NAMES))
    middle = draw(st.lists(st.sampled_from(_MIDDLE), min_size=0, max_size=2) | st.just(list(_MIDDLE[:5])))
    lines = (f"The Honorable {name}", *middle, "Washington, DC 20510")
    words = draw(st.sampled_from(_FIELD_WORDS)).replace("&", "&amp;").replace("<", "&lt;")
    beside = ("The Honorable Ada Lovelace", draw(st.sampled_from(_MIDDLE)), "Washington, DC 20515")
    changed: dict[str, Any] = {
        "addressees": (lines, beside)[: len(letter.addressees)],
        "header_name": lines[0],
        "salutation": f"Dear {draw(st.sampled_from(('Senator', 'Representative')))} {name}:",
        "blocks": tuple(block.replace("{}", words) for block in letter.blocks),
    }
    rare = draw(st.integers(0, 9))
    if rare == 0:
        changed["title"] = f"Letter to {name}"
    if rare == 1:
        changed["cc"] = (name, "The Governor")
    if rare == 2:
        changed["blocks"] = (*changed["blocks"][:-1], "<p>One more.</p>", changed["blocks"][-1])
    if rare == 3:
        changed["subject"] = f"A word to {name}"
    return changed
