"""The one way from here to other machines: a bounded HTTP request to an address that an administrator gave.

Only the worker calls this, between transactions. No redirects, no cookies, no address of the person's choosing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from app.documents.seals.rules import AuthorityUnreachable

PATIENCE = 10.0  # seconds
MAX_ANSWER = 4_000_000  # bytes


def check_address(address: str) -> str | None:
    """Why this cannot be the address of a time-stamp authority, or None: https, or http on this very machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "Give the full address of the service, for example https://tsa.example.org/rfc3161."
    if parts.scheme not in ("http", "https") or not host or any(ord(c) <= 32 for c in address):
        return "Give the full address of the service, for example https://tsa.example.org/rfc3161."
    if parts.username or parts.password or parts.fragment:
        return "Leave user names, passwords and # out of the address."
    if parts.scheme == "http" and not _is_here(host):
        return "Use https. Plain http is only for a service on this very machine (127.0.0.1)."
    return None


def ask(
    address: str, body: bytes | None, kind: str, wanted: str, *, who: str, patience: float = PATIENCE
) -> bytes:
    """The body of the answer to a POST of `body` (GET without one). `kind`, `wanted`: media types; `who` for messages.

    Raises `AuthorityUnreachable` for anything but a 200 of at most 4 MB with the wanted media type ("" for any).
    """
    parts = urlsplit(address)
    place = parts.hostname or ""
    connection = _connection(parts.scheme, place, parts.port, patience)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept": wanted or "*/*", "User-Agent": "Redress", **({"Content-Type": kind} if body else {})}
    try:
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        media = (answer.getheader("Content-Type") or "").split(";")[0].strip().lower()
        data = answer.read(MAX_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise AuthorityUnreachable(f"{who} at {place} did not answer ({_why(error)}).") from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise AuthorityUnreachable(f"{who} at {place} answered with HTTP status {answer.status}.")
    if len(data) > MAX_ANSWER:
        raise AuthorityUnreachable(f"{who} at {place} sent more than {MAX_ANSWER // 1_000_000} MB.")
    if wanted and media != wanted:
        raise AuthorityUnreachable(f"{who} at {place} answered with something else than {wanted}.")
    return data


def _connection(scheme: str, host: str, port: int | None, patience: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=patience, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=patience)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ssl.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    return type(error).__name__
