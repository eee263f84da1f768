"""Every resource of the API. Importing this registers all operations, in the order of the description."""

from __future__ import annotations

from app.api import (
    campaign_targets,
    campaigns,
    demands,
    dispatches,
    letter_files,
    letter_moves,
    letterheads,
    letters,
    officials,
    officials_by_hand,
    positions,
    replies,
    segments,
    signatories,
    templates,
)

ALL = (
    officials,
    officials_by_hand,
    segments,
    demands,
    signatories,
    letterheads,
    campaigns,
    campaign_targets,
    positions,
    templates,
    letters,
    letter_moves,
    letter_files,
    dispatches,
    replies,
)
