"""What the rich editor asks for and saves, as JSON: the working copy, the chips, the checks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import current_actor, current_organisation, requires
from app.accounts.rules import Permission
from app.core.db import db, read_only_transactions
from app.core.errors import InvalidInput, RedressError
from app.core.web.template_filters import clock
from app.letters import access, working
from app.letters.changes import Changes
from app.letters.compose import PageFacts
from app.letters.contexts import LetterFacts
from app.letters.drafting import save_version
from app.letters.editing import menus, shown
from app.letters.merging import base_of
from app.letters.models import Letter
from app.letters.models_working import KeptText
from app.letters.review import submit_letter
from app.letters.routes import bp
from app.letters.routes.checks_view import as_json as check_json
from app.letters.routes.choosing import ask_chosen_reviewer
from app.letters.routes.common import found, frame
from app.letters.routes.workspace_view import Workspace, look
from app.letters.seeing import drawn_now
from app.letters.tree import Doc, Section, from_json, to_json

MAX_BODY = 2 * 1024 * 1024
MOST_LINES, MOST_DRAWN = 1000, 60
View = Callable[..., ResponseReturnValue]


def as_json(view: View) -> View:
    """Errors of this view as JSON with a message for the person who writes."""

    @wraps(view)
    def answer(*args: Any, **values: Any) -> ResponseReturnValue:
        try:
            return view(*args, **values)
        except RedressError as error:
            db.session.rollback()
            errors = error.errors if isinstance(error, InvalidInput) else {}
            return jsonify(message=error.message, errors=errors), error.status

    return answer


def editor_addresses(letter: Letter) -> dict[str, str]:
    """Where the editor's script finds and sends things."""
    return {
        name: url_for(f"letters.{view}", letter_id=letter.id)
        for name, view in (
            ("working", "working_copy"),
            ("version", "make_version"),
            ("live", "live"),
            ("mend", "mend_text"),
            ("page", "page_of_text"),
            ("claims", "claims_to_cite"),
            ("mend", "mended_text"),
            ("settings", "settings"),
            ("plain", "write"),
        )
    }


@bp.get("/<uuid:letter_id>/working/revision")
@requires(Permission.WRITE)
@as_json
def revision(letter_id: UUID) -> ResponseReturnValue:
    """Which text is the newest, for a browser that asks whether somebody else has written."""
    letter = mine(letter_id)
    head = working.head(db.session, letter)
    return jsonify(revision=head.revision, version=letter.current_version, author=head.author)


@bp.get("/<uuid:letter_id>/working")
@requires(Permission.WRITE)
@as_json
def working_copy(letter_id: UUID) -> ResponseReturnValue:
    """The newest text with all that the editor shows beside it."""
    letter = mine(letter_id)
    work = look(letter, None, request.args.get("copy", 1, type=int))
    answer = {
        **_state(letter, work.head),
        "tree": to_json(work.head.tree),
        "menus": menus(work.facts),
        **_beside(letter, work),
    }
    return jsonify(answer)


@bp.post("/<uuid:letter_id>/working")
@requires(Permission.WRITE)
@as_json
def save_working(letter_id: UUID) -> ResponseReturnValue:
    """Join what was typed into the working copy; gives back what others wrote meanwhile."""
    sent = sent_json()
    yours = from_json(sent.get("tree"))
    kept = _keep(mine(letter_id), yours, sent)
    letter = found(letter_id)
    answer = _state(letter, kept.head)
    if kept.merged.taken or [one.id for one in kept.head.tree.sections] != [one.id for one in yours.sections]:
        answer["tree"] = to_json(kept.head.tree)
    db.session.commit()
    return jsonify(answer)


@bp.post("/<uuid:letter_id>/working/version")
@requires(Permission.WRITE)
@as_json
def make_version(letter_id: UUID) -> ResponseReturnValue:
    """Save the text as a version, and send it for review if asked. Refused while two texts wait for a choice."""
    sent = sent_json()
    letter = mine(letter_id)
    kept = _keep(letter, from_json(sent.get("tree")), sent)
    if working.open_texts(db.session, letter_id):
        db.session.commit()  # what was typed is kept even so
        answer = _state(found(letter_id), kept.head)
        message = "Two texts of one section wait for your choice. Nothing was lost; choose first."
        return jsonify({**answer, "tree": to_json(kept.head.tree), "message": message}), 409
    letter = found(letter_id)
    version = save_version(
        db.session,
        letter,
        Changes(tree=kept.head.tree),
        str(sent.get("note", ""))[:500],
        based_on_version=letter.current_version,
        by=current_actor(),
        editorial_reason=str(sent.get("editorial_reason", ""))[:500],
    )
    db.session.commit()
    letter, number = found(letter_id), version.number
    if sent.get("do") == "submit":
        number = _submitted(letter_id, sent)
        return jsonify(version=number, url=url_for("letters.show", letter_id=letter_id))
    return jsonify({**_state(letter, working.head(db.session, letter)), "version": number})


@bp.post("/<uuid:letter_id>/live")
@requires(Permission.WRITE)
@as_json
def live(letter_id: UUID) -> ResponseReturnValue:
    """Chips, checks and outline of what stands in the editor. Nothing is saved, so nobody waits for the database."""
    sent = sent_json()
    tree = from_json(sent.get("tree"))
    db.session.rollback()
    with read_only_transactions():
        letter = mine(letter_id)
        drawn = _drawn(sent.get("drawn"))
        work = look(letter, None, number_in(sent.get("copy")), live=True, tree=tree, drawn=drawn)
        answer = _beside(letter, work)
        db.session.rollback()
    return jsonify(answer)


def mine(letter_id: UUID) -> Letter:
    """The letter of the address, for somebody who may write it. Raises `NotFound`, `NotAllowed`."""
    letter = found(letter_id)
    access.require_write(db.session, letter.campaign_id, current_actor())
    return letter


def sent_json() -> dict[str, Any]:
    """The body. Raises `InvalidInput` for anything but a JSON object of a sensible size."""
    if (request.content_length or 0) > MAX_BODY:
        raise InvalidInput({"tree": "The text is longer than a letter may be."})
    sent = request.get_json(silent=True) if request.is_json else None
    if not isinstance(sent, dict):
        raise InvalidInput({"body": "Send a JSON object."})
    return sent


def number_in(value: object) -> int:
    """A count that was sent; 1 for anything else."""
    return value if isinstance(value, int) and 0 < value < 10**6 else 1


def _drawn(sent: object) -> PageFacts | None:
    """What the page told the browser; None before it is drawn."""
    if not isinstance(sent, dict) or not sent.get("pages"):
        return None
    above, last = sent.get("above"), sent.get("last")
    return PageFacts(
        number_in(sent["pages"]),
        text_with_signature=above if isinstance(above, int) and 0 <= above < MOST_LINES else None,
        lines_on_last=number_in(last) if last else None,
        fill=_fill(sent.get("fill")),
    )


def _fill(sent: object) -> tuple[tuple[float, float], ...]:
    """Used and free lines of each page; nothing for what does not look like it."""
    pairs = sent if isinstance(sent, list) and len(sent) <= MOST_DRAWN else []
    if not all(isinstance(pair, list) and len(pair) == 2 and all(map(_is_lines, pair)) for pair in pairs):
        return ()
    return tuple((float(used), float(free)) for used, free in pairs)


def _is_lines(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_LINES


def _keep(letter: Letter, yours: Doc, sent: dict[str, Any]) -> working.Kept:
    base = sent.get("base")
    if not isinstance(base, dict) or not all(isinstance(mark, str) for mark in base.values()):
        raise InvalidInput({"base": "Say from which text the sections grew."})
    settled = sent.get("settled") or []
    if not isinstance(settled, list):
        raise InvalidInput({"settled": "Name the settled texts in a list."})
    return working.keep(
        db.session, letter, yours, base, settled=[_id(one) for one in settled], by=current_actor()
    )


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise InvalidInput({"settled": "A settled text is named by its id."}) from None


def _submitted(letter_id: UUID, sent: dict[str, Any]) -> int:
    drawn = drawn_now(db.session, letter_id)
    letter, by = found(letter_id), current_actor()
    try:
        version = submit_letter(db.session, letter, by=by, version=drawn.version, drawn=drawn.pages)
        ask_chosen_reviewer(letter, sent)
    except InvalidInput as error:
        raise InvalidInput(error.errors, "This is saved, but it cannot go to review yet.") from None
    db.session.commit()
    return version.number


def _state(letter: Letter, head: working.Head) -> dict[str, Any]:
    """Where the text stands: what the next save names as its base, and what has to be chosen."""
    zone = ZoneInfo(current_organisation().time_zone)
    return {
        "revision": head.revision,
        "base": base_of(head.tree),
        "version": letter.current_version,
        "state": letter.state.value,
        "unsaved": head.unsaved,
        "author": head.author,
        "saved": clock(head.saved_at.astimezone(zone)),
        "kept": [_text(one) for one in working.open_texts(db.session, letter.id)],
    }


def _text(one: KeptText) -> dict[str, Any]:
    zone = ZoneInfo(current_organisation().time_zone)
    yours, theirs = working.section_of(one.yours), working.section_of(one.theirs)
    return {
        "id": str(one.id),
        "section": one.section_id,
        "label": theirs.role.label,
        "author": one.author,
        "other": one.other_author,
        "at": clock(one.kept_at.astimezone(zone)),
        "yours": _section(yours),
        "theirs": _section(theirs),
    }


def _section(section: Section) -> dict[str, Any]:
    node: dict[str, Any] = to_json(Doc((section,)))["content"][0]
    return node


def _beside(letter: Letter, work: Workspace) -> dict[str, Any]:
    """Chips, checks, outline: everything that follows from the text."""
    facts: LetterFacts = work.facts
    sections = {
        section.id: {"state": view.state, "note": view.note}
        for section, view in zip(work.content.tree.sections, work.sections, strict=False)
    }
    around = {**frame(letter), "work": work}
    return {
        "shown": shown(facts, work.content, work.shown.copy, work.content.tree),
        "sections": sections,
        "parts": [one for one in work.outline if not one["url"].startswith("#text-")],
        "problems": [check_json(one) for one in work.panel.items],
        "checks": render_template("letters/_checks.html", **around),
        "differs": work.differs,
        "words": work.words,
        "blocking": work.panel.blocking,
        "consider": work.panel.to_consider,
    }
