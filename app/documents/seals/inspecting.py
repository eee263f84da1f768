"""Reading the signatures of somebody's file. Runs in the drawing process (see `child.py`), without any network."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from asn1crypto import cms as asn1
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    validate_sig_integrity,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from app.documents.seals.keys import facts
from app.documents.seals.reports import Later, SealReport, SignatureReport
from app.documents.seals.rules import Unreadable

MAX_SIGNATURES = 50
_LATER = {
    ModificationLevel.NONE: Later.NOTHING,
    ModificationLevel.LTA_UPDATES: Later.EVIDENCE,
    ModificationLevel.FORM_FILLING: Later.SIGNATURES,
}


def inspect_pdf(data: bytes) -> SealReport:
    """Every signature of a PDF. Raises `Unreadable` when it is no PDF, or one that cannot be followed.

    A damaged file makes the reader stumble anywhere and in any way, so here, and only here, every exception means
    the same: the file, or that signature, is not what it was.
    """
    if not data.startswith(b"%PDF-"):
        raise Unreadable("This is not a PDF file.")
    try:
        reader = PdfFileReader(BytesIO(data))
        locked = bool(reader.encrypted)
        found = [] if locked else list(reader.embedded_signatures)
        revisions = reader.xrefs.total_revisions
    except Exception as error:
        raise Unreadable("The file is damaged: it cannot be read as a PDF.") from error
    if locked:
        raise Unreadable("The file is locked with a password. Letters of ours never are.")
    if len(found) > MAX_SIGNATURES:
        raise Unreadable(f"The file has more than {MAX_SIGNATURES} signatures.")
    return SealReport(tuple(_report(data, one) for one in found), revisions, _appended(data))


def _report(data: bytes, one: EmbeddedPdfSignature) -> SignatureReport:
    try:
        return _told(data, one)
    except Exception:
        return SignatureReport(
            field=str(one.field_name), signer="", issuer="", fingerprint="", self_signed=False, intact=False,
            whole=False, allowed=False, later=Later.OTHER, certifies=False, is_time_stamp=False, signed_at=None,
            stamped_at=None, stamped_by="",
        )  # fmt: skip


def _told(data: bytes, one: EmbeddedPdfSignature) -> SignatureReport:
    certificate = facts(one.signer_cert.dump())
    stamped = str(one.sig_object_type) == "/DocTimeStamp"
    one.compute_integrity_info()
    intact = _token_holds(one.signed_data, one.compute_digest()) if stamped else _holds(one)
    summary: dict[str, Any] = one.summarise_integrity_info()
    change = summary["diff_result"]
    known = isinstance(change, DiffResult)
    later = _LATER.get(change.modification_level, Later.OTHER) if known else Later.OTHER
    covered = summary["coverage"] >= SignatureCoverageLevel.ENTIRE_REVISION
    at, by = _stamp_of(one, stamped)
    return SignatureReport(
        field=str(one.field_name),
        signer=certificate.name,
        issuer=certificate.issuer,
        fingerprint=certificate.fingerprint,
        self_signed=certificate.self_signed,
        intact=intact and _hole_is_clean(data, one),
        whole=covered and later in (Later.NOTHING, Later.EVIDENCE),
        allowed=covered and bool(summary["docmdp_ok"]),
        later=later,
        certifies=_certifies(one),
        is_time_stamp=stamped,
        signed_at=None if stamped else one.self_reported_timestamp,
        stamped_at=at,
        stamped_by=by,
    )


def _hole_is_clean(data: bytes, one: EmbeddedPdfSignature) -> bool:
    """Whether the part of the file that no signature covers holds the CMS, zeros up to its end, and nothing else."""
    start, end = int(one.byte_range[1]), int(one.byte_range[2])
    hole = data[start:end]
    cms = asn1.ContentInfo.load(one.pkcs7_content).dump().hex().encode()
    written = cms if hole == hole.lower() else cms.upper()
    return bool(hole == b"<" + written.ljust(len(hole) - 2, b"0") + b">")


def _holds(one: EmbeddedPdfSignature) -> bool:
    intact, valid = validate_sig_integrity(
        one.signer_info, one.signer_cert, expected_content_type="data", actual_digest=one.compute_digest()
    )
    return bool(intact and valid)


def _token_holds(signed: Any, digest: bytes) -> bool:
    """Whether a time-stamp token is about `digest`, and its own signature holds."""
    content = signed["encap_content_info"]["content"]
    signer = extract_signer_info(signed)
    running = hashes.Hash(get_pyca_cryptography_hash(signer["digest_algorithm"]["algorithm"].native))
    running.update(bytes(content))
    intact, valid = validate_sig_integrity(
        signer,
        extract_certs_for_validation(signed).signer_cert,
        expected_content_type="tst_info",
        actual_digest=running.finalize(),
    )
    return bool(intact and valid and content.parsed["message_imprint"]["hashed_message"].native == digest)


def _stamp_of(one: EmbeddedPdfSignature, stamped: bool) -> tuple[Any, str]:
    """(moment, authority) of the time stamp, when there is one and it is about this signature."""
    try:
        if stamped:
            return _moment(one.signed_data)
        value = one.signer_info["signature"].native
        for token in extract_tst_data_iter(one.signer_info, signed=False):
            imprint = token["encap_content_info"]["content"].parsed["message_imprint"]
            running = hashes.Hash(get_pyca_cryptography_hash(imprint["hash_algorithm"]["algorithm"].native))
            running.update(value)
            if _token_holds(token, running.finalize()):
                return _moment(token)
    except Exception:
        return None, ""
    return None, ""


def _moment(token: Any) -> tuple[Any, str]:
    at = token["encap_content_info"]["content"].parsed["gen_time"].native
    return at, facts(extract_certs_for_validation(token).signer_cert.dump()).name


def _certifies(one: EmbeddedPdfSignature) -> bool:
    try:
        certified = one.reader.root["/Perms"].raw_get("/DocMDP").reference
        return bool(certified == one.sig_field.raw_get("/V").reference)
    except (PdfError, KeyError, AttributeError):
        return False


def _appended(data: bytes) -> int:
    """Bytes after the end of the last revision; a line end belongs to it."""
    ends = list(re.finditer(rb"%%EOF(?:\r\n|\n|\r)?", data))
    return len(data) - ends[-1].end() if ends else 0
