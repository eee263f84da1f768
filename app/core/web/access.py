"""How a view says who may use it. The accounts room enforces it; an undeclared view is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

_ATTRIBUTE = "redress_access"
EVERYONE = "everyone"


def declare(access: str) -> Callable[[View], View]:
    """Mark a view with the name of a permission, or with `EVERYONE`."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, access)
        return view

    return mark


def declared_access(view: Callable[..., Any]) -> str | None:
    """What the view declared; None when it forgot."""
    value: str | None = getattr(view, _ATTRIBUTE, None)
    return value
