"""Any text in a letter, and any query at a list: no page breaks, and nothing typed becomes HTML of its own."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.rules import Role
from tests.accounts.forms import csrf_of
from tests.security.pages import read
from tests.security.world import World

# Pieces that mean something to Markdown, to fields, to Jinja or to HTML, and any characters between them.
PIECES = (
    "*", "**", "_", "`", "[x](", "](https://ok.example)", "<script>", "</p>", "<img src=x onerror=y>", "&lt;", "((",
    "))", "((recipient.name))", "((recipient.district??in ((recipient.district))))", "{{7*7}}", "{%", "- ", "1. ", "> ",
    "# ", "\n\n", "\n", "  \n", ":::", "::: asks\n", "{ask=section-907}", "—", "“", "\u202e", "\u00a0", "\\", "|", "~~",
    "[^1]", "[[", "]]", "javascript:alert(1)", "Հայ", "e\u0301", "\ufeff", "\x00",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=14).map("".join)
LISTS = ("/letters/", "/officials/", "/officials/vacant", "/campaigns", "/replies", "/sending", "/people", "/audit",
         "/library/demands", "/library/signatories", "/find", "/campaigns/{slug}/next-steps",
         "/campaigns/{slug}/positions", "/campaigns/{slug}/dispatches", "/campaigns/{slug}/targets")  # fmt: skip
NAMES = ("q", "page", "state", "sort", "order", "from", "to", "day", "campaign", "channel", "kind", "actor", "rule",
         "on", "position", "party", "committee", "standing", "find", "show", "letter", "copy")  # fmt: skip
FORBIDDEN = {"script", "iframe", "object", "embed", "style", "base", "meta", "link", "form"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bad = [f"{name}={value}" for name, value in attrs if name.startswith("on") or unsafe(name, value)]
        if tag in FORBIDDEN or bad:
            self.wrong.append(f"<{tag} {bad}>")


def unsafe(name: str, value: str | None) -> bool:
    return name == "href" and not (value or "").startswith(("https:", "mailto:", "#", "/"))


def write(full: Flask, client: FlaskClient, world: World, examples: int) -> None:
    path = f"/letters/{world.ids['draft_id']}/write"
    token = csrf_of(client, path)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(TEXTS, st.booleans())
    def holds(text: str, keep: bool) -> None:
        form = next(one for one in read(client.get(path).text, path).forms if one.named("text"))
        data: dict[str, Any] = {one.name: one.value for one in form.controls if one.kind == "hidden"}
        role = form.named("role")[0].value if form.named("role") else "opening"
        data |= {"csrf_token": token, "role": role, "text": text, "do": "save" if keep else "preview"}
        answer = client.post(path, data=data)
        assert answer.status_code in (200, 302, 303, 409, 422), (text, answer.status_code)
        shown = client.get(f"/letters/{world.ids['draft_id']}?read=1")
        preview = client.post(f"/letters/{world.ids['draft_id']}/preview", data=data)
        assert (shown.status_code, preview.status_code < 500) == (200, True), text
        tags = _Tags()
        tags.feed(preview.text)
        assert not tags.wrong, (text, tags.wrong)
        assert "<img src=x" not in shown.text
        assert "<script>" not in shown.text
        assert "onerror=y>" not in shown.text

    holds()


def test_any_text_of_a_letter(full: Flask, browser: Callable[..., FlaskClient], world: World) -> None:
    write(full, browser(Role.ADMINISTRATOR), world, 8)


@pytest.mark.slow
def test_very_many_texts_of_a_letter(full: Flask, browser: Callable[..., FlaskClient], world: World) -> None:
    write(full, browser(Role.ADMINISTRATOR), world, 400)


def ask(client: FlaskClient, world: World, examples: int) -> None:
    pages = st.sampled_from([path.format(**world.ids) for path in LISTS])
    values = st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ["", "0", "-1", "9" * 40, "2023-02-30", "sealed", "CA", "%", "'", "name", "null", "1e9"]
        ),
    )

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(pages, st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=4))
    def holds(path: str, query: list[tuple[str, str]]) -> None:
        answer = client.get(f"{path}?{urlencode(query, errors='surrogatepass')}")
        assert answer.status_code in (200, 302, 303, 400, 404, 422), (path, query, answer.status_code)

    holds()


def test_any_query_of_a_list(browser: Callable[..., FlaskClient], world: World) -> None:
    ask(browser(Role.ADMINISTRATOR), world, 40)


@pytest.mark.slow
def test_very_many_queries_of_a_list(browser: Callable[..., FlaskClient], world: World) -> None:
    ask(browser(Role.ADMINISTRATOR), world, 2000)
