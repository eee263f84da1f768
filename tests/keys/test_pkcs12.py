"""Key files that people choose: each that cannot be used is refused with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.documents.seals import keys
from app.documents.seals.checking import open_pkcs12
from app.documents.seals.rules import KeyRefused
from tests.support.authorities import Town

WORD = "open sesame "  # the space at its end counts


def file_of(place: Town, **options: Any) -> bytes:
    return place.pkcs12(place.issue("City of Arroyo Vista", **options), WORD)


def without_key(place: Town) -> bytes:
    one = place.issue("City of Arroyo Vista")
    return pkcs12.serialize_key_and_certificates(
        b"x", None, None, [one.certificate], BestAvailableEncryption(WORD.encode())
    )


REFUSED: dict[str, tuple[Callable[[Town], bytes], str, str]] = {
    "wrong passphrase": (file_of, "guess", "passphrase does not open"),
    "passphrase without its space": (file_of, WORD.strip(), "passphrase does not open"),
    "no passphrase": (file_of, "", "Enter the passphrase"),
    "expired": (lambda place: file_of(place, days=(-30, -1)), WORD, "expired on"),
    "not yet": (lambda place: file_of(place, days=(2, 30)), WORD, "valid only from"),
    "no key": (without_key, WORD, "no private key"),
    "small RSA": (
        lambda place: file_of(place, key=rsa.generate_private_key(public_exponent=65537, key_size=1024)),
        WORD,
        "1024 bits, which is too weak",
    ),
    "Ed25519": (lambda place: file_of(place, key=ed25519.Ed25519PrivateKey.generate()), WORD, "do not know this kind"),
    "web server": (
        lambda place: file_of(place, purpose=ExtendedKeyUsageOID.SERVER_AUTH), WORD, "another purpose",
    ),
    "encryption only": (
        lambda place: file_of(
            place, usage={"digital_signature": False, "content_commitment": False, "key_encipherment": True}
        ),
        WORD,
        "not meant for signatures",
    ),
    "an issuer": (lambda place: file_of(place, ca=True), WORD, "certificate of an issuer"),
    "garbage": (lambda _: b"garbage", WORD, "not a PKCS#12 file"),
    "a PEM file": (lambda place: place.root.pem, WORD, "not a PKCS#12 file"),
    "a PDF": (lambda _: b"%PDF-1.7\n", WORD, "not a PKCS#12 file"),
    "cut off": (lambda place: file_of(place)[:-40], WORD, "not a PKCS#12 file"),
    "empty": (lambda _: b"", WORD, "empty"),
    "5 MB": (lambda _: b"0" * 5_000_000, WORD, "larger than 200 kB"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_a_sentence(case: str, place: Town) -> None:
    make, passphrase, says = REFUSED[case]
    with pytest.raises(KeyRefused, match=says) as caught:
        open_pkcs12(make(place), passphrase, datetime.now(UTC))
    assert str(caught.value).endswith(".") and "Traceback" not in str(caught.value)
    assert passphrase.strip() == "" or passphrase not in str(caught.value)


def test_a_key_of_another_certificate_is_refused(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """No library writes such a file, so the reading is stood in for."""
    one, other = place.issue("One"), place.issue("Other")
    monkeypatch.setattr(keys, "_opened", lambda *_: (one.key, other.certificate, []))
    with pytest.raises(KeyRefused, match="does not belong to its certificate"):
        keys.read_pkcs12(place.pkcs12(one, WORD), WORD, datetime.now(UTC))


def test_a_good_file_gives_the_key_and_its_chain(place: Town) -> None:
    one = place.issue("City of Arroyo Vista")
    pair = open_pkcs12(place.pkcs12(one, WORD), WORD, datetime.now(UTC))
    assert (pair.certificate, pair.chain) == (one.der, (place.root.der,))
    same: bytes = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert pair.private == same
