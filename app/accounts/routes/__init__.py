"""Pages of the accounts room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from app.accounts.routes import account, audit, links, organisation, people, second_factor, sign_in, tokens  # noqa: E402, F401
