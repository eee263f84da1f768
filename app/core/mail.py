"""Sending the program's own mail: invitations, resets, notices. Letters to officials do not go this way."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from flask import current_app

from app.config import MailSettings, Settings
from app.core.errors import RedressError

_TIMEOUT = 20  # seconds
# Characters that end, quote or list addresses in a header; no mailbox that people use has them.
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>()\[\],;:\"\\]")


class MailNotSet(RedressError):
    """No SMTP server is configured."""

    status = 409


class MailNotSent(RedressError):
    """The SMTP server did not take the message."""

    status = 502


def mail_is_set() -> bool:
    """Whether this installation can send mail."""
    return _settings().mail is not None


def build_mail(sender: str, to: str, subject: str, text: str, *, name: str = "") -> EmailMessage:
    """A plain-text message to one person.

    Addresses are built from parts, so that nothing typed can add a header or a recipient.
    Raises `ValueError` for an address or subject that cannot be one.
    """
    from_name, from_address = parseaddr(sender)
    message = EmailMessage()
    message["From"] = _address(from_name, from_address)
    message["To"] = _address(name, to)
    message["Subject"] = _one_line(subject)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=from_address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send_mail(to: str, subject: str, text: str, *, name: str = "") -> None:
    """Send one message now. Raises `MailNotSet` or `MailNotSent` with a reason a person can read."""
    mail = _settings().mail
    if mail is None:
        raise MailNotSet("No mail server is set up, so nothing was sent.")
    try:
        message = build_mail(mail.sender, to, subject, text, name=name)
    except ValueError as error:
        raise MailNotSent(f"The address {to!r} cannot be written to: {error}") from error
    try:
        _deliver(mail, message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(f"The mail server did not take the message: {error}") from error


def _deliver(mail: MailSettings, message: EmailMessage) -> None:
    with smtplib.SMTP(mail.host, mail.port, timeout=_TIMEOUT) as server:
        if mail.starttls:
            server.starttls(context=ssl.create_default_context())
        if mail.username:
            server.login(mail.username, mail.password or "")
        server.send_message(message)


def _address(name: str, address: str) -> Address:
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or _NOT_IN_ADDRESS.search(address):
        raise ValueError("it is not an email address")
    return Address(display_name=_one_line(name), username=local, domain=domain)


def _one_line(text: str) -> str:
    return " ".join("".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in text).split())


def _settings() -> Settings:
    settings: Settings = current_app.extensions["redress_settings"]
    return settings
