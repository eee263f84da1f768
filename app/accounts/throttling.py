"""Waiting after wrong tries. A try is counted before it is judged, so many at once gain nothing."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts.models import Throttle
from app.accounts.rules_password import still_counts, wait_after
from app.accounts.secrets import keyed_digest

# How many wrong tries cost nothing: for one person from one place, and for one place whoever it claims to be.
FREE_PER_PERSON = 5
FREE_PER_PLACE = 30
_KEPT = timedelta(days=2)

Keys = dict[str, int]


def sign_in_keys(secret_key: str, email: str, address: str) -> Keys:
    """The counters that one sign-in touches, each with its free tries."""
    place = _place(address)
    return {
        keyed_digest(secret_key, "throttle", "person", email, place): FREE_PER_PERSON,
        keyed_digest(secret_key, "throttle", "place", place): FREE_PER_PLACE,
    }


def code_keys(secret_key: str, user_id: str) -> Keys:
    """The counter of second-factor tries. Whoever gets here knows the password, so the place does not matter."""
    return {keyed_digest(secret_key, "throttle", "code", user_id): FREE_PER_PERSON}


def link_keys(secret_key: str, email: str, address: str) -> Keys:
    """The counters of reset requests: from one place, and to one mailbox (known here or not)."""
    return {
        keyed_digest(secret_key, "throttle", "reset from", _place(address)): FREE_PER_PERSON,
        keyed_digest(secret_key, "throttle", "reset to", email): FREE_PER_PERSON,
    }


def reading_keys(secret_key: str, address: str) -> Keys:
    """The counter of files from strangers that have to be read: each costs seconds of work."""
    return {keyed_digest(secret_key, "throttle", "reading", _place(address)): FREE_PER_PLACE}


def password_keys(secret_key: str, user_id: str) -> Keys:
    """The counter of wrong current passwords on one's own pages: an open browser is not an open account."""
    return {keyed_digest(secret_key, "throttle", "password", user_id): FREE_PER_PERSON}


def _place(address: str) -> str:
    """One household or office: an IPv6 customer holds a whole /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def take_try(session: Session, keys: Keys, now: datetime) -> timedelta:
    """Count one try and return zero, or, while it is too early, count nothing and return the wait.

    Commit before judging the try.
    """
    rows = [_locked(session, key, now) for key in sorted(keys)]
    wait = max((row.open_at - now for row in rows), default=timedelta(0))
    if wait > timedelta(0):
        return wait
    for row in rows:
        row.failures = row.failures + 1 if still_counts(row.last_failure_at, now) else 1
        row.last_failure_at = now
        row.open_at = now + wait_after(row.failures, keys[row.key])
    session.flush()
    return timedelta(0)


def forgive_try(session: Session, keys: Keys, now: datetime) -> None:
    """The try was right: the person's counter starts again, a shared one only loses this try."""
    for key in sorted(keys):
        row = _locked(session, key, now)
        row.failures = 0 if keys[key] == FREE_PER_PERSON else max(0, row.failures - 1)
        row.open_at = now
    session.execute(sa.delete(Throttle).where(Throttle.last_failure_at < now - _KEPT))


def _locked(session: Session, key: str, now: datetime) -> Throttle:
    """The counter's row, made when missing, held until the transaction ends."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(Throttle).values(key=key, failures=0, last_failure_at=now, open_at=now)
    session.execute(first.on_conflict_do_nothing(index_elements=["key"]))
    return session.get_one(Throttle, key, with_for_update=True, populate_existing=True)
