"""What this room shows on the pages of officials and letters, and the library."""

from __future__ import annotations

from tests.reports.conftest import Place
from tests.reports.reading import css, get, only, rows, words


def test_the_official_shows_positions_asked_and_given_and_letters_both_ways(place: Place) -> None:
    page = get(place.drafter, f"/officials/{place.people['Rutherford']}")
    stands = {row[0]: row[1] for row in rows(page, "Positions")}
    thanks = "Write thanks for Direct humanitarian aid"
    assert stands == {"Enforce Section 907": "Refused", "Direct humanitarian aid": f"Committed{thanks}"}
    lines = [words(li) for li in css(page, ".timeline > li .timeline__title")]
    assert lines == ["Reply: committed 1, refused 1", "Letter AV-2022-01 delivered"]
    assert any(
        f"/replies/new?official={place.people['Rutherford']}" in str(a.get("href")) for a in page.iter("a")
    )
    silent = get(place.drafter, f"/officials/{place.people['Brandvold']}")
    assert {row[1] for row in rows(silent, "Positions")} == {"No answer yet"}
    assert {row[2] for row in rows(silent, "Positions")} == {"Asked Dec 21, 2022"}


def test_the_directory_says_the_last_word(place: Place) -> None:
    page = get(place.drafter, "/officials/")
    last = {row[0].split("Senator")[0].strip(): row[-1] for row in rows(page, "Officials")}
    assert last["Thomas Brandvold"] == "Delivered Dec 22, 2022No answer"
    assert last["Celia Rutherford"] == "Answered Dec 27, 2022"
    assert last["Delia Stroud"] == "Returned to sender Dec 29, 2022"


def test_the_letter_says_what_became_of_it(place: Place) -> None:
    page = get(place.drafter, f"/letters/{place.letter_id}")
    sending = only(page, "[aria-labelledby=panel-sending]")
    assert "Outcome unknown1" in words(sending) and "Delivered4" in words(sending)
    listed = get(place.drafter, "/letters/")
    assert "4 of 8 delivered" in words(listed)


def test_the_library_leads_to_its_parts(place: Place) -> None:
    page = get(place.drafter, "/library")
    assert [row[0] for row in rows(page, "The library")] == [
        "Demands",
        "Signatories",
        "Letterheads",
        "Templates",
    ]
