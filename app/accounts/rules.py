"""Who may do what. Pure: no database, no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Role(StrEnum):
    """A ladder: each role may do what the ones before it may."""

    VIEWER = "viewer"
    DRAFTER = "drafter"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a page or an operation asks for."""

    READ = "read"
    WRITE = "write"
    APPROVE = "approve"
    MANAGE = "manage"


class Scope(StrEnum):
    """What an API token may do. Approving, signing and sealing each need their own."""

    READ = "read"
    WRITE = "write"
    APPROVE = "approve"
    SIGN = "sign"
    SEAL = "seal"
    MANAGE = "manage"


class SessionStage(StrEnum):
    """A browser that gave the right password still owes its second factor, where one is set."""

    SECOND_FACTOR = "second_factor"
    FULL = "full"


class LinkPurpose(StrEnum):
    """What a mailed link is for; it does nothing else."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105


class PageSize(StrEnum):
    """Paper of printed letters."""

    LETTER = "letter"
    A4 = "a4"


_LADDER = {
    Role.VIEWER: frozenset({Permission.READ}),
    Role.DRAFTER: frozenset({Permission.READ, Permission.WRITE}),
    Role.APPROVER: frozenset({Permission.READ, Permission.WRITE, Permission.APPROVE}),
    Role.ADMINISTRATOR: frozenset(Permission),
}


def role_allows(role: Role, permission: Permission) -> bool:
    """Whether `role` carries `permission`."""
    return permission in _LADDER[role]


_SCOPE_NEEDS = {
    Scope.READ: Permission.READ,
    Scope.WRITE: Permission.WRITE,
    Scope.APPROVE: Permission.APPROVE,
    Scope.SIGN: Permission.APPROVE,
    Scope.SEAL: Permission.APPROVE,
    Scope.MANAGE: Permission.MANAGE,
}


def permission_of(scope: Scope) -> Permission:
    """The permission that a token's owner must hold for `scope` to be worth anything."""
    return _SCOPE_NEEDS[scope]


def scopes_open_to(role: Role) -> tuple[Scope, ...]:
    """The scopes that a person with `role` can give to a token, in their order."""
    return tuple(scope for scope in Scope if role_allows(role, permission_of(scope)))


@dataclass(frozen=True)
class Actor:
    """Who acts, when, and from where. Every verb that changes something takes one.

    `at` is the real clock in UTC; `today` is the business date in the organisation's zone.
    `user_id` is None for the program itself (a command, the worker, an import at set-up).
    `audited_at` is the real instant where `at` is not: the demonstration is told as of its own days, but the
    audit trail always keeps the real clock.
    """

    user_id: UUID | None
    name: str
    role: Role
    at: datetime
    today: date
    origin: str = ""
    audited_at: datetime | None = None

    def may(self, permission: Permission) -> bool:
        return role_allows(self.role, permission)

    def snapshot(self) -> dict[str, Any]:
        """Plain values for a background job. Its own clock replaces `at`, but for somebody told as of another day."""
        return {
            **({"at": self.at.isoformat()} if self.audited_at else {}),
            "user_id": str(self.user_id) if self.user_id else None,
            "name": self.name,
            "role": self.role.value,
            "today": self.today.isoformat(),
            "origin": self.origin,
        }

    @classmethod
    def from_snapshot(cls, record: dict[str, Any], at: datetime) -> Actor:
        """The reverse of `snapshot`; `at` is the instant of the work."""
        told = datetime.fromisoformat(record["at"]) if "at" in record else None
        return cls(
            user_id=UUID(record["user_id"]) if record["user_id"] else None,
            name=record["name"],
            role=Role(record["role"]),
            at=told or at,
            today=date.fromisoformat(record["today"]),
            origin=record["origin"],
            audited_at=at if told else None,
        )


def safe_path(target: str) -> str | None:
    """`target` when it is a path on this host, else None. Browsers read backslashes as slashes."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    if any(ord(character) < 33 or ord(character) == 127 for character in target):
        return None
    return target


def normalise_email(typed: str) -> str:
    """One spelling for one mailbox: trimmed, lower case."""
    return typed.strip().lower()


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """A User-Agent in words: "Firefox on Linux". A hint for people, never a basis for a decision."""
    browser = next((word for mark, word in _BROWSERS if mark in agent), "Unknown browser")
    system = next((word for mark, word in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
