"""What this room shows on the page of an official: where they stand on what was asked."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.campaigns.queries_positions import stands_of
from app.campaigns.rules_positions import SOURCE_WORDS
from app.officials.panels import Panel, register_panel


def install() -> None:
    """Put the positions first on every official's page."""
    register_panel(
        Panel("positions", "Positions", "Latest on file for each demand we asked.", _positions, order=10)
    )


def _positions(session: Session, official_id: UUID) -> Markup | None:
    stands = stands_of(session, official_id)
    if not stands:
        return None
    several = len({stand.campaign.id for stand in stands}) > 1
    return Markup(  # noqa: S704  (a template of ours, with every value escaped)
        render_template(
            "campaigns/_positions.html", stands=stands, several=several, source_words=SOURCE_WORDS
        )
    )
