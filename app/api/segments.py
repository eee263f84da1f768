"""Segments and their members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api.acting import by, day, session
from app.api.http.operations import operation
from app.api.http.paging import Key, by_name, cut
from app.api.schemas.segments import (
    MemberFilters,
    MemberOut,
    MemberPage,
    RuleIn,
    RuleOut,
    SegmentChange,
    SegmentFilters,
    SegmentNew,
    SegmentOut,
    SegmentPage,
)
from app.core.errors import InvalidInput
from app.officials import saved_segments
from app.officials.models import Official, Segment
from app.officials.queries_choices import choices
from app.officials.queries_match import matching
from app.officials.queries_segments import counts_of, query_of, segment
from app.officials.queries_terms import first, terms_of
from app.officials.segments import Rule, SegmentQuery, parse, sentence, to_json

TAG = "Segments"


@operation("GET", "/segments", tag=TAG, scope=Scope.READ, query=SegmentFilters, returns=SegmentPage)
def list_segments(query: SegmentFilters) -> SegmentPage:
    """List segments.

    Saved queries over the directory by name, each with the number of its members on the business date.
    """
    keys = (Key(sa.func.lower(Segment.name)), *by_name(Segment.name, Segment.id)[1:])
    select = sa.select(Segment).where(Segment.retired_on.is_(None))
    page = cut(session(), select, keys, limit=query.limit, cursor=query.cursor)
    return SegmentPage(items=_shown([row[0] for row in page.rows]), next_cursor=page.next_cursor)


@operation(
    "POST",
    "/segments",
    tag=TAG,
    scope=Scope.WRITE,
    body=SegmentNew,
    returns=SegmentOut,
    status=201,
    located=True,
)
def add_segment(body: SegmentNew) -> SegmentOut:
    """Save a segment.

    Rules under a name. Letters and campaigns take their recipients from it, anew each time.
    """
    wanted = SegmentQuery(_rules(body.rules), body.on)
    return _shown([saved_segments.add_segment(session(), body.name, wanted, note=body.note, by=by())])[0]


@operation("GET", "/segments/{segment_id}", tag=TAG, scope=Scope.READ, returns=SegmentOut)
def get_segment(segment_id: UUID) -> SegmentOut:
    """Get a segment.

    Its rules, the same in words, and the number of its members.
    """
    return _shown([segment(session(), segment_id)])[0]


@operation(
    "PATCH", "/segments/{segment_id}", tag=TAG, scope=Scope.WRITE, body=SegmentChange, returns=SegmentOut
)
def change_segment(segment_id: UUID, body: SegmentChange) -> SegmentOut:
    """Change a segment.

    Sealed letters keep the people they were sealed for.
    """
    found = segment(session(), segment_id)
    if body.rules is None:
        stored = query_of(found)
        wanted = SegmentQuery(stored.rules, body.on if "on" in body.model_fields_set else stored.on)
    else:
        kept = found.query.get("on") if "on" not in body.model_fields_set else body.on
        wanted = parse({**to_json(SegmentQuery(_rules(body.rules))), "on": str(kept) if kept else None})
    note = found.note if body.note is None else body.note
    name = found.name if body.name is None else body.name
    return _shown([saved_segments.edit_segment(session(), segment_id, name, wanted, note=note, by=by())])[0]


@operation("DELETE", "/segments/{segment_id}", tag=TAG, scope=Scope.WRITE, returns=None)
def delete_segment(segment_id: UUID) -> None:
    """Delete a segment.

    The officials in it stay, and so do letters that were written to them.
    """
    saved_segments.delete_segment(session(), segment_id, by=by())


@operation(
    "GET",
    "/segments/{segment_id}/members",
    tag=TAG,
    scope=Scope.READ,
    query=MemberFilters,
    returns=MemberPage,
)
def list_members(segment_id: UUID, query: MemberFilters) -> MemberPage:
    """List the members of a segment.

    The officials who match its rules on the day, by family name.
    """
    rules = query_of(segment(session(), segment_id))
    on = rules.on or day(query.on)
    select = sa.select(Official.id, Official.full_name).where(*matching(rules.rules, on))
    page = cut(
        session(), select, by_name(Official.sort_name, Official.id), limit=query.limit, cursor=query.cursor
    )
    terms = terms_of(session(), [row.id for row in page.rows], on)
    items = []
    for row in page.rows:
        term = first(terms, row.id)
        items.append(MemberOut(official_id=row.id, name=row.full_name, office=term.label if term else ""))
    return MemberPage(items=items, next_cursor=page.next_cursor)


def _rules(given: list[RuleIn]) -> tuple[Rule, ...]:
    """Raises `InvalidInput` by rule: "rules.0"."""
    entries = [{**one.model_dump(), "state": one.state.value if one.state else ""} for one in given]
    try:
        return parse({"rules": [_plain(entry) for entry in entries]}).rules
    except InvalidInput as error:
        raise InvalidInput({name.replace("-", "."): text for name, text in error.errors.items()}) from error


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "kind": entry["kind"].value}


def _shown(found: list[Segment]) -> list[SegmentOut]:
    """Segments with counts and sentences: a constant number of SELECTs."""
    on = day(None)
    session().flush()
    counts = counts_of(session(), found, on)
    names = choices(session(), on)
    shown = []
    for one in found:
        query = _readable(one)
        shown.append(
            SegmentOut(
                id=one.id,
                name=one.name,
                sentence=sentence(query, names.name_of) if query else "",
                rules=[_rule(rule) for rule in query.rules] if query else [],
                on=query.on if query else None,
                note=one.note,
                count=counts.get(one.id),
                updated_at=one.updated_at,
            )
        )
    return shown


def _readable(found: Segment) -> SegmentQuery | None:
    """The rules, unless what is stored can no longer be read: then the count is null, for somebody to mend."""
    try:
        return query_of(found)
    except InvalidInput:
        return None


def _rule(rule: Rule) -> RuleOut:
    return RuleOut(kind=rule.kind, value=rule.value, denied=rule.denied, role=rule.role, state=rule.state)
