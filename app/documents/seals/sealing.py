"""Signing a finished letter: by its signatories' own certificates in order, and the organisation's seal last.

The first signature certifies the file. When it is the only one, it forbids every change; when others follow, it
allows those signatures, and the last locks the file. Evidence for later (B-LT, B-LTA) is the one addition that a
locked file takes. docs/adr/0030 has the reasons.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from app.documents.seals.cms import Hand
from app.documents.seals.evidence import Evidence, Proof
from app.documents.seals.placing import FILL_IN, NO_CHANGES, Field, First, place
from app.documents.seals.rules import Level, SealFailed
from app.documents.seals.stamping import Authority

TIME_STAMP = Field("TimeStamp", "Time stamp of the whole document")
_TOKEN_ROOM = 8192  # bytes: most authorities need 3 to 7 kB
_TRIES = 3

# pyHanko logs certificate names and addresses at information level; the log is not the place for them.
logging.getLogger("pyhanko").setLevel(logging.WARNING)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Signer:
    """A key in its place. `seal`: the organisation's, which comes last."""

    hand: Hand
    seal: bool = True

    @property
    def words(self) -> str:
        """What a screen reader says at the field."""
        kind = "Digital seal of" if self.seal else "Digital signature of"
        selfmade = ", self-signed certificate" if self.hand.facts.self_signed else ""
        return f"{kind} {self.hand.facts.name}{selfmade}"


class Sealer:
    """Keys, level and services of one job: make it once, then call `seal` for each file."""

    def __init__(
        self,
        signers: Sequence[Signer],
        level: Level = Level.B,
        authority: Authority | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        """Raises `SealFailed` when the level cannot be reached with what is given."""
        if not signers or any(one.seal for one in signers[:-1]):
            raise SealFailed("A file is signed by its signatories first and by the organisation last.")
        if level.timed and authority is None:
            raise SealFailed(f"{level.label} needs a time-stamp authority.")
        if level.lasting and any(one.hand.facts.self_signed for one in signers):
            raise SealFailed(
                f"{level.label} needs certificates that an issuer could revoke: none self-signed."
            )
        self._signers, self._level = tuple(signers), level
        self._authority, self._evidence = authority, evidence or Evidence()
        self._token_room = _TOKEN_ROOM
        self._fields = _fields(self._signers, level)

    def seal(self, pdf: bytes, at: datetime) -> bytes:
        """The file, signed by everyone in order. Pages, text and structure stay as they are.

        Raises `SealFailed` (damaged, untagged or signed already, or a revoked certificate), `AuthorityUnreachable`.
        """
        try:
            signed = self._certified(pdf, at)
            for signer, field in zip(self._signers[1:], self._fields[1:], strict=False):
                signed = self._added(signed, signer, field, at)
            return self._lasting(signed) if self._level.lasting else signed
        except (PdfError, SigningError) as error:
            raise SealFailed(f"The letter could not be signed: {error}") from error

    def _certified(self, pdf: bytes, at: datetime) -> bytes:
        """The first signature, in one revision with the file itself."""
        hand = self._signers[0].hand
        allows = NO_CHANGES if len(self._signers) == 1 else FILL_IN
        for _ in range(_TRIES):
            room = hand.room + (self._token_room if self._level.timed else 0)
            placed = place(pdf, self._fields, First(hand.facts.name, at, room, allows))
            cms = hand.cms(hand.digest(*placed.covered()), self._stamp(hand))
            whole = placed.filled(cms)
            if whole is not None:
                return whole
            self._token_room = len(cms) + _TOKEN_ROOM
        raise SealFailed("The time stamps of the authority differ too much in size.")

    def _stamp(self, hand: Hand) -> Any:
        authority = self._authority
        if not self._level.timed or authority is None:
            return None
        return lambda digest: authority.token(digest, hand.hash_name)

    def _added(self, pdf: bytes, signer: Signer, field: Field, at: datetime) -> bytes:
        """One more signature, as a revision of its own, by pyHanko."""
        metadata = PdfSignatureMetadata(
            field_name=field.name,
            md_algorithm=signer.hand.hash_name,
            subfilter=SigSeedSubFilter.PADES,
            name=signer.hand.facts.name,
            docmdp_permissions=MDPPerm.NO_CHANGES if field.locks else MDPPerm.FILL_FORMS,
        )
        room = signer.hand.room + (self._token_room if self._level.timed else 0)
        timestamper = self._authority if self._level.timed else None
        out = PdfSigner(metadata, signer.hand.signer, timestamper=timestamper).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True, bytes_reserved=2 * room
        )
        return bytes(out.getvalue())

    def _lasting(self, pdf: bytes) -> bytes:
        """Add the evidence, and for B-LTA a time stamp over everything."""
        authority = self._authority
        assert authority is not None
        proofs = [self._evidence.of(one.hand.pair.certificate, one.hand.pair.chain) for one in self._signers]
        proofs += [self._evidence.of(der, others) for der, others in authority.certificates.items()]
        out = BytesIO(pdf)
        _add_evidence(out, proofs)
        if self._level is not Level.LTA:
            return out.getvalue()
        stamped = PdfTimeStamper(authority, field_name=TIME_STAMP.name).timestamp_pdf(
            IncrementalPdfFileWriter(out), "sha256", bytes_reserved=2 * (self._token_room + _TOKEN_ROOM)
        )
        return bytes(stamped.getvalue())


def _fields(signers: Sequence[Signer], level: Level) -> list[Field]:
    names = ["Seal" if one.seal else f"Signature{number}" for number, one in enumerate(signers, start=1)]
    found = []
    for name, one in zip(names, signers, strict=True):
        last = len(signers) > 1 and name == names[-1]
        found.append(Field(name, one.words, locks=tuple(names) if last else ()))
    return [*found, TIME_STAMP] if level is Level.LTA else found


def _add_evidence(out: BytesIO, proofs: Sequence[Proof]) -> None:
    """Write every certificate, OCSP response and revocation list, with an entry for each signature."""
    certificates = [asn1_x509.Certificate.load(der) for one in proofs for der in one.certificates]
    answers = [asn1_ocsp.OCSPResponse.load(der) for one in proofs for der in one.ocsps]
    lists = [asn1_crl.CertificateList.load(der) for one in proofs for der in one.crls]
    contents = [one.pkcs7_content.hex().encode() for one in PdfFileReader(out).embedded_signatures]
    writer = IncrementalPdfFileWriter(out)
    for content in contents:
        DocumentSecurityStore.supply_dss_in_writer(
            writer, content, certs=certificates, ocsps=answers, crls=lists
        )
    writer.write_in_place()
