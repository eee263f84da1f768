"""What several pages of this room share: reading filters and rules from an address, the left column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from app.accounts.access import today
from app.core.db import db
from app.core.errors import InvalidInput
from app.officials import panels
from app.officials.queries_directory import DirectoryQuery, Scope, Sort, directory
from app.officials.queries_segments import segments
from app.officials.queries_vacant import VacantSeat, vacant_seats
from app.officials.segments import Rule, RuleKind, parse_rule

PAGE_SIZE = 50
# Filters that say which seats are meant, so that vacant ones can be shown among the rows.
_SEAT_KINDS = frozenset({RuleKind.OFFICE, RuleKind.BODY, RuleKind.STATE, RuleKind.DISTRICT})


def rule_text(rule: Rule) -> str:
    """A rule in one word for an address: "!state:CA", "committee:<id>:chair"."""
    extra = rule.role or (rule.state if rule.kind is RuleKind.CONTACT else "")
    text = f"{'!' if rule.denied else ''}{rule.kind.value}:{rule.value}"
    return f"{text}:{extra}" if extra else text


def rule_from(text: str) -> Rule:
    """The reverse of `rule_text`. Raises `InvalidInput`."""
    denied, text = text.startswith("!"), text.removeprefix("!")
    kind, _, value = text.partition(":")
    entry: dict[str, Any] = {"kind": kind, "denied": denied}
    if kind in (RuleKind.COMMITTEE.value, RuleKind.CONTACT.value):
        value, _, extra = value.partition(":")
        entry["role" if kind == RuleKind.COMMITTEE.value else "state"] = extra
    return parse_rule(entry | {"value": value})


def rules_from(texts: Sequence[str]) -> tuple[tuple[Rule, ...], list[str]]:
    """Rules that can be read, and a sentence for each that cannot."""
    rules, problems = [], []
    for text in texts:
        try:
            rules.append(rule_from(text))
        except InvalidInput as error:
            problems.append(error.message)
    return tuple(rules), problems


def filter_rules(args: MultiDict[str, str]) -> tuple[tuple[Rule, ...], list[str]]:
    """The directory's filters as rules. What cannot be read is named and left out."""
    rules, problems = [], []
    for kind in RuleKind:
        value = args.get(kind.value, "").strip()
        if not value:
            continue
        entry = {"kind": kind.value, "value": value}
        if kind is RuleKind.COMMITTEE:
            entry["role"] = args.get("role", "")
        elif kind is RuleKind.CONTACT:
            entry["state"] = args.get("contact_state", "")
        try:
            rules.append(parse_rule(entry))
        except InvalidInput as error:
            problems.append(error.message)
    return tuple(rules), problems


def directory_query(rules: tuple[Rule, ...], on: date) -> DirectoryQuery:
    """Words, sorting and page from the address, with `rules`."""
    sort = request.args.get("sort", "")
    bare = sort.removeprefix("-")
    return DirectoryQuery(
        on=on,
        words=request.args.get("q", "")[:100],
        rules=rules,
        scope=Scope.EVERYONE if request.args.get("scope") == Scope.EVERYONE else Scope.SERVING,
        sort=Sort(bare) if bare in {s.value for s in Sort} else Sort.NAME,
        descending=sort.startswith("-"),
        page=max(1, request.args.get("page", 1, type=int)),
        size=PAGE_SIZE,
    )


def results(query: DirectoryQuery) -> dict[str, Any]:
    """What the table of results needs."""
    page = directory(db.session, query)
    asks_seat = any(rule.kind in _SEAT_KINDS for rule in query.rules) and not query.words
    only_seats = all(rule.kind in _SEAT_KINDS | {RuleKind.CHAMBER} for rule in query.rules)
    vacant: list[VacantSeat] = []
    if asks_seat and only_seats and page.page == page.pages:
        vacant = vacant_seats(db.session, query.on, query.rules)
    ids = [row.official_id for row in page.items]
    return {
        "query": query,
        "page": page,
        "vacant": vacant,
        "extra_columns": panels.cells(db.session, ids),
        "heads": _heads(query),
    }


def _heads(query: DirectoryQuery) -> list[dict[str, str | None] | str]:
    """Heads of the table; those that sort lead to the same rows in another order."""
    links = {sort: _sort_link(query, sort) for sort in Sort}
    names = ((Sort.NAME, "Name"), (Sort.UNTIL, "Term"))
    titles = [column for column in panels.registry.columns]
    return [
        *({"text": text, **links[sort]} for sort, text in names),
        "Committee seat",
        "Contact health",
        *titles,
    ]


def _sort_link(query: DirectoryQuery, sort: Sort) -> dict[str, str | None]:
    current = query.sort is sort
    turned = f"-{sort.value}" if current and not query.descending else sort.value
    values = {**(request.view_args or {}), **request.args.to_dict(flat=False), "sort": turned, "page": None}
    kept = {name: value for name, value in values.items() if value}
    word = ("descending" if query.descending else "ascending") if current else None
    return {"sort_url": url_for(request.endpoint or "", **kept), "sorted": word}


def left_column(current: object = None) -> dict[str, Any]:
    """The list of segments with their counts."""
    return {"segments": segments(db.session, today()), "current_segment": current}
