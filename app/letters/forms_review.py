"""Forms of comments, suggested edits, reviewers and the editorial class."""

from __future__ import annotations

from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.core.forms import BaseForm
from app.letters.commenting import MAX_BODY, MAX_REPLACEMENT


class CommentForm(BaseForm):
    """A comment on a passage, or other words for it."""

    block_id = SelectField("Paragraph", coerce=str, choices=[], validate_choice=False)
    quote = StringField("Words", [Length(max=20_000)])
    start = HiddenField()
    kind = RadioField(
        "What you add", choices=[("comment", "A comment"), ("suggestion", "Other words")], default="comment"
    )
    replacement = TextAreaField("The words you suggest", [Length(max=MAX_REPLACEMENT)])
    body = TextAreaField("Comment", [Length(max=MAX_BODY)])
    version = IntegerField("Version", [Optional()])


class ReviewerForm(BaseForm):
    """Who decides, and by when."""

    reviewer_id = SelectField("Reviewer", coerce=str, choices=[], validate_choice=False)
    due_on = DateField("Due day", [Optional()])


class EditorialForm(BaseForm):
    """Why a change needs no second review."""

    version = IntegerField("Version")
    reason = TextAreaField(
        "Why it is editorial",
        [
            DataRequired("Say why the change needs no second review. It stands in the record."),
            Length(max=2000),
        ],
    )
