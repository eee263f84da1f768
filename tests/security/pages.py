"""Reading pages as a browser does: forms with their controls, links, and what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d+|(?<=^/library/demands/)(?!new)[^/]+|(?<=^/campaigns/)(?!new)[^/]+"
)
FILES = (".csv", ".xlsx", ".pdf", ".zip", ".png", ".svg", ".json")


@dataclass
class Control:
    """One control of a form. `options` are the values that a select or a radio group offers."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    options: list[str] = field(default_factory=list)
    chosen: str | None = None
    limit: int | None = None
    invalid: bool = False
    required: bool = False


@dataclass
class Form:
    """One form of a page, ready to be filled."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    page: str = ""

    def named(self, name: str) -> list[Control]:
        return [one for one in self.controls if one.name == name]

    @property
    def shape(self) -> str:
        """The address with its ids taken out: forms of one shape are one form."""
        return f"{self.method} {shape(self.action)}"


def shape(path: str) -> str:
    """The path with its ids taken out."""
    return _ID.sub("*", urlsplit(path).path)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag in ("a", "img", "link", "script", "iframe", "object") and (
            address := given.get("href") or given.get("src")
        ):
            self.links.append(address)
        if tag == "form":
            self._form = Form(given.get("action") or "", (given.get("method") or "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given, self._form)

    def _control(self, tag: str, given: dict[str, str | None], form: Form) -> None:
        name = given.get("name") or ""
        limit = int(most) if (most := given.get("maxlength")) else None
        invalid = given.get("aria-invalid") == "true"
        required = "required" in given or given.get("aria-required") == "true"
        if tag in ("input", "button"):
            kind = given.get("type") or ("submit" if tag == "button" else "text")
            form.controls.append(
                Control(
                    name,
                    kind,
                    given.get("value") or "",
                    "checked" in given,
                    limit=limit,
                    invalid=invalid,
                    required=required,
                )
            )
        elif tag == "textarea":
            self._area = Control(name, "textarea", limit=limit, invalid=invalid, required=required)
            form.controls.append(self._area)
        elif tag == "select":
            self._select = Control(name, "select", invalid=invalid, required=required)
            form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            value = given.get("value") or ""
            self._select.options.append(value)
            if "selected" in given:
                self._select.chosen = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data


def read(html: str, address: str) -> _Reader:
    """The forms, links and tags of a page at `address`; addresses are made whole paths."""
    reader = _Reader()
    reader.feed(html)
    for form in reader.forms:
        form.page = address
        form.action = urljoin(address, form.action) if form.action else address
    reader.links = [urljoin(address, link) for link in reader.links]
    return reader


def own(link: str) -> bool:
    """Whether a link leads to a page of ours."""
    return link.startswith("/") and not link.startswith(("//", "/static/"))


def crawl(
    client: FlaskClient, start: list[str], *, each: int = 3, most: int = 400
) -> dict[str, TestResponse]:
    """Every page within reach, at most `each` of one shape; redirects are followed. By address."""
    found: dict[str, TestResponse] = {}
    seen: dict[str, int] = {}
    queue = list(start)
    while queue and len(found) < most:
        link = queue.pop(0).split("#")[0]
        if link in found or seen.get(shape(link), 0) >= each:
            continue
        seen[shape(link)] = seen.get(shape(link), 0) + 1
        answer = client.get(link, follow_redirects=True)
        answer.get_data()  # streamed answers are read to their end
        found[link] = answer
        if answer.mimetype == "text/html":
            queue.extend(one for one in read(answer.text, link).links if own(one))
    return found
