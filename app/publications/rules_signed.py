"""What the digital signatures of a file say, in plain words. Pure: a report of the file in, sentences out.

A name in a certificate is whatever its maker wrote there. So each signature is first held against the certificates
that are known here, and one that is not known is never called the sender's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.documents.seals.reports import Later, SealReport, SignatureReport

MOST_NAME = 80
MOST_SHOWN = 10
"""So many signatures of one file are told one by one."""


class Whose(StrEnum):
    """Whose certificate it is, as far as it is known here."""

    LETTERS = "letters"
    OURS = "ours"
    UNKNOWN = "unknown"


class State(StrEnum):
    """What may be made of one signature. Only the first one counts for anything."""

    HOLDS = "holds"
    STRANGE = "strange"
    BROKEN = "broken"


@dataclass(frozen=True)
class Told:
    """One signature or time stamp. It holds when its certificate is known here and what it covers is unchanged."""

    title: str
    certificate: str
    time: str
    since: str
    fingerprint: str
    state: State


_WHOSE = {
    Whose.LETTERS: "It is the certificate with which this letter was sealed.",
    Whose.OURS: "It is a certificate that signs letters here, but not the one on record for this letter.",
    Whose.UNKNOWN: "It is not known here: whatever name it gives itself, this signature is not the sender’s.",
}
_SINCE = {
    Later.NOTHING: "Nothing was changed or added after it.",
    Later.EVIDENCE: "Nothing was changed after it. Proof that the certificate was good was added, as the seal has it.",
    Later.SIGNATURES: "Nothing was changed after it. Further signatures were added, which it allows.",
}
_SELF_SIGNED = (
    "Self-signed: it vouches for itself, and no authority says who holds it. Compare its SHA-256 with the one that the "
    "sender makes known."
)
UNSIGNED = "The file carries no digital signature."
PRINT_FILE = "The print file of all copies carries no digital signature; the file of each copy has its own."
NOT_BY_ITSELF = (
    "A signature that holds does not make a file genuine: only the very bytes that were sealed are."
)


def told(report: SealReport, of_letter: Collection[str] = (), ours: Collection[str] = ()) -> tuple[Told, ...]:
    """The first signatures of a file in words. `of_letter`, `ours`: SHA-256 of the certificates known here."""
    return tuple(
        _stamp(one, report.appended)
        if one.is_time_stamp
        else _signature(one, _whose(one, of_letter, ours), report.appended)
        for one in report.signatures[:MOST_SHOWN]
    )


def _whose(one: SignatureReport, of_letter: Collection[str], ours: Collection[str]) -> Whose:
    if one.fingerprint in of_letter:
        return Whose.LETTERS
    return Whose.OURS if one.fingerprint in ours else Whose.UNKNOWN


def _signature(one: SignatureReport, whose: Whose, appended: int) -> Told:
    if not one.fingerprint:
        damaged = "It is damaged, and proves nothing."
        return Told("A signature that cannot be read", "", "", damaged, "", State.BROKEN)
    name = shown(one.signer)
    kind = " (self-signed certificate)" if one.self_signed else ""
    title = f"{name}{kind}" if whose is not Whose.UNKNOWN else f"Somebody who calls themselves “{name}”{kind}"
    issuer = _SELF_SIGNED if one.self_signed else f"Issued by {shown(one.issuer)}, in its own words."
    return Told(
        title=title,
        certificate=f"{_WHOSE[whose]} {issuer}",
        time=_time(one),
        since=_since(one, appended),
        fingerprint=one.fingerprint,
        state=_state(one, appended, whose),
    )


def _stamp(one: SignatureReport, appended: int) -> Told:
    return Told(
        title="A time stamp over the whole file",
        certificate=f"By {shown(one.signer)}, in its own words.",
        time=f"{moment(one.stamped_at)}." if one.stamped_at else "",
        since=_since(one, appended),
        fingerprint=one.fingerprint,
        state=_state(one, appended, Whose.OURS),
    )


def _time(one: SignatureReport) -> str:
    said = (
        f"{moment(one.signed_at)} by the signer’s own clock" if one.signed_at else "The signer names no time"
    )
    if one.stamped_at is None:
        return f"{said}. No time stamp confirms it."
    return (
        f"{said}. A time stamp by {shown(one.stamped_by)} says that it was there on {moment(one.stamped_at)}."
    )


def _state(one: SignatureReport, appended: int, whose: Whose) -> State:
    if appended or not one.good or one.later is Later.OTHER:
        return State.BROKEN
    return State.STRANGE if whose is Whose.UNKNOWN else State.HOLDS


def _since(one: SignatureReport, appended: int) -> str:
    if not one.intact:
        return "What it covers was changed, or it was taken from another file. It proves nothing."
    if not one.allowed or one.later is Later.OTHER:
        return "Something was changed or added after it that it does not allow."
    if appended:
        return f"{appended:,} {'byte was' if appended == 1 else 'bytes were'} added to the file after it."
    return _SINCE[one.later]


def moment(at: datetime) -> str:
    """ "January 4, 2023, 15:04 UTC": whoever checks a letter may be anywhere."""
    there = at.astimezone(UTC)
    return f"{there:%B} {there.day}, {there.year}, {there:%H:%M} UTC"


def shown(name: str) -> str:
    """Text from somebody else's certificate, safe to stand in a sentence: one line, no directions, not endless."""
    plain = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in name[:1000])
    squashed = " ".join(plain.split())
    return (f"{squashed[: MOST_NAME - 1]}…" if len(squashed) > MOST_NAME else squashed) or "nobody named"
