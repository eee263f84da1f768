"""Forms of address: what always holds."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.officials.address import (
    AddressFacts,
    AddressOverride,
    OfficeFacts,
    PersonName,
    PresidentStyle,
    RoleFacts,
    RoleKind,
    StyleOptions,
    form_for,
)
from app.officials.rules import GenderedForm, OfficeKind, Standing

words = st.text(alphabet=string.ascii_letters + "éñ-' ", max_size=14)
people = st.builds(
    PersonName,
    given=words,
    family=words,
    middle=words,
    suffix=st.sampled_from(["", "Jr.", "Sr", "II", "III", "IV"]),
    full=st.one_of(st.just(""), words),
    prefix=st.sampled_from(["", "Dr."]),
)
roles = st.one_of(
    st.none(),
    st.builds(
        RoleFacts,
        kind=st.sampled_from(RoleKind),
        title=st.sampled_from(["Chair", "Chairman", "Chairwoman", "Ranking Member", "Majority Leader"]),
        body=st.sampled_from(["", "Committee on Foreign Relations"]),
    ),
)
offices = st.builds(
    OfficeFacts,
    kind=st.sampled_from(OfficeKind),
    title=words,
    body=words,
    place=words,
    state=st.sampled_from(["", "CA", "MA", "VA", "DC"]),
    standing=st.sampled_from(Standing),
)
anyone = st.builds(
    AddressFacts,
    name=people,
    office=offices,
    gendered=st.sampled_from(GenderedForm),
    role=roles,
    earlier=st.one_of(st.none(), offices),
    confirmed_before=st.booleans(),
    postal=st.lists(words, max_size=3).map(tuple),
    country=words,
    options=st.builds(
        StyleOptions,
        president=st.sampled_from(PresidentStyle),
        speaker_by_name=st.booleans(),
        representative_courtesy=st.booleans(),
        governor_excellency=st.booleans(),
        council_honorable=st.booleans(),
        room_on_letter=st.booleans(),
    ),
)


@given(anyone)
def test_always_whole(facts: AddressFacts) -> None:
    form = form_for(facts)
    assert form.inside_address
    assert form.envelope
    assert all(line.strip() == line and line for line in (*form.inside_address, *form.envelope))
    assert form.salutation.endswith(":")
    assert not form.salutation.endswith((" :", ",:"))
    assert form.spoken.strip()


@given(anyone)
def test_honorable_never_before_a_surname_alone_or_a_title(facts: AddressFacts) -> None:
    family = " ".join(facts.name.family.split())
    for line in form_for(facts).inside_address:
        if line.startswith("The Honorable "):
            name = line.removeprefix("The Honorable ")
            assert name != family
            assert len(name.split()) > 1
            assert not name.startswith(("Dr.", "Mr.", "Ms.", "Senator "))


@given(anyone.map(lambda facts: replace(facts, gendered=GenderedForm.UNKNOWN)))
def test_gender_is_never_guessed(facts: AddressFacts) -> None:
    typed = " ".join(
        (*facts.postal, facts.office.title, facts.office.place, facts.office.body, str(facts.name))
    )
    form = form_for(facts)
    text = " ".join((*form.inside_address, form.salutation, form.spoken))
    for word in ("Mr.", "Ms.", "Mrs.", "Madam", "His ", "Her "):
        assert word not in text or word.strip() in typed


@given(anyone.filter(lambda facts: facts.office.kind is OfficeKind.SENATOR or facts.role is None))
def test_salutation_ignores_the_address_lines(facts: AddressFacts) -> None:
    """The two are separate forms: what the inside address says cannot change the salutation."""
    moved = replace(facts, postal=("1 Other Street", "Elsewhere, OH 45801"), country="France")
    override = AddressOverride(inside_address=("Somebody else", "Somewhere"))
    assert form_for(replace(moved, override=override)).salutation == form_for(facts).salutation
