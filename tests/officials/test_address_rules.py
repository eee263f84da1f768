"""Forms of address: the rules below the table, names and postal lines."""

from __future__ import annotations

import pytest

from app.officials.address import (
    AddressOverride,
    OfficeFacts,
    Part,
    PersonName,
    PresidentStyle,
    StyleOptions,
    joint_salutation,
    split_postal,
)
from app.officials.rules import Standing
from tests.officials.addressing import G, K, address

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
def test_without_a_preference_the_form_that_needs_none(kind: K, salutation: str, gendered: G) -> None:
    assert address(kind, gendered).salutation == salutation


def test_excellency_without_a_preference_is_abbreviated() -> None:
    form = address(K.HEAD_OF_STATE, place="Ruritania")
    assert form.inside_address[0] == "H.E. Jane Q. Doe"


def test_options_where_sources_disagree() -> None:
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
def test_excellency_for_governors_only_where_traditional(state: str, first: str) -> None:
    options = StyleOptions(governor_excellency=True)
    form = address(K.GOVERNOR, G.MS, place="Somewhere", state=state, options=options)
    assert form.inside_address[0] == f"{first} Jane Q. Doe"


def test_elect_is_honorable_with_the_earlier_salutation() -> None:
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


def test_acting_is_not_honorable_unless_confirmed_before() -> None:
    form = address(K.MAYOR, G.MS, place="Lima", standing=Standing.ACTING)
    assert form.inside_address == ("Ms. Jane Q. Doe", "Acting Mayor of Lima")
    assert form.salutation == "Dear Ms. Doe:"
    before = address(K.MAYOR, G.MS, place="Lima", standing=Standing.ACTING, confirmed_before=True)
    assert before.inside_address[0] == "The Honorable Jane Q. Doe"
    assert address(K.MAYOR, place="Lima", standing=Standing.ACTING).salutation == "Dear Jane Q. Doe:"


@pytest.mark.parametrize("kind", [K.PRESIDENT, K.CABINET_SECRETARY, K.GOVERNOR, K.MAYOR])
def test_former_holders_of_single_offices_leave_the_title(kind: K) -> None:
    assert address(kind, G.MR, standing=Standing.FORMER).salutation == "Dear Mr. Doe:"


def test_former_senators_keep_the_title_and_leave_the_room() -> None:
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
def test_suffixes_and_surnames(name: PersonName, printed: str | None, surname: str) -> None:
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
def test_one_stored_line_becomes_postal_lines(line: str, lines: tuple[str, ...]) -> None:
    assert split_postal(line) == lines


def test_holders_name_is_not_printed_twice() -> None:
    name = PersonName(given="Sarah", family="Sanders", full="Sarah Huckabee Sanders")
    postal = ("Governor Sarah Huckabee Sanders; State Capitol Room 250; Little Rock, AR 72201",)
    form = address(K.GOVERNOR, name=name, place="Arkansas", state="AR", postal=postal)
    assert form.inside_address[2:] == ("State Capitol Room 250", "Little Rock, AR 72201")


def test_room_can_stay_off_the_letter_and_stays_on_the_envelope() -> None:
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


def test_mail_abroad_ends_with_the_country() -> None:
    form = address(
        K.HEAD_OF_STATE, place="Ruritania", postal=("1 Palace Square", "Strelsau"), country="Ruritania"
    )
    assert form.envelope[-3:] == ("1 Palace Square", "Strelsau", "RURITANIA")


def test_overrides_win_part_by_part() -> None:
    override = AddressOverride(salutation="Dear Jane,", reason="Her preference")
    form = address(K.SENATOR, override=override)
    assert form.salutation == "Dear Jane:"
    assert form.inside_address[0] == "The Honorable Jane Q. Doe"
    why = next(w for w in form.why if w.part is Part.SALUTATION)
    assert (why.rule, why.source) == ("Her preference", "Staff")
    lines = AddressOverride(inside_address=("Jane Doe", "1 High Street"))
    assert address(K.SENATOR, override=lines).inside_address == ("Jane Doe", "1 High Street")


def test_every_line_is_explained() -> None:
    form = address(K.SENATOR, postal=("1 A St; Washington DC 20510",))
    explained = {(w.part, w.text) for w in form.why}
    assert {(Part.INSIDE, line) for line in form.inside_address} <= explained
    assert {(Part.ENVELOPE, line) for line in form.envelope} <= explained
    assert (Part.SALUTATION, form.salutation) in explained
    assert (Part.SPOKEN, form.spoken) in explained


def test_closings() -> None:
    assert address(K.PRESIDENT).closing == "Respectfully,"
    assert address(K.HEAD_OF_STATE).closing == "Yours sincerely,"
    assert address(K.SENATOR).closing == "Sincerely,"


def test_joint_salutations() -> None:
    assert (
        joint_salutation(["Dear Senator Risch:", "Dear Senator Shaheen:"])
        == "Dear Senator Risch and Senator Shaheen:"
    )
    assert joint_salutation(["Dear A:", "Dear B:", "Dear C:"]) == "Dear A, B and C:"
    assert joint_salutation(["Excellency:", "Your Excellency:"]) == "Your Excellencies:"
    with pytest.raises(ValueError, match="at least one"):
        joint_salutation([])
