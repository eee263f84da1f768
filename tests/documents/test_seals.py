"""Signed letters: valid for pyHanko, poppler and openssl, still accessible, and unchanged to look at."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import page
import pytest
from asn1crypto import cms as asn1
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.documents.combining import combine_pdfs
from app.documents.paper import LetterPaper
from app.documents.seals.cms import Hand
from app.documents.seals.inspecting import inspect_pdf
from app.documents.seals.keys import make_self_signed
from app.documents.seals.reports import Later
from app.documents.seals.rules import AuthorityUnreachable, KeyPair, Level, SealFailed
from app.documents.seals.sealing import Sealer, Signer
from app.documents.seals.stamping import Authority
from app.documents.service import Rendered, page_image
from tests.documents.reading import structure, text
from tests.support.authorities import Issued, Town, town

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def place() -> Iterator[Town]:
    with town() as made:
        yield made


@pytest.fixture(scope="module")
def own() -> Hand:
    return Hand(make_self_signed("City of Arroyo Vista", NOW))


@pytest.fixture
def letter(paper: Callable[..., LetterPaper], printed: Callable[[LetterPaper], Rendered]) -> bytes:
    return printed(paper()).pdf


def hand(issued: Issued, place: Town) -> Hand:
    return Hand(KeyPair(issued.der, issued.private, (place.root.der,)))


def three(place: Town) -> list[Signer]:
    return [
        Signer(hand(place.issue("Ruth Castellanos", ocsp_too=False), place), seal=False),
        Signer(hand(place.issue("Elena Marchetti"), place), seal=False),
        Signer(hand(place.issue("City of Arroyo Vista"), place)),
    ]


_done: dict[Level, bytes] = {}


@pytest.fixture
def signed_at(letter: bytes, place: Town) -> Callable[[Level], bytes]:
    """The letter with three signatures at a level; signed once for all tests."""

    def one(level: Level) -> bytes:
        if level not in _done:
            _done[level] = Sealer(three(place), level, Authority(f"{place.address}/tsa")).seal(letter, NOW)
        return _done[level]

    return one


def accessible(pdf: bytes) -> None:
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]


def poppler(pdf: bytes, folder: Path) -> str:
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    assert subprocess.run(["qpdf", "--check", file], capture_output=True, check=False).returncode == 0
    return subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=True).stdout


def test_a_self_signed_seal_is_valid_whole_and_accessible(letter: bytes, own: Hand, tmp_path: Path) -> None:
    signed = Sealer([Signer(own)]).seal(letter, NOW)
    accessible(signed)
    said = poppler(signed, tmp_path)
    assert "Signature is Valid" in said and "Total document signed" in said and "ETSI.CAdES.detached" in said
    assert signed.count(b"%%EOF") == 1, "there is no unsigned revision to go back to"
    report = inspect_pdf(signed)
    (one,) = report.signatures
    assert report.intact and report.revisions == 1
    assert (one.signer, one.self_signed, one.certifies, one.later) == (
        "City of Arroyo Vista", True, True, Later.NOTHING,
    )  # fmt: skip
    assert one.signed_at == NOW and one.stamped_at is None
    assert one.fingerprint == own.facts.fingerprint


@pytest.mark.parametrize("kind", ["p256", "p384", "rsa2048"])
def test_pyhanko_and_openssl_agree_for_every_kind_of_key(
    kind: str, letter: bytes, place: Town, tmp_path: Path
) -> None:
    make: dict[str, Callable[[], PrivateKeyTypes]] = {
        "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "rsa2048": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    }
    issued = place.issue("City of Arroyo Vista", key=make[kind]())
    signed = Sealer([Signer(hand(issued, place))]).seal(letter, NOW)
    context = ValidationContext(trust_roots=[x509.Certificate.load(place.root.der)])
    status = validate_pdf_signature(PdfFileReader(BytesIO(signed)).embedded_signatures[0], context)
    assert status.bottom_line and status.docmdp_ok
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    # What a third party does with openssl alone.
    start, end = (int(n) for n in re.search(rb"/ByteRange \[ 0 (\d+) (\d+)", signed).groups())  # type: ignore[union-attr]
    (tmp_path / "content").write_bytes(signed[:start] + signed[end:])
    (tmp_path / "signature").write_bytes(
        asn1.ContentInfo.load(bytes.fromhex(signed[start + 1 : end - 1].decode())).dump()
    )
    (tmp_path / "root.pem").write_bytes(place.root.pem)
    command = (
        "openssl cms -verify -inform DER -in signature -content content -binary -CAfile root.pem -purpose any"
    )
    done = subprocess.run(
        [*command.split(), "-out", "/dev/null"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_filled_in_cms_is_what_pyhanko_builds(own: Hand) -> None:
    import asyncio

    for digest in (b"\x01" * 32, bytes(range(32))):
        built = asyncio.run(own.signer.async_sign(digest, "sha256", use_pades=True)).dump()
        assert own.cms(digest) == built


def test_a_letter_for_the_archive_stays_one(
    paper: Callable[..., LetterPaper], printed: Callable[[LetterPaper], Rendered], own: Hand
) -> None:
    signed = Sealer([Signer(own)]).seal(printed(paper(archive=True)).pdf, NOW)
    accessible(signed)
    report = page.validate_pdf_bytes(signed, profile="pdfa-3a")
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]


def test_signing_again_gives_the_same_bytes(letter: bytes, own: Hand) -> None:
    first, second = (Sealer([Signer(Hand(own.pair))]).seal(letter, NOW) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("level", list(Level))
def test_several_signatures_at_every_level(
    level: Level, signed_at: Callable[[Level], bytes], tmp_path: Path
) -> None:
    signed = signed_at(level)
    accessible(signed)
    assert poppler(signed, tmp_path).count("Signature is Valid") == 3
    report = inspect_pdf(signed)
    assert report.intact
    named = [one.signer for one in report.signatures]
    assert named[:3] == ["Ruth Castellanos", "Elena Marchetti", "City of Arroyo Vista"]
    assert [one.certifies for one in report.signatures[:3]] == [True, False, False]
    assert all((one.stamped_at is not None) is level.timed for one in report.signatures)
    assert (len(named) == 4 and report.signatures[3].is_time_stamp) is (level is Level.LTA)
    assert (b"/DSS" in signed) is level.lasting


@pytest.mark.parametrize("level", [Level.LT, Level.LTA])
def test_the_evidence_suffices_without_any_network(
    level: Level, signed_at: Callable[[Level], bytes], place: Town
) -> None:
    signed = signed_at(level)
    reader = PdfFileReader(BytesIO(signed))
    trust = {
        "trust_roots": [x509.Certificate.load(place.root.der)],
        "allow_fetching": False,
        "revocation_mode": "require",
    }
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(trust)
    asked = len(place.asked)
    for one in reader.embedded_regular_signatures:
        status = validate_pdf_signature(one, context, context)
        assert status.timestamp_validity is not None
        assert status.trusted and status.timestamp_validity.trusted, status.pretty_print_details()
    for stamp in reader.embedded_timestamp_signatures:
        assert validate_pdf_timestamp(stamp, context).trusted
    assert len(place.asked) == asked


def test_a_revoked_certificate_signs_nothing(letter: bytes, place: Town) -> None:
    issued = place.issue("City of Arroyo Vista")
    place.revoked.add(issued.certificate.serial_number)
    sealer = Sealer([Signer(hand(issued, place))], Level.LT, Authority(f"{place.address}/tsa"))
    with pytest.raises(SealFailed, match="is revoked"):
        sealer.seal(letter, NOW)


def test_no_proof_is_claimed_where_no_issuer_can_be_asked(letter: bytes, place: Town) -> None:
    """A file of a key without its issuer's certificate: B-LT would carry the name and no evidence."""
    issued = place.issue("City of Arroyo Vista")
    alone = Hand(KeyPair(issued.der, issued.private))
    sealer = Sealer([Signer(alone)], Level.LT, Authority(f"{place.address}/tsa"))
    with pytest.raises(SealFailed, match="came without its issuer's"):
        sealer.seal(letter, NOW)
    assert b"/DSS" not in Sealer([Signer(alone)], Level.T, Authority(f"{place.address}/tsa")).seal(
        letter, NOW
    )


@pytest.mark.parametrize("mood", ["broken", "down", "wrong"])
def test_a_bad_authority_is_told_of_and_nothing_is_signed(mood: str, letter: bytes, place: Town) -> None:
    place.mood = mood
    try:
        sealer = Sealer(three(place)[2:], Level.T, Authority(f"{place.address}/tsa"))
        with pytest.raises(AuthorityUnreachable, match="time-stamp authority"):
            sealer.seal(letter, NOW)
    finally:
        place.mood = ""


def test_an_authority_that_is_not_there_is_named(letter: bytes, place: Town) -> None:
    sealer = Sealer(three(place)[2:], Level.T, Authority("http://127.0.0.1:1/tsa", patience=1))
    with pytest.raises(AuthorityUnreachable, match=r"127\.0\.0\.1 did not answer"):
        sealer.seal(letter, NOW)


def test_what_cannot_be_signed_is_refused(letter: bytes, own: Hand, place: Town) -> None:
    sealer = Sealer([Signer(own)])
    with pytest.raises(SealFailed, match="signed already"):
        sealer.seal(sealer.seal(letter, NOW), NOW)
    with pytest.raises(SealFailed, match="damaged"):
        sealer.seal(letter[:1000], NOW)
    with pytest.raises(SealFailed, match="self-signed"):
        Sealer([Signer(own)], Level.LT, Authority(f"{place.address}/tsa"))
    with pytest.raises(SealFailed, match="needs a time-stamp authority"):
        Sealer([Signer(own)], Level.T)
    with pytest.raises(SealFailed, match="organisation last"):
        Sealer([Signer(own), Signer(own, seal=False)])


WORDS = st.text("aeinrst ABÅéß հայկական", min_size=1, max_size=60).filter(str.strip)


@hypothesis(max_examples=3)
@given(lines=st.lists(WORDS, min_size=1, max_size=7), paragraphs=st.lists(WORDS, min_size=1, max_size=30))
def test_signing_never_changes_the_pages(
    lines: list[str], paragraphs: list[str], own: Hand, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from app.documents.samples import demo_images, load_sample
    from app.documents.service import render

    folder = tmp_path_factory.mktemp("pages")
    wanted = replace(
        load_sample("official_letter"),
        addressees=(tuple(lines),),
        blocks=tuple(f"<p>{words}</p>" for words in paragraphs),
    )
    drawn = render(wanted, demo_images().__getitem__)
    signed = Sealer([Signer(own)]).seal(drawn.pdf, NOW)
    assert text(signed, folder) == text(drawn.pdf, folder)
    plain, tagged = structure(drawn.pdf, folder), structure(signed, folder)
    assert tagged.startswith(plain.rstrip().rstrip("\n")), "the letter's own structure comes first, unchanged"
    for number in {1, drawn.pages}:
        assert page_image(signed, number, 50) == page_image(drawn.pdf, number, 50)


def test_the_combined_file_carries_no_broken_signature(
    letter: bytes, own: Hand, signed_at: Callable[[Level], bytes]
) -> None:
    one, more = Sealer([Signer(own)]).seal(letter, NOW), signed_at(Level.LTA)
    whole = combine_pdfs([one, more], "Both")
    accessible(whole)
    assert not inspect_pdf(whole).signed
    assert abs(len(whole) - len(combine_pdfs([letter, letter], "Both"))) < 200
