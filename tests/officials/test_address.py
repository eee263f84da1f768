"""Forms of address: every row of the table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.officials.address import (
    AddressFacts,
    OfficeFacts,
    RoleFacts,
    RoleKind,
    StyleOptions,
    form_for,
    forms_for,
)
from tests.officials.addressing import JANE, G, K, address

WHITE_HOUSE = ("The White House", "1600 Pennsylvania Avenue NW", "Washington, DC 20500")

# kind, facts, preference, inside address, salutation: one row for each row of the table.
ROWS = [
    (K.PRESIDENT, {}, G.MR, ("The President", *WHITE_HOUSE), "Dear Mr. President:"),
    (K.PRESIDENT, {}, G.MS, ("The President", *WHITE_HOUSE), "Dear Madam President:"),
    (K.VICE_PRESIDENT, {}, G.MS, ("The Vice President", *WHITE_HOUSE), "Dear Madam Vice President:"),
    (
        K.CABINET_SECRETARY,
        {"title": "Secretary of State"},
        G.MR,
        ("The Honorable Jane Q. Doe", "Secretary of State"),
        "Dear Mr. Secretary:",
    ),
    (
        K.AMBASSADOR,
        {"place": "Armenia"},
        G.MS,
        ("The Honorable Jane Q. Doe", "American Ambassador"),
        "Dear Madam Ambassador:",
    ),
    (
        K.AMBASSADOR,
        {"place": "Peru"},
        G.MS,
        ("The Honorable Jane Q. Doe", "Ambassador of the United States of America"),
        "Dear Madam Ambassador:",
    ),
    (
        K.FOREIGN_AMBASSADOR,
        {"place": "France"},
        G.MR,
        ("His Excellency Jane Q. Doe", "Ambassador of France"),
        "Dear Mr. Ambassador:",
    ),
    (
        K.SENATOR,
        {},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "United States Senate", "Washington, DC 20510"),
        "Dear Senator Doe:",
    ),
    *(
        (
            kind,
            {},
            G.UNKNOWN,
            ("The Honorable Jane Q. Doe", "U.S. House of Representatives", "Washington, DC 20515"),
            "Dear Representative Doe:",
        )
        for kind in (K.REPRESENTATIVE, K.DELEGATE, K.RESIDENT_COMMISSIONER)
    ),
    (
        K.GOVERNOR,
        {"place": "California", "state": "CA"},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "Governor, State of California"),
        "Dear Governor Doe:",
    ),
    (
        K.STATE_SENATOR,
        {"place": "California", "state": "CA"},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "California State Senate"),
        "Dear Senator Doe:",
    ),
    (
        K.STATE_REPRESENTATIVE,
        {"place": "Texas", "state": "TX"},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "Texas House of Representatives"),
        "Dear Representative Doe:",
    ),
    (
        K.ASSEMBLY_MEMBER,
        {"place": "California", "state": "CA"},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "California State Assembly"),
        "Dear Assembly Member Doe:",
    ),
    (
        K.STATE_DELEGATE,
        {"place": "Virginia", "state": "VA"},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "Virginia House of Delegates"),
        "Dear Delegate Doe:",
    ),
    (
        K.MAYOR,
        {"place": "Arroyo Vista"},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "Mayor of Arroyo Vista"),
        "Dear Mayor Doe:",
    ),
    (
        K.COUNCIL_MEMBER,
        {"body": "Arroyo Vista City Council"},
        G.MS,
        ("Ms. Jane Q. Doe", "Member, Arroyo Vista City Council"),
        "Dear Council Member Doe:",
    ),
    (
        K.COUNCIL_PRESIDENT,
        {"body": "Arroyo Vista City Council"},
        G.UNKNOWN,
        ("Jane Q. Doe", "President, Arroyo Vista City Council"),
        "Dear Council President Doe:",
    ),
    (
        K.HEAD_OF_STATE,
        {"place": "Ruritania"},
        G.MS,
        ("Her Excellency Jane Q. Doe", "President of Ruritania"),
        "Excellency:",
    ),
    (
        K.HEAD_OF_GOVERNMENT,
        {"place": "Ruritania"},
        G.MR,
        ("His Excellency Jane Q. Doe", "Prime Minister of Ruritania"),
        "Dear Prime Minister:",
    ),
    (
        K.SECRETARY_GENERAL,
        {},
        G.MR,
        ("His Excellency Jane Q. Doe", "Secretary-General of the United Nations"),
        "Your Excellency:",
    ),
    (
        K.ATTORNEY_GENERAL,
        {"place": "Virginia", "state": "VA"},
        G.UNKNOWN,
        ("The Honorable Jane Q. Doe", "Attorney General, Commonwealth of Virginia"),
        "Dear Attorney General Doe:",
    ),
]


@pytest.mark.parametrize(("kind", "facts", "gendered", "inside", "salutation"), ROWS)
def test_each_row_of_the_table(
    kind: K, facts: dict[str, str], gendered: G, inside: tuple[str, ...], salutation: str
) -> None:
    form = address(kind, gendered, **facts)
    assert form.inside_address == inside
    assert form.salutation == salutation


def test_speaker_has_the_address_of_that_office_and_their_own() -> None:
    speaker = RoleFacts(RoleKind.SPEAKER, "Speaker of the House", "U.S. House of Representatives")
    facts = AddressFacts(
        JANE, OfficeFacts(K.REPRESENTATIVE), G.MS, postal=("521 Cannon HOB; Washington DC 20515",)
    )
    own, office = forms_for(facts, [speaker])
    assert own.inside_address == (
        "The Honorable Jane Q. Doe",
        "U.S. House of Representatives",
        "521 Cannon House Office Building",
        "Washington, DC 20515",
    )
    assert office.inside_address == (
        "The Speaker of the House of Representatives",
        "U.S. Capitol",
        "Washington, DC 20515",
    )
    assert (own.salutation, office.salutation) == ("Dear Representative Doe:", "Dear Madam Speaker:")
    named = form_for(replace(facts, role=speaker, options=StyleOptions(speaker_by_name=True)))
    assert named.inside_address[:2] == (
        "The Honorable Jane Q. Doe",
        "Speaker of the House of Representatives",
    )


@pytest.mark.parametrize(
    ("title", "gendered", "salutation"),
    [
        ("Chairman", G.MR, "Dear Mr. Chairman:"),
        ("Chairwoman", G.MS, "Dear Madam Chairwoman:"),
        ("Chairman", G.MS, "Dear Madam Chairman:"),
        ("Chair", G.MS, "Dear Chair Doe:"),
        ("Chairman", G.UNKNOWN, "Dear Chair Doe:"),
        ("Chairwoman", G.MR, "Dear Chair Doe:"),
        ("Cochairman", G.MR, "Dear Co-Chair Doe:"),
    ],
)
def test_chair_as_the_holder_styles_it(title: str, gendered: G, salutation: str) -> None:
    role = RoleFacts(RoleKind.CHAIR, title, "Committee on Foreign Affairs")
    form = address(K.REPRESENTATIVE, gendered, role=role)
    assert form.salutation == salutation
    assert form.inside_address == (
        "The Honorable Jane Q. Doe",
        f"{title}, Committee on Foreign Affairs",
        "U.S. House of Representatives",
        "Washington, DC 20515",
    )


def test_ranking_member_keeps_the_title_senator_in_speech() -> None:
    form = address(
        K.SENATOR, role=RoleFacts(RoleKind.RANKING_MEMBER, "Ranking Member", "Committee on Foreign Relations")
    )
    assert form.salutation == "Dear Ranking Member Doe:"
    assert form.spoken == "Senator Doe"
    assert form.capacity == "Ranking Member, Committee on Foreign Relations"
    assert form.short_capacity == "Ranking Member"
