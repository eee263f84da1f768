"""The other components, read as a browser or a screen reader would."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from lxml.html import HtmlElement

from app.campaigns.rules_positions import Position
from app.core.jobs.models import JobState
from app.delivery.rules import DispatchState
from app.letters.states import LetterState, SignatureState
from app.officials.rules import ContactHealth, ImportState, Standing, TermStatus
from tests.frontend import sample
from tests.frontend.site import ROOT, make_site

Render = Callable[..., HtmlElement]
TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
AREAS: list[tuple[str, type[StrEnum]]] = [
    ("letter", LetterState),
    ("dispatch", DispatchState),
    ("position", Position),
    ("signature", SignatureState),
    ("contact", ContactHealth),
    ("term", Standing),
    ("term", TermStatus),
    ("import", ImportState),
    ("job", JobState),
]


@pytest.mark.parametrize(("area", "states"), AREAS)
def test_every_state_has_a_word_and_an_icon_of_its_own(
    render: Render, area: str, states: type[StrEnum]
) -> None:
    for state in states:
        page = render(
            '{% from "components/status.html" import VOCABULARY, status %}'
            "{{ area in VOCABULARY and state.value in VOCABULARY[area] }}|{{ status(area, state) }}",
            area=area,
            state=state,
        )
        assert page.text.startswith("True"), f"{area} has no word for {state!r}"
        assert page.xpath('.//*[local-name()="svg"]/@aria-hidden') == ["true"]


def test_only_the_unknown_outcome_is_dashed(render: Render) -> None:
    page = render(
        '{% from "components/status.html" import status, VOCABULARY %}'
        "{% for value in VOCABULARY.dispatch %}{{ status('dispatch', value) }}{% endfor %}"
    )
    dashed = [mark.text_content().strip() for mark in page.xpath('.//*[contains(@class, "status--unknown")]')]
    assert dashed == ["Outcome unknown"]


def test_every_icon_named_in_a_template_is_in_the_sprite(vendor: None) -> None:
    ids = set(re.findall(r'id="([^"]+)"', (ROOT / "app/static/vendor/sprite.svg").read_text()))
    named: set[tuple[str, str]] = set()
    for path in TEMPLATES:
        text = path.read_text()
        found = re.findall(r'\bicon\("([a-z_]+)"', text) + re.findall(r'icon_name="([a-z_]+)"', text)
        if path.name in {"status.html"}:
            found += re.findall(r'\("[A-Z][^"]*", "([a-z_]+)", "[a-z]+"\)', text)
        named.update((path.name, name) for name in found)
    assert len(named) > 60
    assert sorted(pair for pair in named if pair[1] not in ids) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "app/templates")))
def test_no_template_has_inline_style_script_or_handlers(path: Path) -> None:
    # What is left is the markup that reaches the browser.
    source = path.read_text()
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.S)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)
    assert "|safe" not in source.replace(" ", "")


def test_places_without_an_address_are_left_out(vendor: None) -> None:
    site = make_site()
    with site.test_request_context("/"):
        source = '{% from "components/masthead.html" import main_nav %}{{ main_nav("today") }}'
        everything = site.jinja_env.from_string(source).render()
        site.url_map = type(site.url_map)()
    assert everything.count("<li>") == 7
    bare = Flask("bare", template_folder=str(ROOT / "app/templates"))
    bare.jinja_env.globals.update(site.jinja_env.globals)
    bare.jinja_env.filters.update(site.jinja_env.filters)
    bare.add_url_rule("/letters", "letters.index", lambda: "")
    with bare.test_request_context("/"):
        some = bare.jinja_env.from_string(source).render()
    assert re.findall(r">(\w+)</a>", some) == ["Letters"]


def test_the_masthead_names_the_current_place_and_what_needs_you(get: Callable[[str], HtmlElement]) -> None:
    page = get("/pages/campaign")
    main = page.xpath('//nav[@aria-label="Main"]')[0]
    words = [link.text_content().split("9")[0].strip() for link in main.xpath(".//a")]
    assert words == ["Today", "Campaigns", "Letters", "Sending", "Replies", "Officials", "Library"]
    assert [link.text_content() for link in main.xpath('.//a[@aria-current="page"]')] == ["Campaigns"]
    assert "9 items need you" in main.text_content()
    assert len(page.xpath("//h1")) == 1
    assert page.xpath('//a[@href="#main"]')[0].text_content() == "Skip to main content"
    assert "Demonstration record, set to" in page.xpath("//footer")[0].text_content()
    assert page.xpath('//form[@action="/sign-out"]/@method') == ["post"]


def test_a_stranger_sees_no_places(vendor: None) -> None:
    answer = make_site(signed_in=False).test_client().get("/errors/404")
    text = answer.get_data(as_text=True)
    assert "Nothing is here" in text
    assert 'aria-label="Main"' not in text and "Dana Whitfield" not in text


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422, 429, 500])
def test_error_pages_say_what_to_do(get: Callable[[str], HtmlElement], status: int) -> None:
    page = get(f"/errors/{status}")
    assert page.xpath("//h1")[0].text_content().strip()
    assert "There is no such letter." in page.text_content()
    assert ("0190aa" in page.text_content()) == (status == 500)


def test_a_bar_shares_its_width_by_count(render: Render) -> None:
    page = render(
        '{% from "components/bars.html" import position_bar %}{{ position_bar(counts, width=372) }}',
        counts={"committed": 9, "noncommittal": 0, "refused": 3, "none": 12},
    )
    bars = {
        bar.get("class").split("--")[1]: float(bar.get("width")) + 1
        for bar in page.xpath('.//*[local-name()="rect"]')
    }
    assert set(bars) == {"committed", "refused", "none"}
    assert bars["committed"] == pytest.approx(3 * bars["refused"], abs=0.2)
    assert sum(bars.values()) == pytest.approx(372 - 2 * 2, abs=0.3)


def test_a_bar_of_nobody_is_an_empty_frame(render: Render) -> None:
    page = render('{% from "components/bars.html" import position_bar %}{{ position_bar({}) }}')
    assert page.xpath('.//*[local-name()="rect"]/@class') == ["seg seg--none"]


def test_a_funnel_says_its_numbers_in_a_sentence(render: Render) -> None:
    page = render('{% from "components/bars.html" import funnel %}{{ funnel(rows) }}', rows=sample.FUNNEL)
    assert page.xpath('.//*[@role="img"]/@aria-label') == [
        "Planned 52, handed over 47, accepted 44, delivered 38, answered 19."
    ]
    assert render('{% from "components/bars.html" import funnel %}{{ funnel([]) }}') is not None


def test_tables_have_captions_and_named_scrolling_regions(get: Callable[[str], HtmlElement]) -> None:
    page = get("/gallery")
    for table in page.xpath("//table"):
        assert table.xpath("./caption")[0].text_content().strip()
    region = page.xpath('//div[@role="group" and @tabindex="0"]')[0]
    assert region.get("aria-label") == "Channels compared"
    assert page.xpath('//th[@aria-sort="ascending"]/a/@href') == ["?sort=name"]


def test_pager_keeps_the_question_and_marks_the_page(get: Callable[[str], HtmlElement]) -> None:
    page = get("/gallery?q=oak&page=3")
    pager = page.xpath('//nav[@aria-label="Pages"]')[0]
    assert pager.xpath('.//a[@aria-current="page"]')[0].text_content() == "3"
    assert pager.xpath('.//a[@rel="next"]/@href') == ["/gallery?q=oak&page=4"]
    assert "101 to 150 of 682 officials" in pager.text_content()


def test_a_running_job_asks_again_and_an_ended_one_does_not(render: Render) -> None:
    source = '{% from "components/job.html" import job_progress %}{{ job_progress(job, url="/jobs/1") }}'
    running = render(source, job=sample.job("running"))
    assert running.xpath(".//*[@hx-get]/@hx-trigger") == ["every 1s"]
    assert running.xpath(".//progress/@value") == ["120"]
    for state in ("done", "failed"):
        assert not render(source, job=sample.job(state)).xpath(".//*[@hx-get]")
    failed = render(source, job=sample.job("failed", error="Row 14 has no last name."))
    assert "Row 14 has no last name." in failed.text_content()


def test_what_people_typed_is_text(render: Render) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    page = render((Path(__file__).parent / "pages" / "typed.html").read_text(), evil=evil)
    assert not page.xpath(".//script") and not page.xpath(".//img")
    assert page.text_content().count("<script>alert(1)</script>") > 15


def test_removed_and_added_words_are_told_without_colour(render: Render) -> None:
    page = render(
        '{% from "components/letter.html" import removed, added %}{{ removed("23rd") }} {{ added("24th") }}'
    )
    assert page.xpath(".//del")[0].text_content() == "removed: 23rd end of removed"
    assert page.xpath(".//ins")[0].text_content() == "added: 24th end of added"


def test_stock_sentences_of_the_server_are_left_out(site: Flask) -> None:
    with site.test_request_context("/"):
        site.preprocess_request()
        context: dict[str, object] = {
            "title": "Nothing is here",
            "message": "The requested URL was not found.",
        }
        site.update_template_context(context)
        text = site.jinja_env.get_template("errors/404.html").render(context)
    assert "The requested URL" not in text
    assert "The address may be mistyped" in text
