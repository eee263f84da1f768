"""Forms of the evidence room. The rules say what is wrong; these only read what was typed."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from app.core.forms import BaseForm, Needed
from app.core.text import tidy
from app.evidence.dates import DateProblem, PartialDate, read_date
from app.evidence.exchange.files import FileRefused
from app.evidence.exchange.yamlfile import read_mapping, write_mapping
from app.evidence.rules import Caution, ClaimDraft, ClaimState, Confidence, SourceDraft, SourceKind
from app.evidence.words import CONFIDENCE_WORDS, KIND_WORDS

_KINDS = [(kind.value, word) for kind, word in KIND_WORDS.items()]
_CONFIDENCE = [(value.value, word) for value, word in CONFIDENCE_WORDS.items()]
BLANK_ROWS = 2


def _tidied(value: Any) -> Any:
    return tidy(value).strip() if isinstance(value, str) else value


def written(text: str | None) -> PartialDate:
    """A date as typed; what cannot be read keeps its words, and the rules say so."""
    try:
        return read_date(text or "")
    except DateProblem:
        return PartialDate(None, None, text or "")


class SourceRow(Form):
    """One source. A row without a title, publisher and address is no source."""

    id = HiddenField()
    title = StringField("Title, as published", filters=[_tidied])
    publisher = StringField("Publisher", filters=[_tidied])
    date = StringField("Published", filters=[_tidied])
    url = StringField("Web address", filters=[_tidied])
    kind = SelectField("Kind", choices=_KINDS, default=SourceKind.PRESS.value)
    supports = StringField("What it supports", filters=[_tidied])
    opposing = SelectField(
        "Speaks for", choices=[("", "The claim"), ("yes", "The opposing view")], default=""
    )
    checked = BooleanField("I have read it, and it says so")
    remove = BooleanField("Take this source away")

    @property
    def blank(self) -> bool:
        return not any((self.title.data, self.publisher.data, self.url.data, self.date.data))

    def draft(self) -> SourceDraft:
        return SourceDraft(
            title=self.title.data or "",
            publisher=self.publisher.data or "",
            date=written(self.date.data),
            url=self.url.data or "",
            kind=SourceKind(self.kind.data),
            checked=bool(self.checked.data),
            opposing=bool(self.opposing.data),
            supports=self.supports.data or "",
            id=self.id.data or "",
        )


class ClaimForm(BaseForm):
    """A claim, new or changed. `version` is what the person was looking at."""

    wording = TextAreaField("The claim", [Needed()])
    slug = StringField("Short name", [Needed()])
    label = StringField("Short title")
    topic = StringField("Topic")
    event = StringField("Day of the event")
    known = StringField("Known by")
    confidence = SelectField("Confidence", choices=_CONFIDENCE, default=Confidence.MEDIUM.value)
    figures = TextAreaField("Figures")
    dispute = TextAreaField("What is disputed")
    opposing_view = TextAreaField("The opposing view")
    not_checked = TextAreaField("Not checked yet")
    note = TextAreaField("Note for writers")
    reason = StringField("Reason for the change")
    sources = FieldList(FormField(SourceRow), min_entries=BLANK_ROWS, max_entries=60)
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def fill(self, slug: str, draft: ClaimDraft, version: int) -> None:
        """Put what is on file into the form, with blank rows for more sources."""
        self.slug.data, self.version.data = slug, version
        for name in ("wording", "label", "topic", "dispute", "opposing_view", "not_checked", "note"):
            self._fields[name].data = getattr(draft, name)
        self.event.data, self.known.data = draft.event.as_written, draft.known.as_written
        self.confidence.data = draft.confidence.value
        self.figures.data = write_mapping(dict(draft.figures))
        while self.sources.entries:
            self.sources.pop_entry()
        for source in draft.sources:
            self.sources.append_entry(_row(source))
        self.more()

    def more(self) -> None:
        """Blank rows after the others."""
        for _ in range(BLANK_ROWS):
            self.sources.append_entry()

    def rows(self) -> list[SourceRow]:
        """The rows that hold a source, as they stand in the form."""
        forms = [entry.form for entry in self.sources.entries]
        return [row for row in forms if not row.blank and not row.remove.data]

    def draft(self, cautions: tuple[Caution, ...] = ()) -> ClaimDraft:
        """What was typed, as plain values. Raises `FileRefused` when the figures cannot be read."""
        return ClaimDraft(
            wording=self.wording.data or "",
            topic=self.topic.data or "",
            label=self.label.data or "",
            event=written(self.event.data),
            known=written(self.known.data),
            confidence=Confidence(self.confidence.data),
            figures=read_mapping(self.figures.data or ""),
            dispute=self.dispute.data or "",
            opposing_view=self.opposing_view.data or "",
            not_checked=self.not_checked.data or "",
            note=self.note.data or "",
            sources=tuple(row.draft() for row in self.rows()),
            cautions=cautions,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also says where the figures cannot be read."""
        good = bool(super().validate(extra_validators))
        try:
            read_mapping(self.figures.data or "")
        except FileRefused as error:
            self.figures.errors = [*self.figures.errors, f"{error.message} Write each as “name: value”."]
            good = False
        return good

    def show_problems(self, errors: dict[str, str]) -> dict[str, str]:
        """Put the problems of sources beside their fields; gives back the others."""
        drafted = sorted(self.rows(), key=lambda row: bool(row.opposing.data))
        rest = {}
        for name, message in errors.items():
            parts = name.split("-", 2)
            if len(parts) == 3 and int(parts[1]) < len(drafted):
                field = drafted[int(parts[1])][parts[2]]
                field.errors = [*field.errors, message]
            else:
                rest[name] = message
        return rest


def _row(source: SourceDraft) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date.as_written,
        "url": source.url,
        "kind": source.kind.value,
        "supports": source.supports,
        "opposing": "yes" if source.opposing else "",
        "checked": source.checked,
    }


class CorrectForm(BaseForm):
    """A new wording, with its reason."""

    wording = TextAreaField("New wording", [Needed()])
    reason = StringField("Reason, shown in public corrections", [Needed()])
    letter = BooleanField("Draft a correction")
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class ReasonForm(BaseForm):
    """Why a claim moves."""

    reason = StringField("Reason", [Needed()])


class DisputeForm(BaseForm):
    """What is disputed, and what the other side says."""

    dispute = TextAreaField("What is disputed", [Needed()])
    opposing_view = TextAreaField("The opposing view")


class SupersedeForm(BaseForm):
    """Which claim takes its place."""

    successor = SelectField("The claim that takes its place", [Needed()], choices=[])
    reason = StringField("Reason", [Needed()])


class NoteForm(BaseForm):
    """A question or remark for the history."""

    text = TextAreaField("Ask or note something", [Needed()])


class CopyForm(BaseForm):
    """An archived copy of a source."""

    file = FileField(
        "File", description="A PDF or saved page of up to 15 MB. It is only ever downloaded, never shown."
    )


class ImportForm(BaseForm):
    """A file of claims."""

    file = FileField("File", description="YAML or CSV, up to 2 MB, as an export of this room writes it.")


class ApplyForm(BaseForm):
    """Apply what was shown."""

    digest = HiddenField()
    reason = StringField("Reason, kept with each change")


class EmptyForm(BaseForm):
    """Only the token, for one-button actions."""


class FilterForm(BaseForm):
    """Which claims to list; sent by GET, so without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField("Find")
    topic = SelectField("Topic", choices=[("", "Any topic")], default="", validate_choice=False)
    state = SelectField(
        "State",
        choices=[
            ("", "In use"),
            (ClaimState.CURRENT.value, "Not disputed"),
            (ClaimState.DISPUTED.value, "Disputed"),
            (ClaimState.SUPERSEDED.value, "Superseded"),
            (ClaimState.RETRACTED.value, "Retracted"),
            ("all", "All"),
        ],
        default="",
    )
    confidence = SelectField(
        "Confidence",
        choices=[("", "Any"), *((value.value, value.value.capitalize()) for value in Confidence)],
        default="",
    )
    kind = SelectField("Kind of source", choices=[("", "Any kind"), *_KINDS], default="")
    check = BooleanField("Needs a check")
