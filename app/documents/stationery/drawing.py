"""Drawing envelope faces and label sheets. Runs only in the drawing process (see `app.documents.child`)."""

from __future__ import annotations

from typing import Any

from app.documents import wire
from app.documents.layout import typesetter
from app.documents.stationery.sheets import Sender, envelopes_html, labels_html


def draw(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    """One request: some faces, or some sheets."""
    assets = dict(zip(head["assets"], parts, strict=True))
    addresses = [tuple(lines) for lines in head["addresses"]]
    if head["what"] == "envelopes":
        sender = dict(head["sender"])
        html = envelopes_html(Sender(**{**sender, "lines": tuple(sender["lines"])}), addresses, head["title"])
    else:
        html = labels_html(head["sheet"], addresses, head["start"], head["title"])
    pdf, pages = typesetter().set_plain(html, "_stationery/stationery.css", assets)
    return {"pages": pages}, [pdf]
