"""Forms of the letters room. The text itself is read by `routes.sections`: it has as many parts as the letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.day_styles import DayStyle
from app.core.forms import BaseForm
from app.letters.models import Letter
from app.letters.plans import MAX_SUBJECT, MAX_TITLE
from app.letters.rules import METHODS
from app.letters.states import SignatureMark, SignatureMethod
from app.letters.styles import CitationStyle

_DATE = "Enter the letter’s date, for example January 4, 2023."


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


class CheckboxesField(SelectMultipleField):
    """Several choices as checkboxes; ids are UUIDs."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, coerce=_uuid, choices=[], validate_choice=False, **options)
        self.type = "SelectMultipleField"  # what the page components know it by


class EmptyForm(BaseForm):
    """A button: only the CSRF token."""


class ReasonForm(BaseForm):
    """An act that needs a reason."""

    reason = TextAreaField(
        "Reason", [DataRequired("Give a reason. It stands in the record."), Length(max=2000)]
    )


class NewLetterForm(BaseForm):
    """What a letter starts from."""

    campaign = SelectField(
        "Campaign", [InputRequired("Choose a campaign.")], coerce=str, choices=[], validate_choice=False
    )
    template = RadioField("Kind of letter", [InputRequired("Choose the kind of letter.")], choices=[])
    to = RadioField(
        "To whom",
        choices=[
            ("officials", "Officials I choose"),
            ("targets", "The campaign’s targets"),
            ("segment", "Everyone in a segment"),
        ],
        default="officials",
    )
    segment = SelectField("Segment", choices=[], coerce=str, validate_choice=False)
    search = StringField("Find officials by name", [Length(max=100)])
    official_ids = CheckboxesField("Chosen officials")
    subject = StringField("Subject", [Length(max=MAX_SUBJECT)])
    letter_date = DateField("Date of the letter", [InputRequired(_DATE)])
    letterhead_ids = CheckboxesField("Letterhead")
    signatory_ids = CheckboxesField("Who signs")
    demand_ids = CheckboxesField("Demands")


class SettingsForm(BaseForm):
    """Everything of a letter but its text and its recipients."""

    based_on = IntegerField("Version", [InputRequired()])
    title = StringField("Title in lists", [DataRequired("Enter a title for lists."), Length(max=MAX_TITLE)])
    subject = StringField("Subject", [Length(max=MAX_SUBJECT)])
    letter_date = DateField("Date of the letter", [InputRequired(_DATE)])
    closing = StringField("Closing", [DataRequired("Enter the closing, for example “Respectfully,”.")])
    letterhead_ids = CheckboxesField("Letterhead")
    signatory_ids = CheckboxesField("Who signs")
    demand_ids = CheckboxesField("Demands")
    cc = TextAreaField("Copies to", [Length(max=6000)])
    enclosures = TextAreaField("Enclosures", [Length(max=6000)])
    citation_style = SelectField(
        "Sources on paper", choices=[(style.value, style.label) for style in CitationStyle]
    )
    date_style = SelectField(
        "Dates are written",
        choices=[(style.value, style.label) for style in DayStyle],
        default=DayStyle.LONG.value,
    )
    earlier_letter_id = SelectField("Earlier letter", coerce=str, choices=[], validate_choice=False)
    search = StringField("Find officials to add", [Length(max=100)])
    add_ids = CheckboxesField("Add to the letter")


class DecisionForm(BaseForm):
    """Approve or return."""

    version = IntegerField("Version", [InputRequired()])
    decision = RadioField(
        "Your decision",
        [InputRequired("Choose whether to approve or return it.")],
        choices=[("approve", "Approve"), ("return", "Return with a reason")],
    )
    note = TextAreaField("Note to the record", [Length(max=2000)])
    read = BooleanField("I have read the full text.")


MARK_CHOICES = {
    SignatureMark.IMAGE: "An image",
    SignatureMark.DRAWN: "Drawn here",
    SignatureMark.TYPED: "The name, typed",
}


class ConsentForm(BaseForm):
    """A consent as staff record it."""

    version = IntegerField("Version", [InputRequired()])
    method = RadioField(
        "How it was given",
        [InputRequired("Choose how the consent was given.")],
        choices=[(method.value, METHODS[method].label) for method in SignatureMethod],
    )
    consent_by = StringField(
        "Who gave the consent", [DataRequired("Enter who gave the consent."), Length(max=200)]
    )
    given_on = DateField("Day", [InputRequired("Enter the day of the consent.")])
    given_at = TimeField("Time", [Optional()])
    witness = StringField("Witness", [Length(max=200)])
    scan = FileField("Scan or message")
    mark = RadioField(
        "In the signature’s place",
        [InputRequired("Choose what prints in the signature’s place.")],
        choices=[(mark.value, words) for mark, words in MARK_CHOICES.items()],
        default=SignatureMark.IMAGE.value,
    )
    image = FileField("Signature image")
    drawn = HiddenField("Drawing")
    note = TextAreaField("Note", [Length(max=2000)])
    agreed = BooleanField(
        "They agreed to this version, word for word.",
        [DataRequired("Confirm that they agreed to this version.")],
    )


class SealForm(BaseForm):
    """Asks once more before the seal."""

    version = IntegerField("Version", [InputRequired()])
    read = BooleanField(
        "I understand that nothing in it can change after this.",
        [DataRequired("Confirm that nothing in the letter can change after this.")],
    )


class SupersedeForm(BaseForm):
    """Which sealed letter takes this one’s place."""

    newer = SelectField("The letter that takes its place", coerce=str, choices=[], validate_choice=False)

    def offer(self, letters: Iterable[Letter]) -> None:
        """Offer these, and none of them chosen beforehand: this cannot be undone."""
        self.newer.choices = [
            ("", "Choose a letter"),
            *((str(one.id), f"{one.number}, {one.title}") for one in letters),
        ]
