"""Forms of the accounts room. Each names exactly what a person may set."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.rules import PageSize, Role, Scope
from app.core.day_styles import DayStyle
from app.core.forms import BaseForm

ROLE_WORDS = {
    Role.VIEWER: "Viewer",
    Role.DRAFTER: "Drafter",
    Role.APPROVER: "Approver",
    Role.ADMINISTRATOR: "Administrator",
}
ROLE_ADVICE = {
    Role.VIEWER: "Reads everything, changes nothing.",
    Role.DRAFTER: "Writes letters in campaigns they belong to, records sends and replies.",
    Role.APPROVER: "Also approves other people’s texts, records signatures and seals.",
    Role.ADMINISTRATOR: "Also manages people, settings and imports, and reads the audit trail.",
}
SCOPE_WORDS = {
    Scope.READ: "Read",
    Scope.WRITE: "Write drafts and records",
    Scope.APPROVE: "Approve",
    Scope.SIGN: "Record signatures",
    Scope.SEAL: "Seal",
    Scope.MANAGE: "Manage people, settings and imports",
}


class SignInForm(BaseForm):
    """Email address and password."""

    email = StringField("Email address", [DataRequired("Enter your email address."), Length(max=254)])
    password = PasswordField("Password", [DataRequired("Enter your password."), Length(max=1024)])
    next = HiddenField()


class CodeForm(BaseForm):
    """The second factor."""

    code = StringField("Code", [DataRequired("Enter the code."), Length(max=60)])
    next = HiddenField()


class ForgotForm(BaseForm):
    """Ask for a reset link."""

    email = StringField("Email address", [DataRequired("Enter your email address."), Length(max=254)])


class NewPasswordForm(BaseForm):
    """A new password, typed once: it can be shown, and a wrong one is mended by a new link."""

    password = PasswordField("New password", [DataRequired("Choose a password."), Length(max=1024)])


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who knows the old one."""

    current = PasswordField(
        "Current password", [DataRequired("Enter your current password."), Length(max=1024)]
    )


class ConfirmForm(BaseForm):
    """The current password, before something that matters."""

    current = PasswordField(
        "Current password", [DataRequired("Enter your current password."), Length(max=1024)]
    )


class SecondFactorForm(ConfirmForm):
    """The first code of a new authenticator."""

    code = StringField(
        "Code from the app", [DataRequired("Enter the six digits that the app shows."), Length(max=20)]
    )


class NameForm(BaseForm):
    """How a person appears to their colleagues."""

    name = StringField("Name", [DataRequired("Enter your name."), Length(max=120)])
    position_title = StringField("Position", [Length(max=120)])


class TokenForm(BaseForm):
    """A new API token."""

    name = StringField("What it is for", [DataRequired("Say what the token is for."), Length(max=80)])
    scopes = SelectMultipleField(
        "What it may do",
        choices=[(scope.value, SCOPE_WORDS[scope]) for scope in Scope],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = IntegerField(
        "Days until it ends",
        [DataRequired("Enter a number of days."), NumberRange(1, 366, "Choose 1 to 366 days.")],
        default=90,
    )


class PersonForm(BaseForm):
    """What an administrator sets about a person."""

    email = StringField("Email address", [DataRequired("Enter an email address."), Length(max=254)])
    name = StringField("Name", [DataRequired("Enter a name."), Length(max=120)])
    position_title = StringField("Position", [Length(max=120)])
    role = RadioField(
        "Role", choices=[(role.value, ROLE_WORDS[role]) for role in Role], default=Role.DRAFTER.value
    )


class OrganisationForm(BaseForm):
    """The organisation's record."""

    name = StringField("Name", [DataRequired("Enter the organisation’s name."), Length(max=160)])
    city_line = StringField("City line", [Length(max=160)])
    population = IntegerField(
        "Population", [Optional(), NumberRange(1, 2_000_000_000, "Enter a whole number above zero.")]
    )
    letter_prefix = StringField(
        "Letter prefix",
        [
            DataRequired("Enter a prefix, for example AV."),
            Regexp(r"^[A-Za-z0-9]{1,8}$", message="Use up to eight letters and digits."),
        ],
    )
    time_zone = SelectField("Time zone")
    page_size = RadioField("Paper", choices=[(PageSize.LETTER.value, "US Letter"), (PageSize.A4.value, "A4")])
    date_style = RadioField(
        "Date on letters",
        choices=[(style.value, style.label) for style in DayStyle],
        default=DayStyle.LONG.value,
    )
    archive_pdf = BooleanField("Sealed letters for the archive (PDF/A-3a)")
    attach_sources = BooleanField("Attach the sources to them as data")
    business_date = DateField("Business date", [Optional()])
    single_person_mode = BooleanField("One person may approve their own text")
    public_url = StringField("Public address", [Length(max=300)])


class AuditFilterForm(BaseForm):
    """What to show of the trail; sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    who = SelectField("Who")
    action = SelectField("What")
    record_type = SelectField("Record")
    record_id = StringField("Record id", [Length(max=64)])
    since = DateField("From", [Optional()])
    until = DateField("To", [Optional()])
