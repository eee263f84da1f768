"""What other rooms add to the page of a signatory. This room knows none of them; they register themselves.

A room calls `register_panel` in its `install(app)`. Nothing registered: nothing shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Panel:
    """A hung section. `render` gives its safe content for one signatory."""

    slug: str
    title: str
    advice: str
    render: Callable[[Session, UUID], Markup]


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Add a section to every signatory's page. Registering a slug again replaces it."""
    _panels[panel.slug] = panel


def rendered(session: Session, signatory_id: UUID) -> list[tuple[Panel, Markup]]:
    """The sections with their content, in the order in which they were registered."""
    return [(panel, panel.render(session, signatory_id)) for panel in _panels.values()]
