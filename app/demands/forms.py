"""Forms of the demand library. The rules say what is wrong; these only read what was typed."""

from __future__ import annotations

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.core.forms import BaseForm, Needed
from app.demands.models import Demand
from app.demands.rules import (
    OFFICE_WORDS,
    DemandDraft,
    DemandState,
    DemandWording,
    OfficeKind,
    parse_bases,
    parse_tags,
    write_bases,
)

_OFFICES = [(kind.value, word) for kind, word in OFFICE_WORDS.items()]


class DemandForm(BaseForm):
    """A demand, new or changed. `revision` is the wording the person was looking at."""

    title = StringField("Title", [Needed()])
    slug = StringField("Short name", [Needed()])
    clause = TextAreaField("As a clause", [Needed()])
    paragraph = TextAreaField("As a paragraph", [Needed()])
    legal_basis = TextAreaField("Legal basis")
    grantable_by = SelectMultipleField(
        "Who can grant it",
        choices=_OFFICES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    tags = StringField("Tags")
    guidance = TextAreaField("Note for writers")
    note = StringField("What changed and why")
    revision = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def fill(self, demand: Demand) -> None:
        """Put what is on file into the form."""
        wording = demand.current.wording
        self.title.data, self.slug.data = wording.title, demand.slug
        self.clause.data, self.paragraph.data = wording.clause, wording.paragraph
        self.legal_basis.data = write_bases(wording.legal_basis)
        self.grantable_by.data = list(demand.grantable_by)
        self.tags.data, self.guidance.data = ", ".join(demand.tags), demand.guidance
        self.revision.data = demand.revision_no

    def draft(self) -> DemandDraft:
        """What was typed, as plain values."""
        wording = DemandWording(
            title=self.title.data or "",
            clause=self.clause.data or "",
            paragraph=self.paragraph.data or "",
            legal_basis=parse_bases(self.legal_basis.data or ""),
        )
        offices = tuple(OfficeKind(value) for value in self.grantable_by.data or [])
        return DemandDraft(wording, offices, parse_tags(self.tags.data or ""), self.guidance.data or "")


class DemandFilterForm(BaseForm):
    """Which demands to list; sent by GET, so without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField("Find")
    office = SelectField("Who can grant it", choices=[("", "Any office"), *_OFFICES], default="")
    state = SelectField(
        "State",
        choices=[
            (DemandState.ACTIVE.value, "In use"),
            (DemandState.RETIRED.value, "Retired"),
            ("all", "All"),
        ],
        default=DemandState.ACTIVE.value,
    )
