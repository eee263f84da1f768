"""Private keys at rest: AES-256-GCM under a key derived from the installation's own (`REDRESS_SECRET_KEY`, or the file
`secret-key` in the data folder, which only its owner can read)."""

from __future__ import annotations

import base64
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from app.config import Settings
from app.core.errors import Conflict

_NONCE = 12


def installation_key() -> str:
    """The key of the running installation."""
    settings: Settings = current_app.extensions["redress_settings"]
    return settings.secret_key


def lock(secret_key: str, key_id: UUID, private: bytes) -> str:
    """The private key, encrypted for the row of this id alone."""
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _cipher(secret_key).encrypt(nonce, private, key_id.bytes)).decode()


def unlock(secret_key: str, key_id: UUID, sealed: str) -> bytes:
    """The private key again. Raises `Conflict` when the installation's key is another one now."""
    data = base64.b64decode(sealed)
    try:
        return _cipher(secret_key).decrypt(data[:_NONCE], data[_NONCE:], key_id.bytes)
    except InvalidTag:
        raise Conflict(
            "The private key cannot be opened: the key of this installation (REDRESS_SECRET_KEY, or the file "
            "secret-key) is not the one that locked it. Put that one back, or install the signing key again."
        ) from None


def _cipher(secret_key: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"redress signing keys")
    return AESGCM(derived.derive(secret_key.encode()))
