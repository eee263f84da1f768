"""Proof that certificates were not revoked: OCSP answers and revocation lists, fetched and checked for one job.

The addresses stand in the certificates that an administrator installed and in those of the time-stamp authority.
The uppermost known certificate of a chain is the anchor: whoever checks the letter decides whether to trust it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder
from cryptography.x509.oid import AuthorityInformationAccessOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError

from app.documents.seals import fetching
from app.documents.seals.keys import chain_of, facts
from app.documents.seals.rules import AuthorityUnreachable, SealFailed

_KEPT = 1800.0  # seconds
_WHO = "The revocation service"


@dataclass(frozen=True)
class Proof:
    """A chain (DER, signer first) with OCSP responses and revocation lists (DER) that speak for it."""

    certificates: tuple[bytes, ...]
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


class Evidence:
    """Fetches proof once for each chain and keeps it for half an hour."""

    def __init__(self, patience: float = fetching.PATIENCE) -> None:
        self._patience = patience
        self._known: dict[bytes, tuple[float, Proof]] = {}

    def of(self, certificate: bytes, others: Iterable[bytes]) -> Proof:
        """Proof for one signer. Raises `SealFailed` (revoked, or nobody to ask), `AuthorityUnreachable`."""
        kept = self._known.get(certificate)
        if kept is not None and time.monotonic() - kept[0] < _KEPT:
            return kept[1]
        signer = x509.load_der_x509_certificate(certificate)
        above = chain_of(signer, [x509.load_der_x509_certificate(one) for one in others])
        if not above and not facts(certificate).self_signed:
            raise SealFailed(
                f"The certificate {signer.subject.rfc4514_string()} came without its issuer's, so nobody can be asked "
                "whether it was revoked. Install the file that holds both, or choose PAdES B-T."
            )
        proof = self._gathered([signer, *above])
        _check(proof)
        self._known[certificate] = (time.monotonic(), proof)
        return proof

    def _gathered(self, chain: list[x509.Certificate]) -> Proof:
        ocsps: list[bytes] = []
        crls: list[bytes] = []
        for certificate, issuer in pairwise(chain):
            answer = self._ocsp(certificate, issuer)
            if answer is not None:
                ocsps.append(answer)
                continue
            listed = self._list(certificate)
            if listed is None:
                raise SealFailed(
                    f"The certificate {certificate.subject.rfc4514_string()} names no service that tells whether it "
                    "was revoked. Choose PAdES B-T, or a certificate that does."
                )
            crls.append(listed)
        ders = tuple(one.public_bytes(Encoding.DER) for one in chain)
        return Proof(ders, tuple(ocsps), tuple(crls))

    def _ocsp(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bytes | None:
        # What names the certificate in a request: the one hash that every service knows, and no proof of anything.
        named = SHA1()  # noqa: S303  # nosec B303
        request = OCSPRequestBuilder().add_certificate(certificate, issuer, named).build()
        body = request.public_bytes(Encoding.DER)
        kinds = ("application/ocsp-request", "application/ocsp-response")
        return self._first(
            _ocsp_addresses(certificate),
            lambda address: fetching.ask(address, body, *kinds, who=_WHO, patience=self._patience),
        )

    def _list(self, certificate: x509.Certificate) -> bytes | None:
        return self._first(
            _list_addresses(certificate),
            lambda address: _as_der(fetching.ask(address, None, "", "", who=_WHO, patience=self._patience)),
        )

    def _first(self, addresses: list[str], get: Callable[[str], bytes]) -> bytes | None:
        """The first good answer; None when there is no address. Raises what the last one raised."""
        problem: AuthorityUnreachable | None = None
        for address in addresses[:3]:
            try:
                return get(address)
            except AuthorityUnreachable as error:
                problem = error
        if problem is not None:
            raise problem
        return None


def _check(proof: Proof) -> None:
    """Let certvalidator judge the chain with this proof alone. Raises `SealFailed`."""
    chain = [asn1_x509.Certificate.load(der) for der in proof.certificates]
    if len(chain) == 1:
        return
    context = ValidationContext(
        trust_roots=[chain[-1]],
        other_certs=chain[1:-1],
        ocsps=[asn1_ocsp.OCSPResponse.load(der) for der in proof.ocsps],
        crls=[asn1_crl.CertificateList.load(der) for der in proof.crls],
        revocation_mode="require",
        allow_fetching=False,
    )
    validator = CertificateValidator(chain[0], chain[1:-1], validation_context=context)
    name = chain[0].subject.human_friendly
    try:
        asyncio.run(validator.async_validate_usage(set()))
    except RevokedError as error:
        raise SealFailed(
            f"The certificate {name} is revoked. Retire the key, and install another."
        ) from error
    except PathError as error:
        raise SealFailed(f"The certificate {name} could not be proven good: {error}") from error


def _ocsp_addresses(certificate: x509.Certificate) -> list[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    found = [one for one in access if one.access_method == AuthorityInformationAccessOID.OCSP]
    return [str(one.access_location.value) for one in found if _is_web(one.access_location)]


def _list_addresses(certificate: x509.Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return [str(name.value) for point in points for name in point.full_name or () if _is_web(name)]


def _is_web(name: x509.GeneralName) -> bool:
    return isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith(("http://", "https://"))


def _as_der(data: bytes) -> bytes:
    try:
        if data.startswith(b"-----"):
            return x509.load_pem_x509_crl(data).public_bytes(Encoding.DER)
        return x509.load_der_x509_crl(data).public_bytes(Encoding.DER)
    except ValueError as error:
        raise AuthorityUnreachable(f"{_WHO} sent something that is no revocation list.") from error
