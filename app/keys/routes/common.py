"""What both pages share: reading an uploaded key and putting it into use."""

from __future__ import annotations

from uuid import UUID

from werkzeug.datastructures import FileStorage

from app.accounts.access import current_actor
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import InvalidInput
from app.documents.seals.checking import open_pkcs12
from app.documents.seals.keys import MAX_BYTES
from app.documents.seals.rules import KeyRefused
from app.keys.forms import UploadKeyForm
from app.keys.models import SigningKey
from app.keys.service import install_key
from app.keys.vault import installation_key


def take_upload(form: UploadKeyForm, signatory_id: UUID | None = None) -> SigningKey | None:
    """Open the uploaded file and install its key; None when it is refused, with the reason in the form.

    The file is opened in the drawing process before any transaction begins, because it is somebody else's.
    """
    db.session.rollback()
    upload = form.file.data
    # One byte more than allowed is enough to know that a file is too large.
    data = upload.stream.read(MAX_BYTES + 1) if isinstance(upload, FileStorage) and upload.filename else b""
    try:
        if not data:
            raise InvalidInput({"file": "Choose the .p12 or .pfx file with the key."})
        pair = open_pkcs12(data, form.passphrase.data or "", utcnow())
        row = install_key(
            db.session, pair, secret_key=installation_key(), by=current_actor(), signatory_id=signatory_id
        )
    except KeyRefused as problem:
        name = "passphrase" if "passphrase" in str(problem) else "file"
        form.show(InvalidInput({name: str(problem)}))
        return None
    except InvalidInput as error:
        db.session.rollback()
        form.show(error)
        return None
    db.session.commit()
    return row
