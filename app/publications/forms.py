"""The form in which somebody hands over a file to be checked."""

from __future__ import annotations

from wtforms import FileField

from app.core.forms import BaseForm


class CheckFileForm(BaseForm):
    file = FileField("PDF file", description="As you got it, up to 10 MB. It is not kept.")
