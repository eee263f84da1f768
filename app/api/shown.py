"""Turning records of several rooms into what the API gives, where more than one resource shows them."""

from __future__ import annotations

from app.api.schemas.officials import ContactPointOut, FormOfAddressOut, TermOut, WhyOut
from app.officials.address import FormOfAddress
from app.officials.display import ContactView, TermView


def term(view: TermView) -> TermOut:
    """A term with its status on the day asked about."""
    return TermOut(
        id=view.id,
        label=view.label,
        kind=view.kind,
        title=view.title,
        status=view.status,
        standing=view.standing,
        body=view.body,
        body_id=view.body_id,
        place=view.place,
        state=view.state,
        district=view.district,
        party=view.party,
        start=view.start,
        start_precision=view.start_precision,
        end=view.end,
        end_precision=view.end_precision,
        confirmed_on=view.confirmed_on,
        source=view.source,
    )


def contact_point(view: ContactView) -> ContactPointOut:
    """A contact point in use."""
    return ContactPointOut(
        id=view.id,
        kind=view.kind,
        value=view.value,
        lines=list(view.lines),
        label=view.label,
        hours=view.hours,
        health=view.health,
        last_checked=view.last_checked,
        note=view.note,
        source=view.source,
    )


def form_of_address(form: FormOfAddress) -> FormOfAddressOut:
    """One form of address with the rule behind every line."""
    return FormOfAddressOut(
        capacity=form.capacity,
        inside_address=list(form.inside_address),
        envelope=list(form.envelope),
        salutation=form.salutation,
        spoken=form.spoken,
        closing=form.closing,
        why=[
            WhyOut(part=one.part.value, text=one.text, rule=one.rule, source=one.source) for one in form.why
        ],
        missing=list(form.missing),
    )
