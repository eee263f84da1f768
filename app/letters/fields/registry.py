"""The closed registry of field names: what each is called, an example, and how to mend a missing one.

A field's value is data: it goes into the letter as text and is never read again as fields, Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from app.core.day_styles import write_day
from app.letters.fields.context import Addressee, Context, DemandWording, listed, waited
from app.letters.fields.voice import VOICE, in_voice, is_voice


@dataclass(frozen=True, slots=True)
class Field:
    """``per_recipient``: whether the value depends on the addressee. ``mend``: what to do when it is missing."""

    name: str
    label: str
    example: str
    mend: str
    group: str
    value: Callable[[Context], str]
    per_recipient: bool = False


def _addressee(name: str, label: str, example: str) -> Field:
    def value(context: Context) -> str:
        values = [_value_of(addressee, name) for addressee in context.addressees]
        return listed(list(dict.fromkeys(values))) if all(values) else ""

    mend = f"Add the {label} to the official’s record, or make the words optional."
    return Field(
        f"recipient.{name}", f"recipient’s {label}", example, mend, "Recipient", value, per_recipient=True
    )


def _value_of(addressee: Addressee, name: str) -> str:
    value: str = getattr(addressee, name)
    return value


def _signatory(name: str, label: str, example: str) -> Field:
    def value(context: Context) -> str:
        first = context.signatories[:1]
        return str(getattr(first[0], name)) if first else ""

    mend = f"Add the {label} to the signatory, or choose a signatory."
    return Field(f"signatory.{name}", f"first signatory’s {label}", example, mend, "Signatories", value)


def _fact(name: str, label: str, example: str, group: str) -> Field:
    mend = f"Give the {label} among the campaign’s values."
    return Field(name, label, example, mend, group, lambda context: context.facts.get(name, ""))


def _earlier(part: str, label: str, example: str, value: Callable[[Context], str]) -> Field:
    mend = "Choose the earlier letter, or take these words out."
    return Field(f"earlier.{part}", label, example, mend, "Earlier letter", value)


_FIELDS = (
    _addressee("name", "name", "Ana Ruiz"),
    _addressee("surname", "surname", "Ruiz"),
    _addressee("salutation", "salutation", "Dear Senator Ruiz:"),
    _addressee("title", "title", "Senator"),
    _addressee("office", "office", "Senator from California"),
    _addressee("body", "body", "United States Senate"),
    _addressee("district", "district", "28th"),
    _addressee("state", "state", "California"),
    _signatory("name", "name", "Dana Whitfield"),
    _signatory("title", "title", "Mayor"),
    _signatory("body", "body", "City of Arroyo Vista"),
    Field(
        "signatories.names",
        "names of all signatories",
        "Dana Whitfield and Ruth Okafor",
        "Choose the signatories.",
        "Signatories",
        lambda context: listed([signatory.name for signatory in context.signatories]),
    ),
    Field(
        "signatories.count",
        "number of signatories",
        "2",
        "Choose the signatories.",
        "Signatories",
        lambda context: str(len(context.signatories)) if context.signatories else "",
    ),
    _fact("org.name", "organisation", "City of Arroyo Vista", "Organisation"),
    _fact("org.city", "city", "Arroyo Vista", "Organisation"),
    _fact("org.county", "county", "San Rafael County", "Organisation"),
    _fact("org.state", "state", "California", "Organisation"),
    _fact("org.population", "population", "203,400", "Organisation"),
    _fact("org.community", "community spoken for", "Armenian American residents", "Organisation"),
    _fact("org.phone", "telephone", "(626) 555-0100", "Organisation"),
    _fact("org.email", "e-mail address", "mayor@arroyovista.example", "Organisation"),
    _fact("org.website", "website", "arroyovista.example", "Organisation"),
    _fact("contact.name", "person to contact", "Sam Ortega", "Organisation"),
    Field(
        "campaign.name",
        "campaign",
        "Reopen the Lachin road",
        "Put the letter into a campaign.",
        "Campaign",
        lambda context: context.campaign,
    ),
    _fact("campaign.goal", "campaign’s goal", "free movement on the road", "Campaign"),
    _fact("campaign.place", "place concerned", "Nagorno-Karabakh", "Campaign"),
    _fact("meeting.with", "people at the meeting", "community leaders", "Meeting and reply"),
    _fact("meeting.deadline", "meeting deadline", "January 31, 2023", "Meeting and reply"),
    _fact("reply.deadline", "reply deadline", "January 20, 2023", "Meeting and reply"),
    Field(
        "letter.date",
        "letter’s date",
        "January 4, 2023",
        "Give the letter a date.",
        "Letter",
        lambda context: write_day(context.letter_date, context.date_style),
    ),
    Field(
        "letter.number",
        "letter’s number",
        "AV-2023-02",
        "Save the letter once; it gets its number then.",
        "Letter",
        lambda context: context.letter_number,
    ),
    Field(
        "letter.subject",
        "subject",
        "The Lachin road",
        "Give the letter a subject.",
        "Letter",
        lambda context: context.subject,
    ),
    _earlier(
        "date",
        "earlier letter’s date",
        "December 21, 2022",
        lambda context: write_day(context.earlier.date, context.date_style) if context.earlier else "",
    ),
    _earlier(
        "number",
        "earlier letter’s number",
        "AV-2022-31",
        lambda context: context.earlier.number if context.earlier else "",
    ),
    _earlier(
        "subject",
        "earlier letter’s subject",
        "The Lachin road",
        lambda context: context.earlier.subject if context.earlier else "",
    ),
    _earlier(
        "days",
        "days since the earlier letter",
        "14",
        lambda context: str((context.letter_date - context.earlier.date).days) if context.earlier else "",
    ),
    _earlier(
        "days_waited",
        "days waited since the earlier letter",
        "14 days",
        lambda context: waited(context.earlier.date, context.letter_date) if context.earlier else "",
    ),
)

REGISTRY = {field.name: field for field in _FIELDS}
DEMAND_PARTS = ("clause", "paragraph", "title")


def lookup(name: str) -> Field | None:
    """The field with this name: from the registry, ``demand.SLUG.clause``, or a word that agrees in number."""
    if name in REGISTRY:
        return REGISTRY[name]
    if is_voice(name):
        return _voice_field(name)
    if demand := demand_of(name):
        return _demand_field(name, demand, name.rpartition(".")[2])
    return None


def demand_of(name: str) -> str:
    """The slug in ``demand.SLUG.clause`` (or paragraph, title); empty for any other field."""
    parts = name.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == "demand" and parts[2] in DEMAND_PARTS else ""


def suggestion(name: str) -> str:
    """The known name that an unknown one most likely meant, or empty."""
    close = get_close_matches(name.lower(), [*REGISTRY, *VOICE], n=1, cutoff=0.6)
    return close[0] if close else ""


def by_group() -> dict[str, tuple[Field, ...]]:
    """Every field for the insert menu, by group, voice words last."""
    groups: dict[str, list[Field]] = {}
    for field in (*_FIELDS, *(_voice_field(name) for name in VOICE)):
        groups.setdefault(field.group, []).append(field)
    return {group: tuple(fields) for group, fields in groups.items()}


def _voice_field(name: str) -> Field:
    return Field(
        name,
        f"“{in_voice(name, 2)}” or “{in_voice(name, 1)}”",
        in_voice(name, 2),
        "Choose the signatories.",
        "I or we",
        lambda context: in_voice(name, len(context.signatories)),
    )


def _demand_field(name: str, slug: str, part: str) -> Field:
    def value(context: Context) -> str:
        return next((_part(demand, part) for demand in context.demands if demand.slug == slug), "")

    mend = f"Choose the demand “{slug}” for this letter and give it a {part}."
    return Field(name, f"{part} of the demand “{slug}”", "fully enforce Section 907", mend, "Demands", value)


def _part(demand: DemandWording, part: str) -> str:
    value: str = getattr(demand, part)
    return value
