"""Every resource of the API. Importing this registers all operations, in the order of the description."""

from __future__ import annotations

from importlib import import_module

NAMES = (
    "officials",
    "officials_by_hand",
    "segments",
    "demands",
    "claims",
    "signatories",
    "letterheads",
    "campaigns",
    "campaign_counts",
    "campaign_targets",
    "positions",
    "templates",
    "letters",
    "letter_checks",
    "letter_moves",
    "letter_reviews",
    "letter_series",
    "letter_files",
    "dispatches",
    "print_runs",
    "replies",
)
ALL = tuple(import_module(f"app.api.{name}") for name in NAMES)
