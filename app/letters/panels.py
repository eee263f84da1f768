"""What other rooms add to the page of a letter. This room knows none of them; they register themselves.

A room calls these in its `install(app)`. Nothing registered: nothing shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.letters.models import Letter

RenderPanel = Callable[[Session, Letter], Markup | None]
ActionUrl = Callable[[Letter], str | None]
FindCells = Callable[[Session, Sequence[UUID]], dict[UUID, str]]


@dataclass(frozen=True)
class Panel:
    """A section of a letter's page. `render` gives its safe content, or None to leave it out."""

    slug: str
    title: str
    render: RenderPanel
    order: int = 50


@dataclass(frozen=True)
class Action:
    """A button of a letter's page; `url` answers None where it does not apply (a letter that is not sealed)."""

    label: str
    icon: str
    url: ActionUrl
    primary: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the list of letters: for all letters of a page at once, a text each."""

    title: str
    find: FindCells


@dataclass
class Registry:
    """What the rooms of one process registered. Registering a name again replaces it."""

    panels: dict[str, Panel] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)


registry = Registry()


def register_panel(panel: Panel) -> None:
    """Add a section to every letter's page."""
    registry.panels[panel.slug] = panel


def register_action(action: Action) -> None:
    """Add a button to every letter's page."""
    registry.actions[action.label] = action


def register_column(column: Column) -> None:
    """Add a column to the list of letters."""
    registry.columns[column.title] = column


def rendered(session: Session, letter: Letter) -> list[tuple[Panel, Markup]]:
    """The sections that have something to show, in order."""
    found = ((panel, panel.render(session, letter)) for panel in registry.panels.values())
    return sorted(((panel, shown) for panel, shown in found if shown), key=lambda pair: pair[0].order)


def actions(letter: Letter) -> list[tuple[Action, str]]:
    """The buttons that apply, with their addresses."""
    return [(action, url) for action in registry.actions.values() if (url := action.url(letter))]


def cells(session: Session, ids: Sequence[UUID]) -> list[tuple[str, dict[UUID, str]]]:
    """The extra columns with their cells, one call to each room."""
    return [(column.title, column.find(session, ids)) for column in registry.columns.values()]
