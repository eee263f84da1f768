"""What makes a password good enough, and how long a wrong one has to wait. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

# NIST SP 800-63B-4: 15 characters where the password stands alone, 8 beside a second factor.
ALONE_LENGTH = 15
WITH_SECOND_FACTOR_LENGTH = 8
# Long enough for any passphrase, short enough that hashing stays cheap.
MAX_LENGTH = 256
_SEQUENCES = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "01234567890123456789",
    "98765432109876543210",
)
_COMMON = frozenset(
    {
        *(
            "password",
            "passwort",
            "passphrase",
            "letmein",
            "welcome",
            "changeme",
            "administrator",
            "iloveyou",
        ),
        *(
            "monkey",
            "dragon",
            "football",
            "baseball",
            "sunshine",
            "princess",
            "trustno1",
            "redress",
            "secret",
        ),
        *("correcthorsebatterystaple", "login"),
    }
)


def password_problem(password: str, *, has_second_factor: bool, about: Iterable[str] = ()) -> str | None:
    """What is wrong with `password`, as a sentence, or None.

    `about` holds what an attacker would try first: the name, the email address, the organisation.
    """
    needed = WITH_SECOND_FACTOR_LENGTH if has_second_factor else ALONE_LENGTH
    if len(password) < needed:
        return f"Use at least {needed} characters. Four or five words that do not belong together work well."
    if len(password) > MAX_LENGTH:
        return f"Use at most {MAX_LENGTH} characters."
    if _is_guessable(password, about):
        return "Choose one that is harder to guess: no repeated or neighbouring keys, no common password, no name."
    return None


def _is_guessable(password: str, about: Iterable[str]) -> bool:
    """Whether little is left once the parts that everybody tries are taken out."""
    rest = re.sub(r"[\W_]+", "", password.lower())
    known = {re.sub(r"[\W_]+", "", part) for phrase in about for part in re.split(r"[\s@.]+", phrase.lower())}
    for word in sorted(_COMMON | {part for part in known if len(part) > 3}, key=len, reverse=True):
        rest = rest.replace(word, "")
    for sequence in _SEQUENCES:
        for size in range(len(sequence), 3, -1):
            for start in range(len(sequence) - size + 1):
                rest = rest.replace(sequence[start : start + size], "")
    return len(rest) < 4 or len(set(rest)) < 4


# A few slips cost nothing; then the wait doubles to a quarter of an hour and never becomes a lock-out.
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=12)


def wait_after(failures: int, free: int) -> timedelta:
    """How long to wait after `failures` failed tries of which the first `free` cost nothing."""
    if failures <= free:
        return timedelta(0)
    return min(_LONGEST_WAIT, timedelta(seconds=2 ** min(failures - free, 20)))


def still_counts(last_failure: datetime, now: datetime) -> bool:
    """Whether earlier failures are recent enough to count."""
    return now - last_failure < _FORGOTTEN_AFTER
