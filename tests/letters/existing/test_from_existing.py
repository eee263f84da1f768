"""Starting from an existing letter through its pages: what comes in, what is kept, what is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.core.db import db
from app.evidence.dates import read_date
from app.letters.contexts import content_of
from app.letters.markdown import read, write
from app.letters.models import Letter, LetterVersion
from app.letters.queries_templates import own_template, pinned
from app.letters.template_decisions import approve_template
from app.letters.templating import TemplateDraft, create_template
from tests.accounts.forms import csrf_of
from tests.evidence.factories import make_claim
from tests.letters.existing.existing_samples import PROSE, RUN_ON
from tests.letters.pages import Desk, make_desk

ADDRESS = "/letters/from-existing"


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def campaign_of(desk: Desk) -> str:
    with desk.app.app_context():
        return str(db.session.get_one(Letter, desk.letter_id).campaign_id)


def hand_in(desk: Desk, **values: Any) -> TestResponse:
    data = {"campaign": campaign_of(desk), "template": "official_letter", **values}
    return desk.drafter.post(ADDRESS, data={**data, "csrf_token": csrf_of(desk.drafter, ADDRESS)})


def fields(html: str) -> dict[str, Any]:
    """What a browser would send of the confirmation page, without its buttons."""
    form = html[html.index('class="existing"') : html.rindex("</form>")]
    found: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        found.setdefault(name, []).append(value)

    def name_in(attributes: str) -> str:
        named = re.search(r'name="([^"]+)"', attributes)
        assert named is not None, attributes
        return named[1]

    for tag in re.findall(r"<input\b[^>]*>", form):
        kind = (re.search(r'type="(\w+)"', tag) or ["", "text"])[1]
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (kind not in ("checkbox", "radio") or " checked" in tag):
            put(name[1], unescape(value[1]) if value else "")
    for attributes, text in re.findall(r"<textarea\b([^>]*)>\n?(.*?)</textarea>", form, re.DOTALL):
        put(name_in(attributes), unescape(text))
    for attributes, options in re.findall(r"<select\b([^>]*)>(.*?)</select>", form, re.DOTALL):
        chosen = re.findall(r'<option(?: selected)?[^>]*value="([^"]*)"[^>]*selected', options)
        chosen += re.findall(r'<option selected value="([^"]*)"', options)
        put(name_in(attributes), unescape(chosen[0] if chosen else ""))
    return found


def send(desk: Desk, page: str, do: str, **changes: Any) -> TestResponse:
    return desk.drafter.post(ADDRESS, data={**fields(page), "do": do, **changes})


def newest(desk: Desk) -> tuple[Letter, str]:
    letter = db.session.scalars(sa.select(Letter).order_by(Letter.created_at.desc()).limit(1)).one()
    version = db.session.scalars(sa.select(LetterVersion).where(LetterVersion.letter_id == letter.id)).one()
    return letter, write(content_of(version).tree)


def test_pasted_text_becomes_a_draft_with_its_asks(desk: Desk) -> None:
    answer = hand_in(desk, text=PROSE)
    assert answer.status_code == 200
    page = unescape(answer.text)
    assert "It speaks of an earlier letter." in page and 'value="2022-12-21"' in page
    assert 'value="section-907" selected' in page
    begun = send(desk, answer.text, "begin", subject="The valley")
    assert begun.status_code == 303, unescape(begun.text)
    with desk.app.app_context():
        letter, text = newest(desk)
        assert letter.title == "The valley" and str(letter.letter_date) == "2022-12-21"
        asks = "[I urge you to enforce Section 907 of the FREEDOM Support Act without a waiver.]{ask=section-907}"
        assert asks in text
        assert "CITY OF ALDER GLEN" not in text and "Respectfully" not in text
        assert text.index("::: opening") < text.index("::: facts") < text.index("::: asks")


def test_copies_and_enclosures_stand_below_and_a_run_on_list_is_one(desk: Desk) -> None:
    page = hand_in(desk, text=RUN_ON, template="joint_letter").text
    assert "No date was found in it" in page
    assert send(desk, page, "begin").status_code == 303
    with desk.app.app_context():
        letter, text = newest(desk)
        content = content_of(
            db.session.scalars(sa.select(LetterVersion).where(LetterVersion.letter_id == letter.id)).one()
        )
        assert content.cc == ("The Honorable Maria Example, Secretary of State", "Senator Jo Sample")
        assert content.enclosures == ("Map of the road",)
        assert "1. Condemning the closure" in text and letter.template == "joint_letter"


def test_a_word_file_is_read_and_nothing_of_it_is_kept(desk: Desk) -> None:
    document = docx.Document()
    for paragraph in ("Dear Senator Ruiz:", "We write about the clinic.", "Sincerely,", "Dana Example"):
        document.add_paragraph(paragraph)
    data = io.BytesIO()
    document.save(data)
    folder = desk.app.extensions["redress_settings"].data_dir
    before = stored(folder)
    answer = hand_in(desk, file=(io.BytesIO(data.getvalue()), "letter.docx"))
    assert answer.status_code == 200 and "We write about the clinic." in answer.text
    assert stored(folder) == before


def stored(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name}


@pytest.mark.parametrize(
    ("values", "where", "says"),
    [
        ({}, "file", "Choose a file, or paste the text"),
        ({"file": (b"", "empty.docx")}, "file", "The file is empty."),
        ({"file": (b"PK\x03\x04 not a zip", "broken.docx")}, "file", "damaged"),
        ({"file": (b"\xd0\xcf\x11\xe0old", "old.doc")}, "file", "old Word or RTF file"),
        ({"file": (b"Dear Sir:\n\nHello.", "a.txt"), "text": "Dear Sir"}, "text", "not both"),
        ({"text": "\n\n".join(f"Paragraph number {n} of it." for n in range(230))}, "text", "at most 200"),
        ({"text": "Dear Sir:", "campaign": ""}, "campaign", "Choose a campaign."),
        ({"text": "Dear Sir:", "template": "poem"}, "template", "Not a valid choice"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    desk: Desk, values: dict[str, Any], where: str, says: str
) -> None:
    if "file" in values:
        values = {**values, "file": (io.BytesIO(values["file"][0]), values["file"][1])}
    answer = hand_in(desk, **values)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert says in page and f'href="#{where}' in page
    if "text" in values:
        assert values["text"][:20] in page


def test_everything_typed_survives_an_error(desk: Desk) -> None:
    page = hand_in(desk, text=PROSE).text
    answer = send(
        desk, page, "begin", letter_date="", subject="Typed subject", **{"row-4-text": "My own opening."}
    )
    kept = unescape(answer.text)
    assert answer.status_code == 422 and "Enter the letter’s date" in kept
    assert "Typed subject" in kept and "My own opening." in kept
    again = fields(answer.text)
    assert again["row-11-ask-0"] == fields(page)["row-11-ask-0"] == ["section-907"]


def test_a_decision_about_a_sentence_that_is_gone_is_asked_again(desk: Desk) -> None:
    page = hand_in(desk, text=PROSE).text
    answer = send(desk, page, "begin", **{"row-11-text": "Something quite different stands here now."})
    assert answer.status_code == 422 and "no longer says" in answer.text
    assert send(desk, answer.text, "begin").status_code == 303


def test_looking_again_divides_cuts_and_keeps_what_was_chosen(desk: Desk) -> None:
    page = hand_in(desk, text=PROSE).text
    parted = send(
        desk, page, "again", **{"row-4-text": "First part.\n\nSecond part, on December 12, 2022."}
    ).text
    assert fields(parted)["row-5-text"] == ["Second part, on December 12, 2022."]
    assert fields(parted)["row-12-ask-0"] == ["section-907"]
    listed = send(desk, parted, "cut:4", **{"row-4-text": "1. Send aid. 2. Open the road."}).text
    assert fields(listed)["row-4-text"] == ["Send aid.\nOpen the road."]
    assert fields(listed)["row-4-shape"] == ["numbered"] and fields(listed)["row-4-part"] == ["asks"]


def test_choices_that_were_not_offered_are_refused(desk: Desk) -> None:
    page = hand_in(desk, text=PROSE).text
    answer = send(desk, page, "begin", **{"row-11-ask-0": "no-such-demand", "row-0-part": "poem"})
    said = unescape(answer.text)
    assert (
        answer.status_code == 422
        and "Choose one of the campaign’s demands" in said
        and "Choose what piece 1 is." in said
    )
    assert "Dear President Example:" in said


def test_only_writers_of_the_campaign_begin_a_letter(desk: Desk, as_role: Callable[..., FlaskClient]) -> None:
    stranger = as_role(Role.DRAFTER, email="other@example.org")
    data = {"campaign": campaign_of(desk), "template": "official_letter", "text": PROSE}
    answer = stranger.post(ADDRESS, data={**data, "csrf_token": csrf_of(stranger, ADDRESS)})
    assert answer.status_code == 403
    assert as_role(Role.VIEWER).get(ADDRESS).status_code == 403


DATED = """\
December 21, 2022

Dear Senator Ruiz:

The Alder bridge was closed to ordinary traffic for 4 days.

Thank you for reading this.
"""


def test_claims_are_offered_by_the_day_of_the_letter(desk: Desk) -> None:
    with desk.app.app_context():
        by = desk.world.approver
        make_claim(db.session, by, "bridge-early", label="Known in time")
        make_claim(db.session, by, "bridge-late", label="Known later", known=read_date("2022-12-25"))
        db.session.commit()
    page = hand_in(desk, text=DATED).text
    assert 'value="bridge-early"' in page and "bridge-late" not in page
    later = send(desk, page, "again", letter_date="2022-12-28").text
    assert 'value="bridge-early"' in later and 'value="bridge-late"' in later
    undated = hand_in(desk, text=DATED.partition("\n")[2]).text
    assert 'value="bridge-late"' in undated, "without a day of its own the letter is of today"
    assert "bridge-late" not in send(desk, undated, "again", letter_date="2022-12-24").text
    assert 'value="bridge-late"' in send(desk, undated, "again", letter_date="soon").text


def test_a_template_of_the_organisation_can_be_chosen_once_it_is_approved(desk: Desk) -> None:
    with desk.app.app_context():
        draft = TemplateDraft("Road request", "For the road.", read("A text.\n"), "With respect,")
        row = create_template(db.session, "official_letter", draft, by=desk.world.writer)
        slug = row.slug
        db.session.commit()
    refused = hand_in(desk, text=DATED, template=slug)
    assert refused.status_code == 422 and slug not in desk.drafter.get(ADDRESS).text
    with desk.app.app_context():
        approve_template(db.session, own_template(db.session, slug), 1, by=desk.world.approver)
        db.session.commit()
    assert "For the road." in desk.drafter.get(ADDRESS).text
    begun = send(desk, hand_in(desk, text=DATED, template=slug).text, "begin", template=slug)
    assert begun.status_code == 303, unescape(begun.text)
    with desk.app.app_context():
        letter, text = newest(desk)
        assert letter.template == slug and "The Alder bridge was closed" in text and "A text." not in text
        revision = pinned(db.session, letter)
        assert revision is not None and revision.number == 1
