"""Where a reader of a printed letter enters its code. Open to everyone: whoever has the code has the paper."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import open_to_everyone
from app.core.db import db
from app.letters.models import LetterSignatory
from app.letters.papers import VERIFY_PATH
from app.letters.queries import letter_by_code, sealed_copies
from app.letters.rules_codes import read_code

bp = Blueprint("verify", __name__)


@bp.get(VERIFY_PATH)
@open_to_everyone
def verify() -> ResponseReturnValue:
    """Say which sealed letter the code belongs to: its number, date, addressees, signatories and seal."""
    typed = request.args.get("code", "").strip()[:40]
    code = read_code(typed) if typed else None
    letter = letter_by_code(db.session, code) if code else None
    if letter is None:
        return render_template("letters/verify.html", typed=typed, letter=None), 404 if typed else 200
    names = db.session.scalars(
        sa.select(LetterSignatory.printed_name)
        .where(LetterSignatory.letter_id == letter.id)
        .order_by(LetterSignatory.position)
    ).all()
    copies = [copy.label for copy in sealed_copies(db.session, letter.id)]
    return render_template("letters/verify.html", typed=typed, letter=letter, names=names, copies=copies)
