"""What stands between a letter and its review: problems, recorded reasons, tasks of changed claims."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import operation
from app.api.http.paging import Key, cut
from app.api.letters import TAG
from app.api.schemas.letter_problems import (
    ProblemOut,
    ProblemPlaceOut,
    ProblemsOut,
    ProblemSpanOut,
    TaskFilters,
    TaskIn,
    TaskOut,
    TaskPage,
    WaiverBackIn,
    WaiverIn,
    WaiverOut,
    WaiversOut,
)
from app.letters import queries, waiving
from app.letters.checks import report_for
from app.letters.citation_tasks import settle_task
from app.letters.compose import Problem
from app.letters.compose.lines import places_of
from app.letters.compose.policy import WAIVABLE
from app.letters.contexts import content_now, content_of
from app.letters.models import Letter
from app.letters.models_citing import CitationTask, ClaimWaiver
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.seeing import drawn_now
from app.letters.states import LetterState


@operation("GET", "/letters/{letter_id}/problems", tag=TAG, scope=Scope.READ, returns=ProblemsOut)
def list_problems(letter_id: UUID) -> ProblemsOut:
    """List the problems of a letter.

    Missing fields, ended terms, missing addresses, empty sections, over all copies, and what the pages of the first
    copy tell. Those that block must be mended before the letter can be submitted; for some of them an approver may
    record a reason instead.
    """
    drawn = drawn_now(session(), letter_id)
    found = queries.letter(session(), letter_id)
    facts, version = gather(session(), found), version_of(session(), found)
    content = content_of(version)
    if found.state is LetterState.DRAFT:
        content = content_now(facts, content)
    report = report_for(facts, content, drawn.pages)
    roles = {section.id: section.role.value for section in content.tree.sections}
    places = places_of(content.tree)
    return ProblemsOut(
        version=version.number,
        blocking=report.blocking,
        to_consider=report.to_consider,
        items=[_problem(one, roles, places) for one in report.all()],
    )


def _problem(one: Problem, roles: Mapping[str, str], places: Mapping[str, str]) -> ProblemOut:
    words = places.get(one.block) or places.get(one.section, "")
    return ProblemOut(
        code=one.code,
        severity=one.severity,
        message=one.message,
        mend=one.mend,
        section=roles.get(one.section, ""),
        place=ProblemPlaceOut(section_id=one.section, block_id=one.block, words=words)
        if one.section
        else None,
        span=ProblemSpanOut(start=one.span.start, end=one.span.end) if one.span else None,
        copy_no=int(one.copy) if one.copy else None,
        excerpt=one.excerpt,
        digest=one.digest,
        waivable=one.code in WAIVABLE,
    )


@operation("GET", "/letters/{letter_id}/reasons", tag=TAG, scope=Scope.READ, returns=WaiversOut)
def list_reasons(letter_id: UUID) -> WaiversOut:
    """List the recorded reasons of a letter.

    Why approvers let statements stand. A reason lapses when the words or the claim change; it stays on record.
    """
    rows = waiving.all_waivers(session(), _found(letter_id).id)
    return WaiversOut(items=[_waiver(row) for row in rows])


@operation(
    "POST",
    "/letters/{letter_id}/reasons",
    tag=TAG,
    scope=Scope.APPROVE,
    body=WaiverIn,
    returns=WaiverOut,
    status=201,
)
def record_reason(letter_id: UUID, body: WaiverIn) -> WaiverOut:
    """Record why a problem does not hold a letter up.

    While it is a draft or in review, and only for problems that say `waivable`: a sentence, figure or claim without
    a source, for example.
    """
    return _waiver(waiving.waive(session(), _found(letter_id), body.digest, body.reason, by=by()))


@operation(
    "POST",
    "/letters/{letter_id}/reasons/withdraw",
    tag=TAG,
    scope=Scope.APPROVE,
    body=WaiverBackIn,
    returns=WaiverOut,
)
def withdraw_reason(letter_id: UUID, body: WaiverBackIn) -> WaiverOut:
    """Take a recorded reason back.

    The problem stands again.
    """
    return _waiver(waiving.withdraw_waiver(session(), _found(letter_id), body.digest, by=by()))


@operation("GET", "/citation-tasks", tag=TAG, scope=Scope.READ, query=TaskFilters, returns=TaskPage)
def list_tasks(query: TaskFilters) -> TaskPage:
    """List the tasks that changed claims filed.

    One for each letter that cites a claim which was corrected, disputed, superseded or retracted, or whose sources
    changed.
    """
    select = sa.select(CitationTask)
    if query.open is not None:
        select = select.where(CitationTask.done_at.is_(None) == query.open)
    if query.letter_id is not None:
        select = select.where(CitationTask.letter_id == query.letter_id)
    if query.campaign_id is not None:
        mine = sa.select(Letter.id).where(Letter.campaign_id == query.campaign_id)
        select = select.where(CitationTask.letter_id.in_(mine))
    page = cut(session(), select, (Key(CitationTask.id, UUID),), limit=query.limit, cursor=query.cursor)
    return TaskPage(items=[_task(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@operation(
    "POST", "/citation-tasks/{task_id}/settle", tag=TAG, scope=Scope.WRITE, body=TaskIn, returns=TaskOut
)
def close_task(task_id: UUID, body: TaskIn) -> TaskOut:
    """Settle a task of a changed claim.

    With a note that says what was done. A task is settled once.
    """
    return _task(settle_task(session(), task_id, body.note, by=by()))


def _waiver(row: ClaimWaiver) -> WaiverOut:
    return WaiverOut(**{name: getattr(row, name) for name in WaiverOut.model_fields})


def _task(row: CitationTask) -> TaskOut:
    return TaskOut(**{name: getattr(row, name) for name in TaskOut.model_fields})


def _found(letter_id: UUID) -> Letter:
    return queries.letter(session(), letter_id)
