"""Forms of address: every row of the table, every rule below it, and what always holds."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.officials.address import (
    AddressFacts,
    AddressOverride,
    FormOfAddress,
    OfficeFacts,
    Part,
    PersonName,
    PresidentStyle,
    RoleFacts,
    RoleKind,
    StyleOptions,
    form_for,
    forms_for,
    joint_salutation,
    split_postal,
)
from app.officials.rules import GenderedForm, OfficeKind, Standing

K, G = OfficeKind, GenderedForm
JANE = PersonName(given="Jane", middle="Q.", family="Doe")


def address(kind: OfficeKind, gendered: GenderedForm = G.UNKNOWN, **more: object) -> FormOfAddress:
    office_fields = {k: more.pop(k) for k in ("title", "body", "place", "state", "standing") if k in more}
    office = OfficeFacts(kind, **office_fields)  # type: ignore[arg-type]
    name = more.pop("name", JANE)
    return form_for(AddressFacts(name=name, office=office, gendered=gendered, **more))  # type: ignore[arg-type]


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
def test_each_row_of_the_table(kind, facts, gendered, inside, salutation):
    form = address(kind, gendered, **facts)
    assert form.inside_address == inside
    assert form.salutation == salutation


def test_speaker_has_the_address_of_that_office_and_their_own():
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
def test_chair_as_the_holder_styles_it(title, gendered, salutation):
    role = RoleFacts(RoleKind.CHAIR, title, "Committee on Foreign Affairs")
    form = address(K.REPRESENTATIVE, gendered, role=role)
    assert form.salutation == salutation
    assert form.inside_address == (
        "The Honorable Jane Q. Doe",
        f"{title}, Committee on Foreign Affairs",
        "U.S. House of Representatives",
        "Washington, DC 20515",
    )


def test_ranking_member_keeps_the_title_senator_in_speech():
    form = address(
        K.SENATOR, role=RoleFacts(RoleKind.RANKING_MEMBER, "Ranking Member", "Committee on Foreign Relations")
    )
    assert form.salutation == "Dear Ranking Member Doe:"
    assert form.spoken == "Senator Doe"
    assert form.capacity == "Ranking Member"


NEUTRAL = [
    (K.PRESIDENT, "Dear President Doe:"),
    (K.VICE_PRESIDENT, "Dear Vice President Doe:"),
    (K.CABINET_SECRETARY, "Dear Secretary Doe:"),
    (K.AMBASSADOR, "Dear Ambassador Doe:"),
    (K.FOREIGN_AMBASSADOR, "Your Excellency:"),
    (K.OTHER, "Dear Jane Q. Doe:"),
]


@pytest.mark.parametrize("gendered", [G.UNKNOWN, G.NONE])
@pytest.mark.parametrize(("kind", "salutation"), NEUTRAL)
def test_without_a_preference_the_form_that_needs_none(kind, salutation, gendered):
    assert address(kind, gendered).salutation == salutation


def test_excellency_without_a_preference_is_abbreviated():
    form = address(K.HEAD_OF_STATE, place="Ruritania")
    assert form.inside_address[0] == "H.E. Jane Q. Doe"


def test_options_where_sources_disagree():
    named = StyleOptions(president=PresidentStyle.NAMED)
    form = address(K.PRESIDENT, G.MR, options=named)
    assert form.inside_address[:2] == ("The Honorable Jane Q. Doe", "President of the United States")
    assert form.salutation == "Dear President Doe:"
    first = address(K.PRESIDENT, G.MR, options=StyleOptions(president=PresidentStyle.NAME_FIRST))
    assert first.inside_address[:2] == ("The Honorable Jane Q. Doe", "The President")
    assert first.salutation == "Dear Mr. President:"
    courtesy = StyleOptions(representative_courtesy=True)
    assert address(K.REPRESENTATIVE, G.MS, options=courtesy).salutation == "Dear Ms. Doe:"
    assert address(K.REPRESENTATIVE, G.UNKNOWN, options=courtesy).salutation == "Dear Representative Doe:"
    assert address(
        K.FOREIGN_AMBASSADOR, G.MR, options=StyleOptions(ambassador_excellency=True)
    ).salutation == ("Your Excellency:")
    assert address(K.SECRETARY_GENERAL, options=StyleOptions(secretary_general_by_title=True)).salutation == (
        "Dear Secretary-General:"
    )
    local = address(K.COUNCIL_MEMBER, body="City Council", options=StyleOptions(council_honorable=True))
    assert local.inside_address[0] == "The Honorable Jane Q. Doe"


@pytest.mark.parametrize(("state", "first"), [("MA", "Her Excellency"), ("CA", "The Honorable")])
def test_excellency_for_governors_only_where_traditional(state, first):
    options = StyleOptions(governor_excellency=True)
    form = address(K.GOVERNOR, G.MS, place="Somewhere", state=state, options=options)
    assert form.inside_address[0] == f"{first} Jane Q. Doe"


def test_elect_is_honorable_with_the_earlier_salutation():
    form = address(
        K.GOVERNOR,
        place="Ohio",
        state="OH",
        standing=Standing.ELECT,
        earlier=OfficeFacts(K.MAYOR, place="Lima"),
    )
    assert form.inside_address == ("The Honorable Jane Q. Doe", "Governor-elect, State of Ohio")
    assert form.salutation == "Dear Mayor Doe:"
    assert address(K.SENATOR, G.MS, standing=Standing.ELECT).salutation == "Dear Ms. Doe:"
    assert "Senator-elect" in address(K.SENATOR, standing=Standing.ELECT).inside_address


def test_acting_is_not_honorable_unless_confirmed_before():
    form = address(K.MAYOR, G.MS, place="Lima", standing=Standing.ACTING)
    assert form.inside_address == ("Ms. Jane Q. Doe", "Acting Mayor of Lima")
    assert form.salutation == "Dear Ms. Doe:"
    before = address(K.MAYOR, G.MS, place="Lima", standing=Standing.ACTING, confirmed_before=True)
    assert before.inside_address[0] == "The Honorable Jane Q. Doe"
    assert address(K.MAYOR, place="Lima", standing=Standing.ACTING).salutation == "Dear Jane Q. Doe:"


@pytest.mark.parametrize("kind", [K.PRESIDENT, K.CABINET_SECRETARY, K.GOVERNOR, K.MAYOR])
def test_former_holders_of_single_offices_leave_the_title(kind):
    assert address(kind, G.MR, standing=Standing.FORMER).salutation == "Dear Mr. Doe:"


def test_former_senators_keep_the_title_and_leave_the_room():
    form = address(
        K.SENATOR, standing=Standing.FORMER, postal=("511 Hart Senate Office Building Washington DC 20510",)
    )
    assert form.salutation == "Dear Senator Doe:"
    assert form.inside_address == ("The Honorable Jane Q. Doe",)
    assert form.missing == ("postal address",)


@pytest.mark.parametrize(
    ("name", "printed", "surname"),
    [
        (PersonName(given="Henry", family="Johnson", full='Henry C. "Hank" Johnson, Jr.'), None, "Johnson"),
        (PersonName(given="Ann", family="Lee", suffix="Jr."), "Ann Lee, Jr.", "Lee"),
        (PersonName(given="Ann", family="Lee", suffix="Sr"), "Ann Lee, Sr.", "Lee"),
        (PersonName(given="August", family="Pfluger", suffix="II"), "August Pfluger II", "Pfluger"),
        (PersonName(given="Van", middle="R.", family="Johnson II"), "Van R. Johnson II", "Johnson"),
        (
            PersonName(given="Debbie", family="Wasserman Schultz"),
            "Debbie Wasserman Schultz",
            "Wasserman Schultz",
        ),
        (PersonName(given="Cindy", family="Hyde-Smith"), "Cindy Hyde-Smith", "Hyde-Smith"),
        (PersonName(given="Monique", family="Limón"), "Monique Limón", "Limón"),
        (PersonName(given="Ann", family="Lee", full="The Honorable Ann Lee"), "Ann Lee", "Lee"),
    ],
)
def test_suffixes_and_surnames(name, printed, surname):
    form = address(K.SENATOR, name=name)
    assert form.inside_address[0] == f"The Honorable {printed or name.full}"
    assert form.salutation == f"Dear Senator {surname}:"


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (
            "511 Hart Senate Office Building Washington DC 20510",
            ("511 Hart Senate Office Building", "Washington, DC 20510"),
        ),
        (
            "311 HART SENATE OFFICE BUILDING WASHINGTON DC 20510",
            ("311 Hart Senate Office Building", "Washington, DC 20510"),
        ),
        (
            "2188 Rayburn HOB; Washington DC 20515-0508",
            ("2188 Rayburn House Office Building", "Washington, DC 20515-0508"),
        ),
        ("200 N. Spring St.;Los Angeles, CA 90012", ("200 N. Spring St.", "Los Angeles, CA 90012")),
        ("P.O. Box 110015; ; Juneau, AK 99811-0001", ("P.O. Box 110015", "Juneau, AK 99811-0001")),
        ("1021 O St., Suite 8730, Sacramento, CA 95814", ("1021 O St., Suite 8730", "Sacramento, CA 95814")),
        ("1 High Street", ("1 High Street",)),
        ("", ()),
    ],
)
def test_one_stored_line_becomes_postal_lines(line, lines):
    assert split_postal(line) == lines


def test_holders_name_is_not_printed_twice():
    name = PersonName(given="Sarah", family="Sanders", full="Sarah Huckabee Sanders")
    postal = ("Governor Sarah Huckabee Sanders; State Capitol Room 250; Little Rock, AR 72201",)
    form = address(K.GOVERNOR, name=name, place="Arkansas", state="AR", postal=postal)
    assert form.inside_address[2:] == ("State Capitol Room 250", "Little Rock, AR 72201")


def test_room_can_stay_off_the_letter_and_stays_on_the_envelope():
    form = address(
        K.SENATOR,
        postal=("511 Hart Senate Office Building Washington DC 20510",),
        options=StyleOptions(room_on_letter=False),
    )
    assert form.inside_address == (
        "The Honorable Jane Q. Doe",
        "United States Senate",
        "Washington, DC 20510",
    )
    assert "511 Hart Senate Office Building" in form.envelope


def test_mail_abroad_ends_with_the_country():
    form = address(
        K.HEAD_OF_STATE, place="Ruritania", postal=("1 Palace Square", "Strelsau"), country="Ruritania"
    )
    assert form.envelope[-3:] == ("1 Palace Square", "Strelsau", "RURITANIA")


def test_overrides_win_part_by_part():
    override = AddressOverride(salutation="Dear Jane,", reason="Her preference")
    form = address(K.SENATOR, override=override)
    assert form.salutation == "Dear Jane:"
    assert form.inside_address[0] == "The Honorable Jane Q. Doe"
    why = next(w for w in form.why if w.part is Part.SALUTATION)
    assert (why.rule, why.source) == ("Her preference", "Staff")
    lines = AddressOverride(inside_address=("Jane Doe", "1 High Street"))
    assert address(K.SENATOR, override=lines).inside_address == ("Jane Doe", "1 High Street")


def test_every_line_is_explained():
    form = address(K.SENATOR, postal=("1 A St; Washington DC 20510",))
    explained = {(w.part, w.text) for w in form.why}
    assert {(Part.INSIDE, line) for line in form.inside_address} <= explained
    assert {(Part.ENVELOPE, line) for line in form.envelope} <= explained
    assert (Part.SALUTATION, form.salutation) in explained
    assert (Part.SPOKEN, form.spoken) in explained


def test_closings():
    assert address(K.PRESIDENT).closing == "Respectfully,"
    assert address(K.HEAD_OF_STATE).closing == "Yours sincerely,"
    assert address(K.SENATOR).closing == "Sincerely,"


def test_joint_salutations():
    assert (
        joint_salutation(["Dear Senator Risch:", "Dear Senator Shaheen:"])
        == "Dear Senator Risch and Senator Shaheen:"
    )
    assert joint_salutation(["Dear A:", "Dear B:", "Dear C:"]) == "Dear A, B and C:"
    assert joint_salutation(["Excellency:", "Your Excellency:"]) == "Your Excellencies:"
    with pytest.raises(ValueError, match="at least one"):
        joint_salutation([])


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
def test_always_whole(facts: AddressFacts):
    form = form_for(facts)
    assert form.inside_address
    assert form.envelope
    assert all(line.strip() == line and line for line in (*form.inside_address, *form.envelope))
    assert form.salutation.endswith(":")
    assert not form.salutation.endswith((" :", ",:"))
    assert form.spoken.strip()


@given(anyone)
def test_honorable_never_before_a_surname_alone_or_a_title(facts: AddressFacts):
    family = " ".join(facts.name.family.split())
    for line in form_for(facts).inside_address:
        if line.startswith("The Honorable "):
            name = line.removeprefix("The Honorable ")
            assert name != family
            assert len(name.split()) > 1
            assert not name.startswith(("Dr.", "Mr.", "Ms.", "Senator "))


@given(anyone.map(lambda facts: replace(facts, gendered=GenderedForm.UNKNOWN)))
def test_gender_is_never_guessed(facts: AddressFacts):
    typed = " ".join(
        (*facts.postal, facts.office.title, facts.office.place, facts.office.body, str(facts.name))
    )
    form = form_for(facts)
    text = " ".join((*form.inside_address, form.salutation, form.spoken))
    for word in ("Mr.", "Ms.", "Mrs.", "Madam", "His ", "Her "):
        assert word not in text or word.strip() in typed


@given(anyone.filter(lambda facts: facts.office.kind is OfficeKind.SENATOR or facts.role is None))
def test_salutation_ignores_the_address_lines(facts: AddressFacts):
    """The two are separate forms: what the inside address says cannot change the salutation."""
    moved = replace(facts, postal=("1 Other Street", "Elsewhere, OH 45801"), country="France")
    override = AddressOverride(inside_address=("Somebody else", "Somewhere"))
    assert form_for(replace(moved, override=override)).salutation == form_for(facts).salutation
