"""Forms use WTForms as its next version wants it, however their choices are written."""

from __future__ import annotations

import warnings

from flask import Flask
from wtforms import RadioField, SelectField

from app.core.forms import BaseForm


class Choosing(BaseForm):
    """One field declared with choices, one that is given its choices later."""

    way = RadioField("Way", choices=[("post", "Post"), ("fax", "Fax")], default="post")
    letter = SelectField("Letter", choices=[])


def test_choices_written_as_pairs_give_no_warning_and_work(app: Flask) -> None:
    with (
        app.test_request_context(method="POST", data={"way": "fax", "letter": "2"}),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error", DeprecationWarning)
        form = Choosing(meta={"csrf": False})
        form.letter.choices = [("1", "One"), ("2", "Two")]
        assert form.validate(), form.errors
        assert [(option.data, option.label.text) for option in form.way] == [("post", "Post"), ("fax", "Fax")]
        assert 'selected value="2">Two' in form.letter()
        assert (form.way.data, form.letter.data) == ("fax", "2")
