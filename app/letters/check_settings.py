"""The organisation's choice of which checks block, advise or are off. The verb does not commit."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.rules import Actor, Permission
from app.core.errors import InvalidInput, NotAllowed
from app.letters.compose.policy import BY_CODE, DEFAULTS, PAGE_LIMIT, Level, Policy
from app.letters.compose.problems import Code
from app.letters.models_checks import CheckSettings

MOST_PAGES = 20


def policy(session: Session, waivers: Mapping[str, str] | None = None) -> Policy:
    """The levels in force, with the reasons that approvers recorded for one letter. One SELECT."""
    row = session.get(CheckSettings, 1)
    return Policy(
        levels=_known(row.levels) if row else {},
        page_limit=row.page_limit if row else PAGE_LIMIT,
        waivers=waivers or {},
    )


def change_checks(
    session: Session, levels: Mapping[Code, Level], page_limit: int, *, by: Actor
) -> CheckSettings:
    """Set the level of every check that `levels` names, and the page limit. Only administrators.

    Raises `NotAllowed`, `InvalidInput` (`page_limit`, or the code of a check that cannot be set).
    """
    if not by.may(Permission.MANAGE):
        raise NotAllowed("Administrators choose which checks block a letter.")
    errors = {code.value: "This check always blocks." for code in levels if code not in DEFAULTS}
    if not 1 <= page_limit <= MOST_PAGES:
        errors["page_limit"] = f"Enter a number of pages from 1 to {MOST_PAGES}."
    if errors:
        raise InvalidInput(errors)
    before = policy(session)
    chosen = {**{code: before.level(code) for code in DEFAULTS}, **levels}
    stored = {
        code.value: level.value for code, level in chosen.items() if level and level is not DEFAULTS[code]
    }
    row = session.get(CheckSettings, 1)
    if row is None:
        row = CheckSettings(id=1, levels={}, page_limit=PAGE_LIMIT, changed_at=by.at, changed_by=by.name)
        session.add(row)
    changed = {code.value: level.value for code, level in levels.items() if level is not before.level(code)}
    if not changed and page_limit == before.page_limit:
        return row
    row.levels, row.page_limit, row.changed_at, row.changed_by = stored, page_limit, by.at, by.name
    session.flush()
    names = ", ".join(f"“{BY_CODE[Code(code)].label}”" for code in sorted(changed)) or "the page limit"
    audit.record(
        session, by, "letters.checks_change", "organisation", "1",
        summary=f"Changed which checks block a letter: {names}",
        detail={"levels": changed, "page_limit": page_limit},
    )  # fmt: skip
    return row


def _known(stored: Mapping[str, str]) -> dict[Code, Level]:
    """The stored levels of checks that there still are."""
    codes = {code.value: code for code in DEFAULTS}
    return {codes[code]: Level(level) for code, level in stored.items() if code in codes}
