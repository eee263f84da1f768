"""The signature itself: CMS in the CAdES form that PAdES asks for, made by pyHanko once and then filled in.

pyHanko builds the whole structure for a first, empty digest. Two letters signed with one key differ in the digest,
the signature value and the time stamp alone, so those are put into the bytes that are there: under a millisecond
where building each anew takes ten. The tests compare with pyHanko's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from asn1crypto import cms as asn1
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.seals.keys import SigningKey, facts, load_private
from app.documents.seals.rules import KeyFacts, KeyPair

Stamp = Callable[[bytes], bytes]
"""Gives the time-stamp token (DER) for a digest made with the hand's hash."""

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_BY_CURVE = {"secp384r1": "sha384", "secp521r1": "sha512"}
_TIME_STAMP_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
_OCTETS, _SEQUENCE, _SET, _EXPLICIT_0, _IMPLICIT_1 = 0x04, 0x30, 0x31, 0xA0, 0xA1


class KeptSigner(Signer):
    """pyHanko's signer on a key object that is loaded once; the stock one loads it for every signature."""

    def __init__(self, pair: KeyPair, key: SigningKey, hash_name: str) -> None:
        certificates = [asn1_x509.Certificate.load(der) for der in (pair.certificate, *pair.chain)]
        registry = SimpleCertificateStore()
        registry.register_multiple(certificates)
        super().__init__(signing_cert=certificates[0], cert_registry=registry, prefer_pss=False)
        self._key, self.hash_name = key, hash_name

    def raw(self, data: bytes) -> bytes:
        """The signature value. The same key and data give the same bytes (RFC 6979 for curves)."""
        chosen = _HASHES[self.hash_name]
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(chosen, deterministic_signing=True))
        return self._key.sign(data, PKCS1v15(), chosen)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """What pyHanko calls."""
        return self.raw(data)


class Hand:
    """A key ready to sign many files. Safe to use from several threads."""

    def __init__(self, pair: KeyPair) -> None:
        self.facts: KeyFacts = facts(pair.certificate)
        self.pair = pair
        key = load_private(pair.private)
        curve = key.curve.name if isinstance(key, ec.EllipticCurvePrivateKey) else ""
        self.hash_name = _BY_CURVE.get(curve, "sha256")
        self.signer = KeptSigner(pair, key, self.hash_name)
        self._nothing = b"\x00" * _HASHES[self.hash_name].digest_size
        self._parts = _Parts(self.signer, self.hash_name, self._nothing)

    def digest(self, *pieces: bytes | memoryview) -> bytes:
        """The digest of the pieces, one after the other."""
        running = hashes.Hash(_HASHES[self.hash_name])
        for piece in pieces:
            running.update(piece)
        return running.finalize()

    def cms(self, digest: bytes, stamp: Stamp | None = None) -> bytes:
        """The CMS (DER) that signs `digest`, with a time stamp of the signature when `stamp` gives one."""
        parts = self._parts
        attributes = parts.attributes_before + digest + parts.attributes_after
        value = self.signer.raw(bytes([_SET]) + attributes[1:])
        info = parts.info_head + attributes + parts.algorithm + _tlv(_OCTETS, value)
        if stamp is not None:
            token = stamp(self.digest(value))
            attribute = _tlv(_SEQUENCE, _TIME_STAMP_TOKEN + _tlv(_SET, token))
            info += _tlv(_IMPLICIT_1, attribute)
        signed = _tlv(_SEQUENCE, parts.head + _tlv(_SET, _tlv(_SEQUENCE, info)))
        return _tlv(_SEQUENCE, parts.kind + _tlv(_EXPLICIT_0, signed))

    @property
    def room(self) -> int:
        """Bytes that a CMS without time stamp needs at most."""
        parts = self._parts
        fixed = (parts.kind, parts.head, parts.info_head, parts.attributes_before, parts.attributes_after)
        return sum(len(part) for part in (*fixed, self._nothing, parts.algorithm)) + 1024 + 128


class _Parts:
    """The pieces of one CMS between which digest and signature value stand."""

    def __init__(self, signer: KeptSigner, hash_name: str, nothing: bytes) -> None:
        built: Any = asyncio.run(signer.async_sign(nothing, hash_name, use_pades=True))
        signed: Any = asn1.ContentInfo.load(built.dump())["content"]
        info = signed["signer_infos"][0]
        named = ("version", "digest_algorithms", "encap_content_info", "certificates")
        self.kind: bytes = built["content_type"].dump()
        self.head: bytes = b"".join(signed[name].dump() for name in named)
        self.info_head: bytes = b"".join(info[name].dump() for name in ("version", "sid", "digest_algorithm"))
        self.algorithm: bytes = info["signature_algorithm"].dump()
        attributes: bytes = info["signed_attrs"].dump()
        wanted = _tlv(_OCTETS, nothing)
        if attributes.count(wanted) != 1:
            raise RuntimeError("the digest has no single place among the signed attributes")
        at = attributes.index(wanted) + len(wanted) - len(nothing)
        self.attributes_before, self.attributes_after = attributes[:at], attributes[at + len(nothing) :]


def _tlv(tag: int, content: bytes) -> bytes:
    """One DER value: tag, length, content."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
