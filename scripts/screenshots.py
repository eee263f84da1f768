"""Take the pictures of docs/img/ from the running program and its demonstration.

Usage: python scripts/screenshots.py [NAME...]        all pictures, or only these

Starts Redress on the loopback address with the demonstration in a temporary folder, drives Debian's Chromium,
and stops both. Pictures have 256 colours and stay under 300 kB.
"""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Response, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "img"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LIMIT = 300_000
WIDE, PHONE = (1280, 900), (390, 844)
CAMPAIGN = "/campaigns/reopen-the-lachin-road"
COUNCIL = """\
id,first,last,office,title,body,jurisdiction,state,start,end,email,address
c-1,Noor,Haddad,council member,,Alder Glen City Council,Alder Glen,CA,2022-06,2026,haddad@example.org,"1 Civic Way; Alder Glen, CA 90000"
c-2,Zoë,Limón,council president,Council President,Alder Glen City Council,Alder Glen,CA,2021-07-01,,limon@example.org,"1 Civic Way; Alder Glen, CA 90000"
c-3,Ines,De La Cruz,mayor,,,Alder Glen,CA,2021,2024-12,mayor@example.org,
c-4,Jo,Ward,council member,,Alder Glen City Council,Alder Glen,CA,2023-02-30,,ward@example.org,
"""  # noqa: E501 - a table
_SIGN_IN = re.compile(r"^\s+(drafter|approver|administrator)\s+(\S+@\S+)\s+(\S+)$", re.M)


def path(address: str) -> Callable[[Page], None]:
    """Go straight to an address."""

    def go(page: Page) -> None:
        page.goto(address)

    return go


def letter(state: str, link: str = "") -> Callable[[Page], None]:
    """Open the first letter in a state, and from its page follow a link."""

    def go(page: Page) -> None:
        page.goto("/letters/")
        row = page.locator("tr", has_text=re.compile(state, re.I)).first
        row.locator("a[href*='/letters/']").first.click()
        if link:
            page.locator("main").get_by_role("link", name=re.compile(link, re.I)).first.click()

    return go


def official(name: str) -> Callable[[Page], None]:
    """Open an official by name."""

    def go(page: Page) -> None:
        page.goto(f"/officials/?q={name}")
        page.locator("main").get_by_role("link", name=re.compile(name)).first.click()

    return go


def written(page: Page) -> None:
    """Take the letter in review back and open it for writing. Later pictures find it as a draft."""
    letter("in review")(page)
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{page.url.partition('?')[0].removesuffix('/write')}/write")


def board(page: Page) -> None:
    """Open the dispatches of the sealed letter."""
    letter("sealed")(page)
    page.goto(page.url.partition("?")[0].replace("/letters/", "/sending/letters/"))


def preview(page: Page) -> None:
    """Hand in a table of an invented council and wait for the preview."""
    page.goto("/officials/imports")
    table: FilePayload = {
        "name": "alder-glen-council.csv",
        "mimeType": "text/csv",
        "buffer": COUNCIL.encode(),
    }
    page.set_input_files("input[type=file]", files=[table])
    page.get_by_role("button", name="Read the files").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}"))
    ready = page.get_by_role("button", name=re.compile("^Apply"))
    for _ in range(60):
        if ready.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise SystemExit("The import did not become ready.")


@dataclass(frozen=True)
class Shot:
    """One picture: its name, whose eyes, the way there, and how much of the page (pixels)."""

    name: str
    role: str
    go: Callable[[Page], None]
    size: tuple[int, int] = WIDE


SHOTS = (
    Shot("today", "drafter", path("/")),
    Shot("campaign", "approver", path(CAMPAIGN)),
    Shot("positions", "administrator", path(f"{CAMPAIGN}/positions")),
    Shot("letters", "drafter", path("/letters/"), (1280, 620)),
    Shot("review", "approver", letter("in review", "review"), (1280, 1000)),
    Shot("sealed", "approver", letter("sealed"), (1280, 1000)),
    Shot("signatures", "approver", letter("sealed", "how each was given"), (1280, 820)),
    Shot("write", "drafter", written, (1280, 960)),
    Shot("board", "drafter", board, (1280, 960)),
    Shot("sending", "drafter", path("/sending"), (1280, 760)),
    Shot("replies", "drafter", path("/replies"), (1280, 760)),
    Shot("officials", "administrator", path("/officials/"), (1280, 760)),
    Shot("official", "administrator", official("Ghazarian"), (1280, 1000)),
    Shot("import", "administrator", preview, (1280, 820)),
    Shot("today-phone", "drafter", path("/"), PHONE),
)


@contextmanager
def serving() -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """The program with its demonstration: its address, and (e-mail, password) by role."""
    with tempfile.TemporaryDirectory(prefix="redress-pictures-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        env = {name: value for name, value in os.environ.items() if not name.startswith("REDRESS_")}
        env |= {"REDRESS_DATA_DIR": folder, "REDRESS_WEB_PROCESSES": "1", "PYTHONUNBUFFERED": "1"}
        with (Path(folder) / "log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--port", port],
                cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
            try:
                yield _started(process)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=30)


def _started(process: subprocess.Popen[str]) -> tuple[str, dict[str, tuple[str, str]]]:
    printed = ""
    assert process.stdout is not None
    for line in process.stdout:
        printed += line
        if found := re.search(r"Redress is at (http://\S+?)/ ", line):
            return found[1], {role: (email, key) for role, email, key in _SIGN_IN.findall(printed)}
    raise SystemExit(f"Redress did not start:\n{printed}")


def signed_in(browser: Browser, url: str, email: str, password: str) -> Page:
    """A page of somebody who has signed in."""
    context = browser.new_context(base_url=url, reduced_motion="reduce", locale="en-US")
    page = context.new_page()
    for _ in range(100):
        try:
            page.goto("/sign-in")
            break
        except Exception:  # the server is still starting
            page.wait_for_timeout(200)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile(r"/$"))
    return page


def take(page: Page, shot: Shot) -> None:
    """Go there and write the picture."""
    width, height = shot.size
    page.set_viewport_size({"width": width, "height": height})
    failed: list[str] = []

    def note(answer: Response) -> None:
        if answer.status >= 400:
            failed.append(f"{answer.status} {answer.url}")

    page.on("response", note)
    shot.go(page)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    if failed:
        raise SystemExit(f"{shot.name}: {', '.join(failed)}")
    page.evaluate("document.fonts.ready")
    target = TARGET / f"{shot.name}.png"
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT)}  {size // 1000} kB")
    if size >= LIMIT:
        raise SystemExit(f"{shot.name} is larger than {LIMIT // 1000} kB.")


def main(names: list[str]) -> None:
    """Take the named pictures, or all."""
    known = {shot.name for shot in SHOTS}
    if unknown := set(names) - known:
        raise SystemExit(
            f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}"
        )
    TARGET.mkdir(parents=True, exist_ok=True)
    with serving() as (url, people), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages: dict[str, Page] = {}
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            if shot.role not in pages:
                pages[shot.role] = signed_in(browser, url, *people[shot.role])
            take(pages[shot.role], shot)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
