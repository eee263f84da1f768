"""The three kinds of letter that Redress was drawn after, written by a person from "New letter" to "Sent for review".

One officeholder with asks in prose; two with a numbered list and a day count; a sign-on letter to two addressees at
once. Words are our own. Counted are clicks, strokes of one thought and seconds of the machine. The figures of the
last run stand in `build/three-letters.json`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.desk import problems_of
from tests.journeys.hands import Ask, Cite, Day, Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]

MAYOR, PRESIDENT = "Elena Marchetti", "Samuel Ortiz-Bell"
ROAD = Cite("protesters have stood")
GAS = Cite("gas from armenia")
STATEMENT = Cite("russia announced")
UNITED_NATIONS = Cite("robert wood")


def kinds(tree: Any, kind: str) -> int:
    """How many nodes of this kind the text has."""
    return int(tree["type"] == kind) + sum(kinds(each, kind) for each in tree.get("content", []))


def asked(tree: Any) -> set[str]:
    """Demands that the text asks for, wherever they stand."""
    found = {mark["attrs"]["demand"] for mark in tree.get("marks", []) if mark["type"] == "ask"}
    return found.union(*(asked(each) for each in tree.get("content", [])))


def one_writes_in_prose(hands: Hands) -> None:
    """Five asks, in prose and more than once; the addressee's own decision criticised; a meeting asked for."""
    demands = [
        "Direct humanitarian aid",
        "Enforce Section 907",
        "Global Magnitsky",
        "End military",
        "A meeting",
    ]
    hands.begin("Official letter", ["biden"], demands, [MAYOR, "Office of the Mayor"])
    hands.answer(
        ("the families here who have kin in Nagorno-Karabakh",),
        ("the Lachin road on the ", Day(), " of its disruption, and once more to ", Ask("direct")),
        ("December 12, 2022",),
        ("people who call themselves environmental protesters have stood on the only road to Armenia ", ROAD),
        ("Gas from Armenia stopped on December 13 and came back on December 16 ", GAS),
        ("the gas flows again and the road does not ", ROAD),
        ("About 120,000 people live behind it, Armenian officials say ", Cite("put the number of armenians")),
        ("It is not the first time that a promise is tested. ", STATEMENT),
        ("On November 9, 2020, safe movement in both directions was guaranteed ", STATEMENT),
        (
            "Your administration waived Section 907 of the FREEDOM Support Act on June 21, 2022 ",
            Cite("not waived"),
        ),
        ("moved those who close the road",),
        ("Aid has not gone directly to the people there, and each week of winter makes that harder",),
        ("I",),
        ("You can prevent what a winter without a road would do",),
        ("A country that cares for the rights of people speaks when they cannot leave",),
    )


def two_write_with_a_list(hands: Hands) -> None:
    """Two offices of equal weight; a numbered list of asks below its lead-in; an answer to each is asked for."""
    hands.begin("Joint letter", ["harris"], None, [MAYOR, PRESIDENT, "Office of the Mayor"])
    hands.answer(
        ("This country has stood with people cut off by force, and this is such a case",),
        (
            "the Lachin road, on the ",
            Day(),
            " of its disruption",
        ),
        ("Azerbaijan calls the protest peaceful, and Armenia calls it a blockade ", ROAD),
        ("December 12, 2022",),
        ("ordinary traffic on the only road to Armenia has been disrupted ", ROAD),
        ("Gas stopped on December 13 and came back on December 16 ", GAS),
        (
            "On December 20, 2022, Robert Wood asked for free movement, and words alone do not open a road ",
            UNITED_NATIONS,
        ),
        (
            "In the statement announced on November 9, 2020, Azerbaijan guaranteed movement along the corridor ",
            STATEMENT,
        ),
        ("Both our councils",),
        ("a people whose one road is closed",),
    )


def many_sign_to_two(hands: Hands) -> None:
    """A sign-on letter: one paper for two addressees jointly, their own words quoted back, an answer by a day."""
    demands = ["Direct humanitarian aid", "Protected flights", "Diplomatic engagement"]
    hands.begin("Joint letter", ["blinken", "harris"], demands, [MAYOR, PRESIDENT, "City Council, City"])
    page = hands.page
    hands.click(page.get_by_role("link", name="Settings"))
    copies = page.get_by_role("spinbutton", name=re.compile("^Copy of"))
    hands.click(copies.nth(1))
    hands.press("Control+a")
    hands.type("1")
    hands.click(page.get_by_role("button", name="Save the settings"))
    hands.reopen()
    hands.answer(
        ("The United States has spoken for free movement at the Security Council ", UNITED_NATIONS),
        ("aid and passage for the people of Nagorno-Karabakh",),
        ("Whether it is a blockade is disputed; that ordinary traffic is disrupted is not ", ROAD),
        ("December 12, 2022",),
        ("the only road to Armenia has been closed to ordinary traffic ", ROAD),
        ("About 120,000 people live there, Armenian officials say ", Cite("put the number of armenians")),
        (
            "On December 20, 2022, its representative called for free movement, for goods as for aid ",
            UNITED_NATIONS,
        ),
        ("The statement announced on November 9, 2020 has Azerbaijan guarantee that movement ", STATEMENT),
        ("Every office that signs",),
        ("the people at the end of this road",),
    )


def test_one_officeholder_writes_in_prose(sign_in: Callable[..., Page]) -> None:
    tree = written(sign_in, one_writes_in_prose, clicks=20, batches=80, seconds=90)
    assert {
        "humanitarian-aid",
        "section-907",
        "global-magnitsky",
        "end-military-assistance",
        "meeting",
    } == asked(tree)
    assert (kinds(tree, "day_count"), kinds(tree, "citation"), kinds(tree, "ordered_list")) == (1, 7, 0)


def test_two_write_with_a_numbered_list(sign_in: Callable[..., Page]) -> None:
    tree = written(sign_in, two_write_with_a_list, clicks=20, batches=80, seconds=90)
    assert len(asked(tree)) == 7
    assert (kinds(tree, "day_count"), kinds(tree, "citation"), kinds(tree, "list_item")) == (1, 5, 7)


def test_many_sign_to_two_addressees(sign_in: Callable[..., Page]) -> None:
    tree = written(sign_in, many_sign_to_two, clicks=20, batches=80, seconds=90)
    assert asked(tree) == {"humanitarian-aid", "protected-flights", "diplomatic-engagement"}
    assert (kinds(tree, "citation"), kinds(tree, "list_item")) == (6, 3)


def written(
    sign_in: Callable[..., Page], write: Callable[[Hands], None], *, clicks: int, batches: int, seconds: float
) -> Any:
    """The text that was sent for review; it took no more than this, and the page reported nothing wrong."""
    page = sign_in("drafter", 1440)
    wrong = problems_of(page)
    hands = Hands(page)
    write(hands)
    tree = hands.submit()
    took = hands.figures(write.__name__.replace("_", " "))
    assert (took["clicks"] <= clicks, took["batches"] <= batches, took["seconds"] <= seconds) == (
        True,
    ) * 3, took
    assert wrong == []
    return tree
