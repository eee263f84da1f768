"""The gallery site, parsed pages, and Chromium on a loopback port of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from lxml import html
from lxml.html import HtmlElement
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from scripts.assets_screen import MODULES, screen_assets
from tests.frontend.site import make_site


@pytest.fixture(scope="session")
def vendor() -> None:
    """The packages, copied to where pages read them."""
    if not (MODULES / "@uswds" / "uswds").is_dir():
        pytest.skip("node_modules is missing: run npm ci")
    screen_assets()


@pytest.fixture
def site(vendor: None) -> Flask:
    return make_site()


@pytest.fixture
def render(site: Flask) -> Callable[..., HtmlElement]:
    """`render("{% from ... %}{{ macro() }}", name=value)` -> the parsed fragment."""

    def make(source: str, **values: object) -> HtmlElement:
        with site.test_request_context("/gallery"):
            site.preprocess_request()
            template = site.jinja_env.from_string(source)
            context: dict[str, object] = dict(values)
            site.update_template_context(context)
            return html.fragment_fromstring(template.render(context), create_parent="div")

    return make


@pytest.fixture
def get(site: Flask) -> Callable[[str], HtmlElement]:
    """`get("/gallery")` -> the parsed page; fails unless it answered 200."""

    def fetch(path: str) -> HtmlElement:
        answer = site.test_client().get(path)
        assert answer.status_code == 200, answer.status
        return html.document_fromstring(answer.get_data(as_text=True))

    return fetch


@pytest.fixture(scope="session")
def address(vendor: None) -> Iterator[str]:
    """Where the gallery site listens."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, make_site(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def complaints() -> list[str]:
    """What the consoles of the test's pages complained of."""
    return []


@pytest.fixture
def open_page(chromium: Browser, address: str, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """`open_page("/gallery", width=360)`: a page with its fonts loaded."""
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def visit(path: str, width: int = 1280, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        if script:
            page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield visit
    for context in contexts:
        context.close()
