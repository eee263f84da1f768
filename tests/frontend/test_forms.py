"""Form macros: labels, hints, errors and values reach the control they belong to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from lxml import html
from lxml.html import HtmlElement
from werkzeug.datastructures import MultiDict

from tests.frontend.sample_form import SampleForm

IMPORT = '{% from "components/forms.html" import field, form_errors, submit, csrf, post_button %}'
Render = Callable[..., HtmlElement]


def sent(site: Flask, **values: str) -> HtmlElement:
    """The gallery form after it was sent with `values`."""
    client = site.test_client()
    page = html.document_fromstring(client.get("/gallery").get_data(as_text=True))
    token = page.xpath('//input[@name="csrf_token"]/@value')[0]
    answer = client.post("/gallery", data=MultiDict({"csrf_token": token, **values}))
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


@pytest.mark.parametrize("name", [name for name in SampleForm.__dict__ if not name.startswith("_")])
def test_every_control_has_a_name_for_readers(
    site: Flask, get: Callable[[str], HtmlElement], name: str
) -> None:
    page = get("/gallery")
    controls = page.xpath(
        f'//form[@method="post"]//*[self::input or self::select or self::textarea][starts-with(@name, "{name}")]'
    )
    assert controls, name
    for control in controls:
        assert page.xpath(f'//label[@for="{control.get("id")}"]'), control.get("id")


def test_hint_and_error_describe_the_control(site: Flask) -> None:
    page = sent(site, title="")
    control = page.xpath('//*[@id="title"]')[0]
    assert control.get("aria-describedby") == "title-hint title-error"
    assert control.get("aria-invalid") == "true"
    assert page.xpath('//*[@id="title-hint"]')[0].text_content() == "As it will print."
    assert "Enter a title." in page.xpath('//*[@id="title-error"]')[0].text_content()


def test_a_control_without_error_is_not_called_invalid(get: Callable[[str], HtmlElement]) -> None:
    control = get("/gallery").xpath('//*[@id="title"]')[0]
    assert control.get("aria-invalid") is None
    assert control.get("aria-describedby") == "title-hint"
    assert control.get("aria-required") == "true"
    assert control.get("required") is None


def test_values_survive_an_error(site: Flask) -> None:
    page = sent(
        site, title="", body="<b>Kept</b> & whole", state="or", decision="return", deadline="2023-01-20"
    )
    assert page.xpath('//*[@id="body"]')[0].text_content().strip() == "<b>Kept</b> & whole"
    assert page.xpath('//*[@id="state"]/option[@selected]/@value') == ["or"]
    assert page.xpath('//input[@name="decision" and @checked]/@value') == ["return"]
    assert page.xpath('//*[@id="deadline"]/@value') == ["2023-01-20"]


def test_error_summary_leads_to_each_field_and_takes_focus(site: Flask) -> None:
    page = sent(site, state="ca")
    summary = page.xpath('//*[contains(@class, "error-summary")]')[0]
    assert summary.get("role") == "alert"
    assert summary.get("data-focus-first") is not None
    targets = [link.removeprefix("#") for link in summary.xpath(".//a/@href")]
    assert targets == ["title", "deadline", "decision-0", "agreed", "password", "address-street"]
    for target in targets:
        assert page.xpath(f'//*[@id="{target}"]'), target
    assert "Six things to settle" in summary.text_content()


def test_no_summary_when_all_is_well(render: Render) -> None:
    assert render(IMPORT + "{{ form_errors(form) }}", form=None).text_content().strip() == ""


def test_errors_of_a_verb_without_a_field_head_the_summary(site: Flask, render: Render) -> None:
    with site.test_request_context("/gallery"):
        form = SampleForm()
        form.form_errors = ["A term must end after it begins."]
        page = render(IMPORT + "{{ form_errors(form) }}", form=form)
    assert "A term must end after it begins." in page.text_content()
    assert not page.xpath(".//a")


def test_a_message_is_text_never_markup(site: Flask, render: Render) -> None:
    with site.test_request_context("/gallery"):
        form = SampleForm()
        form.title.errors = ['<img src=x onerror="alert(1)">']
        page = render(
            IMPORT + "{{ form_errors(form) }}{{ field(form.title, hint='<i>hint</i>') }}", form=form
        )
    assert not page.xpath(".//img") and not page.xpath(".//i")


def test_post_button_is_a_whole_form_with_a_token(render: Render) -> None:
    page = render(IMPORT + '{{ post_button("/nudge", "Nudge", hidden={"step": "2"}, about="the letter") }}')
    form = page.xpath('.//form[@method="post"]')[0]
    assert form.get("action") == "/nudge"
    assert form.xpath('.//input[@name="csrf_token"]/@value')[0]
    assert form.xpath('.//input[@name="step"]/@value') == ["2"]
    assert form.xpath(".//button")[0].text_content() == "Nudge the letter"


def test_descriptions_belong_to_their_choice(get: Callable[[str], HtmlElement]) -> None:
    page = get("/gallery")
    approve = page.xpath('//input[@id="decision-0"]')[0]
    assert approve.get("aria-describedby") == "decision-0-about"
    assert "signing links" in page.xpath('//*[@id="decision-0-about"]')[0].text_content()


def test_subforms_and_lists_are_fieldsets_with_legends(get: Callable[[str], HtmlElement]) -> None:
    page = get("/gallery")
    for name, legend in (("address", "Postal address"), ("lines", "Lines")):
        assert page.xpath(f'//fieldset[@id="{name}"]/legend')[0].text_content().strip() == legend
