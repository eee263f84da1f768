"""What waits for a person, as the lines of Today: rows of several rooms with their words and addresses."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Permission
from app.core.web.template_filters import link, short_day
from app.delivery import queries as delivery
from app.delivery.following import follow_ups_begun
from app.delivery.queries import DispatchRow
from app.delivery.rules import CHANNEL_WORDS, DispatchState, working_days_between
from app.letters.citation_tasks import open_tasks
from app.letters.models import Letter
from app.letters.queries_rows import LetterRow
from app.letters.queries_template_work import TemplateWork, to_approve, to_revise, waiting
from app.letters.queries_work import Work as LetterWork
from app.letters.queries_work import WorkItem, needs_me
from app.letters.states import LetterState
from app.reports import queries_waiting
from app.reports.queries_attention import Attention, attention, writable_campaigns
from app.reports.queries_due import follow_ups, promises
from app.reports.rules_today import Group, Item, Waiting, Work, sections

MOST = 25
_GROUPS = {
    LetterWork.APPROVE: Group.APPROVE,
    LetterWork.RETURNED: Group.FINISH,
    LetterWork.DRAFT: Group.FINISH,
    LetterWork.ASK: Group.SIGN,
    LetterWork.SEAL: Group.SIGN,
}
# Area and state of the status, the verb, and the page it leads to.
_LETTERS = {
    LetterWork.APPROVE: ("task", "to_approve", "Review", "letters.review"),
    LetterWork.RETURNED: ("letter", "returned", "Revise", "letters.write"),
    LetterWork.DRAFT: ("letter", "draft", "Finish draft", "letters.write"),
    LetterWork.ASK: ("letter", "approved", "Ask to sign", "letters.show"),
    LetterWork.SEAL: ("task", "to_seal", "Seal", "letters.seal"),
}


def todays_work(session: Session, by: Actor) -> Work:
    """Everything on Today's main column. A constant number of SELECTs."""
    counts = attention(session, by)
    letters = needs_me(session, by)
    items = [_letter_item(each) for each in letters if each.kind in _GROUPS] + _template_items(session, by)
    if by.may(Permission.WRITE):
        ids = list(session.scalars(writable_campaigns(by)))
        items += _citation_items(session, ids)
        items += _dispatch_items(session, by, ids) + _chasing_items(session, by, ids)
    groups = sections(_at_most(items), _totals(counts))
    due = [item.due for section in groups for item in section.items if item.due is not None]
    return Work(
        sections=groups,
        waiting=waiting_lines(session, by, letters),
        total=counts.total,
        pressing=sum(day == by.today for day in due),
        overdue=sum(day < by.today for day in due),
    )


def _totals(counts: Attention) -> dict[Group, int]:
    return {
        Group.APPROVE: counts.approve + counts.templates,
        Group.SIGN: counts.sign,
        Group.FINISH: counts.finish + counts.returned_templates,
        Group.CORRECT: counts.correct,
        Group.FIND_OUT: counts.find_out,
        Group.CHASE: counts.follow_up + counts.promise,
    }


def _at_most(items: list[Item]) -> list[Item]:
    """The first of each group, so that a thousand due follow-ups do not bury everything else."""
    kept: dict[Group, int] = {}
    found = []
    for item in items:
        kept[item.group] = kept.get(item.group, 0) + 1
        if kept[item.group] <= MOST:
            found.append(item)
    return found


def letter_url(letter_id: UUID, *endpoints: str) -> str:
    """The first of these pages of a letter that exists, else the letter's own, else where it is sent from."""
    found = link(*endpoints, "letters.show", letter_id=letter_id)
    return found or url_for("delivery.board", letter_id=letter_id)


def _letter_item(work: WorkItem) -> Item:
    area, state, action, endpoint = _LETTERS[work.kind]
    row = work.letter
    ready = work.kind is LetterWork.DRAFT and not row.blocking
    return Item(
        group=_GROUPS[work.kind],
        title=row.title,
        url=letter_url(row.id),
        reason=work.reason,
        area=area,
        state=state,
        action="Send for review" if ready else action,
        action_url=letter_url(row.id, endpoint),
        due=work.due,
        state_text="Asked of you" if work.asked else "",
    )


def _template_items(session: Session, by: Actor) -> list[Item]:
    """Wordings of templates that wait for an approver, and those that came back to their author."""
    found = list(waiting(session, to_approve(by), MOST)) if by.may(Permission.APPROVE) else []
    if by.may(Permission.WRITE):
        found += waiting(session, to_revise(by), MOST)
    return [_template_item(one) for one in found]


def _template_item(one: TemplateWork) -> Item:
    url = url_for("letters.template", slug=one.row.slug)
    if one.returned is not None:
        return Item(
            group=Group.FINISH,
            title=one.row.name,
            url=url,
            reason=f"Template. {one.returned.approver}: “{one.returned.reason}”",
            area="letter",
            state="returned",
            action="Revise",
            action_url=url_for("letters.edit_template", slug=one.row.slug),
        )
    return Item(
        group=Group.APPROVE,
        title=one.row.name,
        url=url,
        reason=f"Template. {one.latest.author} proposes revision {one.latest.number}.",
        area="task",
        state="to_approve",
        action="Review",
        action_url=url,
    )


def _citation_items(session: Session, ids: Collection[UUID]) -> list[Item]:
    """Letters that cite a claim which has changed, until somebody says what was done."""
    return [
        Item(
            group=Group.CORRECT,
            title=one.letter.title,
            url=letter_url(one.letter.id),
            reason=one.reason,
            area="task",
            state="blocks" if one.letter.state is LetterState.DRAFT else "to_consider",
            state_text=f"Claim {one.task.change.value}",
            action="Put right",
            action_url=url_for("letters.sources", letter_id=one.letter.id),
        )
        for one in open_tasks(session, ids, MOST)
    ]


def _dispatch_items(session: Session, by: Actor, ids: Collection[UUID]) -> list[Item]:
    return [_dispatch_item(row, by) for row in delivery.needs_decision(session, campaign_ids=ids, limit=MOST)]


def _dispatch_item(row: DispatchRow, by: Actor) -> Item:
    one = row.dispatch
    channel, day = CHANNEL_WORDS[one.channel], short_day(one.state_day, by.today)
    url = url_for("delivery.dispatch", dispatch_id=one.id)
    if one.state is DispatchState.OUTCOME_UNKNOWN:
        reason = f"{row.letter_number}. It may have arrived. It has not been sent again."
        action = "Find out"
    else:
        word = "came back" if one.state is DispatchState.RETURNED else "failed"
        reason = f"{row.letter_number} {word} on {day}. Nothing is planned in its place."
        action = "Choose channel"
    return Item(
        group=Group.FIND_OUT,
        title=f"{channel} to {row.name}",
        url=url,
        reason=reason,
        area="dispatch",
        state=one.state.value,
        since=one.state_day,
        action=action,
        action_url=url
        if one.state is DispatchState.OUTCOME_UNKNOWN
        else url_for("delivery.send", letter_id=one.letter_id),
    )


def _chasing_items(session: Session, by: Actor, ids: Collection[UUID]) -> list[Item]:
    promised = promises(session, ids, by.today, MOST)
    items = [
        Item(
            group=Group.CHASE,
            title=row.name,
            url=url_for("delivery.reply", reply_id=row.reply.id),
            reason=f"Answered {short_day(row.reply.received_on, by.today)} and promised more: {row.reply.summary}",
            area="task",
            state="follow_up_due",
            state_text="Answer promised",
            action="Log the answer",
            action_url=url_for("delivery.new_reply", slug=row.campaign_slug, official=row.reply.official_id),
            due=row.reply.promised_by,
        )
        for row in promised
    ]
    due = follow_ups(session, ids, by.today, MOST)
    begun = follow_ups_begun(session, {row.dispatch.letter_id for row in due})
    return items + [
        _follow_up_item(row, begun.get((row.dispatch.letter_id, row.dispatch.official_id)), by) for row in due
    ]


def _follow_up_item(row: DispatchRow, begun: Letter | None, by: Actor) -> Item:
    one = row.dispatch
    waited = working_days_between(one.left_on or one.state_day, by.today)
    days = "1 working day" if waited == 1 else f"{waited} working days"
    arrived = "Delivered" if one.state is DispatchState.DELIVERED else "Sent"
    return Item(
        group=Group.CHASE,
        title=f"{row.name}, {row.office}" if row.office else row.name,
        url=url_for("officials.show", official_id=one.official_id),
        reason=f"{row.letter_number} {arrived.lower()} {short_day(one.state_day, by.today)}. No reply after {days}.",
        area="task",
        state="follow_up_due",
        action="Open follow-up" if begun else "Plan follow-up",
        action_url=letter_url(begun.id) if begun else url_for("delivery.plan_follow_up", dispatch_id=one.id),
        post=begun is None,
        due=one.follow_up_on,
    )


def waiting_lines(session: Session, by: Actor, mine: list[WorkItem]) -> list[Waiting]:
    """What others have to do: review, sign, carry the post."""
    to_approve = {each.letter.id for each in mine if each.kind is LetterWork.APPROVE}
    lines = [
        _letter_line(row, since_text)
        for row, since_text in queries_waiting.letters_with_others(session, by.today)
        if row.id not in to_approve
    ]
    lines += [
        Waiting(
            title=f"{group.number}, {group.count} {'copy' if group.count == 1 else 'copies'}",
            url=url_for("delivery.board", letter_id=group.letter_id),
            text=f"on the way since {short_day(group.since, by.today)}",
            area="dispatch",
            state="handed_over",
            state_text="On the way",
            action="Track",
            action_url=url_for("delivery.board", letter_id=group.letter_id),
        )
        for group in queries_waiting.on_the_way(session, by.today)
    ]
    return lines


def _letter_line(row: LetterRow, since: str) -> Waiting:
    if row.state.value == "in_review":
        return Waiting(row.title, letter_url(row.id), f"in review {since}", "letter", "in_review")
    return Waiting(
        row.title,
        letter_url(row.id),
        f"{row.signed} of {row.signatories} signed {since}",
        "task",
        "awaiting_signature",
    )
