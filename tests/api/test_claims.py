"""Claims over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.accounts.rules import Role, Scope
from tests.api.conftest import Api
from tests.evidence.factories import citation, only_cited_by

NEW: dict[str, Any] = {
    "slug": "bridge-closed",
    "wording": "The bridge was closed for 4 days.",
    "event": "2022-03-02",
    "known_by": "2022-03",
    "figures": {"days": 4, "by": {"lorries": [1, 2.5, None]}},
    "sources": [{"title": "Bridge opens", "kind": "press", "checked": True, "date": "2022-03-06 or 07"}],
}


def test_a_claim_is_added_changed_corrected_and_retracted(api: Callable[..., Api]) -> None:
    one = api(Role.DRAFTER, Scope.READ, Scope.WRITE)
    made = one.send("POST", "/claims", NEW, 201)
    assert (made["number"], made["state"], made["citable_from"]) == (1, "current", "2022-03-31")
    assert made["figures"] == NEW["figures"]
    path = f"/claims/{made['id']}"
    assert [claim["slug"] for claim in one.send("GET", "/claims?slug=bridge-closed", None, 200)["items"]] == [
        "bridge-closed"
    ]
    assert one.send("GET", "/claims?needs_check=true", None, 200)["items"] == []
    with only_cited_by(citation("sealed", sent=True)):
        assert one.send("GET", f"{path}/cited-in", None, 200)["items"][0]["state"] == "sealed"
        changed = one.send("PATCH", path, {"expected_version": 1, "dispute": "Some say three."}, 200)
        assert (changed["state"], changed["revision"]) == ("disputed", 2)
        words = {"expected_version": 2, "wording": "Closed from March 2 to 6."}
        assert "reason" in one.send("PATCH", path, words, 422)["errors"]
        one.send("POST", f"{path}/correct", {**words, "expected_version": 1, "reason": "Dates."}, 409)
        assert one.send("POST", f"{path}/correct", {**words, "reason": "Dates."}, 200)["revision"] == 3
    assert (
        one.send("POST", f"{path}/retract", {"reason": "A misprint."}, 200)["state_reason"] == "A misprint."
    )
    one.send("POST", f"{path}/retract", {"reason": "Again."}, 409)
    assert one.send("POST", f"{path}/reopen", {"reason": "It holds."}, 200)["state"] == "disputed"


def test_what_is_wrong_is_named(api: Callable[..., Api]) -> None:
    one = api(Role.DRAFTER, Scope.READ, Scope.WRITE)
    wrong = one.send("POST", "/claims", {**NEW, "event": "2022-02-30"}, 422)
    assert "event" in wrong["errors"]
    one.send("POST", "/claims", NEW, 201)
    assert "slug" in one.send("POST", "/claims", NEW, 422)["errors"]
    reader = api(Role.VIEWER, Scope.READ)
    reader.send("POST", "/claims", NEW, 403)
