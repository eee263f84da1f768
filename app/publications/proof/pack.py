"""The files of a proof, in the order in which they go into the ZIP."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.storage import current_store
from app.documents.archive import safe_name
from app.letters.exporting import require_files
from app.letters.models import Letter
from app.letters.queries import SealedCopy, sealed_copies
from app.letters.queries_record import SignatureRow, signature_rows
from app.letters.recording import version_of
from app.publications.proof.preimages import consent_of, seal_of
from app.publications.proof.readme import Facts, readme
from app.publications.proof.record import record_of
from app.publications.proof.signed import covered_in, signers_of

Entry = tuple[str, bytes | Path]
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class _File:
    name: str
    place: Path
    sha256: str


def proof_entries(
    session: Session,
    letter: Letter,
    *,
    copy_no: int | None = None,
    verify_at: str = "",
    handed_in: bool = True,
) -> list[Entry]:
    """(name, content) of every file of the proof of one copy, or of all without `copy_no`.

    Without `handed_in`, what signatories gave as proof of agreeing stays here; the record names its SHA-256.
    Raises `Conflict` before the files of the letter are whole, and when what is stored is not what was sealed;
    `NotFound` for a copy that does not exist.
    """
    require_files(letter)
    text, signatures = version_of(session, letter), signature_rows(session, letter)
    copies = _chosen(sealed_copies(session, letter.id), copy_no)
    consent, seal = consent_of(text), seal_of(session, letter, text.consent_hash)
    signers = signers_of(session, letter.id)
    record = record_of(session, letter, text, signatures, signers, [copy.copy_no for copy in copies])
    scans = _scans(signatures)
    files = [*_pdfs(copies), *(scans if handed_in else ())]
    facts = Facts(
        number=letter.number,
        dated=letter.letter_date,
        code=letter.verification_code or "",
        consent_hash=text.consent_hash,
        seal_hash=letter.seal_hash or "",
        pdf=files[0].name,
        copies=len(copies),
        verify_at=verify_at,
        signers=tuple(signers),
        covered=tuple(covered_in(files[0].place)) if signers else (),
        left_out=bool(scans) and not handed_in,
    )
    made: list[tuple[str, bytes]] = [
        ("consent.json", consent),
        ("seal.json", seal),
        ("record.json", (json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()),
        *((one.file, one.pem.encode()) for one in signers),
    ]
    sums = [(name, hashlib.sha256(data).hexdigest()) for name, data in made]
    sums += [(file.name, file.sha256) for file in files]
    return [
        ("README.txt", readme(facts).encode()),
        (SUMS, _sums(sums)),
        *made,
        *((file.name, file.place) for file in files),
    ]


def _chosen(copies: Sequence[SealedCopy], copy_no: int | None) -> list[SealedCopy]:
    found = [copy for copy in copies if copy_no in (None, copy.copy_no)]
    if not found:
        raise NotFound(f"This letter has no copy {copy_no}.")
    return found


def _pdfs(copies: Iterable[SealedCopy]) -> list[_File]:
    store = current_store()
    return [_File(copy.file_name, store.path(copy.sha256), copy.sha256) for copy in copies if copy.sha256]


def _scans(signatures: Iterable[SignatureRow]) -> list[_File]:
    """What proves each consent, as it was handed in."""
    store, found = current_store(), []
    for number, row in enumerate(signatures, start=1):
        given = row.current
        if given is not None and given.scan_sha256:
            stem, _, extension = given.scan_name.rpartition(".")
            ending = f".{extension.lower()}" if stem and extension.isalnum() and len(extension) <= 5 else ""
            name = safe_name(f"consent {number:02} {row.signatory.name}", ending)
            found.append(_File(name, store.path(given.scan_sha256), given.scan_sha256))
    return found


def _sums(sums: Iterable[tuple[str, str]]) -> bytes:
    """As `sha256sum` writes and checks them; `openssl dgst -sha256` prints the same digits."""
    return "".join(f"{digest}  {name}\n" for name, digest in sums).encode()
