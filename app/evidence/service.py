"""Verbs on the words of a claim: add, edit, correct, note. None commits."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.text import tidy
from app.evidence import citing, rows
from app.evidence.drafts import (
    cited_words,
    draft_problems,
    match_sources,
    reason_problem,
    slug_problem,
    words_of,
)
from app.evidence.limits import MAX_TEXT
from app.evidence.models import Claim
from app.evidence.rules import ClaimDraft, ClaimEventKind, ClaimState, resting_state
from app.evidence.tidying import one_line, tidied

_KIND = "claim"


def add_claim(
    session: Session,
    slug: str,
    draft: ClaimDraft,
    *,
    by: Actor,
    kind: ClaimEventKind = ClaimEventKind.ADDED,
) -> Claim:
    """Add a claim with its first words. One with a dispute noted is disputed. Raises `InvalidInput` by field."""
    draft = tidied(draft)
    problems = draft_problems(draft)
    bad_slug = slug_problem(slug)
    if bad_slug is None and session.scalar(sa.select(Claim.id).where(Claim.slug == slug)) is not None:
        bad_slug = f"Another claim is already called “{slug}”. Choose a different name."
    if bad_slug:
        problems["slug"] = bad_slug
    if problems:
        raise InvalidInput(problems)
    number = (session.scalar(sa.select(sa.func.max(Claim.number))) or 0) + 1
    state = resting_state(draft.dispute)
    made = Claim(
        slug=slug, number=number, state=state, state_reason="", revision_no=1, version=1, created_at=by.at
    )
    rows.write_claim(made, draft, by)
    session.add(made)
    session.flush()
    rows.add_revision(session, made, draft, by, correction=False, reason="")
    rows.write_sources(session, made, draft.sources, by)
    rows.add_event(session, made, kind, _added(len(draft.sources)), by, moved=(None, state))
    audit.record(
        session, by, "evidence.add", _KIND, made.id, summary=f"Added claim {number}, {slug}.",
        detail={"slug": slug, **_plain(draft)},
    )  # fmt: skip
    rows.reload(session, made)
    return made


def edit_claim(
    session: Session,
    claim: Claim,
    draft: ClaimDraft,
    *,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
) -> bool:
    """Bring a claim to `draft`; new words make a new revision. Returns whether that was a correction.

    A correction changes words, figures or days that somebody has already cited: it needs a reason, and every room
    that cites the claim is told. Raises `InvalidInput` by field, and `Conflict` when the claim is out of use or
    somebody changed it since `expected_version`.
    """
    check_version(claim, expected_version)
    _check_in_use(claim)
    edit = _prepare(session, claim, draft, one_line(reason))
    if edit.before == edit.after:
        return False
    if edit.reworded:
        claim.revision_no += 1
        rows.add_revision(session, claim, edit.after, by, correction=edit.cited, reason=edit.reason)
    claim.state = resting_state(edit.after.dispute)
    claim.version += 1
    rows.write_claim(claim, edit.after, by)
    done = rows.write_sources(session, claim, edit.after.sources, by)
    told = _told(edit, done)
    _record_edit(session, claim, edit, told, sources_only=bool(done) and not edit.reworded, by=by)
    rows.reload(session, claim)
    if edit.cited or edit.newly_disputed:
        citing.tell_of_correction(session, claim.slug, edit.reason or edit.after.dispute, by)
    else:
        citing.tell_of_amendment(session, claim.slug, told, by)
    return edit.cited


@dataclass(frozen=True, slots=True)
class _Edit:
    """One change of a claim. `cited`: it touches words that somebody has cited."""

    before: ClaimDraft
    after: ClaimDraft
    cited: bool
    reason: str

    @property
    def reworded(self) -> bool:
        return words_of(self.before) != words_of(self.after)

    @property
    def newly_disputed(self) -> bool:
        return bool(self.after.dispute) and self.after.dispute != self.before.dispute

    @property
    def moved(self) -> tuple[ClaimState, ClaimState] | None:
        states = resting_state(self.before.dispute), resting_state(self.after.dispute)
        return states if states[0] is not states[1] else None


def _prepare(session: Session, claim: Claim, draft: ClaimDraft, reason: str) -> _Edit:
    """The change as it will be made. Raises `InvalidInput` by field."""
    before = rows.draft_of(claim)
    after = tidied(draft)
    after = replace(after, sources=match_sources(before.sources, after.sources))
    problems = draft_problems(after)
    touched = "figures" not in problems and cited_words(after) != cited_words(before)
    cited = touched and bool(citing.cited_in(session, claim.slug))
    if (cited or reason) and (wrong := reason_problem(reason, what="the words change")):
        problems["reason"] = wrong
    if problems:
        raise InvalidInput(problems)
    return _Edit(before, after, cited, reason)


def correct_claim(
    session: Session,
    claim: Claim,
    wording: str,
    reason: str,
    *,
    by: Actor,
    expected_version: int | None = None,
) -> bool:
    """Give a claim a new wording, with the reason why. Returns whether anybody had cited the old one.

    Raises `InvalidInput` (`wording`, `reason`) and `Conflict` like `edit_claim`.
    """
    draft = rows.draft_of(claim)
    problems = {}
    if one_line(wording) == draft.wording:
        problems["wording"] = "This is the wording on file. Change it, or keep it."
    if wrong := reason_problem(reason, what="the wording changes"):
        problems["reason"] = wrong
    if problems:
        raise InvalidInput(problems)
    changed = replace(draft, wording=wording)
    return edit_claim(session, claim, changed, by=by, reason=reason, expected_version=expected_version)


def add_note(session: Session, claim: Claim, text: str, *, by: Actor) -> None:
    """A question or remark for the history. Raises `InvalidInput` (`text`)."""
    text = tidy(text).strip()
    if not text or len(text) > MAX_TEXT:
        message = (
            "Write your question or remark." if not text else f"Shorten this to {MAX_TEXT:,} characters."
        )
        raise InvalidInput({"text": message})
    rows.add_event(session, claim, ClaimEventKind.NOTE, text, by)
    audit.record(
        session, by, "evidence.note", _KIND, claim.id, summary=f"Noted on claim {claim.number}.",
        detail={"text": text},
    )  # fmt: skip


def check_version(claim: Claim, expected: int | None) -> None:
    """Raises `Conflict` when somebody changed the claim since."""
    if expected is not None and expected != claim.version:
        raise Conflict(
            "Somebody changed this claim while you were writing. Open it again and put your change in."
        )


def _check_in_use(claim: Claim) -> None:
    if claim.state in (ClaimState.RETRACTED, ClaimState.SUPERSEDED):
        raise Conflict(f"This claim is {claim.state.value}. Open it again before you change it.")


def _record_edit(
    session: Session, claim: Claim, edit: _Edit, told: str, *, sources_only: bool, by: Actor
) -> None:
    """The line in the claim's history, and the one in the audit trail."""
    kind = ClaimEventKind.SOURCES if sources_only else ClaimEventKind.EDITED
    kind = ClaimEventKind.CORRECTED if edit.cited else kind
    detail: rows.Fields = {"before": _plain(edit.before), "after": _plain(edit.after), "reason": edit.reason}
    rows.add_event(session, claim, kind, told, by, moved=edit.moved, detail=detail)
    action, verb = ("correct", "Corrected") if edit.cited else ("edit", "Changed")
    summary = f"{verb} claim {claim.number}, {claim.slug}."
    audit.record(session, by, f"evidence.{action}", _KIND, claim.id, summary=summary, detail=detail)


def _told(edit: _Edit, done: list[str]) -> str:
    parts = ["Changed the wording."] if edit.before.wording != edit.after.wording else []
    names = [word for name, word in _WORDS.items() if _shown(edit.before, name) != _shown(edit.after, name)]
    if names:
        parts.append(f"Changed the {', '.join(names)}.")
    parts += done
    return (
        " ".join([*parts, *([f"Reason: {edit.reason}"] if edit.reason else [])])
        or "Changed the order of sources."
    )


_WORDS = {
    "figures": "figures", "event": "day of the event", "known": "known-by day", "confidence": "confidence",
    "dispute": "dispute", "opposing_view": "opposing view", "topic": "topic", "label": "short title",
    "not_checked": "list of what is not checked", "note": "note for writers", "cautions": "cautions",
}  # fmt: skip


def _shown(draft: ClaimDraft, name: str) -> object:
    value = getattr(draft, name)
    return json.dumps(dict(value), sort_keys=True) if name == "figures" else value


def _added(sources: int) -> str:
    count = {0: "no source yet", 1: "one source"}.get(sources, f"{sources} sources")
    return f"Added the claim with {count}."


def _plain(draft: ClaimDraft) -> rows.Fields:
    """For the audit trail. Figures go in as text: a database may write a number in another way than it came."""
    return {
        "wording": draft.wording,
        "figures": json.dumps(dict(draft.figures), ensure_ascii=False),
        "event": draft.event.as_written,
        "known_by": draft.known.as_written,
        "confidence": draft.confidence.value,
        "dispute": draft.dispute,
        "opposing_view": draft.opposing_view,
        "topic": draft.topic,
        "label": draft.label,
        "not_checked": draft.not_checked,
        "note": draft.note,
        "sources": [
            f"{source.title} ({source.publisher}, {source.date.as_written})" for source in draft.sources
        ],
    }
