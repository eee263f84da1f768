"""The base of every form: CSRF from Flask-WTF, typed text tidied before anything looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, Field, Form, IntegerField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs

from app.core.errors import InvalidInput
from app.core.text import tidy

FIRST_DAY, LAST_DAY = date(1700, 1, 1), date(2199, 12, 31)


def _plausible(value: Any) -> Any:
    """A slip of the finger in a year must not end in arithmetic at the end of the calendar."""
    if isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY:
        raise ValueError(f"Enter a year between {FIRST_DAY.year} and {LAST_DAY.year}.")
    return value


def _tidied(value: Any) -> Any:
    return tidy(value).strip() if isinstance(value, str) else value


def _choices(pairs: list[Any]) -> list[Any]:
    """Forms declare choices as (value, label); WTForms wants its own kind of record."""
    return [SelectChoice(*each) if isinstance(each, tuple) else each for each in pairs]


class BaseForm(FlaskForm):
    """Strips and normalises text fields; can show the errors that a verb raised."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, StringField):
                filters = [_tidied, *unbound_field.kwargs.get("filters", ())]
                return unbound_field.bind(form=form, **{**options, "filters": filters})
            if issubclass(unbound_field.field_class, DateField):
                filters = [_plausible, *unbound_field.kwargs.get("filters", ())]
                return unbound_field.bind(form=form, **{**options, "filters": filters})
            choices = unbound_field.kwargs.get("choices")
            if isinstance(choices, list):
                return unbound_field.bind(form=form, **{**options, "choices": _choices(choices)})
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


class Needed:
    """Marks a field as one to fill in, and leaves it to the verb to say so when it is empty.

    One round of messages then covers everything that is wrong, whoever notices it.
    """

    field_flags = {"required": True}  # noqa: RUF012  (WTForms reads it from the class)

    def __call__(self, form: Form, field: Field) -> None:
        """Let everything pass."""


class DayField(DateField):
    """A day; what cannot be read as one is kept in the box with a message that shows the form."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a day as year, month and day, for example 2023-01-20.") from error

    def given(self) -> date:
        """The day, of a field that has to be filled in. Raises `InvalidInput` by the field's name."""
        if self.data is None:
            raise InvalidInput({self.short_name: "Give a day, for example 2023-01-20."})
        return self.data


class CountField(IntegerField):
    """A whole number; what cannot be read as one is kept in the box with a message."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a whole number, for example 10.") from error
