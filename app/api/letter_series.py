"""Letters that come of others: follow-ups to what was sent, thanks, statements that quote a sealed letter."""

from __future__ import annotations

from uuid import UUID

from app.accounts.rules import Scope
from app.api.acting import by, session
from app.api.http.operations import operation
from app.api.letters import TAG
from app.api.letters_shown import shown_letter
from app.api.schemas.letter_series import (
    FollowUpsIn,
    LettersOut,
    PassageOut,
    PassagesOut,
    StatementIn,
    ThanksIn,
)
from app.api.schemas.letters import LetterOut
from app.campaigns import queries as campaigns
from app.delivery import following
from app.letters import announcing, queries
from app.letters.thanking import draft_thanks


@operation(
    "POST", "/dispatches/{dispatch_id}/follow-up", tag=TAG, scope=Scope.WRITE, returns=LetterOut, status=201
)
def follow_up_dispatch(dispatch_id: UUID) -> LetterOut:
    """Begin a follow-up to one dispatch.

    A draft that names the earlier letter and counts the days it has waited. Refused (409) when there is an answer,
    when a follow-up is begun, or while nobody knows whether the letter arrived.
    """
    return shown_letter(session(), following.follow_up(session(), dispatch_id, by=by()))


@operation(
    "POST",
    "/campaigns/{campaign_id}/follow-ups",
    tag=TAG,
    scope=Scope.WRITE,
    body=FollowUpsIn,
    returns=LettersOut,
    status=201,
)
def follow_up_campaign(campaign_id: UUID, body: FollowUpsIn) -> LettersOut:
    """Begin follow-ups to everybody who owes an answer.

    To those whose day has come, one draft for each earlier letter, with a copy for each of them.
    """
    campaign = campaigns.campaign(session(), campaign_id)
    made = following.follow_up_all(session(), campaign, official_ids=body.official_ids, by=by())
    return LettersOut(items=[shown_letter(session(), one) for one in made])


@operation(
    "POST",
    "/campaigns/{campaign_id}/thanks",
    tag=TAG,
    scope=Scope.WRITE,
    body=ThanksIn,
    returns=LetterOut,
    status=201,
)
def thank(campaign_id: UUID, body: ThanksIn) -> LetterOut:
    """Begin a letter of thanks.

    To officials whose position on a demand of the campaign is committed, partly met or met; a copy for each.
    """
    made = draft_thanks(
        session(),
        campaigns.campaign(session(), campaign_id),
        body.official_ids,
        letterhead_ids=body.letterhead_ids,
        signatory_ids=body.signatory_ids,
        by=by(),
    )
    return shown_letter(session(), made)


@operation(
    "GET", "/letters/{letter_id}/passages", tag=TAG, scope=Scope.READ, returns=PassagesOut, conflicts=True
)
def list_passages(letter_id: UUID) -> PassagesOut:
    """List what a statement may quote.

    The paragraphs of a sealed letter's first copy, word for word. 409 for a letter that is not sealed.
    """
    words = announcing.passages_of(session(), queries.letter(session(), letter_id))
    return PassagesOut(items=[PassageOut(number=number, words=one) for number, one in enumerate(words)])


@operation(
    "POST",
    "/letters/{letter_id}/statement",
    tag=TAG,
    scope=Scope.WRITE,
    body=StatementIn,
    returns=LetterOut,
    status=201,
)
def begin_statement(letter_id: UUID, body: StatementIn) -> LetterOut:
    """Begin a press statement.

    A draft that quotes passages of a sealed letter word for word and addresses nobody.
    """
    made = announcing.draft_statement(session(), queries.letter(session(), letter_id), body.passages, by=by())
    return shown_letter(session(), made)
