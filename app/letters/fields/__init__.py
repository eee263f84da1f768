"""Field names and their values: the registry, the words that agree in number, the context they read."""

from app.letters.fields.context import (
    Addressee,
    Anchor,
    Context,
    DemandWording,
    EarlierLetter,
    Expectations,
    Signatory,
    TermOnDate,
    listed,
    long_date,
    waited,
)
from app.letters.fields.registry import REGISTRY, Field, by_group, demand_of, lookup, suggestion
from app.letters.fields.voice import VOICE, in_voice, is_voice

__all__ = [
    "REGISTRY",
    "VOICE",
    "Addressee",
    "Anchor",
    "Context",
    "DemandWording",
    "EarlierLetter",
    "Expectations",
    "Field",
    "Signatory",
    "TermOnDate",
    "by_group",
    "demand_of",
    "in_voice",
    "is_voice",
    "listed",
    "long_date",
    "lookup",
    "suggestion",
    "waited",
]
