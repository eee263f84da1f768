"""What the page of review shows: changes, what was said, checks, who is asked, what approval brings about."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor
from app.accounts.rules import Permission
from app.core.db import db
from app.letters import queries_record
from app.letters.assigning import reviewers
from app.letters.checks import report_for
from app.letters.comparing import compare_versions
from app.letters.compose import PageFacts
from app.letters.contexts import content_of
from app.letters.forms import DecisionForm
from app.letters.forms_review import CommentForm, ReviewerForm
from app.letters.models import Letter
from app.letters.queries_facts import gather
from app.letters.queries_reviewing import last_request, open_requests
from app.letters.recording import version_of
from app.letters.review import may_approve_words, reviewed_version
from app.letters.routes.checks_view import panel
from app.letters.routes.common import found, frame
from app.letters.routes.discussion import comment_form, discussion
from app.letters.seeing import drawn_now
from app.letters.states import LetterEventKind


def review_page(
    letter: Letter,
    status: int,
    *,
    decision: DecisionForm | None = None,
    comment: CommentForm | None = None,
    reviewer: ReviewerForm | None = None,
) -> ResponseReturnValue:
    """The page of review, with a form as it was sent where something in it is wrong. Draws outside a transaction."""
    letter_id = letter.id
    drawn = drawn_now(db.session, letter_id).pages
    letter = found(letter_id)
    shown = frame(letter)
    values = review_values(letter, shown, drawn=drawn, comment=comment, reviewer=reviewer)
    form = decision or DecisionForm(formdata=None, data={"version": letter.current_version})
    return render_template("letters/review.html", **shown, **values, form=form), status


def review_values(
    letter: Letter,
    shown: dict[str, Any],
    *,
    drawn: PageFacts | None = None,
    comment: CommentForm | None = None,
    reviewer: ReviewerForm | None = None,
) -> dict[str, Any]:
    """Everything beside `shown`, the frame; `drawn` is what the pages tell.

    The same number of SELECTs for any number of copies and comments.
    """
    by = current_actor()
    facts, version = gather(db.session, letter), version_of(db.session, letter)
    content = content_of(version)
    report = report_for(facts, content, drawn)
    names = {str(copy.number): copy.label for copy in facts.copies}
    first = _compared_with(letter)
    compared = _asked_for(letter) or first
    talk = discussion(letter, facts, version, speaks=shown["may_write"] or shown["may_approve"])
    comparison = compare_versions(db.session, letter, compared or version.number, version.number, facts)
    return {
        "by": by,
        "version": version,
        "facts": facts,
        "report": report,
        "panel": panel(
            report,
            content.tree,
            names,
            lambda _copy: "",
            reasons_url=url_for("letters.sources", letter_id=letter.id),
            anchored=False,
        ),
        "compared": compared,
        "since": _since(letter, first) if compared == first else "",
        "comparison_found": comparison,
        "view": "side" if request.values.get("view") == "side" else "marked",
        "talk": talk,
        "comment_form": comment_form(talk, comment, version.number),
        "may_decide": by.may(Permission.APPROVE) and may_approve_words(db.session, letter, by),
        "submitted": queries_record.last_event(db.session, letter.id, LetterEventKind.SUBMITTED),
        "signatures": queries_record.signature_rows(db.session, letter),
        "events": queries_record.events(db.session, letter.id),
        **reviewer_values(letter, reviewer),
    }


def reviewer_values(letter: Letter, form: ReviewerForm | None = None) -> dict[str, Any]:
    """Who is asked to decide, and the form that asks somebody."""
    return {
        "asked": open_requests(db.session, [letter.id]).get(letter.id),
        "reviewer_form": _reviewer_form(letter, form),
    }


def _asked_for(letter: Letter) -> int:
    wanted = request.values.get("before", 0, type=int)
    return wanted if 0 < wanted < letter.current_version else 0


def _compared_with(letter: Letter) -> int:
    """The last version that somebody decided on, else the one before; 0 for a first text."""
    back = queries_record.last_decision_back(db.session, letter.id)
    wanted = max(reviewed_version(db.session, letter.id), back.version_number if back else 0)
    if 0 < wanted < letter.current_version:
        return wanted
    return letter.current_version - 1 if wanted else 0


def _since(letter: Letter, number: int) -> str:
    """What became of the version compared with: "which Ruth Castellanos returned"."""
    event = queries_record.last_event(
        db.session,
        letter.id,
        LetterEventKind.APPROVED,
        LetterEventKind.RETURNED,
        LetterEventKind.APPROVAL_WITHDRAWN,
    )
    if event is None or event.version_number != number or event.taken_back:
        return ""
    verb = "approved" if event.kind is LetterEventKind.APPROVED else "returned"
    me = current_actor()
    who = "you" if event.actor_id is not None and event.actor_id == me.user_id else event.actor
    return f", which {who} {verb}"


def _reviewer_form(letter: Letter, form: ReviewerForm | None) -> ReviewerForm:
    """With whoever may be asked; who reviewed last is proposed."""
    if form is None:
        last = last_request(db.session, letter.id)
        chosen = {"reviewer_id": str(last.reviewer_id) if last else ""}
        open_now = last is not None and last.ended_at is None
        form = ReviewerForm(
            formdata=None, data={**chosen, "due_on": last.due_on if last and open_now else None}
        )
    people = reviewers(db.session, letter)
    form.reviewer_id.choices = [("", "Choose an approver"), *((str(one.id), one.name) for one in people)]
    return form
