"""The base of every form: CSRF from Flask-WTF, typed text tidied before anything looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField

from app.core.errors import InvalidInput
from app.core.text import tidy


def _tidied(value: Any) -> Any:
    return tidy(value).strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Strips and normalises text fields; can show the errors that a verb raised."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, StringField):
                filters = [_tidied, *unbound_field.kwargs.get("filters", ())]
                return unbound_field.bind(form=form, **{**options, "filters": filters})
            return unbound_field.bind(form=form, **options)

    def show(self, error: InvalidInput) -> None:
        """Put the errors of a verb beside their fields; what matches no field heads the form."""
        rest: list[str] = []
        for name, message in error.errors.items():
            field: Field | None = self._fields.get(name)
            if field is None:
                rest.append(message)
            else:
                field.errors = [*field.errors, message]
        if rest:
            self.form_errors = [*self.form_errors, *rest]

    def values(self, *leave_out: str) -> Mapping[str, Any]:
        """The cleaned data without the CSRF token and the named fields."""
        return {k: v for k, v in self.data.items() if k not in ("csrf_token", "submit", *leave_out)}
