"""Serving signature images and crests, and reading uploads."""

from __future__ import annotations

from flask import Response, flash, request
from werkzeug.datastructures import FileStorage

from app.accounts.access import requires
from app.accounts.rules import Permission
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.core.images import LEAST_DPI, MAX_BYTES, clean_image, dots_per_inch, media_type
from app.core.storage import current_store
from app.signatories import queries
from app.signatories.routes import bp

_COARSE = (
    "The picture has {} by {} pixels. On paper that is about {} dots per inch, which looks ragged; {} or more look "
    "clean. It is kept; a larger scan can replace it."
)


@bp.get("/images/<sha256>")
@requires(Permission.READ)
def image(sha256: str) -> Response:
    """A picture that a signatory or letterhead shows; any other file of the store is not found."""
    if not queries.is_shown_image(db.session, sha256):
        raise NotFound("There is no such picture.")
    try:
        data = current_store().read(sha256)
    except FileNotFoundError as error:
        raise NotFound("The file of this picture is missing. Restore it from a backup.") from error
    response = Response(data, mimetype=media_type(data))
    # Named by its content, so it never changes; private, because only staff may see it.
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Disposition"] = "inline"
    return response


def wanted_in_use() -> bool:
    """What the button Retire or Restore asks for. Raises `InvalidInput` for anything else."""
    active = request.form.get("active")
    if active not in ("yes", "no"):
        raise InvalidInput({"active": "Choose whether to retire this or to put it back into use."})
    return active == "yes"


def keep_upload(upload: FileStorage | None, box: tuple[float, float]) -> tuple[str, str]:
    """Clean an uploaded picture and keep it; returns its SHA-256 and what to say of its print. Raises `BadImage`.

    `box`: the place on paper into which it is fitted, width and height in millimetres. Nothing is to be said of a
    picture that is fine enough.
    """
    # One byte more than allowed is enough to know that a file is too large.
    data = upload.stream.read(MAX_BYTES + 1) if upload else b""
    clean = clean_image(data)
    dots = dots_per_inch(clean.width, clean.height, box)
    told = "" if dots >= LEAST_DPI else _COARSE.format(clean.width, clean.height, dots, LEAST_DPI)
    return current_store().put(clean.data), told


def tell_kept(done: str, coarse: str) -> None:
    """Say that a picture is kept and, where it is too coarse for print, that as well."""
    flash(done, "done")
    if coarse:
        flash(coarse, "attention")
