"""What keys are for, and the words for them. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.documents.seals.rules import Level

NO_KEY = "Letters are sealed without a digital signature."
NOT_SIGNED = "Sealed without a digital signature."
SELF_SIGNED = "self-signed"
SOON = timedelta(days=30)
LEVEL_WORDS = {
    Level.B: "Signature alone (PAdES B-B)",
    Level.T: "With a time stamp (PAdES B-T)",
    Level.LT: "With a time stamp and proof that the certificate was good (PAdES B-LT)",
    Level.LTA: "The same, and stamped as a whole for archives (PAdES B-LTA)",
}


class KeyState(StrEnum):
    """A retired key signs nothing new; its certificate stays, because signed letters name it."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True)
class PlannedKey:
    """A key that will sign a letter. `seal`: the organisation's; else `signatory_id` says whose.

    `issuer_here`: its issuer's certificate came with it, so that it can be asked whether this one was revoked.
    """

    key_id: UUID
    name: str
    fingerprint: str
    self_signed: bool
    not_after: datetime
    here: bool
    signatory_id: UUID | None = None
    issuer_here: bool = True

    @property
    def seal(self) -> bool:
        return self.signatory_id is None


@dataclass(frozen=True)
class SealPlan:
    """Which keys sign a letter, in order, and how much evidence is kept. Without keys there is no digital signature."""

    keys: tuple[PlannedKey, ...] = ()
    level: Level = Level.B
    authority: str = ""

    @property
    def own(self) -> frozenset[UUID]:
        """The signatories who sign with a certificate of their own."""
        return frozenset(key.signatory_id for key in self.keys if key.signatory_id is not None)


def why_not(plan: SealPlan, now: datetime) -> tuple[str, ...]:
    """Every reason why a letter cannot be signed as planned, each a sentence that says what to do."""
    found = []
    for key in plan.keys:
        whose = "The seal key" if key.seal else f"The certificate of {key.name}"
        if now >= key.not_after:
            found.append(
                f"{whose} expired on {_day(key.not_after)}. An administrator installs another, or retires it."
            )
        elif not key.here:
            found.append(
                f"The private part of {whose[0].lower()}{whose[1:]} is not on this server: backups leave it out. "
                "An administrator installs it again, or retires it."
            )
    if plan.keys and plan.level.timed and not plan.authority:
        found.append(f"{plan.level.label} needs a time-stamp authority. An administrator gives its address.")
    if plan.level.lasting and any(key.self_signed for key in plan.keys):
        found.append(
            f"{plan.level.label} needs certificates that an issuer could revoke, and one is self-signed. "
            f"An administrator chooses {Level.T.label}, or installs an issued certificate."
        )
    for key in plan.keys:
        if plan.level.lasting and not key.self_signed and not key.issuer_here:
            found.append(
                f"{plan.level.label} needs proof from the issuer of {key.name}’s certificate, whose own was not in "
                f"the file. An administrator installs the file that holds both, or chooses {Level.T.label}."
            )
    return tuple(found)


def names_person(certificate: str, person: str) -> bool:
    """Whether the name in a certificate may be this person's: some word of it, in any order, case and script marks."""
    return bool(_words(certificate) & _words(person))


def _words(name: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return {word for word in re.split(r"[\W_]+", plain) if len(word) > 1}


def as_pem(certificate: str) -> str:
    """A certificate (base64 of the DER, as it is stored) as PEM, with a line end after it."""
    text = "".join(certificate.split())
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def label(name: str, self_signed: bool) -> str:
    """A certificate as it is named wherever it is shown."""
    return f"{name} ({SELF_SIGNED} certificate)" if self_signed else name


def _day(instant: datetime) -> str:
    return f"{instant:%B} {instant.day}, {instant.year}"
