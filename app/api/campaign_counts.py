"""What letters of a campaign count and print: anchors and facts."""

from __future__ import annotations

from uuid import UUID

from app.accounts.rules import Scope
from app.api.acting import by, day, session, writable
from app.api.campaigns import TAG
from app.api.http.operations import operation
from app.api.schemas.campaigns import AnchorIn, AnchorOut, Anchors, FactIn, FactOut, Facts
from app.campaigns import counting, queries
from app.campaigns.models import Anchor, CampaignFact
from app.campaigns.rules import AnchorDetails, FactDetails, day_number
from app.core.errors import NotFound


@operation("GET", "/campaigns/{campaign_id}/anchors", tag=TAG, scope=Scope.READ, returns=Anchors)
def list_anchors(campaign_id: UUID) -> Anchors:
    """List day counts.

    The days that a campaign counts from, each with its count on the business date.
    """
    queries.campaign(session(), campaign_id)
    return Anchors(items=[_anchor(row) for row in queries.anchors_of(session(), campaign_id)])


@operation(
    "POST",
    "/campaigns/{campaign_id}/anchors",
    tag=TAG,
    scope=Scope.WRITE,
    body=AnchorIn,
    returns=AnchorOut,
    status=201,
)
def add_anchor(campaign_id: UUID, body: AnchorIn) -> AnchorOut:
    """Add a day count.

    Letters of the campaign print it where they say `((day name))`.
    """
    found = writable(campaign_id)
    made = counting.save_anchor(session(), found, AnchorDetails(**body.model_dump()), by=by())
    session().flush()
    return _anchor(made)


@operation(
    "PUT",
    "/campaigns/{campaign_id}/anchors/{anchor_id}",
    tag=TAG,
    scope=Scope.WRITE,
    body=AnchorIn,
    returns=AnchorOut,
)
def change_anchor(campaign_id: UUID, anchor_id: UUID, body: AnchorIn) -> AnchorOut:
    """Change a day count.

    Drafts follow it; letters that were submitted keep the count they have.
    """
    found = writable(campaign_id)
    queries.anchor(session(), campaign_id, anchor_id)
    return _anchor(
        counting.save_anchor(session(), found, AnchorDetails(**body.model_dump()), anchor_id, by=by())
    )


@operation("DELETE", "/campaigns/{campaign_id}/anchors/{anchor_id}", tag=TAG, scope=Scope.WRITE, returns=None)
def remove_anchor(campaign_id: UUID, anchor_id: UUID) -> None:
    """Remove a day count.

    Drafts that use it will say that it is missing.
    """
    counting.remove_anchor(session(), writable(campaign_id), anchor_id, by=by())


@operation("GET", "/campaigns/{campaign_id}/facts", tag=TAG, scope=Scope.READ, returns=Facts)
def list_facts(campaign_id: UUID) -> Facts:
    """List facts.

    Values that letters of the campaign may print, with where they come from.
    """
    queries.campaign(session(), campaign_id)
    return Facts(items=[_fact(row) for row in queries.facts_of(session(), campaign_id)])


@operation(
    "PUT",
    "/campaigns/{campaign_id}/facts/{key}",
    tag=TAG,
    scope=Scope.WRITE,
    body=FactIn,
    returns=FactOut,
)
def save_fact(campaign_id: UUID, key: str, body: FactIn) -> FactOut:
    """Set a fact.

    Adds the value under this key, or changes the one that stands there.
    """
    details = FactDetails(key, body.value, body.source_note)
    made = counting.save_fact(session(), writable(campaign_id), details, by=by())
    session().flush()
    return _fact(made)


@operation("DELETE", "/campaigns/{campaign_id}/facts/{key}", tag=TAG, scope=Scope.WRITE, returns=None)
def remove_fact(campaign_id: UUID, key: str) -> None:
    """Remove a fact.

    Drafts that print it will say that it is missing; sealed letters keep what they print.
    """
    found = writable(campaign_id)
    row = next((one for one in queries.facts_of(session(), campaign_id) if one.key == key), None)
    if row is None:
        raise NotFound("This campaign has no such fact.")
    counting.remove_fact(session(), found, row.id, by=by())


def _anchor(row: Anchor) -> AnchorOut:
    return AnchorOut(
        id=row.id,
        name=row.name,
        label=row.label,
        day=row.day,
        rule=row.rule,
        count=day_number(row.plain, day(None)),
    )


def _fact(row: CampaignFact) -> FactOut:
    return FactOut(**{name: getattr(row, name) for name in FactOut.model_fields})
