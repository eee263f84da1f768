"""Forms of sending and answering."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.forms import BaseForm, DayField
from app.delivery.events import LONG_NOTE, MAX_NOTE, MAX_TRACKING
from app.delivery.mending import MAX_REASON
from app.delivery.rules import Channel, DispatchState, ReplyChannel

_DAY = "Give a day, for example 2023-01-04."
_SHORT_NOTE = Length(max=MAX_NOTE, message=LONG_NOTE)


class ClockField(TimeField):
    """A time of day, to the second if it is known; what cannot be read is kept with a message."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format=["%H:%M:%S", "%H:%M"], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a time as hours and minutes, for example 16:03 or 16:03:07.") from error


class PlanForm(BaseForm):
    """The channel grid is read from the request itself; this carries the day and the token."""

    planned_for = DayField("Send on", validators=[Optional()])


class MarkForm(BaseForm):
    """What happened to one dispatch or to several."""

    state = SelectField("What happened", choices=[], validators=[DataRequired("Choose what happened.")])
    day = DayField("On which day", validators=[InputRequired(_DAY)])
    clock = ClockField("At what time", validators=[Optional()])
    tracking_number = StringField(
        "Tracking number",
        validators=[Length(max=MAX_TRACKING, message=f"Keep it under {MAX_TRACKING} characters.")],
    )
    note = TextAreaField("Note", validators=[_SHORT_NOTE])
    files = MultipleFileField("Attachments")

    def offer(self, words: list[tuple[DispatchState, str]]) -> None:
        """Set the choices to the states that can come next."""
        self.state.choices = [(state.value, text) for state, text in words]


class NoteForm(BaseForm):
    """A dated note."""

    note = TextAreaField("Note", validators=[DataRequired("Write what the record should say."), _SHORT_NOTE])
    day = DayField("On which day", validators=[Optional()])
    clock = ClockField("At what time", validators=[Optional()])
    files = MultipleFileField("Attachments")


class EnvelopeForm(BaseForm):
    """What stands on an envelope."""

    lines = TextAreaField(
        "Envelope", validators=[Length(max=2000, message="Keep it under 2,000 characters.")]
    )


class ReasonForm(BaseForm):
    """Why something is taken back."""

    event_id = HiddenField()
    reason = StringField(
        "What was wrong",
        validators=[
            DataRequired("Say what was wrong, in a few words."),
            Length(max=MAX_REASON, message=f"Keep it under {MAX_REASON} characters."),
        ],
    )


class OutcomeForm(BaseForm):
    """Four honest answers to an unknown outcome."""

    answer = RadioField(
        "What happened?",
        choices=[
            ("asked", "Ask the office"),
            ("delivered", "It arrived"),
            ("failed", "It did not arrive"),
            ("settled", "It cannot be known"),
        ],
        validators=[DataRequired("Choose one of the four answers.")],
    )
    note = TextAreaField("Who said so, and what", validators=[_SHORT_NOTE])
    day = DayField("On which day", validators=[Optional()])
    remind_on = DayField("Look again on", validators=[Optional()])
    files = MultipleFileField("Receipt or message")


class ReplyForm(BaseForm):
    """A reply, with the official's position on each demand of the campaign."""

    official = SelectField("Who answered", choices=[], validators=[DataRequired("Choose who answered.")])
    letter = SelectField("Which letter it answers", choices=[])
    received_on = DayField("Received on", validators=[InputRequired(_DAY)])
    channel = SelectField("How it came", choices=[(c.value, c.value.capitalize()) for c in ReplyChannel])
    answered_by = StringField(
        "Answered by", validators=[Length(max=200, message="Keep the name under 200 characters.")]
    )
    summary = TextAreaField(
        "What it says", validators=[DataRequired("Say in a sentence what the reply says.")]
    )
    quotation = TextAreaField("In their words")
    promised_by = DayField("They promised an answer by", validators=[Optional()])
    files = MultipleFileField("The reply itself")


def parse_box(raw: str) -> tuple[str, Channel]:
    """A box of the channel grid: "addressee id:channel". An unknown channel raises `ValueError`."""
    addressee_id, _, channel = raw.partition(":")
    return addressee_id, Channel(channel)
