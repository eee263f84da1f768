"""Forms of print runs."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.forms import BaseForm, CountField, DayField
from app.delivery.rules_runs import MAX_REASON, SHEET_WORDS, Sheets, Wanted

_REASON = Length(max=MAX_REASON, message=f"Keep it under {MAX_REASON} characters.")


class RunForm(BaseForm):
    """What to put together and what to make of it; the chosen dispatches are read from the request itself."""

    which = RadioField(
        "Which letters",
        choices=[("all", "All that wait"), ("chosen", "Those ticked on this page")],
        default="all",
        validators=[DataRequired("Choose all, or those that are ticked.")],
    )
    duplex = BooleanField("For printing on both sides")
    separators = BooleanField("A separator sheet before each letter")
    envelopes = BooleanField("Envelope faces, #10")
    labels = SelectField(
        "Address labels",
        choices=[("", "None"), *((sheet.value, SHEET_WORDS[sheet]) for sheet in Sheets)],
        default="",
    )
    label_start = CountField("First free label on the first sheet", default=1, validators=[Optional()])

    def wanted(self) -> Wanted:
        """What was asked for."""
        return Wanted(
            bool(self.duplex.data),
            bool(self.separators.data),
            bool(self.envelopes.data),
            Sheets(self.labels.data) if self.labels.data else None,
            self.label_start.data if self.label_start.data is not None else 1,
        )


class RunMarkForm(BaseForm):
    """When it was printed or carried away."""

    expected = HiddenField()
    day = DayField("On which day", validators=[InputRequired("Give a day, for example 2023-01-04.")])


class ReprintForm(BaseForm):
    """Which items, and why."""

    which = RadioField(
        "Which items",
        choices=[("part", "Some of them"), ("all", "The whole run")],
        default="part",
        validators=[DataRequired("Choose some or all.")],
    )
    positions = StringField("Numbers of the items", validators=[Length(max=2000, message="Keep it shorter.")])
    label_start = CountField("First free label on the first sheet", default=1, validators=[Optional()])
    reason = StringField("Why it is printed again", validators=[_REASON])


class CancelRunForm(BaseForm):
    """Why a run is given up."""

    reason = StringField("Why it is cancelled", validators=[_REASON])


class TrackingForm(BaseForm):
    """The fields of the rows are read from the request itself; this carries the token and a table."""

    table = FileField("A CSV file of positions and tracking numbers")
