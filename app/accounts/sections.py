"""What other rooms add to the organisation's page. This room knows none of them; they register themselves.

A room calls `register_section` in its `install(app)`. Nothing registered: nothing shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Section:
    """A hung section. `render` gives its safe content, which holds no form: it stands inside one."""

    slug: str
    title: str
    advice: str
    render: Callable[[Session], Markup]


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Add a section to the organisation's page. Registering a slug again replaces it."""
    _sections[section.slug] = section


def rendered(session: Session) -> list[tuple[Section, Markup]]:
    """The sections with their content, in the order in which they were registered."""
    return [(section, section.render(session)) for section in _sections.values()]
