"""Every model of every room, for migrations and for tests that look at the whole schema.

Rooms never import this: it stands above all of them.
"""

from importlib import import_module
from pkgutil import iter_modules

import app as _app
from app.core.jobs import models as _jobs  # noqa: F401

_ROOMS = (
    "accounts",
    "officials",
    "demands",
    "signatories",
    "documents",
    "keys",
    "evidence",
    "campaigns",
    "letters",
    "delivery",
    "demo",
    "api",
)


def _load() -> None:
    base = _app.__path__[0]
    for room in _ROOMS:
        for module in iter_modules([f"{base}/{room}"]):
            if module.name.startswith("models"):
                loaded = import_module(f"app.{room}.{module.name}")
                if module.ispkg:
                    for part in iter_modules(loaded.__path__):
                        import_module(f"app.{room}.{module.name}.{part.name}")


_load()
