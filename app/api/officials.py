"""Officials: the directory, whole records, adding and correcting people."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.accounts.rules import Scope
from app.api import shown
from app.api.acting import by, day, session
from app.api.http.operations import operation
from app.api.http.paging import by_name, cut
from app.api.schemas.officials import (
    AddressOut,
    AddressOverrideIn,
    CommitteeSeatOut,
    OfficialChange,
    OfficialFilters,
    OfficialNew,
    OfficialOut,
    OfficialPage,
    OfficialRow,
    OnDay,
)
from app.core.errors import InvalidInput
from app.officials import addressing, queries, service
from app.officials.addressing import OverrideInput
from app.officials.models import ExternalId, Official
from app.officials.queries_directory import DirectoryQuery, DirectoryRow, conditions_of, rows_of
from app.officials.queries_facts import OfficialFacts
from app.officials.segments import Rule, RuleKind, parse_rule
from app.officials.service import PersonInput

TAG = "Officials"


@operation(
    "GET",
    "/officials",
    tag=TAG,
    scope=Scope.READ,
    query=OfficialFilters,
    returns=OfficialPage,
    conflicts=False,
)
def list_officials(query: OfficialFilters) -> OfficialPage:
    """List officials.

    The directory by family name, with its filters. Records out of use and merged ones are left out.
    """
    wanted = DirectoryQuery(on=day(query.on), words=query.q, rules=_rules(query), scope=query.scope)
    select = sa.select(Official.id, Official.full_name).where(*conditions_of(wanted))
    page = cut(
        session(), select, by_name(Official.sort_name, Official.id), limit=query.limit, cursor=query.cursor
    )
    rows = rows_of(session(), wanted, page.rows)
    return OfficialPage(items=[_row(row) for row in rows], next_cursor=page.next_cursor)


@operation(
    "POST",
    "/officials",
    tag=TAG,
    scope=Scope.WRITE,
    body=OfficialNew,
    returns=OfficialOut,
    status=201,
    located=True,
)
def add_official(body: OfficialNew) -> OfficialOut:
    """Add an official.

    For people whom no roster lists. Give them an office and contact points afterwards.
    """
    made = service.add_official(session(), PersonInput(**body.model_dump()), by=by())
    return shown_official(made.id, day(None))


@operation("GET", "/officials/{official_id}", tag=TAG, scope=Scope.READ, query=OnDay, returns=OfficialOut)
def get_official(official_id: UUID, query: OnDay) -> OfficialOut:
    """Get an official.

    The whole record: terms with their status on the day, contact points, committees, and how they are
    addressed. A record that was merged is given as it is; `merged_into_id` names the one that took over.
    """
    return shown_official(official_id, day(query.on))


@operation(
    "PATCH",
    "/officials/{official_id}",
    tag=TAG,
    scope=Scope.WRITE,
    body=OfficialChange,
    returns=OfficialOut,
)
def change_official(official_id: UUID, body: OfficialChange) -> OfficialOut:
    """Correct an official.

    Fields that are left out stay. What is corrected here is kept by later imports, which show the difference.
    """
    found = queries.official(session(), official_id)
    given = {name: value for name, value in body.model_dump().items() if value is not None}
    values = {field.name: getattr(found, field.name) for field in fields(PersonInput)} | given
    # A name that was composed of its parts follows them.
    if given.keys() & _PARTS and "full_name" not in given:
        values["full_name"] = ""
    service.edit_official(session(), official_id, PersonInput(**values), by=by())
    return shown_official(official_id, day(None))


@operation("POST", "/officials/{official_id}/retire", tag=TAG, scope=Scope.WRITE, returns=OfficialOut)
def retire_official(official_id: UUID) -> OfficialOut:
    """Take an official out of use.

    Nothing is deleted: sealed letters and histories go on naming the record.
    """
    service.retire_official(session(), official_id, by=by())
    return shown_official(official_id, day(None))


@operation(
    "GET", "/officials/{official_id}/address", tag=TAG, scope=Scope.READ, query=OnDay, returns=AddressOut
)
def get_address(official_id: UUID, query: OnDay) -> AddressOut:
    """Get the forms of address.

    Every capacity in which a letter may address the official on the day, each line with its rule and source.
    """
    return _address(official_id, day(query.on))


@operation(
    "PUT",
    "/officials/{official_id}/address",
    tag=TAG,
    scope=Scope.WRITE,
    body=AddressOverrideIn,
    returns=AddressOut,
)
def override_address(official_id: UUID, body: AddressOverrideIn) -> AddressOut:
    """Replace the form of address.

    What staff decide for this person wins over the rules. Sealed letters keep what they printed.
    """
    given = OverrideInput(
        salutation=body.salutation,
        spoken=body.spoken,
        inside_lines=tuple(body.inside_lines),
        envelope_lines=tuple(body.envelope_lines),
        reason=body.reason,
    )
    addressing.override_address(session(), official_id, given, by=by())
    return _address(official_id, day(None))


_PARTS = frozenset({"first", "middle", "last", "suffix"})


def _rules(query: OfficialFilters) -> tuple[Rule, ...]:
    """The filters as rules. Raises `InvalidInput` by parameter."""
    errors: dict[str, str] = {}
    if query.role is not None and query.committee is None:
        errors["role"] = "Give the committee too."
    if query.contact_state is not None and query.contact is None:
        errors["contact_state"] = "Give the kind of contact point too."
    rules = []
    for kind in RuleKind:
        value = getattr(query, kind.value)
        if not value:
            continue
        entry: dict[str, Any] = {"kind": kind.value, "value": str(value)}
        if kind is RuleKind.COMMITTEE:
            entry["role"] = query.role.value if query.role else ""
        elif kind is RuleKind.CONTACT:
            entry["state"] = query.contact_state.value if query.contact_state else ""
        try:
            rules.append(parse_rule(entry))
        except InvalidInput as error:
            errors[kind.value] = error.message
    if errors:
        raise InvalidInput(errors)
    return tuple(rules)


def _row(row: DirectoryRow) -> OfficialRow:
    return OfficialRow(
        id=row.official_id,
        name=row.name,
        term=shown.term(row.term) if row.term else None,
        committee=row.committee,
        contact_health=dict(row.health),
    )


def _address(official_id: UUID, on: date) -> AddressOut:
    queries.official(session(), official_id)
    facts = queries.official_facts(session(), [official_id], on)[official_id]
    forms = [shown.form_of_address(form) for form in facts.forms]
    return AddressOut(official_id=official_id, on=on, forms=forms)


def shown_official(official_id: UUID, on: date) -> OfficialOut:
    """The whole record on a day. Raises `NotFound`."""
    found = queries.official(session(), official_id)
    facts: OfficialFacts = queries.official_facts(session(), [official_id], on)[official_id]
    ids = session().execute(
        sa.select(ExternalId.scheme, ExternalId.value)
        .where(ExternalId.official_id == official_id)
        .order_by(ExternalId.scheme, ExternalId.value)
    )
    plain = {name: getattr(found, name) for name in _OF_RECORD}
    return OfficialOut(
        **plain,
        name=found.full_name,
        external_ids={scheme: value for scheme, value in ids},
        on=on,
        terms=[shown.term(view) for view in facts.terms],
        contact_points=[shown.contact_point(view) for view in facts.contacts],
        committees=[
            CommitteeSeatOut(**{name: getattr(seat, name) for name in CommitteeSeatOut.model_fields})
            for seat in facts.committee_seats
        ],
        leadership=[role.title for role in facts.leadership],
        form_of_address=shown.form_of_address(facts.form),
        missing=list(facts.missing),
    )


_OF_RECORD = (
    "id",
    "formal_name",
    "prefix",
    "first",
    "middle",
    "nickname",
    "last",
    "suffix",
    "gendered_form",
    "aliases",
    "note",
    "source",
    "retired_on",
    "merged_into_id",
    "updated_at",
)
