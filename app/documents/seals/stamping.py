"""Time stamps (RFC 3161): an authority says that something was there at a moment."""

from __future__ import annotations

import asyncio
from typing import Any

from asn1crypto import tsp
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from app.documents.seals import fetching
from app.documents.seals.rules import AuthorityUnreachable

WHO = "The time-stamp authority"


class Authority(TimeStamper):
    """pyHanko's client over our own bounded request. `address` was checked with `fetching.check_address`."""

    def __init__(self, address: str, patience: float = fetching.PATIENCE) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in pyHanko
        self.address, self.patience = address, patience
        self.certificates: dict[bytes, tuple[bytes, ...]] = {}
        """The certificate of each authority that answered, with all that came along (DER)."""

    async def async_request_tsa_response(self, req: Any) -> Any:
        """What pyHanko calls; it compares the nonce itself."""
        data = fetching.ask(
            self.address,
            req.dump(),
            "application/timestamp-query",
            "application/timestamp-reply",
            who=WHO,
            patience=self.patience,
        )
        return tsp.TimeStampResp.load(data)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        """A token that is proven to be about the digest. Raises `AuthorityUnreachable`."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            self._prove(token, message_digest)
        except TimestampRequestError as error:
            raise AuthorityUnreachable(f"{WHO} refused: {error}") from error
        except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
            raise AuthorityUnreachable(f"{WHO} answered with something that is no time stamp.") from error
        return token

    def token(self, digest: bytes, hash_name: str) -> bytes:
        """The token (DER) for a digest. Raises `AuthorityUnreachable`."""
        return bytes(asyncio.run(self.async_timestamp(digest, hash_name)).dump())

    def _prove(self, token: Any, digest: bytes) -> None:
        """Raises `ValueError` unless the token names the digest and its own signature holds."""
        signed = token["content"]
        content = signed["encap_content_info"]["content"]
        if content.parsed["message_imprint"]["hashed_message"].native != digest:
            raise ValueError("the time stamp is about something else")
        signer, found = extract_signer_info(signed), extract_certs_for_validation(signed)
        running = hashes.Hash(get_pyca_cryptography_hash(signer["digest_algorithm"]["algorithm"].native))
        running.update(bytes(content))
        intact, valid = validate_sig_integrity(
            signer, found.signer_cert, expected_content_type="tst_info", actual_digest=running.finalize()
        )
        if not (intact and valid):
            raise ValueError("the time stamp's own signature does not hold")
        others = tuple(one.dump() for one in found.other_certs)
        self.certificates[found.signer_cert.dump()] = others
