"""Authorities for tests, over loopback HTTP: one that issues certificates, tells what it revoked, and stamps time.

Real protocols: RFC 3161 time stamps, RFC 6960 OCSP, RFC 5280 revocation lists. All names are invented.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

AnyKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass
class Issued:
    """A certificate and its key."""

    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def private(self) -> bytes:
        key: bytes = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return key


@dataclass
class Town:
    """An issuing authority, its time-stamp authority, and the server that answers for both."""

    address: str = ""
    revoked: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    # What the next answers are: "" good, "broken" bytes that are nothing, "down" HTTP 503, "wrong" another digest.
    mood: str = ""

    def __post_init__(self) -> None:
        self.root = _issue("Arroyo Vista Test Root", None, ca=True)
        # pyHanko's stamper signs with RSA alone.
        self.stamper = self._time(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    def _time(self, key: Any) -> Issued:
        purpose = ExtendedKeyUsageOID.TIME_STAMPING
        return _issue("Arroyo Vista Test Time", self.root, purpose=purpose, address=self.address, key=key)

    def listen(self, address: str) -> None:
        """From now on certificates name this address."""
        self.address = address
        self.stamper = self._time(self.stamper.key)

    def issue(self, name: str, **options: Any) -> Issued:
        """A certificate for signing documents, which names this server for OCSP and revocation lists."""
        return _issue(name, self.root, address=self.address, **options)

    def pkcs12(self, issued: Issued, passphrase: str, *, with_chain: bool = True) -> bytes:
        """A .p12 file."""
        chain = [self.root.certificate] if with_chain else None
        return pkcs12.serialize_key_and_certificates(
            b"key", issued.key, issued.certificate, chain, BestAvailableEncryption(passphrase.encode())
        )

    def stamp(self, body: bytes) -> bytes:
        """RFC 3161: the answer to a request."""
        request = tsp.TimeStampReq.load(body)
        if self.mood == "wrong":
            request["message_imprint"]["hashed_message"] = b"\x01" * 32
        maker = DummyTimeStamper(
            tsa_cert=asn1_x509.Certificate.load(self.stamper.der),
            tsa_key=asn1_keys.PrivateKeyInfo.load(self.stamper.private),
            certs_to_embed=SimpleCertificateStore.from_certs([asn1_x509.Certificate.load(self.root.der)]),
        )
        answer: bytes = asyncio.run(maker.async_request_tsa_response(request)).dump()
        return answer

    def about(self, body: bytes) -> bytes:
        """RFC 6960: whether a certificate was revoked."""
        asked = ocsp.load_der_ocsp_request(body)
        now = datetime.now(UTC).replace(microsecond=0)
        gone = asked.serial_number in self.revoked
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
            this_update=now - timedelta(minutes=1),
            next_update=now + timedelta(days=1),
            revocation_time=now - timedelta(days=1) if gone else None,
            revocation_reason=None,
        )
        signed = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root.certificate)
        return signed.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def list(self) -> bytes:
        """RFC 5280: everything that was revoked."""
        now = datetime.now(UTC).replace(microsecond=0)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(now - timedelta(minutes=1))
            .next_update(now + timedelta(days=1))
        )
        for serial in self.revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _issue(
    name: str,
    issuer: Issued | None,
    *,
    ca: bool = False,
    address: str = "",
    ocsp_too: bool = True,
    purpose: Any = None,
    days: tuple[int, int] = (-1, 365),
    key: Any = None,
    usage: dict[str, bool] | None = None,
) -> Issued:
    key = key or ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC).replace(microsecond=0)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    flags = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    flags |= {"key_cert_sign": ca, "crl_sign": ca, "digital_signature": True, "content_commitment": not ca}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{**flags, **(usage or {})}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    if issuer:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    if address and ocsp_too:
        place = x509.UniformResourceIdentifier(f"{address}/ocsp")
        builder = builder.add_extension(
            x509.AuthorityInformationAccess(
                [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)]
            ),
            critical=False,
        )
    elif address:
        point = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(f"{address}/list.crl")], None, None, None
        )
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return Issued(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


@contextmanager
def town() -> Iterator[Town]:
    """A town whose server listens on a free port of loopback until the block ends."""
    made = Town()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind, answer = (
                ("application/ocsp-response", made.about)
                if self.path == "/ocsp"
                else ("application/timestamp-reply", made.stamp)
            )
            self._send(kind, answer(body))

        def do_GET(self) -> None:
            self._send("application/pkix-crl", made.list())

        def _send(self, kind: str, data: bytes) -> None:
            made.asked.append(self.path)
            self.send_response(503 if made.mood == "down" else 200)
            self.send_header("Content-Type", kind)
            data = b"nothing" if made.mood == "broken" else data
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.listen(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
