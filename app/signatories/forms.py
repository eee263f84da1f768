"""Forms of the signatories room. The rules say what is wrong; these only read what was typed."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField

from app.core.forms import BaseForm, Needed
from app.signatories.models import Letterhead, Signatory
from app.signatories.rules import (
    DEFAULT_ACCENT,
    KIND_WORDS,
    STYLE_WORDS,
    LetterheadDetails,
    LetterheadStyle,
    SignatoryDetails,
    SignatoryKind,
    parse_lines,
    tidy_accent,
)

_PICTURES = {"accept": "image/png,image/jpeg"}


class SignatoryForm(BaseForm):
    """A person who signs."""

    name = StringField("Name as signed", [Needed()])
    formal_name = StringField("Formal name")
    title = StringField("Title", [Needed()])
    body = StringField("Body")
    email = StringField("E-mail address")
    kind = RadioField(
        "Signs as",
        choices=[(kind.value, word) for kind, word in KIND_WORDS.items()],
        default=SignatoryKind.OWN.value,
    )

    def fill(self, signatory: Signatory) -> None:
        """Put what is on file into the form."""
        for name in ("name", "formal_name", "title", "body", "email"):
            self[name].data = getattr(signatory, name)
        self.kind.data = signatory.kind.value

    def details(self) -> SignatoryDetails:
        """What was typed, as plain values."""
        return SignatoryDetails(
            name=self.name.data or "",
            formal_name=self.formal_name.data or "",
            title=self.title.data or "",
            body=self.body.data or "",
            email=self.email.data or "",
            kind=SignatoryKind(self.kind.data),
        )


class SignatureImageForm(BaseForm):
    """A picture of a signature, and who allowed its use."""

    image = FileField("Picture of the signature", [Needed()], render_kw=_PICTURES)
    authority = StringField("Who gave it, to whom and when", [Needed()])


class LetterheadForm(BaseForm):
    """An office's letterhead."""

    name = StringField("Name at the head", [Needed()])
    office = StringField("Office")
    lines = TextAreaField("Address lines")
    phone = StringField("Telephone")
    fax = StringField("Fax")
    web = StringField("Web address")
    style = RadioField(
        "Style",
        choices=[(style.value, word) for style, word in STYLE_WORDS.items()],
        default=LetterheadStyle.CLASSIC.value,
    )
    accent = StringField("Accent color", default=DEFAULT_ACCENT)

    def fill(self, letterhead: Letterhead) -> None:
        """Put what is on file into the form."""
        for name in ("name", "office", "phone", "fax", "web", "accent"):
            self[name].data = getattr(letterhead, name)
        self.lines.data = "\n".join(letterhead.lines)
        self.style.data = letterhead.style.value

    def details(self) -> LetterheadDetails:
        """What was typed, as plain values."""
        return LetterheadDetails(
            name=self.name.data or "",
            office=self.office.data or "",
            lines=parse_lines(self.lines.data or ""),
            phone=self.phone.data or "",
            fax=self.fax.data or "",
            web=self.web.data or "",
            style=LetterheadStyle(self.style.data),
            accent=tidy_accent(self.accent.data or ""),
        )


class CrestForm(BaseForm):
    """A picture for the head of the paper."""

    image = FileField("Crest", [Needed()], render_kw=_PICTURES)


class ListFilterForm(BaseForm):
    """Which records to list; sent by GET, so without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField("Find")
    state = SelectField(
        "State", choices=[("active", "In use"), ("retired", "Retired"), ("all", "All")], default="active"
    )

    def active(self) -> bool | None:
        """True: in use, False: retired, None: both."""
        return {"retired": False, "all": None}.get(self.state.data or "", True)
