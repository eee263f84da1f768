"""The board brief is one page, however much there is to say: by rule, and as Chromium draws it."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Route
from pypdf import PdfReader

from app.accounts.rules import Role
from app.campaigns.queries import campaign_by_slug
from app.core.db import db
from app.demands.queries import demands_by_slug
from app.letters.drafting import draft_letter
from app.reports.rules_brief import (
    DEMANDS_ROOM,
    DISPUTE,
    HALVES_ROOM,
    MOST_SAID,
    PAGE,
    TITLE,
    WORDING,
    ClaimLine,
    claim_line,
    demand_lines,
    half_lines,
    room_for_claims,
    shortened,
    within,
)
from tests.conftest import TODAY
from tests.evidence.factories import make_claim
from tests.letters.factories import person
from tests.reports.conftest import Place
from tests.reports.reading import get, words

texts = st.text(alphabet=st.sampled_from("abc é,.-\n"), max_size=900)
claims = st.lists(
    st.builds(claim_line, texts, st.just("Current, 2 sources, in 3 letters."), texts), max_size=14
)
shown = st.lists(st.text(alphabet="ab ", max_size=90), max_size=7)


@given(claims, st.integers(0, 500), texts, shown, shown, shown)
def test_the_rule_never_fills_more_than_the_page_and_counts_what_it_leaves_out(
    found: list[ClaimLine],
    others: int,
    summary: str,
    demands: list[str],
    days: list[str],
    questions: list[str],
) -> None:
    said = shortened(summary, MOST_SAID)
    asked = within([shortened(one, TITLE) for one in demands], demand_lines, DEMANDS_ROOM)
    coming, open_ones = (within(each, half_lines, HALVES_ROOM) for each in (days, questions))
    room = room_for_claims(said, asked.shown, coming.shown, open_ones.shown)
    assert 0 <= room < PAGE, "there is always room to say how many claims there are"
    total = len(found) + others
    fitted = within(found, lambda one: one.lines, room, total)
    assert len(fitted.shown) + fitted.more == total
    assert fitted.shown == tuple(found[: len(fitted.shown)])
    assert sum(one.lines for one in fitted.shown) <= room


@given(texts, st.integers(5, 300))
def test_shortened_words_say_so_and_the_others_are_whole(text: str, most: int) -> None:
    plain, short = " ".join(text.split()), shortened(text, most)
    assert len(short) <= most
    assert short == plain or (short.endswith("…") and plain.startswith(short[:-1]))
    line = claim_line(text, "", text)
    assert line.cut == (line.wording != plain or line.dispute != plain)
    assert len(line.wording) <= WORDING and len(line.dispute) <= DISPUTE


def fill(app: Flask, place: Place, number: int, length: int) -> None:
    """Claims of so many characters, each disputed at length and cited."""
    with app.app_context():
        by = person(Role.ADMINISTRATOR, "Ruth Castellanos")
        wording = ("The Alder bridge was closed to ordinary traffic " * (length // 40 + 1))[:length].strip()
        for each in range(number):
            make_claim(
                db.session, by, f"bridge-{each}", wording=f"{each}. {wording}", dispute=wording,
                opposing_view="It was open.",
            )  # fmt: skip
        body = "\n\n".join(f"It was closed.[@bridge-{each}]" for each in range(number))
        demands = demands_by_slug(db.session, ["section-907", "humanitarian-aid"])
        draft_letter(
            db.session, campaign_by_slug(db.session, place.slug), "official_letter", letter_date=TODAY,
            official_ids=[UUID(place.people["Brandvold"])], body_markdown=body,
            demand_ids=[one.id for one in demands.values()], by=by,
        )  # fmt: skip
        for one in demands.values():
            one.title = f"{one.title}, {'as the law of the land requires of everybody, ' * 4}"[:160]
        db.session.commit()


def pages(place: Place, chromium: Browser, paper: str) -> int:
    """On how many pages the brief prints, drawn from what the application answers."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://brief.test")
        made = place.drafter.get(path)
        route.fulfill(status=made.status_code, body=made.get_data(), headers=dict(made.headers))

    with chromium.new_context() as context:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(f"http://brief.test/campaigns/{place.slug}/brief")
        pdf = page.pdf(format=paper)
    return len(PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.browser
@pytest.mark.parametrize(("number", "length"), [(2, 60), (14, 100), (14, 1400)])
def test_it_prints_on_one_page(app: Flask, place: Place, chromium: Browser, number: int, length: int) -> None:
    fill(app, place, number, length)
    assert pages(place, chromium, "Letter") == 1
    assert pages(place, chromium, "A4") == 1
    said = words(get(place.drafter, f"/campaigns/{place.slug}/brief"))
    assert ("more in the evidence list" in said) == (number > 2)
    assert ("Where words end in “…”" in said) == (length > 100)
