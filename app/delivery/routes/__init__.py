"""Pages of sending and answering."""

from flask import Blueprint

bp = Blueprint("delivery", __name__)

from app.delivery.routes import (  # noqa: E402
    correcting,
    dispatches,
    envelopes,
    following,
    lists,
    marking,
    replies,
    run_changes,
    runs,
    sending,
)

__all__ = [
    "bp",
    "correcting",
    "dispatches",
    "envelopes",
    "following",
    "lists",
    "marking",
    "replies",
    "run_changes",
    "runs",
    "sending",
]
