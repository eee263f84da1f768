"""An example for any schema, from the examples, defaults and choices that its fields declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
_TEXTS = {
    "uuid": "0185a3f2-7c1e-7b11-9c54-0c2f6f8a3d10",
    "date": "2023-01-04",
    "date-time": "2023-01-04T18:30:00Z",
}


def example_of(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    """A value that the schema allows; `schemas` are the components that it may refer to."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for word in ("examples", "enum"):
        if schema.get(word):
            return schema[word][0]
    for word in ("default", "const"):
        if word in schema:
            return schema[word]
    options = next((schema[word] for word in ("anyOf", "oneOf", "allOf") if word in schema), None)
    return _plain(schema, schemas) if options is None else _chosen(options, schemas)


def _chosen(options: list[Schema], schemas: Mapping[str, Schema]) -> Any:
    """The first one with something to show."""
    shown = [option for option in options if option.get("type") != "null"]
    return example_of(shown[0], schemas) if shown else None


def _plain(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        parts = schema.get("properties", {})
        return {name: example_of(part, schemas) for name, part in parts.items()}
    if kind == "array":
        return [example_of(schema["items"], schemas)] if "items" in schema else []
    if kind == "integer":
        return max(1, int(schema.get("minimum", 1)))
    if kind == "boolean":
        return False
    if kind == "null":
        return None
    return _TEXTS.get(str(schema.get("format")), "text")
