"""Forms of sending and answering."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.core.forms import BaseForm
from app.delivery.rules import Channel, DispatchState, ReplyChannel

_DAY = "Give a day, for example 2023-01-04."


class PlanForm(BaseForm):
    """The channel grid is read from the request itself; this carries the day and the token."""

    planned_for = DateField("Send on", validators=[Optional()])


class MarkForm(BaseForm):
    """What happened to one dispatch or to several."""

    state = SelectField("What happened", choices=[], validators=[DataRequired("Choose what happened.")])
    day = DateField("On which day", validators=[DataRequired(_DAY)])
    tracking_number = StringField(
        "Tracking number", validators=[Length(max=60, message="Keep it under 60 characters.")]
    )
    note = TextAreaField(
        "Note", validators=[Length(max=2000, message="Keep the note under 2,000 characters.")]
    )
    files = MultipleFileField("Attachments")

    def offer(self, words: list[tuple[DispatchState, str]]) -> None:
        """Set the choices to the states that can come next."""
        self.state.choices = [(state.value, text) for state, text in words]


class NoteForm(BaseForm):
    """A dated note."""

    note = TextAreaField(
        "Note",
        validators=[
            DataRequired("Write what the record should say."),
            Length(max=2000, message="Keep the note under 2,000 characters."),
        ],
    )
    files = MultipleFileField("Attachments")


class ReasonForm(BaseForm):
    """Why something is taken back."""

    event_id = HiddenField()
    reason = StringField(
        "What was wrong",
        validators=[
            DataRequired("Say what was wrong, in a few words."),
            Length(max=300, message="Keep it under 300 characters."),
        ],
    )


class OutcomeForm(BaseForm):
    """Four honest answers to an unknown outcome."""

    answer = SelectField(
        "What happened",
        choices=[
            ("asked", "I asked the office and am waiting"),
            ("delivered", "It arrived"),
            ("failed", "It did not arrive"),
            ("settled", "It cannot be known"),
        ],
    )
    day = DateField("On which day", validators=[Optional()])
    note = TextAreaField("What you know", validators=[Length(max=2000)])


class ReplyForm(BaseForm):
    """A reply, with the official's position on each demand of the campaign."""

    official = SelectField("Who answered", choices=[], validators=[DataRequired("Choose who answered.")])
    letter = SelectField("Which letter it answers", choices=[])
    received_on = DateField("Received on", validators=[DataRequired(_DAY)])
    channel = SelectField("How it came", choices=[(c.value, c.value.capitalize()) for c in ReplyChannel])
    answered_by = StringField(
        "Answered by", validators=[Length(max=200, message="Keep the name under 200 characters.")]
    )
    summary = TextAreaField(
        "What it says", validators=[DataRequired("Say in a sentence what the reply says.")]
    )
    quotation = TextAreaField("In their words")
    promised_by = DateField("They promised an answer by", validators=[Optional()])
    files = MultipleFileField("The reply itself")


def parse_plans(form: Any) -> list[tuple[str, Channel]]:
    """The ticked boxes of the channel grid: (addressee id, channel). Unknown channels raise `ValueError`."""
    found = []
    for raw in form.getlist("send"):
        addressee_id, _, channel = raw.partition(":")
        found.append((addressee_id, Channel(channel)))
    return found
