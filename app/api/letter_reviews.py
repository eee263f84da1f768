"""Comments, suggested edits, reviewers, the editorial class, and the difference of two versions."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import operation
from app.api.http.paging import Key, cut
from app.api.letters import TAG
from app.api.letters_shown import shown_letter
from app.api.schemas.letter_reviews import (
    AcceptIn,
    BlockOut,
    CommentFilters,
    CommentIn,
    CommentOut,
    CommentPage,
    CompareQuery,
    ComparisonOut,
    EditorialIn,
    LineOut,
    NoteIn,
    PieceOut,
    ReviewerIn,
    ReviewRequestOut,
    SaidIn,
    SaidOut,
    SectionOut,
    SettingOut,
)
from app.api.schemas.letters import LetterOut
from app.letters import commenting, queries, suggesting
from app.letters.assigning import ask_review, release_reviewer
from app.letters.comparing import compare_versions
from app.letters.diffing import LineView
from app.letters.editorial import class_editorial
from app.letters.models import Letter
from app.letters.models_review import Thread
from app.letters.queries_reviewing import ThreadRow, thread, thread_row, thread_rows
from app.letters.seeing import drawn_now

_ONE = "/letters/{letter_id}/comments/{thread_id}"


@operation(
    "GET",
    "/letters/{letter_id}/comments",
    tag=TAG,
    scope=Scope.READ,
    query=CommentFilters,
    returns=CommentPage,
)
def list_comments(letter_id: UUID, query: CommentFilters) -> CommentPage:
    """List the comments on a letter.

    Comments and suggested edits with everything said about them, the first opened first.
    """
    select = sa.select(Thread).where(Thread.letter_id == _found(letter_id).id)
    if query.state is not None:
        select = select.where(Thread.state == query.state)
    page = cut(session(), select, (Key(Thread.number, int),), limit=query.limit, cursor=query.cursor)
    rows = thread_rows(session(), [row[0] for row in page.rows])
    return CommentPage(items=[_comment(row) for row in rows], next_cursor=page.next_cursor)


@operation(
    "POST",
    "/letters/{letter_id}/comments",
    tag=TAG,
    scope=Scope.WRITE,
    body=CommentIn,
    returns=CommentOut,
    status=201,
)
def add_comment(letter_id: UUID, body: CommentIn) -> CommentOut:
    """Comment on a passage, or suggest an edit.

    The words are looked for in the paragraph as the first copy reads; a comment follows them from version to
    version.
    """
    row = commenting.open_thread(
        session(),
        _found(letter_id),
        block_id=body.block_id,
        quote=body.quote,
        start=body.start,
        body=body.body,
        replacement=body.replacement,
        version=body.version,
        by=by(),
    )
    return _shown(row)


@operation("POST", f"{_ONE}/replies", tag=TAG, scope=Scope.WRITE, body=SaidIn, returns=CommentOut, status=201)
def reply_to_comment(letter_id: UUID, thread_id: UUID, body: SaidIn) -> CommentOut:
    """Reply to a comment.

    Settled or not.
    """
    row = _thread(letter_id, thread_id)
    commenting.reply(session(), row, body.body, by=by())
    return _shown(row)


@operation("POST", f"{_ONE}/resolve", tag=TAG, scope=Scope.WRITE, body=NoteIn, returns=CommentOut)
def resolve_comment(letter_id: UUID, thread_id: UUID, body: NoteIn) -> CommentOut:
    """Resolve a comment.

    A suggestion is accepted or rejected instead.
    """
    return _shown(commenting.resolve(session(), _thread(letter_id, thread_id), body.body, by=by()))


@operation("POST", f"{_ONE}/reopen", tag=TAG, scope=Scope.WRITE, body=NoteIn, returns=CommentOut)
def reopen_comment(letter_id: UUID, thread_id: UUID, body: NoteIn) -> CommentOut:
    """Reopen a comment.

    Or a suggestion that was rejected.
    """
    return _shown(commenting.reopen(session(), _thread(letter_id, thread_id), body.body, by=by()))


@operation("POST", f"{_ONE}/accept", tag=TAG, scope=Scope.WRITE, body=AcceptIn, returns=LetterOut)
def accept_suggestion(letter_id: UUID, thread_id: UUID, body: AcceptIn) -> LetterOut:
    """Accept a suggested edit.

    Makes a new version with the suggested words; whoever suggested them counts as a writer of it. A letter in
    review or approved becomes a draft again. When the words have changed since, nothing is saved: 409.
    """
    row = _thread(letter_id, thread_id)
    suggesting.accept(session(), row, version=body.version, by=by())
    return shown_letter(session(), _found(letter_id))


@operation("POST", f"{_ONE}/reject", tag=TAG, scope=Scope.WRITE, body=SaidIn, returns=CommentOut)
def reject_suggestion(letter_id: UUID, thread_id: UUID, body: SaidIn) -> CommentOut:
    """Reject a suggested edit.

    With a note that says why.
    """
    return _shown(suggesting.reject(session(), _thread(letter_id, thread_id), body.body, by=by()))


@operation(
    "POST",
    "/letters/{letter_id}/reviewer",
    tag=TAG,
    scope=Scope.WRITE,
    body=ReviewerIn,
    returns=ReviewRequestOut,
)
def ask_reviewer(letter_id: UUID, body: ReviewerIn) -> ReviewRequestOut:
    """Ask somebody to review a letter.

    They find it on Today and in their mail; any other approver may still decide. Takes the place of an earlier
    request.
    """
    row = ask_review(session(), _found(letter_id), body.reviewer_id, body.due_on, by=by())
    return ReviewRequestOut(**{name: getattr(row, name) for name in ReviewRequestOut.model_fields})


@operation("POST", "/letters/{letter_id}/release-reviewer", tag=TAG, scope=Scope.WRITE, returns=LetterOut)
def release(letter_id: UUID) -> LetterOut:
    """Ask nobody in particular to review a letter.

    It stays in review for every approver.
    """
    found = _found(letter_id)
    release_reviewer(session(), found, by=by())
    return shown_letter(session(), found)


@operation(
    "POST",
    "/letters/{letter_id}/class-editorial",
    tag=TAG,
    scope=Scope.APPROVE,
    body=EditorialIn,
    returns=LetterOut,
)
def class_letter_editorial(letter_id: UUID, body: EditorialIn) -> LetterOut:
    """Class a change as editorial.

    For a draft that changes an approved text, by an approver who wrote none of the change: it is approved again
    without a second review. Every signature still has to be given anew.
    """
    _found(letter_id)
    drawn = drawn_now(session(), letter_id).pages
    found = _found(letter_id)
    class_editorial(session(), found, body.reason, version=body.version, by=by(), drawn=drawn)
    return shown_letter(session(), found)


@operation(
    "GET",
    "/letters/{letter_id}/compare",
    tag=TAG,
    scope=Scope.READ,
    query=CompareQuery,
    returns=ComparisonOut,
)
def compare_letter(letter_id: UUID, query: CompareQuery) -> ComparisonOut:
    """Compare two versions of a letter.

    Word by word in the letter's own layout, with everything that is not its text; as the first copy reads. A
    version compared with itself gives its paragraphs with their ids.
    """
    found = compare_versions(session(), _found(letter_id), query.before, query.after)
    return ComparisonOut(
        before=query.before,
        after=query.after,
        changes=found.changes,
        settings=[
            SettingOut(label=one.label, changed=one.changed, lines=_lines(one.lines))
            for one in found.settings
        ],
        sections=[
            SectionOut(
                label=one.label,
                mark=one.mark,
                changed=one.changed,
                blocks=[
                    BlockOut(kind=block.kind, rule=block.rule, lines=_lines(block.lines))
                    for block in one.blocks
                ],
                reasons=list(one.reasons),
            )
            for one in found.sections
        ],
    )


def _lines(lines: Iterable[LineView]) -> list[LineOut]:
    return [
        LineOut(
            id=line.id,
            mark=line.mark,
            pieces=[PieceOut(mark=piece.mark, text=piece.text) for piece in line.pieces],
        )
        for line in lines
    ]


def _found(letter_id: UUID) -> Letter:
    return queries.letter(session(), letter_id)


def _thread(letter_id: UUID, thread_id: UUID) -> Thread:
    return thread(session(), _found(letter_id).id, thread_id)


def _shown(row: Thread) -> CommentOut:
    session().flush()
    return _comment(thread_row(session(), row))


def _comment(row: ThreadRow) -> CommentOut:
    one = row.thread
    return CommentOut(
        id=one.id,
        number=one.number,
        kind=one.kind,
        state=one.state,
        version=one.version_number,
        block_id=one.block_id,
        quote=one.quote,
        start=one.quote_start,
        end=one.quote_end,
        replacement=one.replacement,
        accepted_version=one.accepted_version,
        said=[
            SaidOut(
                id=said.id,
                kind=said.kind,
                body=said.body,
                earlier=list(said.earlier),
                at=said.at,
                by=said.actor,
                version=said.version_number,
            )
            for said in row.said
        ],
    )
