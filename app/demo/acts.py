"""What the demonstration does, in order: campaign, letters, dispatches, replies. Every act is the real verb."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from app.accounts.models import Organisation
from app.accounts.organisation import change_organisation
from app.accounts.rules import Role
from app.campaigns import counting, service, targeting
from app.campaigns.models import Campaign
from app.campaigns.rules import AnchorDetails, CampaignDetails, CountRule, FactDetails
from app.campaigns.rules_positions import Position
from app.core.images import clean_image
from app.core.storage import current_store
from app.delivery.mending import add_note
from app.delivery.models import Dispatch, Reply
from app.delivery.planning import send_rows
from app.delivery.replies import ReplyDetails, log_reply
from app.delivery.rules import Channel, DispatchState, Mark, ReplyChannel
from app.delivery.sending import mark_dispatches, plan_dispatches
from app.demands.library import load_library
from app.demands.queries import demands_by_slug
from app.demo import art
from app.demo.script import Stage, letter_text, loader_actor
from app.letters import drafting, review, sealing, signing
from app.letters.checks import report_for
from app.letters.contexts import content_of
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.states import SignatureMethod
from app.letters.styles import CitationStyle
from app.letters.waiving import waive
from app.officials.models import Official
from app.signatories.models import Signatory
from app.signatories.rules import LetterheadDetails, LetterheadStyle, SignatoryDetails, SignatoryKind
from app.signatories.service import create_letterhead, create_signatory, set_signature_image

ACCENT = "#1c3557"


def name_the_city(stage: Stage) -> None:
    """The invented city, on the demonstration's day."""
    change_organisation(stage.session, told(stage.script), by=loader_actor())
    stage.session.get_one(Organisation, 1).is_demo = True


def told(script: Mapping[str, Any]) -> dict[str, Any]:
    """What the script says of the organisation, by field."""
    given = script["organisation"]
    return {
        "name": given["name"],
        "city_line": given["city"],
        "population": int(given["population"].replace(",", "")),
        "letter_prefix": given["letter_prefix"],
        "time_zone": given["time_zone"],
        "business_date": script["business_date"],
    }


def found_offices(stage: Stage) -> None:
    """Letterheads and signatories."""
    by = stage.by(Role.ADMINISTRATOR, stage.script["business_date"])
    for row in stage.script["letterheads"]:
        details = LetterheadDetails(
            name=row["office"],
            office=row["sub_office"],
            lines=tuple(row["lines"]),
            phone=row["phone"],
            fax="",
            web=row["web"],
            style=LetterheadStyle(row["style"]),
            accent=ACCENT,
        )
        stage.keep(f"letterhead:{row['key']}", create_letterhead(stage.session, details, by=by))
    for row in stage.script["signatories"]:
        person = SignatoryDetails(
            row["name"], row["formal_name"], row["title"], row["body"], row["email"], SignatoryKind.OWN
        )
        signatory = create_signatory(stage.session, person, by=by)
        stage.keep(f"signatory:{row['key']}", signatory)
        image = clean_image(art.signature(row["name"]))
        authority = f"Drawn for the demonstration; {row['name']} does not exist."
        set_signature_image(stage.session, signatory, current_store().put(image.data), authority, by=by)


def open_campaign(stage: Stage) -> Campaign:
    """The campaign with its demands, count, values, members and targets."""
    session, given = stage.session, stage.script["campaign"]
    load_library(session, loader_actor())
    by = stage.by(Role.ADMINISTRATOR, stage.script["letters"][0]["date"])
    demands = demands_by_slug(session, given["demands"])
    anchor = given["anchor"]
    campaign = service.create_campaign(
        session,
        CampaignDetails(given["title"], given["slug"], given["goal"], "", given["follow_up_days"]),
        [demands[slug].id for slug in given["demands"]],
        AnchorDetails(anchor["name"], anchor["label"], anchor["day"], CountRule(anchor["rule"])),
        by=by,
    )
    stage.keep("campaign", campaign)
    for fact in given["facts"]:
        counting.save_fact(session, campaign, FactDetails(fact["key"], fact["value"], fact["source"]), by=by)
    for role in (Role.DRAFTER, Role.APPROVER):
        service.add_member(session, campaign, stage.ids[f"staff:{role.value}"], by=by)
    keys = ["president", *(row["key"] for row in stage.script["fictional_officials"])]
    targeting.add_officials(session, campaign, [stage.ids[f"official:{key}"] for key in keys], by=by)
    return campaign


def write_letter(stage: Stage, campaign: Campaign, plan: dict[str, Any]) -> Letter:
    """Draft and submit one letter; approve, sign and seal it where the script says so."""
    session, day = stage.session, plan["date"]
    drafter = stage.by(Role.DRAFTER, day)
    demands = demands_by_slug(session, plan["demands"])
    letter = drafting.draft_letter(
        session,
        campaign,
        plan["template"],
        letter_date=day,
        letterhead_ids=[stage.ids[f"letterhead:{key}"] for key in plan["letterheads"]],
        signatory_ids=[stage.ids[f"signatory:{key}"] for key in plan["signatories"]],
        official_ids=[stage.ids[f"official:{key}"] for key in plan["to"]],
        demand_ids=[demands[slug].id for slug in plan["demands"]],
        title=plan["title"],
        subject=plan["subject"],
        cc=plan.get("cc", ()),
        body_markdown=letter_text(plan["text"]),
        citation_style=CitationStyle(plan["sources"]),
        by=drafter,
    )
    stage.keep(f"letter:{plan['key']}", letter)
    _let_stand(stage, letter, plan)
    review.submit_letter(session, letter, by=drafter)
    if plan.get("sealed"):
        _sign_and_seal(stage, letter, plan)
    return letter


def _let_stand(stage: Stage, letter: Letter, plan: dict[str, Any]) -> None:
    """The approver's reasons why a fact stands although no source of its time is on file yet, by claim."""
    session, approver = stage.session, stage.by(Role.APPROVER, plan["date"], time(15, 0))
    content = content_of(version_of(session, letter))
    for slug, reason in plan.get("reasons", {}).items():
        problems = report_for(gather(session, letter), content).all()
        found = {one.digest for one in problems if one.claim.partition("@")[0] == slug and one.blocks}
        for digest in sorted(found):
            waive(session, letter, digest, reason, by=approver)


def _sign_and_seal(stage: Stage, letter: Letter, plan: dict[str, Any]) -> None:
    session, version = stage.session, letter.current_version
    approver = stage.by(Role.APPROVER, plan["date"], time(18, 0))
    review.approve_letter(session, letter, version=version, by=approver)
    signing.ask_signatures(session, letter, by=approver)
    for consent in plan["consents"]:
        person = stage.session.get_one(Signatory, stage.ids[f"signatory:{consent['signatory']}"])
        note = art.consent_note(
            person.name, f"{consent['day']:%B} {consent['day'].day}, {consent['day'].year}"
        )
        record = signing.ConsentRecord(
            method=SignatureMethod(consent["method"]),
            consent_by=consent["by"],
            consented_at=datetime.combine(consent["day"], time(18, 30), UTC),
            note="Invented for the demonstration.",
            scan_sha256=current_store().put(note),
            scan_name="consent-demonstration.png",
            scan_type="image/png",
        )
        signing.record_signature(
            session,
            letter,
            person.id,
            record,
            version_number=version,
            by=approver,
        )
    sealing.seal_letter(session, letter, version=version, by=approver)


def send_letter(stage: Stage, letter: Letter) -> None:
    """Plan and mark what the script says became of each copy. The letter's files must be whole."""
    session = stage.session
    rows = {row.addressee.official_id: row for row in send_rows(session, letter)}
    by = stage.by(Role.DRAFTER, letter.letter_date, time(19, 0))
    wanted = []
    for plan in stage.script["dispatches"]:
        row = rows[stage.ids[f"official:{plan['to']}"]]
        channel = Channel(plan["channel"])
        wanted.append(row.cells[channel].plan(row.addressee.id))
    made = plan_dispatches(session, letter, wanted, planned_for=letter.letter_date, by=by)
    for dispatch, plan in zip(made, stage.script["dispatches"], strict=True):
        _mark(stage, dispatch, plan["events"])


def _mark(stage: Stage, dispatch: Dispatch, events: list[dict[str, Any]]) -> None:
    for said in events:
        clock = time.fromisoformat(said["at"]) if "at" in said else None
        by = stage.by(Role.DRAFTER, said["day"], time(23, 0))
        if said["is"] == "noted":
            add_note(stage.session, dispatch, said["note"], day=said["day"], clock=clock, by=by)
            continue
        mark = Mark(
            DispatchState(said["is"]), said["day"], said.get("note", ""), said.get("tracking", ""), clock
        )
        mark_dispatches(stage.session, [dispatch], mark, by=by)


def hear_back(stage: Stage, campaign: Campaign, letter: Letter) -> list[Reply]:
    """Log the invented answers of invented officials."""
    session = stage.session
    replies = []
    for row in stage.script["replies"]:
        official = session.get_one(Official, stage.ids[f"official:{row['from']}"])
        demands = demands_by_slug(session, row["positions"])
        details = ReplyDetails(
            official_id=official.id,
            received_on=row["day"],
            channel=ReplyChannel(row["channel"]),
            summary=row["summary"],
            quotation=row.get("quotation", ""),
            answered_by=row.get("answered_by", ""),
            letter_id=letter.id,
            promised_by=row.get("promised_by"),
            positions={demands[slug].id: Position(value) for slug, value in row["positions"].items()},
        )
        by = stage.by(Role.DRAFTER, row["day"], time(22, 0))
        replies.append(log_reply(session, campaign, details, by=by))
    return replies
