"""Forms of the officials room. The verbs check; forms only read and name fields."""

from __future__ import annotations

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import BaseForm
from app.officials.address import PresidentStyle
from app.officials.display import office_word
from app.officials.queries_choices import CONTACTS
from app.officials.rules import ContactHealth, GenderedForm, OfficeKind, Standing
from app.officials.segments import STANDINGS
from app.officials.states import state_choices

GENDERED = [
    (GenderedForm.UNKNOWN.value, "Not known: use forms that need none"),
    (GenderedForm.MR.value, "Mr., Mr. Secretary"),
    (GenderedForm.MS.value, "Ms., Madam Secretary"),
    (GenderedForm.MX.value, "Mx."),
    (GenderedForm.NONE.value, "None: full name and title only"),
]
HEALTH = [
    (ContactHealth.GOOD.value, "It works"),
    (ContactHealth.FAILING.value, "It fails: bounced, not answered, sent back"),
    (ContactHealth.WRONG.value, "It is wrong: moved, or somebody else’s"),
    (ContactHealth.UNCHECKED.value, "Nobody knows yet"),
]


class PersonForm(BaseForm):
    """A person's name and how they wish to be addressed."""

    first = StringField("First name", [Length(max=120)])
    middle = StringField("Middle name or initial", [Length(max=120)])
    last = StringField("Family name", [InputRequired("Enter the family name."), Length(max=160)])
    suffix = StringField("Suffix", [Length(max=40)], description="Jr., Sr., III")
    full_name = StringField(
        "Full name as its holder writes it",
        [Length(max=300)],
        description="Empty: put together from the parts.",
    )
    nickname = StringField("Nickname", [Length(max=120)], description="Found in a search, never printed.")
    prefix = StringField(
        "Title before the name", [Length(max=40)], description="Dr., Rev. Printed where no office is."
    )
    gendered_form = SelectField(
        "Preferred form", choices=GENDERED, description="Only what the person or their office says."
    )
    note = TextAreaField("Notes", [Length(max=4000)], description="For staff. Office data only.")


class TermForm(BaseForm):
    """One office."""

    kind = SelectField("Office", choices=[(kind.value, office_word(kind)) for kind in OfficeKind])
    title = StringField(
        "Title as styled",
        [InputRequired("Enter the title as its holder styles it, for example Mayor."), Length(max=200)],
    )
    body = StringField("Body", [Length(max=200)], description="The chamber, council or government.")
    place = StringField(
        "City, county or country", [Length(max=200)], description="Only where the office is local or foreign."
    )
    # Not sent where the seat says it; the verb checks it.
    state = SelectField("State or territory", choices=[("", "None"), *state_choices()], validate_choice=False)
    district = StringField("District", [Length(max=80)], description="A number or a name. Empty at large.")
    party = StringField("Party", [Length(max=80)], description="Empty for a non-partisan office.")
    standing = SelectField(
        "Standing",
        choices=[(s.value, STANDINGS[s].capitalize()) for s in Standing if s is not Standing.FORMER],
    )
    start = DateField("First day", [Optional()])
    end = DateField("Last day", [Optional()], description="Empty while it is open.")
    seat_id = HiddenField()


class EndTermForm(BaseForm):
    """The last day of a term."""

    last_day = DateField("Last day in office", [InputRequired("Enter the last day in office.")])


class ContactForm(BaseForm):
    """One way to reach an official."""

    kind = SelectField("Kind", choices=[(kind.value, name.capitalize()) for kind, name in CONTACTS.items()])
    value = TextAreaField(
        "Address or number",
        [InputRequired("Enter the address or number."), Length(max=500)],
        description="A postal address in lines, as on an envelope, without the name.",
    )
    label = StringField("Whose it is", [Length(max=160)], description="Washington office, scheduler")
    hours = StringField("Hours", [Length(max=300)])
    note = StringField("Where it was found", [Length(max=500)], description="Office website, business card")


class CheckForm(BaseForm):
    """How a contact point was found to be."""

    health = RadioField("What was found", choices=HEALTH)
    checked_on = DateField("On what day", [InputRequired("Enter the day of the check.")])
    note = StringField(
        "By what sign", [Length(max=500)], description="Staff answered; a receipt came back; mail bounced."
    )


class OverrideForm(BaseForm):
    """What replaces the rules for one official."""

    salutation = StringField("Salutation", [Length(max=190)], description="With Dear and without the colon.")
    spoken = StringField("In speech", [Length(max=190)])
    inside_lines = TextAreaField("Inside address", description="One line below the other.")
    envelope_lines = TextAreaField("Envelope", description="One line below the other.")
    reason = StringField("Why", [Length(max=500)], description="Her preference, by phone on December 5.")


PRESIDENT_CHOICES = [
    (PresidentStyle.OFFICE.value, "By the office: The President; Dear Mr. President:"),
    (
        PresidentStyle.NAME_FIRST.value,
        "Name, then the office: The Honorable (name), The President; Dear Mr. President:",
    ),
    (
        PresidentStyle.NAMED.value,
        "By name: The Honorable (name), President of the United States; Dear President (surname):",
    ),
]


class StyleForm(BaseForm):
    """The organisation's choices where sources disagree."""

    president = RadioField("The President and the Vice President", choices=PRESIDENT_CHOICES)
    speaker_by_name = BooleanField("Name the Speaker in the inside address")
    representative_courtesy = BooleanField(
        "Dear Mr. or Ms. to members of the House, where the preference is known"
    )
    governor_excellency = BooleanField(
        "Excellency for the governors of Massachusetts, New Hampshire and South Carolina"
    )
    ambassador_excellency = BooleanField("Your Excellency to foreign ambassadors")
    secretary_general_by_title = BooleanField(
        "Dear Secretary-General to the Secretary-General of the United Nations"
    )
    council_honorable = BooleanField("The Honorable for council members, as is custom here")
    room_on_letter = BooleanField("Print the room of a congressional office in the inside address")


class SegmentForm(BaseForm):
    """A segment's name. Its rules travel beside it."""

    name = StringField("Name", [Length(max=160)])
    note = StringField("What it is for", [Length(max=500)])


class UploadForm(BaseForm):
    """Files to import."""

    files = MultipleFileField(
        "Files", description="YAML, CSV or a ZIP of them. Several at once are one import."
    )


class EmptyForm(BaseForm):
    """Only the token, for one-button actions."""
