"""The whole way of a letter by API: from an empty library to a reply with its position."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from typing import Any

from flask import Flask
from pypdf import PdfReader

from app.accounts.models import Organisation
from app.accounts.rules import Actor, Role, Scope
from app.core.db import db
from app.keys.service import create_self_signed
from tests.api.conftest import TODAY, Api
from tests.letters.factories import BODY


def senator(api: Api, first: str, last: str) -> str:
    """Somebody with an office and a postal address."""
    made = api.post("/officials", {"first": first, "last": last}, 201)
    term = {"title": "Senator", "kind": "senator", "state": "CA", "start": "2019-01-03", "end": "2025-01-03"}
    api.post(f"/officials/{made['id']}/terms", term, 201)
    point = {"kind": "postal", "value": "112 Hart Senate Office Building\nWashington, DC 20510"}
    api.post(f"/officials/{made['id']}/contact-points", point, 201)
    return str(made["id"])


def library(api: Api) -> dict[str, Any]:
    """What a letter stands on, all of it made by API."""
    demand = {
        "slug": "section-907",
        "title": "Enforce Section 907",
        "clause": "fully enforce Section 907",
        "paragraph": "We ask you to enforce Section 907 in full.",
        "legal_basis": [{"law": "FREEDOM Support Act, Section 907"}],
        "grantable_by": ["senator"],
    }
    demand_id = api.post("/demands", demand, 201)["id"]
    campaign = {
        "title": "Reopen the road",
        "slug": "road",
        "goal": "Free movement.",
        "letter_prefix": "AV",
        "demand_ids": [demand_id],
        "anchor": {"name": "blockade", "label": "Road closed", "day": "2022-12-12"},
    }
    campaign_id = api.post("/campaigns", campaign, 201)["id"]
    fact = {"value": "Arroyo Vista", "source_note": "City record"}
    api.send("PUT", f"/campaigns/{campaign_id}/facts/org.city", fact)
    head = {
        "name": "City of Arroyo Vista",
        "office": "Office of the Mayor",
        "lines": ["300 Civic Center Plaza"],
    }
    signatory = {"name": "Elena Marchetti", "title": "Mayor", "body": "City of Arroyo Vista"}
    return {
        "campaign_id": campaign_id,
        "demand_ids": [demand_id],
        "letterhead_ids": [api.post("/letterheads", head, 201)["id"]],
        "signatory_ids": [api.post("/signatories", signatory, 201)["id"]],
        "official_ids": [senator(api, "Ana", "Ruiz"), senator(api, "Óscar", "Limón")],
    }


def test_from_an_empty_library_to_a_reply(
    app: Flask, api: Callable[..., Api], run_jobs: Callable[[], int], actor: Callable[..., Actor]
) -> None:
    with app.app_context():
        db.session.get_one(Organisation, 1).business_date = TODAY
        key = create_self_signed(db.session, "City", secret_key=app.config["SECRET_KEY"], by=actor())
        fingerprint = key.fingerprint
        db.session.commit()
    writer = api(Role.DRAFTER, Scope.READ, Scope.WRITE)
    approver = api(Role.APPROVER, Scope.READ, Scope.APPROVE)
    signer, sealer = api(Role.APPROVER, Scope.SIGN), api(Role.APPROVER, Scope.SEAL)
    stands_on = library(writer)
    letter = write(writer, stands_on)
    version = review(writer, approver, letter)
    sign_and_seal(signer, sealer, letter, version, stands_on["signatory_ids"][0])
    assert run_jobs() == 1
    sealed = writer.get(f"/letters/{letter}")
    assert sealed["state"] == "sealed"
    assert sealed["seal"]["files_ready"] is True
    assert sealed["seal"]["signature_level"] == "PAdES B-B"
    assert sealed["seal"]["digital_signatures"] == [
        {"name": "City", "fingerprint": fingerprint, "self_signed": True, "organisation": True}
    ]
    read_files(writer, letter, stands_on["official_ids"])
    dispatch = send(writer, letter, stands_on)
    answer(writer, letter, stands_on, dispatch)


def write(api: Api, stands_on: dict[str, Any]) -> str:
    """A draft with a problem, which is then mended."""
    body = {
        **stands_on,
        "template": "official_letter",
        "letter_date": "2023-01-04",
        "subject": "The road",
        "body_markdown": BODY.replace("((org.city))", "((org.nothing))"),
    }
    made = api.post("/letters", body, 201)
    assert (made["number"], made["state"], made["copies"]) == ("AV-2023-01", "draft", 2)
    problems = api.get(f"/letters/{made['id']}/problems")
    assert problems["blocking"] == 1
    assert problems["items"][0]["section"] == "opening"
    refused = api.post(f"/letters/{made['id']}/submit", status=422)
    assert "problem 1" in refused["errors"]
    mended = api.send("PATCH", f"/letters/{made['id']}", {"based_on_version": 1, "body_markdown": BODY})
    assert mended["version"] == 2
    assert mended["body_markdown"].split() == BODY.split()
    api.send("PATCH", f"/letters/{made['id']}", {"based_on_version": 1, "subject": "Late"}, 409)
    assert api.get(f"/letters/{made['id']}/problems")["blocking"] == 0
    return str(made["id"])


def review(writer: Api, approver: Api, letter: str) -> int:
    """Returned once with a reason, then approved."""
    version = writer.post(f"/letters/{letter}/submit", {"version": 2})["version"]
    approver.post(f"/letters/{letter}/return", {"reason": " "}, 422)
    approver.post(f"/letters/{letter}/return", {"reason": "Shorten it."})
    version = writer.post(f"/letters/{letter}/submit")["version"]
    writer.post(f"/letters/{letter}/approve", {"version": version}, 403)
    approver.post(f"/letters/{letter}/approve", {"version": version + 1}, 409)
    assert approver.post(f"/letters/{letter}/approve", {"version": version})["state"] == "approved"
    return int(version)


def sign_and_seal(signer: Api, sealer: Api, letter: str, version: int, signatory: str) -> None:
    """Each act has a token of its own."""
    consent = {
        "signatory_id": signatory,
        "version": version,
        "method": "email",
        "consent_by": "Elena Marchetti",
        "consented_at": "2023-01-04T10:30:00-08:00",
    }
    refused = signer.post(f"/letters/{letter}/sign", consent, 422)
    assert "scan" in refused["errors"]
    sealer.post(f"/letters/{letter}/seal", {"version": version}, 409)
    scan = {"scan_base64": base64.b64encode(b"I agree.").decode(), "scan_name": "consent.eml"}
    signed = signer.post(f"/letters/{letter}/sign", {**consent, **scan})
    assert signed["signatures"][0]["state"] == "signed"
    signer.post(f"/letters/{letter}/seal", {"version": version}, 403)
    sealed = sealer.post(f"/letters/{letter}/seal", {"version": version})
    assert sealed["seal"]["files_ready"] is False
    assert sealed["state"] == "sealed"
    sealer.post(f"/letters/{letter}/seal", {"version": version}, 409)


def read_files(api: Api, letter: str, officials: list[str]) -> None:
    """The PDF addresses whom it should; the batches hold every copy."""
    pdf = api.call("GET", f"/letters/{letter}/pdf?official_id={officials[1]}")
    assert pdf.content_type == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    assert "Dear Senator Limón:" in text
    assert "24" in text
    preview = api.call("GET", f"/letters/{letter}/preview.html?official_id={officials[0]}")
    assert "Dear Senator Ruiz:" in preview.text
    assert preview.content_type.startswith("text/html")
    whole = api.call("GET", f"/letters/{letter}/batch.pdf")
    assert len(PdfReader(io.BytesIO(whole.data)).pages) >= 2
    names = zipfile.ZipFile(io.BytesIO(api.call("GET", f"/letters/{letter}/batch.zip").data)).namelist()
    copies = api.get(f"/letters/{letter}/copies")["items"]
    assert sorted(names) == sorted(copy["file"]["name"] for copy in copies)
    api.get(f"/letters/{letter}/pdf", 404, official_id="0185a3f2-7c1e-7b11-9c54-0c2f6f8a3d10")


def send(api: Api, letter: str, stands_on: dict[str, Any]) -> str:
    """Planned, marked, taken back, marked again, noted, settled."""
    plans = [{"official_id": one, "channel": "post"} for one in stands_on["official_ids"]]
    planned = api.post("/dispatches", {"letter_id": letter, "plans": plans}, 201)["items"]
    assert [one["state"] for one in planned] == ["planned", "planned"]
    assert "Hart Senate" in planned[0]["destination"]
    twice = api.post("/dispatches", {"letter_id": letter, "plans": plans[:1]}, 422)
    assert twice["errors"]
    both = [one["id"] for one in planned]
    mark = {"state": "printed", "day": "2023-01-04", "dispatch_ids": both}
    assert {one["state"] for one in api.post("/dispatches/mark", mark)["items"]} == {"printed"}
    first, second = both
    api.post(f"/dispatches/{first}/mark", {"state": "handed_over", "day": "2023-01-05"}, 422)
    api.post(f"/dispatches/{first}/mark", {"state": "handed_over", "day": "2023-01-04"})
    back = api.post(f"/dispatches/{first}/take-back", {"reason": "Wrong row."})
    assert (back["state"], back["events"][-1]["kind"]) == ("printed", "corrected")
    for each in both:
        api.post(f"/dispatches/{each}/mark", {"state": "handed_over", "day": "2023-01-04"})
    api.post(f"/dispatches/{second}/mark", {"state": "outcome_unknown", "day": "2023-01-04"})
    settled = api.post(f"/dispatches/{second}/settle", {"note": "Nobody can say."})
    assert (settled["state"], settled["settled"]) == ("outcome_unknown", True)
    noted = api.post(f"/dispatches/{first}/note", {"note": "The front desk has it."})
    assert noted["events"][-1]["note"] == "The front desk has it."
    found = api.get("/dispatches", letter_id=letter, state="handed_over")["items"]
    assert [one["id"] for one in found] == [first]
    return str(first)


def answer(api: Api, letter: str, stands_on: dict[str, Any], dispatch: str) -> None:
    """A reply with a position counts on the scoreboard until it is withdrawn."""
    official, demand = stands_on["official_ids"][0], stands_on["demand_ids"][0]
    campaign = stands_on["campaign_id"]
    api.post(f"/campaigns/{campaign}/targets", {"official_ids": stands_on["official_ids"]})
    reply = {
        "campaign_id": campaign,
        "official_id": official,
        "letter_id": letter,
        "received_on": "2023-01-04",
        "channel": "phone",
        "summary": "Will raise it.",
        "positions": [{"demand_id": demand, "position": "committed"}],
    }
    made = api.post("/replies", reply, 201)
    assert made["positions"] == [{"demand_id": demand, "position": "committed"}]
    assert score(api, campaign) == {"committed": 1, "none": 1}
    api.post(f"/replies/{made['id']}/withdraw", {"reason": "Another office."})
    assert score(api, campaign) == {"none": 2}
    assert api.get("/replies", campaign_id=campaign)["items"][0]["withdrawn_reason"] == "Another office."
    assert api.get(f"/dispatches/{dispatch}")["state"] == "handed_over"


def score(api: Api, campaign: str) -> dict[str, int]:
    counts = api.get(f"/campaigns/{campaign}/scoreboard")["items"][0]["counts"]
    return {position: count for position, count in counts.items() if count}
