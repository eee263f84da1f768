"""Forms of the campaigns room. The rules say what is wrong; these only read what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import User
from app.campaigns.models import Anchor, Campaign
from app.campaigns.rules import (
    COUNT_WORDS,
    DEFAULT_FOLLOW_UP_DAYS,
    OLDEST_DAY,
    AnchorDetails,
    CampaignDetails,
    CountRule,
    FactDetails,
)
from app.core.forms import BaseForm, CountField, DayField, Needed
from app.core.text import slugify
from app.demands.models import Demand
from app.officials.models import Segment

_RULES = [(rule.value, word) for rule, word in COUNT_WORDS.items()]


def _as_uuid(value: str | UUID | None) -> UUID | None:
    """For selects of ids: what cannot be read is no choice, never an error page."""
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


class _GoalForm(BaseForm):
    """What both forms of a campaign ask."""

    title = StringField("Title", [Needed()])
    goal = TextAreaField("Goal", [Needed()])
    follow_up_days = CountField("Follow up after", [Optional()], default=DEFAULT_FOLLOW_UP_DAYS)
    letter_prefix = StringField("Letter number prefix")

    def details(self, slug: str) -> CampaignDetails:
        """What was typed, as plain values. An empty number of days is the usual one."""
        days = self.follow_up_days.data
        return CampaignDetails(
            title=self.title.data or "",
            slug=slug,
            goal=self.goal.data or "",
            letter_prefix=self.letter_prefix.data or "",
            follow_up_days=DEFAULT_FOLLOW_UP_DAYS if days is None else days,
        )


class NewCampaignForm(_GoalForm):
    """A campaign with what it asks and its first day count, if any."""

    slug = StringField("Short name for the address")
    demands = SelectMultipleField(
        "Demands",
        coerce=_as_uuid,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    anchor_label = StringField("What happened")
    anchor_name = StringField("Short name for letters")
    anchor_day = DayField("Day", [Optional()])
    anchor_rule = RadioField("Counting rule", choices=_RULES, default=CountRule.INCLUSIVE.value)

    def offer(self, demands: Iterable[Demand]) -> None:
        """Offer the library's demands."""
        self.demands.choices = [(each.id, each.title) for each in demands]

    def chosen_slug(self) -> str:
        """As typed, else made from the title."""
        return self.slug.data or slugify(self.title.data or "")

    def anchor(self) -> AnchorDetails | None:
        """The first day count; None when none of its three boxes is filled in."""
        label, name, day = self.anchor_label.data or "", self.anchor_name.data or "", self.anchor_day.data
        if not (label or name or day):
            return None
        return AnchorDetails(
            name or slugify(label, 40), label, day or OLDEST_DAY.replace(year=1), _rule(self)
        )


class EditCampaignForm(_GoalForm):
    """The texts and numbers of a campaign."""

    def fill(self, campaign: Campaign) -> None:
        """Put what is on file into the form."""
        self.title.data, self.goal.data = campaign.title, campaign.goal
        self.follow_up_days.data, self.letter_prefix.data = campaign.follow_up_days, campaign.letter_prefix


class AddDemandForm(BaseForm):
    """One demand more, with an optional deadline."""

    demand_id = SelectField("Demand", [Needed()], coerce=_as_uuid, validate_choice=False)
    deadline = DayField("By when", [Optional()])

    def offer(self, demands: Iterable[Demand]) -> None:
        """Offer what the campaign does not ask yet."""
        self.demand_id.choices = [("", "Choose a demand"), *((str(each.id), each.title) for each in demands)]


class DeadlineForm(BaseForm):
    """By when one demand is asked; empty: no deadline."""

    deadline = DayField("By when", [Optional()])


class AnchorForm(BaseForm):
    """A day that counts start from."""

    label = StringField("What happened", [Needed()])
    name = StringField("Short name for letters", [Needed()])
    day = DayField("Day", [Optional()])
    rule = RadioField("Counting rule", choices=_RULES, default=CountRule.INCLUSIVE.value)

    def fill(self, anchor: Anchor) -> None:
        """Put what is on file into the form."""
        self.label.data, self.name.data = anchor.label, anchor.name
        self.day.data, self.rule.data = anchor.day, anchor.rule.value

    def details(self) -> AnchorDetails:
        """What was typed; a missing day becomes one that the rules refuse."""
        day = self.day.data or OLDEST_DAY.replace(year=1)
        return AnchorDetails(self.name.data or "", self.label.data or "", day, _rule(self, "rule"))


class FactForm(BaseForm):
    """A value that letters may print."""

    key = StringField("Field", [Needed()])
    value = StringField("Value", [Needed()])
    source_note = StringField("Where it comes from", [Needed()])

    def details(self) -> FactDetails:
        """What was typed."""
        return FactDetails(self.key.data or "", self.value.data or "", self.source_note.data or "")


class AddMemberForm(BaseForm):
    """Somebody to let in."""

    user_id = SelectField("Person", [Needed()], coerce=_as_uuid, validate_choice=False)

    def offer(self, people: Iterable[User]) -> None:
        """Offer people who could write and do not belong yet."""
        self.user_id.choices = [("", "Choose a person"), *((str(each.id), each.name) for each in people)]


class AddSegmentForm(BaseForm):
    """A segment to take officials from."""

    segment_id = SelectField("Segment", [Needed()], coerce=_as_uuid, validate_choice=False)

    def offer(self, segments: Iterable[Segment]) -> None:
        """Offer segments that are in use."""
        self.segment_id.choices = [
            ("", "Choose a segment"),
            *((str(each.id), each.name) for each in segments),
        ]


class LeaveOutForm(BaseForm):
    """Why an official is not written to."""

    reason = StringField("Reason")


class CloseForm(BaseForm):
    """A last word on a campaign."""

    note = TextAreaField("What came of it")


class TargetFilterForm(BaseForm):
    """Which targets to list, and whom to look for in the directory; sent by GET, so without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField("Find among the targets")
    find = StringField("Find in the directory")


def _rule(form: BaseForm, name: str = "anchor_rule") -> CountRule:
    return CountRule(form[name].data or CountRule.INCLUSIVE.value)
