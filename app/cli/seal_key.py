"""`redress seal-key`: the organisation's key that signs sealed letters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.accounts.queries import organisation
from app.cli._output import answer, command_actor, json_option
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.documents.seals.checking import open_pkcs12
from app.documents.seals.keys import MAX_BYTES
from app.documents.seals.rules import KeyRefused, grouped
from app.keys import queries, service
from app.keys.models import SigningKey
from app.keys.rules import NO_KEY, label, why_not
from app.keys.vault import installation_key

command = AppGroup("seal-key", help="The organisation's key that signs sealed letters.")


@command.command("create")
@click.option("--name", default=None, help="Name in the certificate. By default the organisation's.")
@click.option("--years", default=5, show_default=True, type=click.IntRange(1, 10), help="How long it holds.")
@click.option("--rsa", is_flag=True, help="RSA with 3072 bits, for very old PDF readers, in place of P-256.")
@json_option
def create(name: str | None, years: int, rsa: bool, as_json: bool) -> None:
    """Make a self-signed key and put it into use, in place of the one that is.

    Readers of a letter see that it is unchanged and signed with this key; that the key is yours, you tell them
    yourself. Wherever it is shown it is called self-signed.
    """
    row = service.create_self_signed(
        db.session,
        name or organisation(db.session).name,
        secret_key=installation_key(),
        by=command_actor("seal-key create"),
        years=years,
        kind="rsa3072" if rsa else "p256",
    )
    db.session.commit()
    answer(as_json, _record(row), f"Letters are sealed with {_named(row)} from now on.")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase from the first line of stdin.")
@json_option
def import_(file: Path, passphrase_stdin: bool, as_json: bool) -> None:
    """Put the key of FILE (PKCS#12: .p12 or .pfx) into use, in place of the one that is."""
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if passphrase_stdin:
        passphrase = sys.stdin.readline().rstrip("\r\n")
    else:
        passphrase = click.prompt("Passphrase of the file", hide_input=True, default="", show_default=False)
    try:
        pair = open_pkcs12(data, passphrase, utcnow())
    except KeyRefused as problem:
        raise InvalidInput({"FILE": str(problem)}) from None
    row = service.install_key(
        db.session, pair, secret_key=installation_key(), by=command_actor("seal-key import")
    )
    db.session.commit()
    answer(as_json, _record(row), f"Letters are sealed with {_named(row)} from now on.")


@command.command("show")
@json_option
def show(as_json: bool) -> None:
    """Say which key is in use."""
    row, (level, authority) = queries.active_key(db.session), queries.settings(db.session)
    reasons = why_not(queries.plan(db.session, ()), utcnow())
    record = {
        "key": _record(row) if row else None,
        "level": level.label,
        "authority": authority,
        "problems": list(reasons),
    }
    sentence = f"{_named(row)}\nUntil {row.not_after:%Y-%m-%d}. {level.label}." if row else NO_KEY
    answer(as_json, record, "\n".join([sentence, *reasons]))


@command.command("retire")
@json_option
def retire(as_json: bool) -> None:
    """Take the key out of use. Letters are sealed without a digital signature then."""
    row = queries.active_key(db.session)
    if row is None:
        raise Conflict("No seal key is in use.")
    service.retire_key(db.session, row, by=command_actor("seal-key retire"))
    db.session.commit()
    answer(as_json, _record(row), f"Retired {_named(row)}. {NO_KEY}")


def _named(row: SigningKey) -> str:
    return f"{label(row.name, row.self_signed)}, SHA-256 {grouped(row.fingerprint)}"


def _record(row: SigningKey) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "self_signed": row.self_signed,
        "issuer": row.issuer,
        "algorithm": row.algorithm,
        "fingerprint": row.fingerprint,
        "not_after": row.not_after.isoformat(),
        "state": row.state.value,
    }
