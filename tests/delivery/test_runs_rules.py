"""The order of the post office, the numbers of items as people type them, tracking tables: pure rules."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.delivery.rules_runs import (
    Sheets,
    Wanted,
    in_postal_order,
    ounces,
    parse_positions,
    sheets_of,
    zip_of,
)
from app.delivery.tracking import read_table


@dataclass(frozen=True)
class Item:
    """An item of a run, as far as its order goes."""

    envelope: tuple[str, ...]
    copy_no: int


ADDRESSES = st.lists(st.text("ab cÁ,.-", max_size=8), max_size=3).map(tuple)
LAST = st.one_of(
    st.from_regex(r"[A-Z][a-z]{1,6}, [A-Z]{2} [0-9]{5}(-[0-9]{4})?", fullmatch=True),
    st.sampled_from(["ARMENIA", "FRANCE", "", "Washington, DC"]),
)
ITEMS = st.lists(st.builds(lambda lines, last: (*lines, last), ADDRESSES, LAST), max_size=20).map(
    lambda rows: [Item(row, number) for number, row in enumerate(rows, start=1)]
)


@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        (["The Honorable A", "Washington, DC 20515"], "20515"),
        (["A", "Washington, DC 20515-6015 "], "20515-6015"),
        (["A", "Washington, DC 20500", "U.S.A."], "20500"),
        (["A", "Suite 20515", "Yerevan 0010", "ARMENIA"], ""),
        (["A", "75007 Paris", "FRANCE"], ""),
        (["A", "Room 12345", "Washington, DC"], ""),
        ([], ""),
    ],
)
def test_the_zip_code_stands_where_the_post_office_looks(envelope: list[str], code: str) -> None:
    assert zip_of(envelope) == code


@given(ITEMS, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_how_items_come(items: list[Item], random: object) -> None:
    ordered = in_postal_order(items)
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_postal_order(shuffled) == ordered
    assert sorted(ordered, key=lambda item: item.copy_no) == items, "each item exactly once"
    codes = [zip_of(item.envelope) for item in ordered]
    with_code = [code for code in codes if code]
    assert codes[: len(with_code)] == with_code, "without a ZIP code last"
    assert [code[:5] for code in with_code] == sorted(code[:5] for code in with_code)


def test_one_zip_code_is_ordered_by_address() -> None:
    last = "Washington, DC 20515"
    rows = [("C", "2 Street", last), ("A", "1 Street", last), ("B", "1 Street", last)]
    ordered = in_postal_order([Item(row, number) for number, row in enumerate(rows)])
    assert [item.envelope[0] for item in ordered] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("typed", "positions"), [("3", [3]), ("3, 7-9", [3, 7, 8, 9]), ("9–7,", None), ("1;2;2", [1, 2])]
)
def test_numbers_of_items_as_people_type_them(typed: str, positions: list[int] | None) -> None:
    if positions is None:
        with pytest.raises(InvalidInput):
            parse_positions(typed, 10)
    else:
        assert parse_positions(typed, 10) == positions


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(typed: str) -> None:
    try:
        found = parse_positions(typed, 40)
    except InvalidInput as error:
        assert set(error.errors) == {"positions"}
    else:
        assert found and found == sorted(set(found)) and found[0] >= 1 and found[-1] <= 40


def test_sheets_weight_and_labels() -> None:
    assert [sheets_of(3, duplex=side) for side in (False, True)] == [3, 2]
    assert [ounces(sheets) for sheets in (1, 4, 5, 12)] == [1, 1, 2, 3]
    Wanted(labels=Sheets.AVERY_5160, label_start=30).check()
    Wanted(label_start=99).check()
    with pytest.raises(InvalidInput, match="labels 1 to 21"):
        Wanted(labels=Sheets.AVERY_L7160, label_start=22).check()


@pytest.mark.parametrize(
    "table",
    [
        b"Run,Position,Name,Tracking number\r\n1,2,A,9407 1234\r\n1,3,B,\r\n",
        b"\xef\xbb\xbf2;9407 1234\n",
        b"Position\tArticle number\n2\t'9407 1234\n",
    ],
)
def test_a_table_of_tracking_numbers_is_read(table: bytes) -> None:
    assert read_table(table) == {2: "9407 1234"}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"Position,Tracking number\nx,9407\n2,1\n2,3\n", "Row 2.*Row 4: item 2 comes twice"),
        (b"", "No tracking number"),
        (b"\xff\xfe\x00", "not a CSV"),
        (b"Position,Tracking number\n1,\n", "No tracking number"),
    ],
)
def test_a_bad_table_is_refused_with_its_rows(table: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_table(table)


@given(st.binary(max_size=60))
def test_no_table_breaks_the_reader(table: bytes) -> None:
    try:
        assert read_table(table)
    except InvalidInput as error:
        assert set(error.errors) == {"table"}
