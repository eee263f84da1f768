"""The whole job in a browser: from real officials to a sealed PDF, a dispatch, a reply and the campaign's page.

Three people do it, each in a browser of their own: the administrator imports, the drafter writes, the
approver decides, records signatures and seals. The PDF is read back.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.data, pytest.mark.xdist_group("journeys")]

CAMPAIGN = "A clinic for the valley"
OFFICIAL = {
    "Opening": "I write for the people of Arroyo Vista — all of them — with one request. “Please act,” they say.",
    "Facts": "[The clinic closed on December 1, 2022. Since then Señora Núñez drives 40 miles for insulin.]{opinion}",
    "Position so far": "[Your office wrote to us on December 9, 2022.]{opinion} We thank you for that letter.",
    "Asks": "I ask you [to send emergency humanitarian aid directly]{ask=humanitarian-aid} this winter.",
    "Closing": "Thank you for reading this letter.",
}
JOINT = {
    "Opening": "((We write)) together, as ((signatories.names)), about the clinic.",
    "Facts": "[The clinic closed on December 1, 2022.]{opinion}",
    "Position so far": "Nothing has been said since.",
    "Asks": "((We ask)) that you:\n\n1. [send emergency humanitarian aid]{ask=humanitarian-aid}; and\n"
    "2. [enforce Section 907]{ask=section-907}.",
    "Meeting request": "Please meet with us, and tell us which of these you will take.",
    "Closing": "Thank you.",
}


def picture(text: str) -> bytes:
    image = Image.new("RGBA", (600, 180), (255, 255, 255, 0))
    ImageDraw.Draw(image).line(
        [(20, 120), (160, 40), (260, 140), (420, 60), (580, 120)], fill=(20, 30, 80), width=9
    )
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue() + text.encode()[:0]


def tick(box: Locator) -> None:
    """As somebody at the keyboard does it: the drawn box is its label, the input itself lies out of sight."""
    box.focus()
    box.press(" ")
    expect(box).to_be_checked()


def upload(name: str, data: bytes, kind: str = "image/png") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": data}


def import_congress(page: Page, folder: Path) -> None:
    page.goto("/officials")
    page.get_by_role("link", name="Imports").first.click()
    names = ("legislators-current.yaml", "legislators-district-offices.yaml", "committees-current.yaml",
             "committee-membership-current.yaml")  # fmt: skip
    page.locator("input[type=file]").set_input_files(
        [folder / "congress-legislators" / name for name in names]
    )
    page.get_by_role("button", name="Read the files").click()
    finished(page, re.compile("Write|Apply"))
    page.get_by_role("main").get_by_role("button", name=re.compile(r"^(Write|Apply)")).click()
    finished(page, "Undo this import", role="link")


def finished(page: Page, name: str | re.Pattern[str], role: str = "button") -> None:
    """Background work shows its progress; when it is over the page offers what comes next."""
    wanted = page.get_by_role("main").get_by_role(role, name=name)  # type: ignore[arg-type]
    result = page.get_by_role("link", name="Show the result")
    expect(wanted.or_(result).first).to_be_visible(timeout=60_000)
    if not wanted.first.is_visible():
        result.click()
    expect(wanted.first).to_be_visible()


def make_segment(page: Page) -> None:
    page.goto("/officials")
    page.get_by_role("link", name="New segment").click()
    for rule, value in (("Office", "U.S. Senator"), ("State", "New York")):
        page.locator("#add").select_option(label=rule)
        page.get_by_role("button", name="Add a rule").click()
        chosen = page.get_by_role("combobox", name=rule, exact=True)
        expect(chosen).to_be_visible()
        chosen.select_option(label=value)
        page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("2 officials match")).to_be_visible()
    page.get_by_role("textbox", name="Name", exact=True).fill("New York senators")
    page.get_by_role("button", name="Save segment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New York senators")


def make_campaign(page: Page) -> None:
    page.goto("/campaigns")
    page.get_by_role("link", name="New campaign").click()
    page.get_by_role("textbox", name="Title", exact=True).fill(CAMPAIGN)
    page.get_by_role("textbox", name="Goal", exact=True).fill(
        "A clinic that is open again, and aid until it is."
    )
    tick(page.get_by_role("checkbox", name="Direct humanitarian aid"))
    tick(page.get_by_role("checkbox", name="Enforce Section 907"))
    page.get_by_role("button", name="Begin campaign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CAMPAIGN)


def begin_letter(page: Page, template: str, signers: list[str]) -> str:
    page.goto("/letters")
    page.get_by_role("link", name="New letter").first.click()
    page.locator("#campaign").select_option(label=CAMPAIGN)
    page.get_by_role("textbox", name="Find officials by name").fill("schumer")
    page.get_by_role("button", name="Find").click()
    tick(page.get_by_role("checkbox", name=re.compile("Schumer")).first)
    tick(page.get_by_role("radio", name=re.compile(f"^{template}")))
    page.get_by_role("textbox", name="Subject").fill("A clinic for the valley")
    for demand in ("Direct humanitarian aid", "Enforce Section 907"):
        tick(page.get_by_role("checkbox", name=demand))
    for name in signers:
        tick(page.get_by_role("checkbox", name=re.compile(f"^{name}")))
    tick(page.get_by_role("checkbox", name=re.compile("Office of the Mayor")))
    page.get_by_role("button", name="Begin the letter").click()
    page.get_by_role("link", name="Plain editor").click()
    expect(page.get_by_role("button", name=re.compile("^Save version"))).to_be_visible()
    return page.url


def write_and_submit(page: Page, words: dict[str, str]) -> str:
    for label, text in words.items():
        page.get_by_role("textbox", name=label, exact=True).fill(text)
    for left in page.locator("textarea[name=text]").all():
        if "[[" in left.input_value():
            left.fill("")
    page.get_by_role("button", name="Save version 2").click()
    page.get_by_role("button", name="Save and send for review").click()
    expect(page.get_by_text("In review").first).to_be_visible()
    return re.sub(r"/(write|review)$", "", page.url.split("?")[0].split("#")[0])


def approve(page: Page, letter: str) -> None:
    page.goto(letter)
    page.get_by_role("link", name="Review version").first.click()
    tick(page.get_by_role("radio", name=re.compile("^Approve")))
    tick(page.get_by_role("checkbox", name=re.compile("^I have read the full text")))
    page.get_by_role("button", name=re.compile("^Approve version")).click()
    expect(page.get_by_text("Approved").first).to_be_visible()


def sign_and_seal(page: Page, letter: str, signers: list[str]) -> None:
    page.goto(letter)
    page.get_by_role("link", name="Signatures").first.click()
    page.get_by_role("button", name="Ask for").click()
    for name in signers:
        page.get_by_role("link", name=f"Record the signature of {name}").click()
        tick(page.get_by_role("radio", name=re.compile("^Signature image, with written consent")))
        page.get_by_role("textbox", name="Who gave the consent").fill(f"{name}, by a signed note")
        page.locator("input[name=scan]").set_input_files(upload("note.png", picture("consent")))
        page.locator("input[name=image]").set_input_files(upload("sign.png", picture("image")))
        tick(page.get_by_role("checkbox", name=re.compile("word for word")))
        page.get_by_role("button", name="Record the signature").click()
    page.get_by_role("link", name="Seal version").first.click()
    tick(page.get_by_role("checkbox", name="I understand that nothing"))
    page.get_by_role("button", name="Seal version").click()
    download = page.get_by_role("link", name="PDF of this copy")
    ready = page.get_by_role("link", name="Show the pages")
    expect(download.or_(ready).first).to_be_visible(timeout=60_000)
    page.goto(letter)
    expect(download).to_be_visible()


def read_pdf(page: Page, target: Path) -> str:
    """Save the sealed PDF and give its text in reading order."""
    with page.expect_download() as event:
        page.get_by_role("link", name="PDF of this copy").click()
    event.value.save_as(target)
    shown = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"[\u00a0\u2060]", lambda m: " " if m[0] == "\u00a0" else "", shown.stdout)


def check_paper(text: str, target: Path) -> None:
    plain = " ".join(text.split())
    words = [re.sub(r"\[(.*?)\]\{.*?\}", r"\1", part) for part in OFFICIAL.values()]
    head = ["CITY OF ARROYO VISTA", "The Honorable Charles E. Schumer", "Washington, DC 20510"]
    order = [*head, "Dear Senator Schumer:", *words, "Respectfully,", "Elena Marchetti"]
    places = [plain.casefold().find(part.casefold()) for part in order]
    assert -1 not in places, [part for part, place in zip(order, places, strict=True) if place < 0]
    assert places == sorted(places)
    reader = PdfReader(target)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    if len(reader.pages) > 1:
        assert f"Page 2 of {len(reader.pages)}" in plain


def send_and_answer(page: Page, letter: str) -> None:
    identifier = letter.rstrip("/").split("/")[-1]
    page.goto(f"/letters/{identifier}/send")
    page.get_by_role("button", name=re.compile("^Plan 1 dispatch")).click()
    tick(page.locator("input[name=dispatch]").first)
    page.get_by_role("button", name=re.compile("chosen")).first.click()
    page.locator("select[name=state]").select_option(label="Mailed")
    page.get_by_role("button", name=re.compile("^Mark 1")).click()
    expect(page.get_by_text("Mailed").first).to_be_visible()
    page.goto("/campaigns/a-clinic-for-the-valley/replies/new")
    page.locator("select[name=official]").select_option(index=1)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox", name="What it says").fill(
        "Test reply, logged by the journey: the office will send aid."
    )
    page.get_by_role("combobox", name="Direct humanitarian aid").select_option(label="Committed")
    page.get_by_role("button", name="Log the reply").click()
    expect(page.get_by_text("Committed").first).to_be_visible()


def test_from_real_officials_to_a_sealed_letter_and_its_answer(
    sign_in: Callable[..., Page], public_data: Path, tmp_path: Path
) -> None:
    administrator = sign_in("administrator")
    import_congress(administrator, public_data)
    make_segment(administrator)
    make_campaign(administrator)
    begin_letter(administrator, "Official letter", ["Elena Marchetti"])
    letter = write_and_submit(administrator, OFFICIAL)
    approver = sign_in("approver")
    approve(approver, letter)
    sign_and_seal(approver, letter, ["Elena Marchetti"])
    target = tmp_path / "letter.pdf"
    check_paper(read_pdf(approver, target), target)
    begin_letter(administrator, "Joint letter", ["Elena Marchetti", "Samuel Ortiz-Bell"])
    joint = write_and_submit(administrator, JOINT)
    approve(approver, joint)
    send_and_answer(administrator, letter)
    administrator.goto("/campaigns/a-clinic-for-the-valley")
    expect(administrator.get_by_role("heading", level=1)).to_have_text(CAMPAIGN)
    row = administrator.get_by_role("row", name=re.compile("Direct humanitarian aid"))
    expect(row.first).to_contain_text("1")
