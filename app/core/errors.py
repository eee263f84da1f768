"""The errors that verbs raise. Pages, the API and the command line turn each into its own form."""

from __future__ import annotations

import errno
from collections.abc import Mapping


class RedressError(Exception):
    """Something a person can understand and act on. `message` is a full sentence."""

    status = 400

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class InvalidInput(RedressError):
    """Input that cannot be used. `errors` maps a field or row name to what to do about it."""

    status = 422

    def __init__(self, errors: Mapping[str, str], message: str | None = None) -> None:
        self.errors = dict(errors)
        super().__init__(message or " ".join(self.errors.values()))


class NotFound(RedressError):
    """The record does not exist, or this person may not see it (the answer is the same)."""

    status = 404


class Conflict(RedressError):
    """The record is no longer in the state that the action needs."""

    status = 409


class NotAllowed(RedressError):
    """This person may not do this to this record."""

    status = 403


NO_ROOM = "There is no room left on the server’s disk. Nothing was changed. Make room, then try again."
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def no_room(error: BaseException) -> bool:
    """Whether an error of the system or of the database says that the disk is full."""
    told = getattr(error, "orig", None) or error
    if isinstance(told, OSError):
        return told.errno in _FULL
    return "disk is full" in str(told) or "No space left on device" in str(told)
