"""The pages of letters: the whole way through them, what they refuse, and what they keep."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.accounts.rules import Role
from app.letters.routes import recipients
from tests.accounts.forms import csrf_of
from tests.letters.pages import TEXTS, Desk, make_desk


@pytest.fixture
def desk(app: Flask, as_role: Callable[..., FlaskClient]) -> Desk:
    return make_desk(app, as_role)


def words(html: str) -> str:
    """The page's words, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_letter_goes_through_its_pages_to_sealed_files(desk: Desk, run_jobs: Callable[[], int]) -> None:
    assert desk.save(desk.drafter, 1, "submit").status_code == 303
    assert desk.state() == "in_review"
    page = words(desk.approver.get(desk.home + "/review").text)
    assert "asks for approval of version 2" in page and "Your decision on version 2" in page
    answer = desk.post(desk.approver, "/review", {"version": "2", "decision": "approve", "read": "y"})
    assert answer.status_code == 303 and desk.state() == "approved"
    assert desk.post(desk.approver, "/ask").status_code == 303
    desk.sign_all(2)
    asked = words(desk.approver.get(desk.home + "/seal").text)
    assert "Seal version 2?" in asked and "1 signature can never change after this" in asked
    assert desk.post(desk.approver, "/seal", {"version": "2", "read": "y"}).status_code == 303
    assert desk.state() == "sealed"
    assert run_jobs() == 1
    page = desk.drafter.get(desk.home).text
    assert f"{desk.home}/copies/1/pages/1.png" in page and "Dear Senator Ruiz:" in page
    pdf = desk.drafter.get(desk.home + "/copies/2.pdf")
    assert "AV-2023-01_02_Limon.pdf" in pdf.headers["Content-Disposition"]
    assert "Thank you, Limón." in PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text().replace(
        "\u00a0", " "
    )
    assert len(PdfReader(io.BytesIO(desk.drafter.get(desk.home + "/all.pdf").data)).pages) == 2
    archive = zipfile.ZipFile(io.BytesIO(desk.drafter.get(desk.home + "/all.zip").data))
    assert archive.namelist() == ["AV-2023-01_01_Ruiz.pdf", "AV-2023-01_02_Limon.pdf"]
    image = desk.drafter.get(desk.home + "/copies/1/pages/1.png")
    assert image.mimetype == "image/png" and image.data.startswith(b"\x89PNG")
    assert desk.drafter.get(desk.home + "/copies/1/pages/9.png").status_code == 404


def test_the_workspace_lists_what_blocks_and_submit_keeps_the_draft(desk: Desk) -> None:
    answer = desk.save(
        desk.drafter, 1, "submit", facts="[[what happened]]", meeting="By ((meeting.deadline))."
    )
    assert answer.status_code == 422
    page = words(answer.text)
    assert "Placeholder left in: what happened" in page and "Missing: meeting deadline" in page
    assert desk.state() == "draft"
    assert "2 checks before review" in page


def test_a_slip_in_the_text_is_named_and_nothing_typed_is_lost(desk: Desk) -> None:
    answer = desk.save(desk.drafter, 1, facts="::: asks\nTyped by hand\n:::")
    assert answer.status_code == 422
    assert "Typed by hand" in answer.text and "A section cannot hold another one" in words(answer.text)


def test_the_conflict_page_keeps_both_texts(desk: Desk) -> None:
    desk.save(desk.drafter, 1, facts="Theirs stands here.")
    answer = desk.save(desk.drafter, 1, facts="Mine was typed at the same time.")
    assert answer.status_code == 409
    assert "Theirs stands here." in answer.text and "Mine was typed at the same time." in answer.text
    joined = desk.save(desk.drafter, 2, facts="Both, joined.")
    assert joined.status_code == 303


def test_the_live_preview_shows_typed_words_for_the_chosen_copy_and_saves_nothing(desk: Desk) -> None:
    values = {
        "role": list(TEXTS),
        "text": [*list(TEXTS.values())[:-1], "To ((recipient.surname)) <b>x</b>"],
        "copy": "2",
    }
    answer = desk.post(desk.drafter, "/preview", values)
    assert answer.status_code == 200
    assert "To Limón &lt;b&gt;x&lt;/b&gt;" in answer.text
    assert 'id="checks"' in answer.text and 'hx-swap-oob="true"' in answer.text
    assert "Version 1" in desk.drafter.get(desk.home + "/write").text


def test_sections_are_added_moved_and_removed_by_buttons(desk: Desk) -> None:
    desk.save(desk.drafter, 1, "up:1")
    page = desk.drafter.get(desk.home + "/write").text
    assert page.index("The road is closed.") < page.index("((We write)) on the ((day blockade))")
    desk.save(desk.drafter, 2, "remove:4")
    assert "to meet" not in desk.drafter.get(desk.home + "/write").text


def test_settings_change_recipients_jointly_and_make_a_version(desk: Desk) -> None:
    page = desk.drafter.get(desk.home + "/settings").text
    places = re.findall(r'name="person_place" value="([^"]+)"', page)
    values = {
        "based_on": "1", "people_before": mark(page), "title": "New title", "subject": "New subject",
        "letter_date": "2023-01-05", "closing": "Sincerely,", "cc": "The Clerk\n\n", "enclosures": "",
        "signatory_ids": [str(each) for each in desk.signatory_ids],
        "person_place": places, "person_copy": ["1", "1"], "person_role": ["to", "to"], "person_as": ["", ""],
        "earlier_letter_id": "",
    }  # fmt: skip
    assert desk.post(desk.drafter, "/settings", values).status_code == 303
    page = words(desk.drafter.get(desk.home + "/write").text)
    assert "1 of 1: Ana Ruiz and Óscar Limón" in page
    assert (
        "Dear Senator Ruiz and Senator Limón:" in page and "January 5, 2023" in page and "The Clerk" in page
    )
    changed = words(desk.drafter.get(desk.home + "/versions").text)
    assert "From version 1 to version 2" in changed and "removed: The road to Nagorno-Karabakh" in changed


def mark(page: str) -> str:
    found = re.search(r'name="people_before" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_many_recipients_are_searched_and_paged_and_nothing_typed_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipients, "SIZE", 1)
    first = desk.drafter.get(desk.home + "/settings").text
    assert "Copy of Ana Ruiz" in first and "Copy of Óscar Limón" not in first and "1 to 1 of 2" in first
    values = {
        "based_on": "1", "people_before": mark(first), "title": "Typed", "subject": "S", "closing": "Sincerely,",
        "letter_date": "2023-01-05", "signatory_ids": [str(each) for each in desk.signatory_ids],
        "person_page": "1", "person_place": "0", "person_copy": "7", "person_role": "to", "person_as": "",
    }  # fmt: skip
    second = desk.post(desk.drafter, "/settings", {**values, "do": "page-2"})
    assert (
        second.status_code == 200 and "Copy of Óscar Limón" in second.text and 'value="Typed"' in second.text
    )
    assert "Copy of Ana Ruiz" not in second.text and 'name="person_copy" value="7"' in second.text
    found = desk.post(desk.drafter, "/settings", {**values, "do": "show", "person_find": "limon"}).text
    assert "Copy of Óscar Limón" in found and "Copy of Ana Ruiz" not in found
    both = {
        "person_place": ["0", "1"],
        "person_copy": ["7", "7"],
        "person_role": ["to", "to"],
        "person_as": ["", ""],
    }
    stale = desk.post(desk.drafter, "/settings", {**values, **both, "people_before": "older"})
    assert stale.status_code == 409 and "nothing was saved" in stale.text
    assert desk.post(desk.drafter, "/settings", {**values, **both}).status_code == 303
    page = words(desk.drafter.get(desk.home + "/write").text)
    assert "1 of 1: Ana Ruiz and Óscar Limón" in page


def test_return_needs_a_note_and_approval_needs_reading(desk: Desk) -> None:
    desk.save(desk.drafter, 1, "submit")
    assert desk.post(desk.approver, "/review", {"version": "2", "decision": "return"}).status_code == 422
    assert desk.post(desk.approver, "/review", {"version": "2", "decision": "approve"}).status_code == 422
    assert (
        desk.post(desk.approver, "/review", {"version": "1", "decision": "approve", "read": "y"}).status_code
        == 409
    )
    assert desk.state() == "in_review"
    answer = desk.post(
        desk.approver, "/review", {"version": "2", "decision": "return", "note": "Name the act."}
    )
    assert answer.status_code == 303 and desk.state() == "draft"
    assert "Name the act." in desk.drafter.get(desk.home + "?read=1").text


def test_a_letter_that_its_writer_took_back_says_so(desk: Desk) -> None:
    desk.save(desk.drafter, 1, "submit")
    assert desk.post(desk.drafter, "/take-back").status_code == 303
    assert desk.state() == "draft"
    for path in ("", "/write", "/versions"):
        page = words(desk.drafter.get(desk.home + path).text)
        assert "returned" not in page.lower(), path
    assert "Taken back" in words(desk.drafter.get("/letters/").text)
    assert "taken back to go on writing" in words(desk.drafter.get(desk.home + "/versions").text)


def test_roles_and_membership_are_held(desk: Desk, as_role: Callable[..., FlaskClient]) -> None:
    stranger = as_role(Role.DRAFTER, email="other@example.org", name="Not a member")
    viewer = as_role(Role.VIEWER)
    assert viewer.get(desk.home).status_code == 200
    assert viewer.get(desk.home + "/write").status_code == 403
    assert stranger.get(desk.home + "/write").status_code == 403
    assert desk.save(stranger, 1).status_code == 403
    assert desk.post(desk.drafter, "/ask").status_code == 403
    assert desk.drafter.get(desk.home + "/seal").status_code == 403


def test_the_proof_of_a_consent_is_download_only(desk: Desk) -> None:
    desk.save(desk.drafter, 1, "submit")
    desk.post(desk.approver, "/review", {"version": "2", "decision": "approve", "read": "y"})
    values = {
        "version": "2", "method": "ink", "mark": "image", "consent_by": "Elena Marchetti",
        "given_on": "2023-01-04", "agreed": "y",
        "scan": (io.BytesIO(b"<script>alert(1)</script>"), "../../page.html"),
    }  # fmt: skip
    assert desk.post(desk.approver, f"/sign/{desk.signatory_ids[0]}", values).status_code == 303
    page = desk.approver.get(desk.home + "/sign").text
    link = re.search(r'href="([^"]+/scan)"', page)
    assert link
    answer = desk.approver.get(link.group(1))
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "/" not in answer.headers["Content-Disposition"].split("filename=")[1]


def test_new_letter_finds_officials_without_losing_the_form(desk: Desk) -> None:
    token = csrf_of(desk.drafter, "/letters/new")
    values = {"search": "limon", "do": "find", "subject": "Kept", "to": "officials", "csrf_token": token}
    page = desk.drafter.post("/letters/new", data=values)
    assert page.status_code == 200 and "Óscar Limón" in page.text and 'value="Kept"' in page.text
    refused = desk.drafter.post("/letters/new", data={**values, "do": ""})
    assert refused.status_code == 422 and "Choose a campaign." in refused.text


def test_drafts_are_exported_in_the_background(desk: Desk, run_jobs: Callable[[], int]) -> None:
    answer = desk.post(desk.drafter, "/export", {"kind": "zip"})
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert desk.drafter.get(place + "/file").status_code == 409
    run_jobs()
    archive = zipfile.ZipFile(io.BytesIO(desk.drafter.get(place + "/file").data))
    assert archive.namelist() == ["Draft_AV-2023-01_01_Ruiz.pdf", "Draft_AV-2023-01_02_Limon.pdf"]
    text = PdfReader(io.BytesIO(archive.read(archive.namelist()[0]))).pages[0].extract_text()
    assert "Draft. Not approved, not signed, not sent." in text.replace("\u00a0", " ")
    assert desk.drafter.get(f"{desk.home}/exports/{uuid4()}").status_code == 404


def test_only_images_of_the_letter_are_served(desk: Desk) -> None:
    assert desk.drafter.get(f"{desk.home}/images/{'a' * 64}").status_code == 404
    assert desk.drafter.get("/letters/" + str(uuid4())).status_code == 404


def test_the_list_filters_and_names_states(desk: Desk) -> None:
    assert "The road to Nagorno-Karabakh" in desk.drafter.get("/letters/?q=nagorno&state=draft").text
    assert "No letter matches" in desk.drafter.get("/letters/?state=sealed").text
    assert "Official letter" in desk.drafter.get("/letters/templates").text


def test_a_code_names_its_sealed_letter_and_no_other(desk: Desk) -> None:
    nobody = desk.app.test_client()
    assert nobody.get("/verify").status_code == 200
    assert nobody.get("/verify?code=0000-0000-0000").status_code == 404
    desk.save(desk.drafter, 1, "submit")
    desk.post(desk.approver, "/review", {"version": "2", "decision": "approve", "read": "y"})
    desk.sign_all(2)
    desk.post(desk.approver, "/seal", {"version": "2", "read": "y"})
    code = re.search(r"<dd>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</dd>", desk.approver.get(desk.home).text)
    assert code
    page = words(nobody.get(f"/verify?code={code.group(1).lower().replace('-', ' ')}").text)
    assert "A sealed letter has this code." in page and "Elena Marchetti" in page
