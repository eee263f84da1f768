"""What a digital signature is made of, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.documents.errors import DocumentError


class Level(StrEnum):
    """How much evidence a signature carries (ETSI EN 319 142-1)."""

    B = "b"
    T = "t"
    LT = "lt"
    LTA = "lta"

    @property
    def label(self) -> str:
        """ "PAdES B-LT"."""
        return f"PAdES B-{'B' if self is Level.B else self.value.upper()}"

    @property
    def timed(self) -> bool:
        """Whether a time-stamp authority confirms when it was signed."""
        return self is not Level.B

    @property
    def lasting(self) -> bool:
        """Whether proof that the certificate was not revoked lies in the file."""
        return self in (Level.LT, Level.LTA)


class KeyRefused(DocumentError):
    """A key cannot be used for signing; the message says why and what to give instead."""


class Unreadable(DocumentError):
    """A file cannot be looked at; the message says why."""


class SealFailed(DocumentError):
    """A file could not be signed; nothing was written."""


class AuthorityUnreachable(SealFailed):
    """A time-stamp or revocation service gave no usable answer. Trying again later may help."""


@dataclass(frozen=True)
class KeyPair:
    """A private key (PKCS#8, DER) with its certificate and the issuers' (DER, nearest first)."""

    certificate: bytes
    private: bytes = field(repr=False)
    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class KeyFacts:
    """What a certificate says. `fingerprint` is the SHA-256 of the DER in hexadecimal; times in UTC."""

    name: str
    subject: str
    issuer: str
    serial: str
    fingerprint: str
    algorithm: str
    not_before: datetime
    not_after: datetime
    self_signed: bool

    def usable(self, at: datetime) -> bool:
        return self.not_before <= at < self.not_after


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, as people compare it."""
    text = fingerprint.upper()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
