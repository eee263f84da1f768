"""Every page that a person can open: no axe violation, no sideways scroll (at 200 % neither), no dead link.

The crawl follows links from Today; between its rounds somebody does the next step of the work, so that the
pages of that step can be reached. At its end every address of the program was opened, or is named below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from passlib.totp import TOTP  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect
from werkzeug.routing import Map

from app import create_app
from app.config import Settings
from tests.journeys.crawling import PHONE, TAKEN, Crawl
from tests.journeys.printing import print_a_run
from tests.journeys.test_main_job import finished, picture, tick, upload
from tests.support.authorities import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]

NEVER_OPENED = {
    "static": "files, fetched by every page",
    "status.healthz": "answers machines",
    "status.readyz": "answers machines",
    "status.job_progress": "a part of a page, fetched by the page of the work while it runs",
    "publications.proof_zip": "a ZIP file, asked for by the form of its page; tests/publications reads it",
    "letters.claims_to_cite": "answers the editor's search; tests/letters reads it",
    "letters.revision": "answers the editor; tests/letters reads it",
    "letters.working_copy": "answers the editor; tests/letters reads it",
    "openapi.spec": "answers machines; tests/api reads it",
    "letters.template": "needs a template that was saved; test_existing_letter.py opens it",
    "letters.edit_template": "needs a template that was saved; test_existing_letter.py opens it",
    "letters.editorial": "needs an approved text that was changed; test_review.py opens it",
}
CLAIMS = """facts:
  - id: a-test-claim
    claim: A bridge in a test was closed on December 1, 2022.
    event_date: "2022-12-01"
    known_by: "2022-12-02"
    confidence: high
    sources:
      - {title: The bridge, publisher: A test paper, date: "2022-12-02", url: "https://example.org/bridge", kind: press}
"""
TABLE = "last,first,office,state,district\nQuill,Ada,state_senator,OR,14\n"


@pytest.fixture
def addresses(settings: Settings) -> Map:
    """The addresses of the program. No context is entered: a browser's event loop runs in this thread."""
    return create_app(settings).url_map


def expected(addresses: Map) -> set[str]:
    """Endpoints that answer GET, but for the API."""
    found = {rule.endpoint for rule in addresses.iter_rules() if "GET" in (rule.methods or ())}
    return {endpoint for endpoint in found if not endpoint.startswith("api.")} - set(NEVER_OPENED)


def open_letter(page: Page, title: str) -> str:
    page.goto("/letters/")
    page.get_by_role("link", name=title).first.click()
    return page.url


def begin_a_letter(page: Page) -> str:
    page.goto("/letters/new")
    tick(page.get_by_role("radio", name=re.compile("^Joint letter")))
    tick(page.get_by_role("radio", name="The campaign’s targets"))
    page.get_by_role("textbox", name="Subject").fill("Another letter")
    tick(page.get_by_role("checkbox", name="Direct humanitarian aid"))
    for name in ("Elena Marchetti", "Samuel Ortiz-Bell", "Office of the Mayor"):
        tick(page.get_by_role("checkbox", name=re.compile(f"^{name}")))
    page.get_by_role("button", name="Begin the letter").click()
    expect(page.locator("#rich-text")).to_be_visible()
    return page.url.removesuffix("/write")


def fill_the_directory(page: Page) -> list[str]:
    """A segment and an import; gives the pages where they are shown."""
    page.goto("/officials/segments/new")
    page.locator("#add").select_option(label="State")
    page.get_by_role("button", name="Add a rule").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("A segment")
    page.get_by_role("button", name="Save segment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A segment")
    segment = page.url
    page.goto("/officials/imports")
    page.locator("input[type=file]").set_input_files(upload("own.csv", TABLE.encode(), "text/csv"))
    page.get_by_role("button", name="Read the files").click()
    finished(page, re.compile("Write|Apply"))
    page.get_by_role("main").get_by_role("button", name=re.compile(r"^(Write|Apply)")).click()
    finished(page, "Undo this import", role="link")
    return [segment, page.url]


def change_the_evidence(page: Page) -> list[str]:
    """A claim comes in by a file, its source gets a copy, and it is retracted; gives the pages that show it."""
    page.goto("/evidence/imports")
    page.locator("input[type=file]").set_input_files(upload("claims.yaml", CLAIMS.encode(), "text/yaml"))
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Write 1 claim").click()
    expect(page.get_by_text("Applied by").first).to_be_visible()
    run = page.url
    page.goto("/evidence/a-test-claim")
    page.locator("a[href$='/copy']").first.click()
    page.locator("input[type=file]").set_input_files(upload("page.png", picture("a page")))
    page.get_by_role("button", name="Keep this copy").click()
    expect(page.locator("a[href$='/copy/file']").first).to_be_visible()
    page.goto("/evidence/a-test-claim/retract")
    page.get_by_role("textbox", name="Reason").fill("It was a test.")
    page.get_by_role("button", name="Retract the claim").click()
    expect(page.get_by_text("Retracted").first).to_be_visible()
    return [run, page.url, f"{page.url}/reopen"]


def set_up_keys(page: Page) -> list[str]:
    """A seal key made here and a signatory's certificate from a file; gives the pages that show and retire them."""
    page.goto("/organisation/seal-key")
    page.get_by_role("button", name="Make a self-signed key").click()
    retire = page.get_by_role("link", name="Retire this key")
    expect(retire).to_be_visible()
    page.goto("/library/signatories")
    page.get_by_role("link", name=re.compile("Elena Marchetti")).first.click()
    page.get_by_role("link", name="Install a certificate").click()
    place = Town()
    file = place.pkcs12(place.issue("E. Somebody"), "word")
    page.locator("input[name=file]").set_input_files(upload("own.p12", file, "application/x-pkcs12"))
    page.get_by_label("Passphrase of the file").fill("word")
    page.get_by_role("button", name="Install this certificate").click()
    expect(page.get_by_text("names somebody else")).to_be_visible()
    seal = "/organisation/seal-key"
    return [seal, f"{seal}/retire", page.url, f"{page.url}/retire"]


def prepare(page: Page) -> list[str]:
    """What an administrator does before the other pages exist: a letter, a segment, an import, an export, plans."""
    letter = begin_a_letter(page)
    starts = [
        letter,
        f"{letter}/write",
        f"{letter}/write?plain=1",
        *fill_the_directory(page),
        *change_the_evidence(page),
    ]
    page.goto(f"{letter}?read=1")
    page.get_by_role("button", name="Draft ZIP of all").click()
    expect(page.get_by_role("link", name="Download the ZIP file")).to_be_visible(timeout=60_000)
    starts.append(page.url)
    open_letter(page, "Joint letter: five steps")
    page.get_by_role("link", name="Send", exact=True).click()
    page.get_by_role("button", name=re.compile("^Plan 2 dispatches")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("13 dispatches")
    planned = page.get_by_role("row").filter(has_text="Planned").get_by_role("link").first
    board = page.url
    starts += [board, str(planned.get_attribute("href")), *print_a_run(page, board)]
    page.goto(board)
    page.get_by_role("link", name="Delia Stroud").last.click()
    page.locator("form[action$='/note'] textarea").fill("A call.")
    page.locator("form[action$='/note'] input[type=file]").set_input_files(
        upload("call.png", picture("call"))
    )
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("A call.")).to_be_visible()
    starts.append(page.url)
    page.goto("/account")
    page.get_by_role("button", name="Set up an authenticator app").click()
    starts.append(page.url)
    return [*starts, *set_up_keys(page), "/find?q=lachin", "/verify"]


def approve_and_sign(page: Page, crawl: Callable[..., None]) -> None:
    """The approver takes the waiting letter to the brink of its seal; each step shows pages of its own."""
    letter = open_letter(page, "To the President")
    page.get_by_role("link", name="Review version").first.click()
    tick(page.get_by_role("radio", name=re.compile("^Approve")))
    tick(page.get_by_role("checkbox", name=re.compile("^I have read the full text")))
    page.get_by_role("button", name=re.compile("^Approve version")).click()
    expect(page.get_by_text("Approved").first).to_be_visible()
    crawl(letter)
    page.goto(f"{letter}/sign")
    page.get_by_role("button", name="Ask for").click()
    crawl(letter, f"{letter}/sign")
    page.goto(f"{letter}/sign")
    page.get_by_role("link", name="Record the signature of Elena Marchetti").click()
    tick(page.get_by_role("radio", name=re.compile("^Signature image, with written consent")))
    page.get_by_role("textbox", name="Who gave the consent").fill("Elena Marchetti, by a signed note")
    page.locator("input[name=scan]").set_input_files(upload("note.png", picture("consent")))
    tick(page.get_by_role("checkbox", name=re.compile("word for word")))
    page.get_by_role("button", name="Record the signature").click()
    expect(page.get_by_role("link", name="Seal version")).to_be_visible()
    crawl(letter, f"{letter}/sign")
    crawl(f"{open_letter(page, 'Joint letter: five steps')}/supersede")


def invite(page: Page, name: str) -> str:
    """Add a viewer; gives the address of the link that is to be handed over, which needs the public address."""
    page.goto("/organisation")
    here = urlsplit(page.url)
    page.get_by_role("textbox", name="Public address").fill(f"{here.scheme}://{here.netloc}")
    page.get_by_role("main").get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("status").first).to_be_attached()
    page.goto("/people/new")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Email address").fill("vera.lind@arroyovista.example")
    tick(page.get_by_role("radio", name=re.compile("^Viewer")))
    page.get_by_role("button", name="Add and make the link").click()
    return page.locator(".panel.mono").inner_text()


def first_days(crawl: Crawl, link: str) -> None:
    """Somebody invited sets a password, then a second factor; the pages before and after signing in."""
    page, password = crawl.page, "four words that nobody joins"
    crawl.follow("/sign-in", link[link.index("/link/") :])
    page.goto(link)
    for box in page.locator("input[type=password]").all():
        box.fill(password)
    page.get_by_role("main").get_by_role("button").first.click()
    sign_in_with(page, "vera.lind@arroyovista.example", password)
    page.goto("/account")
    page.get_by_role("button", name="Set up an authenticator app").click()
    key = page.get_by_text("Or type this key").locator(".mono").inner_text()
    token = TOTP(re.sub(r"\W", "", key)).generate().token
    page.locator("input[name=code]").fill(token)
    page.locator("input[name=current]").fill(password)
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    crawl.examine("the recovery codes")
    crawl.follow("/account", "/account/recovery-codes", "/")
    page.context.clear_cookies()
    sign_in_with(page, "vera.lind@arroyovista.example", password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    crawl.follow("/sign-in/code")


def sign_in_with(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    if page.locator("input[name=email]").count():
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: not address.endswith("/sign-in"))


def test_every_page_at_1280_and_360(
    sign_in: Callable[..., Page], nobody: Callable[..., Page], addresses: Map
) -> None:
    administrator = sign_in("administrator")
    crawl = Crawl(addresses, administrator)
    crawl.follow("/")
    crawl.follow(*prepare(administrator))
    approver = Crawl(addresses, sign_in("approver"), seen=crawl.seen, wrong=crawl.wrong)
    approve_and_sign(approver.page, approver.follow)
    visitor = Crawl(addresses, nobody(), seen=crawl.seen, wrong=crawl.wrong)
    first_days(visitor, invite(administrator, "Vera Lind"))
    assert crawl.wrong == [], "\n".join(crawl.wrong)
    unseen = expected(addresses) - set(crawl.seen)
    advice = "visit these, or record in TAKEN or NEVER_OPENED why they are no pages"
    assert not unseen, f"{advice}: {', '.join(sorted(unseen))}"
    assert set(TAKEN) | set(NEVER_OPENED) <= {rule.endpoint for rule in addresses.iter_rules()}


def test_a_drafter_meets_no_dead_link(sign_in: Callable[..., Page], addresses: Map) -> None:
    crawl = Crawl(addresses, sign_in("drafter"), (PHONE,), axe=False)
    crawl.follow("/")
    assert crawl.wrong == [], "\n".join(crawl.wrong)
    assert len(crawl.seen) > 30, sorted(crawl.seen)
