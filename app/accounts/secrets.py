"""Random secrets and the hashes that stand for them in the database."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

API_PREFIX = "redress_"
_RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_token() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal. Enough without salt, because what is hashed is random."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(key: str, *parts: str) -> str:
    """HMAC-SHA-256 in hexadecimal, for things that could be guessed (addresses)."""
    return hmac.new(key.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def new_recovery_code() -> str:
    """About 79 random bits in four groups, without characters that look alike."""
    text = "".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(16))
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def recovery_digest(typed: str) -> str:
    """The hash of a recovery code, however it was spaced."""
    return digest(re.sub(r"[^a-z0-9]", "", typed.lower()))
