"""What other rooms add to the pages of officials. This room knows none of them; they register themselves.

A room calls these in its `install(app)`. Nothing registered: nothing shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

RenderPanel = Callable[[Session, UUID], Markup | None]
FindCells = Callable[[Session, Collection[UUID]], Mapping[UUID, tuple[str, str]]]
ActionUrl = Callable[[UUID], str | None]


@dataclass(frozen=True)
class Panel:
    """A hung section of an official's page. `render` gives its safe content, or None to leave it out."""

    slug: str
    title: str
    advice: str
    render: RenderPanel
    order: int = 50


@dataclass(frozen=True)
class Column:
    """A column of the directory: for all officials of a page at once, a text and a smaller line under it."""

    title: str
    find: FindCells


@dataclass(frozen=True)
class Action:
    """A button of an official's page, or None where it does not apply."""

    label: str
    icon: str
    url: ActionUrl
    primary: bool = False


@dataclass
class Registry:
    """What the rooms of one process registered. Registering a slug, title or label again replaces it."""

    panels: dict[str, Panel] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)


registry = Registry()


def register_panel(panel: Panel) -> None:
    """Add a section to every official's page."""
    registry.panels[panel.slug] = panel


def register_column(column: Column) -> None:
    """Add a column to the directory."""
    registry.columns[column.title] = column


def register_action(action: Action) -> None:
    """Add a button to every official's page."""
    registry.actions[action.label] = action


def rendered(session: Session, official_id: UUID) -> list[tuple[Panel, Markup]]:
    """The sections that have something to show, in order."""
    found = []
    for panel in sorted(registry.panels.values(), key=lambda panel: panel.order):
        content = panel.render(session, official_id)
        if content:
            found.append((panel, content))
    return found


def cells(session: Session, ids: Collection[UUID]) -> list[tuple[str, Mapping[UUID, tuple[str, str]]]]:
    """The extra columns with their cells, one call to each room."""
    return [(column.title, column.find(session, ids)) for column in registry.columns.values()]


def actions(official_id: UUID) -> list[tuple[Action, str]]:
    """The buttons that apply, with their addresses."""
    return [(action, url) for action in registry.actions.values() if (url := action.url(official_id))]
