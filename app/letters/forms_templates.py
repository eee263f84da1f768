"""Forms of the organisation's templates. The text is read by `routes.common.typed_sections`."""

from __future__ import annotations

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import BaseForm
from app.letters.models_templates import MAX_CLOSING, MAX_NAME, MAX_NOTE, MAX_REASON, MAX_USE_WHEN
from app.letters.styles import CitationStyle


class TemplateForm(BaseForm):
    """Everything of a template but its text."""

    based_on = IntegerField("Revision", default=0)
    name = StringField(
        "Name", [DataRequired("Name the template, for example “Request for aid”."), Length(max=MAX_NAME)]
    )
    use_when = StringField("When to use it", [Length(max=MAX_USE_WHEN)])
    closing = StringField(
        "Closing", [DataRequired("Enter the closing, for example “Respectfully,”."), Length(max=MAX_CLOSING)]
    )
    citation_style = SelectField(
        "Sources on paper", choices=[(style.value, style.label) for style in CitationStyle]
    )
    note = StringField("Note on this revision", [Length(max=MAX_NOTE)])


class ApproveForm(BaseForm):
    """Which revision somebody has read."""

    revision = IntegerField("Revision", [DataRequired("Open the template again.")])


class ReturnForm(ApproveForm):
    """Why a revision goes back to its author."""

    reason = TextAreaField(
        "What its author should change",
        [
            DataRequired("Say what its author should change."),
            Length(max=MAX_REASON, message=f"Shorten this to {MAX_REASON} characters or fewer."),
        ],
    )
