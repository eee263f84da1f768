"""What prints in a signature's place, by the way it was chosen: an image, what was drawn, or the name typed."""

from __future__ import annotations

import base64
import binascii

from app.core.errors import InvalidInput
from app.core.storage import current_store
from app.documents.errors import ImageRefused
from app.documents.images import prepare_image
from app.documents.typed import typed_name
from app.letters.states import SignatureMark

MAX_DRAWN = 1024 * 1024
_DRAWN_AS = "data:image/png;base64,"


def stored_image(mark: SignatureMark, name: str, data: bytes, *, field: str) -> str | None:
    """SHA-256 of the stored image; None where the one on file is to print.

    `name`: of the signatory, as signed. `data`: the uploaded or drawn image, empty for none. Raises `InvalidInput`
    under `field`.
    """
    if mark is SignatureMark.TYPED:
        data = typed_name(name)
        if not data:
            raise InvalidInput({"mark": "This name has letters that cannot be typed here. Choose an image."})
    elif mark is SignatureMark.DRAWN and not data:
        raise InvalidInput({field: "Draw the signature in the box, or choose another way."})
    if not data:
        return None
    try:
        return current_store().put(prepare_image(data, "signature").data)
    except ImageRefused as problem:
        raise InvalidInput({field: str(problem)}) from problem


def drawn_in(text: str, field: str) -> bytes:
    """The PNG that the drawing box sends as a data address; empty for an empty box. Raises `InvalidInput`."""
    if not text:
        return b""
    wrong = InvalidInput({field: "The drawing did not arrive whole. Clear the box and draw again."})
    if not text.startswith(_DRAWN_AS) or len(text) > MAX_DRAWN:
        raise wrong
    try:
        return base64.b64decode(text.removeprefix(_DRAWN_AS), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise wrong from problem
