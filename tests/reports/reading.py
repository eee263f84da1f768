"""Reading pages in tests: a few simple CSS selectors, visible words, rows of tables."""

from __future__ import annotations

import csv
import io
import re

from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

_PART = re.compile(r"(?P<tag>[\w-]+)|\.(?P<class>[\w-]+)|\[(?P<name>[\w-]+)=(?P<value>[\w-]+)\]")


def _step(simple: str) -> str:
    tag, tests = "*", ""
    for found in _PART.finditer(simple):
        if found["tag"]:
            tag = found["tag"]
        elif found["class"]:
            tests += f"[contains(concat(' ', normalize-space(@class), ' '), ' {found['class']} ')]"
        else:
            tests += f"[@{found['name']}='{found['value']}']"
    return tag + tests


def css(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """Elements by tag, class and attribute, nested by spaces or `>`, alternatives by commas; in page order."""
    paths = []
    for one in selector.split(","):
        path = "."
        direct = False
        for simple in one.split():
            if simple == ">":
                direct = True
                continue
            path += f"/{_step(simple)}" if direct else f"//{_step(simple)}"
            direct = False
        paths.append(path)
    return list(element.xpath(" | ".join(paths)))


def only(element: HtmlElement, selector: str) -> HtmlElement:
    """The one element of that selector."""
    (found,) = css(element, selector)
    return found


def get(client: FlaskClient, path: str) -> HtmlElement:
    """The parsed page; fails unless it answered 200."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status)
    return html.document_fromstring(answer.get_data(as_text=True))


def words(element: HtmlElement) -> str:
    """The words that are read, white space collapsed."""
    spoken = element.xpath(".//text()[not(ancestor::*[@aria-hidden='true'])]")
    return re.sub(r"\s+", " ", "".join(spoken)).strip()


def rows(page: HtmlElement, caption: str) -> list[list[str]]:
    """The cells of the table whose caption begins so."""
    table = next(t for t in css(page, "table") if words(css(t, "caption")[0]).startswith(caption))
    return [[words(cell) for cell in css(row, "> th, > td")] for row in css(table, "tbody tr")]


def table(client: FlaskClient, path: str) -> list[list[str]]:
    """A CSV download."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
