"""Verbs of imports and exports: hand in a file, look at its plan, apply or lay aside; write one. None commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.storage import FileStore
from app.evidence import moving, queries, queries_lists, rows, service
from app.evidence.exchange import csvfile, yamlfile
from app.evidence.exchange.files import Document, decode
from app.evidence.exchange.planning import Fate, Held, Plan, Row, make_plan, with_cautions
from app.evidence.exchange.recall import Snapshot, changes_between
from app.evidence.exchange.shape import Entry, Plain, plain_cautions, plain_entry
from app.evidence.models import Claim, ClaimImport
from app.evidence.rules import ClaimDraft, ClaimEventKind, ClaimState, ImportState
from app.evidence.sourcing import file_name

_KIND = "claim_import"
# Fields of a file by the part of a draft that they make.
_PARTS = {
    "topic": "topic", "label": "label", "claim": "wording", "figures": "figures", "event_date": "event",
    "known_by": "known", "confidence": "confidence", "not_checked": "not_checked", "dispute": "dispute",
    "opposing_view": "opposing_view", "note": "note", "cautions": "cautions",
}  # fmt: skip


def read_file(name: str, data: bytes) -> Document:
    """A file's parts; CSV by its name or its first line, else YAML. Raises `FileRefused`."""
    text = decode(data)
    head = text.lstrip().split("\n", 1)[0].lower()
    is_csv = name.lower().endswith(".csv") or (not name.lower().endswith((".yml", ".yaml")) and "," in head)
    return csvfile.read_csv(text) if is_csv else yamlfile.read_yaml(text)


def hand_in(session: Session, store: FileStore, name: str, data: bytes, *, by: Actor) -> ClaimImport:
    """Keep a file for a look at what it would do. Raises `FileRefused`, and then keeps nothing."""
    document = read_file(name, data)
    counts = {"claims": len(document.claims)}
    made = ClaimImport(
        file_name=file_name(name), sha256=store.put(data), state=ImportState.PREPARED, counts=counts, extras={},
        created_at=by.at, created_by=by.name, applied_by="",
    )  # fmt: skip
    session.add(made)
    session.flush()
    summary = f"Handed in {made.file_name} with {len(document.claims)} claims."
    audit.record(session, by, "evidence.import_prepared", _KIND, made.id, summary=summary)
    return made


def plan_of(session: Session, store: FileStore, run: ClaimImport) -> Plan:
    """What applying the file would do now. Raises `FileRefused`."""
    return plan_for(session, read_file(run.file_name, store.read(run.sha256)))


def plan_for(session: Session, document: Document) -> Plan:
    """What importing `document` would do now. At most four queries."""
    names = [str(raw.values.get("id") or "")[:200] for raw in document.claims]
    successors = [str(raw.values.get("superseded_by") or "")[:200] for raw in document.claims]
    held = queries.claims_by_slug(session, {*names, *successors} - {""})
    return make_plan(document, {slug: Held(entry_of(claim), claim.imported) for slug, claim in held.items()})


def apply_import(
    session: Session,
    store: FileStore,
    run: ClaimImport,
    *,
    by: Actor,
    digest: str | None = None,
    reason: str = "",
    take: Collection[str] = (),
) -> dict[str, int]:
    """Do what the plan says, all of it or nothing; returns counts by `Fate`.

    `digest` names the plan that the person looked at. `take`: claims whose conflicts the file wins; others stay as
    staff left them. `reason` is kept with every change. Raises `Conflict` and `InvalidInput`.
    """
    if run.state is not ImportState.PREPARED:
        raise Conflict(f"This import was {run.state.value} already.")
    plan = plan_of(session, store, run)
    if digest is not None and digest != plan.digest:
        raise Conflict("Claims changed since you looked at this import. Look at it again, then apply it.")
    before = snapshots(session, [row.slug for row in plan.rows])
    write_plan(session, plan, by=by, reason=reason or f"Imported from {run.file_name}.", take=take)
    run.changes = changes_between(before, snapshots(session, [row.slug for row in plan.rows]))
    run.state, run.applied_at, run.applied_by = ImportState.APPLIED, by.at, by.name
    run.counts, run.extras = plan.counts, dict(plan.extras)
    session.flush()
    told = ", ".join(f"{count} {fate}" for fate, count in plan.counts.items() if count) or "no claims"
    audit.record(
        session, by, "evidence.import_applied", _KIND, run.id, summary=f"Imported {run.file_name}: {told}.",
        detail={"sha256": run.sha256, "counts": plan.counts, "taken": sorted(take)},
    )  # fmt: skip
    return plan.counts


def snapshots(session: Session, slugs: Iterable[str]) -> dict[str, Snapshot]:
    """How claims stand now, those that exist."""
    session.flush()
    held = queries.claims_by_slug(session, slugs)
    return {
        slug: Snapshot(with_cautions(entry_of(claim)), claim.imported, claim.version, claim.revision_no)
        for slug, claim in held.items()
    }


def discard_import(session: Session, run: ClaimImport, *, by: Actor) -> None:
    """Lay a prepared import aside. Raises `Conflict`."""
    if run.state is not ImportState.PREPARED:
        raise Conflict(f"This import was {run.state.value} already.")
    run.state = ImportState.DISCARDED
    session.flush()
    summary = f"Laid {run.file_name} aside."
    audit.record(session, by, "evidence.import_discarded", _KIND, run.id, summary=summary)


def write_plan(session: Session, plan: Plan, *, by: Actor, reason: str, take: Collection[str] = ()) -> None:
    """Write the claims of a plan. Raises `InvalidInput` when any row is refused, before writing anything."""
    refused = plan.of(Fate.REFUSED)
    if refused:
        raise InvalidInput({f"{row.slug or 'entry'}, {row.place}": " ".join(row.reasons) for row in refused})
    if plan.notes:
        raise InvalidInput({"file": " ".join(plan.notes)})
    held = queries.claims_by_slug(session, [row.slug for row in plan.rows])
    for row in plan.rows:
        _write_words(session, row, held, by, reason, theirs=row.slug in take)
    for row in plan.rows:
        _write_state(session, row, held, by, reason, theirs=row.slug in take)
        if row.entry is not None:
            held[row.slug].imported = with_cautions(row.entry)
    session.flush()


def _write_words(
    session: Session, row: Row, held: dict[str, Claim], by: Actor, reason: str, *, theirs: bool
) -> None:
    if row.entry is None:
        return
    if row.fate is Fate.NEW:
        kind = ClaimEventKind.IMPORTED
        held[row.slug] = service.add_claim(session, row.slug, row.entry.draft, by=by, kind=kind)
    elif row.fate in (Fate.CHANGED, Fate.CONFLICT):
        claim = held[row.slug]
        draft = _merged(rows.draft_of(claim), row, theirs=theirs)
        if draft is not None:
            service.edit_claim(session, claim, draft, by=by, reason=reason)


def _merged(ours: ClaimDraft, row: Row, *, theirs: bool) -> ClaimDraft | None:
    """Our draft with what the file changed; of conflicts only those that the file wins. None: no words change."""
    names = {change.name for change in row.changes if theirs or not change.conflict} - {"state"}
    if not names or row.entry is None:
        return None
    new = row.entry.draft
    parts: dict[str, Any] = {_PARTS[name]: getattr(new, _PARTS[name]) for name in names if name in _PARTS}
    for name, opposing in (("sources", False), ("opposing_sources", True)):
        kept = parts.get("sources", ours.sources)
        if name in names:
            rest = tuple(one for one in kept if one.opposing is not opposing)
            parts["sources"] = rest + tuple(one for one in new.sources if one.opposing is opposing)
    return replace(ours, **parts)


def _write_state(
    session: Session, row: Row, held: dict[str, Claim], by: Actor, reason: str, *, theirs: bool
) -> None:
    entry = row.entry
    if entry is None:
        return
    wanted = [change for change in row.changes if change.name == "state" and (theirs or not change.conflict)]
    if not wanted and not (row.fate is Fate.NEW and entry.state):
        return
    claim = held[row.slug]
    if entry.state is None:
        moving.reopen_claim(session, claim, reason, by=by)
    elif claim.state is entry.state:
        raise InvalidInput(
            {row.slug: f"It is {entry.state.value} already, for another reason. Open it again there first."}
        )
    elif entry.state is ClaimState.RETRACTED:
        moving.retract_claim(session, claim, entry.state_reason, by=by)
    else:
        successor = held.get(entry.superseded_by) or queries.claim_by_slug(session, entry.superseded_by)
        moving.supersede_claim(session, claim, successor, entry.state_reason, by=by)


def entry_of(claim: Claim) -> Entry:
    """A claim on file as a file would give it."""
    gone = claim.state in (ClaimState.RETRACTED, ClaimState.SUPERSEDED)
    successor = claim.superseded_by.slug if claim.superseded_by else ""
    state = claim.state if gone else None
    return Entry(claim.slug, rows.draft_of(claim), state, claim.state_reason if gone else "", successor)


def export(session: Session, topic: str | None = None) -> tuple[list[Plain], list[Plain], dict[str, Any]]:
    """Claims by number, their cautions in the order of the file they came with, and what files said besides."""
    claims = queries_lists.all_claims(session, topic)
    plain, cautions = [], []
    for claim in claims:
        entry = entry_of(claim)
        plain.append(plain_entry(entry))
        cautions += plain_cautions(claim.slug, entry.draft)
    cautions.sort(key=lambda pair: pair[0])
    return plain, [values for _, values in cautions], queries_lists.file_extras(session)


def export_bytes(session: Session, kind: str, topic: str | None = None) -> bytes:
    """All claims as a file, "yaml" or "csv"."""
    claims, cautions, extras = export(session, topic)
    if kind == "csv":
        return csvfile.write_csv(claims, cautions, extras)
    return yamlfile.write_yaml(claims, cautions, extras).encode("utf-8", "replace")
