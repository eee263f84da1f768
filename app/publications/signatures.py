"""The digital signatures of a file that somebody shows us: read in the drawing process, compared with what is known."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.documents.seals.checking import SealReport, Unreadable, inspect
from app.publications.queries import known_certificates
from app.publications.rules import Verdict
from app.publications.rules_signed import NOT_BY_ITSELF, PRINT_FILE, UNSIGNED, State, Told, told
from app.publications.verifying import Finding

KEPT = 256


@dataclass(frozen=True)
class Signatures:
    """What is said of a file's signatures: each, and a sentence about all (empty when there is nothing to add)."""

    each: tuple[Told, ...] = ()
    about: str = ""


class _Seen:
    """Reports of sealed files. Whoever shows one again and again costs no work, and only files of ours come in."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, SealReport] = OrderedDict()
        self._lock = threading.Lock()

    def report(self, data: bytes) -> SealReport:
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            if digest in self._found:
                self._found.move_to_end(digest)
                return self._found[digest]
        found = inspect(data)
        with self._lock:
            self._found[digest] = found
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return found


_seen = _Seen()


def read_signatures(data: bytes, *, sealed: bool) -> SealReport | str:
    """What a file says of itself, or why it could not be read, as a sentence. Takes seconds at most.

    `sealed`: it is, byte for byte, a file of ours.
    """
    try:
        return _seen.report(data) if sealed else inspect(data)
    except Unreadable as problem:
        return str(problem)


def in_words(session: Session, found: Finding, report: SealReport | str) -> Signatures | None:
    """What the page says of the signatures; None where there is nothing worth saying. Two SELECTs."""
    genuine = found.verdict in (Verdict.GENUINE, Verdict.SUPERSEDED)
    if isinstance(report, str):
        return Signatures(about=f"Its digital signatures could not be read. {report}") if genuine else None
    if not report.signed:
        return Signatures(about=PRINT_FILE if found.combined else UNSIGNED) if genuine else None
    shown = [one.fingerprint for one in report.signatures]
    of_letter, ours = known_certificates(session, shown, found.letter.code if found.letter else "")
    more = len(report.signatures) - len(each := told(report, of_letter, ours))
    about = NOT_BY_ITSELF if not genuine and any(one.state is not State.BROKEN for one in each) else ""
    return Signatures(each, f"{about} {more} more are not shown.".strip() if more else about)
