"""Invented and real claims as values, for tests of citing."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.evidence.dates import read_date
from app.evidence.rules import ClaimFact, ClaimState, Confidence, SourceFact, SourceKind


def source(title: str = "Road closed", dated: str = "2022-12-13", **changes: Any) -> SourceFact:
    values: dict[str, Any] = {
        "title": title, "publisher": "Example Post", "date": read_date(dated), "url": "https://example.org/road",
        "kind": SourceKind.PRESS, "checked": True, "opposing": False, "supports": "", "copy_sha256": None,
    }  # fmt: skip
    return SourceFact(**{**values, **changes})


def claim(slug: str = "road", *sources: SourceFact, **changes: Any) -> ClaimFact:
    values: dict[str, Any] = {
        "slug": slug, "revision": 1, "wording": f"The fact of {slug}.", "state": ClaimState.CURRENT,
        "confidence": Confidence.HIGH, "event": read_date("2022-12-12"), "known_by": date(2022, 12, 13),
        "figures": {}, "sources": sources or (source(),), "dispute": "", "opposing_view": "", "topic": "",
        "superseded_by": "", "state_reason": "",
    }  # fmt: skip
    return ClaimFact(**{**values, **changes})


ROAD = claim("road")
GAS = claim("gas", source("Gas stops", "2022-12", url="https://example.org/gas"))
AID = claim("aid", source("Aid", "undated", url="unknown"))
COURT = claim(
    "icj-order",
    source("Order", "2023-02-22", publisher="International Court of Justice", kind=SourceKind.COURT),
    wording="On 22 February 2023 the International Court of Justice ordered that the road be kept open.",
    event=read_date("2023-02-22"),
    known_by=date(2023, 2, 22),
)
CLAIMS = {one.slug: one for one in (ROAD, GAS, AID, COURT)}
