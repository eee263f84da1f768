"""Forms for starting from an existing letter. Its pieces are read by `routes.existing_rows`: there may be many."""

from __future__ import annotations

from wtforms import DateField, FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm
from app.letters.forms import CheckboxesField
from app.letters.plans import MAX_SUBJECT

LONGEST = 200_000
_DATE = "Enter the letter’s date, for example January 4, 2023."


class ExistingForm(BaseForm):
    """Which letter, and what for."""

    campaign = SelectField(
        "Campaign", [InputRequired("Choose a campaign.")], coerce=str, choices=[], validate_choice=False
    )
    template = RadioField("Kind of letter", [InputRequired("Choose the kind of letter.")], choices=[])
    file = FileField("File")
    text = TextAreaField(
        "Or paste its text", [Length(max=LONGEST, message=f"Paste at most {LONGEST:,} characters.")]
    )


class ConfirmForm(BaseForm):
    """Everything of the new letter but its pieces."""

    campaign = HiddenField("Campaign", [InputRequired("Choose a campaign.")])
    template = RadioField("Kind of letter", [InputRequired("Choose the kind of letter.")], choices=[])
    letter_date = DateField("Date of the letter", [InputRequired(_DATE)])
    subject = StringField("Subject", [Length(max=MAX_SUBJECT)])
    earlier_letter_id = SelectField("Earlier letter", coerce=str, choices=[], validate_choice=False)
    search = StringField("Find officials by name", [Length(max=100)])
    official_ids = CheckboxesField("To whom")
    signatory_ids = CheckboxesField("Who signs")
    letterhead_ids = CheckboxesField("Letterhead")
    cc = TextAreaField("Copies to", [Length(max=6000)])
    enclosures = TextAreaField("Enclosures", [Length(max=6000)])
