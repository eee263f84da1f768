"""Pictures in JSON: base64 in, a clean file in the store."""

from __future__ import annotations

import base64
import binascii

from app.core.errors import InvalidInput
from app.core.images import BadImage, clean_image
from app.core.storage import current_store


def kept_picture(text: str) -> str:
    """Clean the picture and keep it; gives back its SHA-256. Raises `InvalidInput` (`image_base64`)."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise InvalidInput({"image_base64": "This is not base64."}) from error
    try:
        return current_store().put(clean_image(data).data)
    except BadImage as error:
        raise InvalidInput({"image_base64": error.message}) from error
