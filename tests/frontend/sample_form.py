"""A form with a field of every kind, for the gallery and the tests of the form macros."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    FormField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import Form
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget


class LineForm(Form):
    """A form inside a form."""

    street = StringField("Street", [DataRequired("Enter the street.")])


class SampleForm(FlaskForm):
    """Every kind of field that pages use."""

    title = StringField("Title", [DataRequired("Enter a title.")], description="As it will print.")
    body = TextAreaField("Wording")
    deadline = DateField("Meet by", [DataRequired("Enter the date you want a meeting by.")])
    state = SelectField("State", choices=[("ca", "California"), ("or", "Oregon"), ("az", "Arizona")])
    channels = SelectMultipleField(
        "Channels",
        choices=[("email", "Email"), ("post", "Post")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    committees = SelectMultipleField("Committees", choices=[("fr", "Foreign Relations"), ("ju", "Judiciary")])
    decision = RadioField(
        "Decision",
        [DataRequired("Choose one of the two.")],
        choices=[("approve", "Approve"), ("return", "Return with a reason")],
    )
    agreed = BooleanField("I have read the full text", [DataRequired("Tick this when you have read it.")])
    picture = FileField("Crest")
    email = EmailField("Email")
    password = PasswordField("Password", [Length(min=15, message="Use at least 15 characters.")])
    copies = IntegerField("Copies")
    address = FormField(LineForm, "Postal address")
    lines = FieldList(StringField("Line"), "Lines", min_entries=2)
