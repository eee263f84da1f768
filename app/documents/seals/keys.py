"""Keys that sign: reading them from PKCS#12 files, making self-signed ones, and what certificates say.

`read_pkcs12` runs in the drawing process (see `child.py`), because the file is somebody else's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from app.documents.seals.rules import KeyFacts, KeyPair, KeyRefused

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Certificate = x509.Certificate

MAX_BYTES = 200_000
SMALLEST_RSA = 2048
LARGEST_RSA = 8192
_MOST_ISSUERS = 8
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_WEAK = ("md5", "sha1")
# Purposes under which PDF readers accept a document's signature; without any named purpose all are allowed.
_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
        ExtendedKeyUsageOID.CLIENT_AUTH,
        ExtendedKeyUsageOID.CODE_SIGNING,
        ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # document signing (RFC 9336)
        ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # document signing (Microsoft)
        ObjectIdentifier("1.2.840.113583.1.1.5"),  # authentic documents (Adobe)
    }
)
_NOT_PKCS12 = (
    "This is not a PKCS#12 file. Choose the .p12 or .pfx file that the issuer of the certificate gave out."
)


def read_pkcs12(data: bytes, passphrase: str, now: datetime) -> KeyPair:
    """The key of a PKCS#12 file, checked for signing documents at `now`. Raises `KeyRefused` with a sentence."""
    if len(data) > MAX_BYTES:
        raise KeyRefused(
            f"The file is larger than {MAX_BYTES // 1000} kB: a key with its certificates is a few kB."
        )
    _require_pkcs12(data)
    private, certificate, others = _opened(data, passphrase)
    if private is None:
        raise KeyRefused(
            "The file holds no private key. Export the certificate together with its private key."
        )
    if certificate is None:
        raise KeyRefused(
            "The file holds no certificate that belongs to its private key. Export both together."
        )
    key = _signing_key(private)
    if _public(key.public_key()) != _public(certificate.public_key()):
        raise KeyRefused(
            "The private key in the file does not belong to its certificate. Export both together."
        )
    check_certificate(certificate, now)
    issuers = chain_of(certificate, others)
    return KeyPair(_der(certificate), _pkcs8(key), tuple(_der(one) for one in issuers))


def check_certificate(certificate: Certificate, now: datetime) -> None:
    """Raises `KeyRefused` unless the certificate may sign documents at `now`."""
    if now >= certificate.not_valid_after_utc:
        raise KeyRefused(
            f"The certificate expired on {_day(certificate.not_valid_after_utc)}. Choose a current one."
        )
    if now < certificate.not_valid_before_utc:
        raise KeyRefused(f"The certificate is valid only from {_day(certificate.not_valid_before_utc)}.")
    if certificate.signature_hash_algorithm and certificate.signature_hash_algorithm.name in _WEAK:
        raise KeyRefused(
            "The certificate is signed with SHA-1 or MD5, which can be forged. Ask for a new one."
        )
    _check_usage(certificate)


def make_self_signed(name: str, now: datetime, *, years: int = 5, kind: str = "p256") -> KeyPair:
    """A new key whose certificate nobody else vouches for. `kind`: `p256` or `rsa3072`. Raises `KeyRefused`."""
    name = " ".join(name.split())
    if not name or len(name) > 64:
        raise KeyRefused("Give a name of 1 to 64 characters: it is what readers of a signed letter see.")
    if not 1 <= years <= 10:
        raise KeyRefused("Choose 1 to 10 years.")
    key: SigningKey
    if kind == "p256":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    certificate = _certificate(key, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), now, years)
    return KeyPair(_der(certificate), _pkcs8(key))


def facts(der: bytes) -> KeyFacts:
    """What a certificate (DER) says."""
    certificate = x509.load_der_x509_certificate(der)
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    subject = certificate.subject.rfc4514_string()
    issuers = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return KeyFacts(
        name=str(common[0].value) if common else subject,
        subject=subject,
        issuer=str(issuers[0].value) if issuers else certificate.issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        algorithm=_algorithm(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        self_signed=_issued(certificate, certificate),
    )


def load_private(der: bytes) -> SigningKey:
    """The key object of a PKCS#8 key. Raises `KeyRefused`."""
    return _signing_key(load_der_private_key(der, password=None))


def chain_of(certificate: Certificate, others: list[Certificate]) -> list[Certificate]:
    """The issuers that are there, nearest first; whatever does not belong is left out."""
    found: list[Certificate] = []
    last = certificate
    while len(found) < _MOST_ISSUERS and not _issued(last, last):
        above = next((one for one in others if one not in found and _issued(last, one)), None)
        if above is None:
            break
        found.append(above)
        last = above
    return found


def _require_pkcs12(data: bytes) -> None:
    """The outermost ASN.1 alone, so that a file of another kind is not taken for a wrong passphrase."""
    from asn1crypto import pkcs12 as asn1

    try:
        version = asn1.Pfx.load(data, strict=True)["version"].native
    except (ValueError, TypeError, KeyError) as error:
        raise KeyRefused(_NOT_PKCS12) from error
    if version != "v3":
        raise KeyRefused(_NOT_PKCS12)


def _opened(data: bytes, passphrase: str) -> tuple[object, Certificate | None, list[Certificate]]:
    tries: list[bytes | None] = [passphrase.encode()] if passphrase else [b"", None]
    for secret in tries:
        try:
            return pkcs12.load_key_and_certificates(data, secret)
        except UnsupportedAlgorithm as error:
            raise KeyRefused(
                "The file is locked with a method that is not supported. Export it again with AES-256."
            ) from error
        except (ValueError, TypeError, OverflowError):
            continue
    if not passphrase:
        raise KeyRefused("Enter the passphrase that the file is locked with.")
    raise KeyRefused("The passphrase does not open this file, or the file is damaged. Type it again.")


def _signing_key(private: object) -> SigningKey:
    if isinstance(private, rsa.RSAPrivateKey):
        if private.key_size < SMALLEST_RSA:
            raise KeyRefused(
                f"The RSA key has {private.key_size} bits, which is too weak. At least {SMALLEST_RSA} are needed."
            )
        if private.key_size > LARGEST_RSA:
            raise KeyRefused(f"The RSA key has {private.key_size} bits; at most {LARGEST_RSA} can be used.")
        return private
    if isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name in _CURVES:
        return private
    raise KeyRefused(
        "PDF readers do not know this kind of key. Use RSA (2048 bits or more) or a curve: P-256, P-384, P-521."
    )


def _check_usage(certificate: Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            raise KeyRefused("The certificate is not meant for signatures. Ask its issuer for one that is.")
    except x509.ExtensionNotFound:
        pass
    try:
        purposes = set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
        if not purposes & _PURPOSES:
            raise KeyRefused(
                "The certificate is meant for another purpose (for example a web server), not for documents."
            )
    except x509.ExtensionNotFound:
        pass
    try:
        limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        if limits.ca and not _issued(certificate, certificate):
            raise KeyRefused(
                "This is the certificate of an issuer, not of a signer. Choose the signer's own."
            )
    except x509.ExtensionNotFound:
        pass


def _certificate(key: SigningKey, name: x509.Name, now: datetime, years: int) -> Certificate:
    start = now.astimezone(UTC).replace(microsecond=0)
    flags = dict.fromkeys(
        (
            "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
            "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(minutes=5))
        .not_valid_after(start + timedelta(days=round(365.25 * years)))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **flags), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _algorithm(certificate: Certificate) -> str:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return f"RSA {public.key_size}"
    if isinstance(public, ec.EllipticCurvePublicKey):
        return {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(
            public.curve.name, public.curve.name
        )
    return type(public).__name__.removesuffix("PublicKey")


def _public(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _der(certificate: Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _pkcs8(key: SigningKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _day(instant: datetime) -> str:
    return f"{instant:%B} {instant.day}, {instant.year}"
