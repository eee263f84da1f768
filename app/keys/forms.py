"""Forms of the keys room. What is wrong with a key is said by the engine; these only read what was given."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, IntegerField, RadioField, StringField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import PasswordInput

from app.core.forms import BaseForm, Needed
from app.documents.seals.rules import Level
from app.keys.rules import LEVEL_WORDS

KINDS = {"p256": "Elliptic curve P-256", "rsa3072": "RSA, 3072 bits"}
_PASSPHRASE = 1000
_YEARS = "Enter a number of years from 1 to 10."


class PassphraseField(Field):
    """Taken exactly as typed (a space at its end counts), and never shown again."""

    widget = PasswordInput(hide_value=True)
    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """At most a thousand characters are read."""
        self.data = str(valuelist[0])[:_PASSPHRASE] if valuelist else ""

    def _value(self) -> str:
        return ""


class UploadKeyForm(BaseForm):
    """A PKCS#12 file and what it is locked with."""

    file = FileField("Key file", [Needed()], render_kw={"accept": ".p12,.pfx,application/x-pkcs12"})
    passphrase = PassphraseField("Passphrase of the file")


class CreateKeyForm(BaseForm):
    """A self-signed key."""

    name = StringField("Name in the certificate", [Needed()])
    years = IntegerField("Years it holds", [Optional(), NumberRange(1, 10, message=_YEARS)], default=5)
    kind = RadioField("Kind of key", choices=list(KINDS.items()), default="p256")


class SealSettingsForm(BaseForm):
    """How much evidence a signature carries."""

    level = RadioField(
        "Evidence",
        choices=[(level.value, words) for level, words in LEVEL_WORDS.items()],
        default=Level.B.value,
    )
    authority = StringField("Time-stamp authority")


class RetireForm(BaseForm):
    """No fields: a button."""
