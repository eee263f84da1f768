"""Salutation and spoken form. Both come from the office's own columns, never from the address lines."""

from __future__ import annotations

from dataclasses import replace

from app.officials.address import names
from app.officials.address.facts import (
    AddressFacts,
    Part,
    PresidentStyle,
    RoleKind,
    Why,
)
from app.officials.address.offices import OFFICES
from app.officials.rules import GenderedForm, OfficeKind, Standing

_NEEDS_NONE = "No preference is on record, so the form that needs none is used."
_HOUSE = (OfficeKind.REPRESENTATIVE, OfficeKind.DELEGATE, OfficeKind.RESIDENT_COMMISSIONER)


def salutation(facts: AddressFacts) -> Why:
    """The salutation by rule, before any override. Always ends with a colon."""
    if _untitled(facts.office.standing, facts.office.kind):
        return _untitled_salutation(facts)
    if facts.office.standing is Standing.ELECT:
        return _elect_salutation(facts)
    if facts.role and facts.role.kind is not RoleKind.LEADER:
        return _role_salutation(facts)
    return _office_salutation(facts)


def spoken(facts: AddressFacts) -> Why:
    """How the person is spoken to."""
    rule, office = OFFICES[facts.office.kind], facts.office
    if office.standing is Standing.ELECT and facts.earlier:
        return spoken(replace(facts, office=facts.earlier, earlier=None, role=None))
    if office.standing is Standing.ELECT or _untitled(office.standing, office.kind):
        return _say(
            names.courtesy_surname(facts.name, facts.gendered), "No title in speech at this time.", "FoA"
        )
    sir = names.sir_or_madam(facts.gendered)
    if facts.role and facts.role.kind is RoleKind.SPEAKER:
        return _say(f"{sir} Speaker" if sir else _titled("Speaker", facts), "The Speaker's title.", "FoA")
    by_office = rule.alone and facts.options.president is not PresidentStyle.NAMED
    if by_office and sir:
        return _say(f"{sir} {rule.gendered}", "The office, as in the salutation.", rule.salutation_source)
    if rule.spoken:
        return _say(rule.spoken, "The spoken style of the office.", rule.salutation_source)
    title = rule.title(office)
    return _say(
        _titled(title, facts) if title else names.courtesy_surname(facts.name, facts.gendered),
        "Title and surname.",
        rule.salutation_source,
    )


def _untitled(standing: Standing, kind: OfficeKind) -> bool:
    former = standing is Standing.FORMER and OFFICES[kind].single_holder
    return former or standing is Standing.ACTING


def _say(text: str, rule: str, source: str) -> Why:
    return Why(Part.SPOKEN, text, rule, source)


def _dear(text: str, rule: str, source: str) -> Why:
    return Why(Part.SALUTATION, f"Dear {text}:", rule, source)


def _titled(title: str, facts: AddressFacts) -> str:
    return f"{title} {names.surname(facts.name) or names.full_name(facts.name)}".strip()


def _courtesy(facts: AddressFacts, rule: str, source: str) -> Why:
    text = names.courtesy_surname(facts.name, facts.gendered)
    return _dear(text or OFFICES[facts.office.kind].label, rule, source)


def _untitled_salutation(facts: AddressFacts) -> Why:
    if facts.office.standing is Standing.ACTING:
        return _courtesy(
            facts, "An acting officer is Mr. or Ms., or the full name where neither is known.", "FoA"
        )
    return _courtesy(
        facts, "One person holds this office at a time, so a former holder leaves the title.", "FoA"
    )


def _elect_salutation(facts: AddressFacts) -> Why:
    if facts.earlier is None:
        return _courtesy(
            facts, "Until sworn in there is no title, and no earlier office is on record.", "FoA"
        )
    before = salutation(replace(facts, office=facts.earlier, earlier=None, role=None))
    return replace(before, rule="Until sworn in the earlier salutation stays. " + before.rule)


def _role_salutation(facts: AddressFacts) -> Why:
    role, sir = facts.role, names.sir_or_madam(facts.gendered)
    if role is None or not (names.surname(facts.name) or sir):
        return _office_salutation(facts)
    if role.kind is RoleKind.SPEAKER:
        if sir:
            return _dear(f"{sir} Speaker", "Mr. or Madam by the preference on record.", "FoA")
        return _dear(_titled("Speaker", facts), _NEEDS_NONE, "House rule")
    if role.kind is RoleKind.CHAIR:
        return _chair_salutation(facts, role.title)
    title = "Ranking Member" if role.kind is RoleKind.RANKING_MEMBER else "Vice Chair"
    return _dear(_titled(title, facts), "Addressed in this role, with the title and surname.", "House rule")


def _chair_salutation(facts: AddressFacts, styled: str) -> Why:
    word = styled.casefold().replace("-", "")
    as_styled = {
        ("chairman", GenderedForm.MR): "Mr. Chairman",
        ("chairman", GenderedForm.MS): "Madam Chairman",
        ("chairwoman", GenderedForm.MS): "Madam Chairwoman",
    }.get((word, facts.gendered))
    if as_styled:
        return _dear(as_styled, "The title as its holder styles it, with the preference on record.", "ITA")
    title = "Co-Chair" if word.startswith("co") else "Chair"
    known = facts.gendered in (GenderedForm.MR, GenderedForm.MS)
    rule = "The title as its holder styles it, with the surname." if known else _NEEDS_NONE
    return _dear(_titled(title, facts), rule, "ITA")


def _office_salutation(facts: AddressFacts) -> Why:
    chosen = _chosen_by_organisation(facts)
    if chosen:
        return chosen
    rule = OFFICES[facts.office.kind]
    sir, source, title = names.sir_or_madam(facts.gendered), rule.salutation_source, rule.title(facts.office)
    if rule.gendered and sir:
        return _dear(f"{sir} {rule.gendered}", "Mr. or Madam by the preference on record.", source)
    if rule.fixed:
        return Why(
            Part.SALUTATION, rule.fixed, _NEEDS_NONE if rule.gendered else "The style of the office.", source
        )
    if title and names.full_name(facts.name):
        return _dear(_titled(title, facts), _NEEDS_NONE if rule.gendered else "Title and surname.", source)
    return _courtesy(facts, "Mr. or Ms. where known, else the full name.", source)


def _chosen_by_organisation(facts: AddressFacts) -> Why | None:
    """The organisation's option where sources disagree, if it set one for this office."""
    rule, options, kind = OFFICES[facts.office.kind], facts.options, facts.office.kind
    if rule.alone and options.president is PresidentStyle.NAMED:
        title = rule.title(facts.office)
        return _dear(_titled(title, facts), "The organisation writes title and surname.", "House rule")
    if kind in _HOUSE and options.representative_courtesy and names.courtesy(facts.name, facts.gendered):
        return _courtesy(facts, "The organisation writes Mr. or Ms. to members of the House.", "FoA")
    if kind is OfficeKind.SECRETARY_GENERAL and options.secretary_general_by_title:
        return _dear("Secretary-General", "The organisation writes the title.", rule.salutation_source)
    if kind is OfficeKind.FOREIGN_AMBASSADOR and options.ambassador_excellency:
        return Why(
            Part.SALUTATION, rule.fixed, "The organisation writes Your Excellency.", rule.salutation_source
        )
    return None
