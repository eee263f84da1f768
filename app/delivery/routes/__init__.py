"""Pages of sending and answering."""

from flask import Blueprint

bp = Blueprint("delivery", __name__)

from app.delivery.routes import correcting, dispatches, lists, marking, printing, replies, sending  # noqa: E402, F401
