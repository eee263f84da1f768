"""Telling a signed file that was changed from one that was not; keys in somebody else's files."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from app.documents.paper import LetterPaper
from app.documents.seals.checking import Later, Unreadable, inspect
from app.documents.seals.cms import Hand
from app.documents.seals.keys import make_self_signed
from app.documents.seals.sealing import Sealer, Signer
from app.documents.service import Rendered

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def own() -> Hand:
    return Hand(make_self_signed("City of Arroyo Vista", NOW))


@pytest.fixture
def signed(paper: Callable[..., LetterPaper], printed: Callable[[LetterPaper], Rendered], own: Hand) -> bytes:
    return Sealer([Signer(own)]).seal(printed(paper()).pdf, NOW)


def good(data: bytes) -> bool:
    try:
        return inspect(data).intact
    except Unreadable:
        return False


def test_an_untouched_file_is_intact(signed: bytes) -> None:
    report = inspect(signed)
    assert report.signed and report.intact and report.appended == 0


def test_any_flipped_byte_is_found(signed: bytes) -> None:
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    # The container itself has parts that no signature covers; whoever changes them changes nothing that is signed.
    places = [
        *random.Random(7).sample(range(start), 15),
        *random.Random(8).sample(range(end, len(signed)), 40),
        end - 4,
    ]
    for at in places:
        changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        assert not good(changed), f"byte {at}"


@pytest.mark.parametrize("tail", [b"x", b"\n\n", b"%%EOF\n", b"\x00" * 500])
def test_appended_bytes_are_found(signed: bytes, tail: bytes) -> None:
    assert not good(signed + tail)


def test_a_later_revision_is_found_whatever_it_changes(signed: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = pikepdf_string("fr")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    report = inspect(out.getvalue())
    assert report.revisions == 2 and not report.intact
    assert report.signatures[0].intact and not report.signatures[0].whole
    assert report.signatures[0].later is Later.OTHER and not report.signatures[0].allowed


def on_top(signed: bytes) -> bytes:
    """The file with a stranger's signature after the last one, put there against what the file allows."""
    stranger = Hand(make_self_signed("Somebody Else", NOW))
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    append_signature_field(writer, SigFieldSpec("Second"))
    signer = PdfSigner(PdfSignatureMetadata(field_name="Second", md_algorithm="sha256"), stranger.signer)
    signer._enforce_certification_constraints = lambda reader: None  # type: ignore[method-assign]
    return bytes(signer.sign_pdf(writer, bytes_reserved=8192).getvalue())


def test_somebody_elses_signature_on_top_is_found(signed: bytes) -> None:
    report = inspect(on_top(signed))
    assert not report.intact
    assert not report.signatures[0].allowed


def test_after_the_last_of_several_signatures_nothing_may_come(
    paper: Callable[..., LetterPaper], printed: Callable[[LetterPaper], Rendered], own: Hand
) -> None:
    """The first allows those that follow; the last one says no more, and says so in the file for every reader."""
    first = Hand(make_self_signed("Elena Marchetti", NOW))
    signed = Sealer([Signer(first, seal=False), Signer(own)]).seal(printed(paper()).pdf, NOW)
    assert inspect(signed).intact
    with pikepdf.open(BytesIO(signed)) as pdf:
        fields: Any = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        assert int(pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P) == 2
        assert (int(fields["Seal"].Lock.P), [str(one) for one in fields["Seal"].Lock.Fields]) == (
            1, ["Signature1", "Seal"],
        )  # fmt: skip
        (locks,) = [one for one in fields["Seal"].V.Reference if one.TransformMethod == "/FieldMDP"]
        assert [str(one) for one in locks.TransformParams.Fields] == ["Signature1", "Seal"]
    report = inspect(on_top(signed))
    assert not report.intact
    assert not report.signatures[1].allowed, "the seal forbids it"


def test_a_rewritten_file_is_found(signed: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(signed)) as pdf:
        pdf.save(out)
    assert not good(out.getvalue())


def test_a_file_without_signatures_says_so(
    paper: Callable[..., LetterPaper], printed: Callable[[LetterPaper], Rendered]
) -> None:
    report = inspect(printed(paper()).pdf)
    assert not report.signed and not report.intact


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000])
def test_what_is_no_pdf_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\.$"):
        inspect(data)


def pikepdf_string(words: str):  # type: ignore[no-untyped-def]
    from pyhanko.pdf_utils.generic import TextStringObject

    return TextStringObject(words)
