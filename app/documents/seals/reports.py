"""What can be told about the signatures in a file, as plain values that travel between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Later(StrEnum):
    """What was added to the file after a signature."""

    NOTHING = "nothing"
    EVIDENCE = "evidence"
    SIGNATURES = "signatures"
    OTHER = "other"


@dataclass(frozen=True)
class SignatureReport:
    """One signature, or a time stamp over the whole document.

    `intact`: the bytes it covers are those that were signed, and the signature value is the certificate's. `whole`:
    nothing but evidence for later stands outside of it and of the signatures after it. `allowed`: what was added
    later is within what the signatures allow. `signed_at` is the signer's own word; `stamped_at` an authority's.
    Whether the certificate is anybody's is not judged: compare `fingerprint` (SHA-256 of the certificate).
    """

    field: str
    signer: str
    issuer: str
    fingerprint: str
    self_signed: bool
    intact: bool
    whole: bool
    allowed: bool
    later: Later
    certifies: bool
    is_time_stamp: bool
    signed_at: datetime | None
    stamped_at: datetime | None
    stamped_by: str

    @property
    def good(self) -> bool:
        return self.intact and self.allowed

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SignatureReport:
        """The report again."""
        times = {
            key: datetime.fromisoformat(data[key]) if data[key] else None
            for key in ("signed_at", "stamped_at")
        }
        return cls(**{**data, **times, "later": Later(data["later"])})


@dataclass(frozen=True)
class SealReport:
    """A whole file. `revisions` counts its parts written one after the other; `appended`: bytes after the last."""

    signatures: tuple[SignatureReport, ...]
    revisions: int
    appended: int

    @property
    def signed(self) -> bool:
        return bool(self.signatures)

    @property
    def intact(self) -> bool:
        """Whether there are signatures, all hold, and nothing was changed or added beyond what they allow."""
        covered = bool(self.signatures) and self.signatures[-1].whole
        return covered and not self.appended and all(one.good for one in self.signatures)
