"""An exchange with an official as the lines of `timeline_list`, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from app.campaigns.models import PositionRecord
from app.campaigns.rules_positions import POSITION_WORDS
from app.core.web.template_filters import short_day
from app.delivery.models import DispatchEvent
from app.delivery.queries import DispatchRow
from app.delivery.queries_replies import ReplyRow
from app.delivery.rules import CHANNEL_WORDS, DispatchState, EventKind, ReplyChannel, state_words
from app.letters.queries import LetterToOfficial
from app.letters.states import AddresseeRole, LetterState
from app.reports.queries_correspondence import Exchange
from app.reports.today_items import letter_url

_STATES = {
    DispatchState.PLANNED: ("radio_button_unchecked", "quiet"),
    DispatchState.PRINTED: ("print", "link"),
    DispatchState.HANDED_OVER: ("send", "link"),
    DispatchState.DELIVERED: ("check_circle", "done"),
    DispatchState.RETURNED: ("undo", "stop"),
    DispatchState.FAILED: ("cancel", "stop"),
    DispatchState.OUTCOME_UNKNOWN: ("help_outline", "attention"),
    DispatchState.CANCELLED: ("remove_circle", "quiet"),
}
_LETTERS = {
    LetterState.DRAFT: ("edit", "attention", "in draft"),
    LetterState.IN_REVIEW: ("hourglass_empty", "link", "in review"),
    LetterState.APPROVED: ("check_circle_outline", "done", "approved"),
    LetterState.SIGNING: ("fingerprint", "link", "being signed"),
    LetterState.SEALED: ("lock_outline", "done", "sealed, not sent to them yet"),
}
_REPLIES = {
    ReplyChannel.LETTER: "Letter",
    ReplyChannel.EMAIL: "E-mail",
    ReplyChannel.PHONE: "Phone",
    ReplyChannel.MEETING: "Meeting",
    ReplyChannel.WEB: "Web",
    ReplyChannel.OTHER: "Other",
}


def entries(found: Exchange, today: date) -> list[dict[str, Any]]:
    """Lines with `when`, icon, title, text, quote and address."""
    lines = [(row.dispatch.state_day, 1, _dispatch(row)) for row in found.dispatches]
    lines += [(event.day, 2, _contact(event, number)) for event, number in found.contacts]
    lines += [
        (row.reply.received_on, 3, _reply(row, found.positions.get(row.reply.id, ())))
        for row in found.replies
    ]
    lines += [
        (each.letter.letter_date, 0, _letter(each)) for each in found.unsent if each.letter.state in _LETTERS
    ]
    lines.sort(key=lambda line: (line[0], line[1]), reverse=True)
    return [{**entry, "when": short_day(day, today)} for day, _order, entry in lines]


def _dispatch(row: DispatchRow) -> dict[str, Any]:
    one = row.dispatch
    icon, role = _STATES[one.state]
    tracking = f", tracking number {one.tracking_number}" if one.tracking_number else ""
    return {
        "icon": icon,
        "role": role,
        "title": f"Letter {row.letter_number} {state_words(one.channel, one.state).lower()}",
        "text": f"{CHANNEL_WORDS[one.channel]}{tracking}. {row.letter_title}",
        "url": url_for("delivery.dispatch", dispatch_id=one.id),
    }


def _contact(event: DispatchEvent, number: str) -> dict[str, Any]:
    asked = event.kind is EventKind.ASKED
    settled = event.kind is EventKind.SETTLED
    title = f"Asked the office about letter {number}" if asked else f"Note on letter {number}"
    return {
        "icon": "phone" if asked else "help_outline" if settled else "comment",
        "role": "done" if asked else "ink",
        "title": f"Letter {number}: closed as one that cannot be known" if settled else title,
        "text": f"{event.note} Noted by {event.actor}" if event.note else f"Noted by {event.actor}",
        "url": url_for("delivery.dispatch", dispatch_id=event.dispatch_id),
    }


def _reply(row: ReplyRow, carried: Sequence[tuple[PositionRecord, str]]) -> dict[str, Any]:
    reply = row.reply
    about = f", about {row.letter_number}" if row.letter_number else ""
    by = f", {reply.answered_by}" if reply.answered_by else ""
    stands = Markup(" ").join(
        Markup("<strong>{}</strong> on {}.").format(POSITION_WORDS[record.position], title)
        for record, title in carried
    )
    text = Markup("{}{}{}. ").format(_REPLIES[reply.channel], by, about) + (stands or escape(reply.summary))
    return {
        "icon": "forum",
        "role": "link",
        "title": _title([record for record, _title_of in carried]),
        "text": text,
        "quote": f"“{reply.quotation}”" if reply.quotation else None,
        "url": url_for("delivery.reply", reply_id=reply.id),
    }


def _title(records: Sequence[PositionRecord]) -> str:
    """ "Reply: refused 1, committed 1"."""
    counts: dict[str, int] = {}
    for record in records:
        word = POSITION_WORDS[record.position].lower()
        counts[word] = counts.get(word, 0) + 1
    words = ", ".join(f"{word} {count}" for word, count in counts.items())
    return f"Reply: {words}" if words else "Reply"


def _letter(each: LetterToOfficial) -> dict[str, Any]:
    icon, role, words = _LETTERS[each.letter.state]
    how = ", with a copy to them" if each.role is AddresseeRole.CC else ""
    return {
        "icon": icon,
        "role": role,
        "title": f"Letter {each.letter.number} {words}",
        "text": f"{each.letter.title}{how}",
        "url": letter_url(each.letter.id),
    }
