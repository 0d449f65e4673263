"""Rows as records: what they fill, and what is wrong with them, in words that tell no amount."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.imports.cells import RowRefused
from app.domain.imports.fields import Reading
from app.domain.imports.kinds import CUSTOMERS, KINDS, SALES, VENDOR_ITEMS, Kind
from app.domain.imports.lookups import Lookups
from app.domain.imports.mapping import check, guessed, is_secret, suggested
from app.domain.imports.records import Row, RowReader, discreet
from app.domain.imports.styles import Style
from app.models import Department
from app.vocabulary.errors import Invalid

LOOKUPS = Lookups({Department: {"bulk": 7, "12": 7}}, {Department: {7: "Bulk"}})


def read(kind: Kind, text: str, style: Style = Style()) -> list[Row]:  # noqa: B008
    """Rows of a small file; its columns are guessed."""
    header, *rows = [line.split("|") for line in text.splitlines()]
    reader = RowReader(kind, guessed(kind, header), header, Reading(style, LOOKUPS))
    return [reader.read(number, cells) for number, cells in enumerate(rows, 2)]


def told(row: Row) -> list[tuple[str, str, bool]]:
    """Its problems."""
    return [tuple(problem) for problem in row.problems]


def test_an_item() -> None:
    (row,) = read(
        VENDOR_ITEMS,
        "Item No|UPC|Description|Pack|Unit Cost|SRP|Dept\n"
        "S1|012345678905|Rolled   oats|12|$4.25|6.80|Bulk",
    )
    assert row.key == ("S1",)
    assert row.values == {
        "sku": "S1", "upc": "0001234567890", "description": "Rolled oats", "case_size": 12,
        "cost": Decimal("4.25"), "suggested_retail": Decimal("6.80"), "department_id": 7,
    }  # fmt: skip
    assert told(row) == []


def test_the_cost_of_a_unit_comes_from_that_of_a_case() -> None:
    rows = read(VENDOR_ITEMS, "SKU|Name|Pack|Case cost\nS1|Oats|12|10\nS2|Rye||10\nS3|Bran|6|")
    assert rows[0].values["cost"] == Decimal("0.8333")
    assert "cost" not in rows[1].values
    assert told(rows[1])[0][0] == "case_cost"
    assert told(rows[2]) == []


def test_an_empty_cell_fills_nothing_and_a_bad_one_only_costs_itself() -> None:
    (row,) = read(VENDOR_ITEMS, "SKU|Name|Brand|Pack|Cost\nS1|Oats| |a dozen|12,5x")
    assert row.values == {"sku": "S1", "description": "Oats"}
    assert told(row) == [
        ("case_size", "“a dozen” is not a whole number.", False),
        ("cost", "The cell is no amount with a decimal point.", False),
    ]
    assert not row.refused


def test_what_is_needed_refuses_the_row() -> None:
    rows = read(VENDOR_ITEMS, f"SKU|Name\n|Oats\nS2|\n{'9' * 31}|Rye\nS4|\x07")
    assert [row.refused for row in rows] == [True] * 4
    # What an item is known by counts as seen although the rest can't be read.
    assert [row.key for row in rows] == [None, ("S2",), None, ("S4",)]


def test_the_second_with_the_same_key_is_refused() -> None:
    rows = read(VENDOR_ITEMS, "SKU|Name\nS1|Oats\nS1|Rye\nS1|Bran")
    assert [told(row) for row in rows[1:]] == [
        [("", "The same is in row “2” already.", True)],
        [("", "The same is in row “2” already.", True)],
    ]


@pytest.mark.contract("B1")
def test_an_amount_in_a_column_of_words_is_left_out() -> None:
    """A row that lost a cell would show its cost to everybody, as a brand."""
    rows = read(
        VENDOR_ITEMS, "SKU|Name|Brand|Size\nS1|Oats|4.25|$1,004.50\nS2|12,50||\nS3|7Up||1.5 l"
    )
    assert rows[0].values == {"sku": "S1", "description": "Oats"}
    assert [row.refused for row in rows] == [False, True, False]
    assert rows[2].values["size"] == "1.5 l"


def test_prices_that_are_none() -> None:
    rows = read(VENDOR_ITEMS, "SKU|Name|SRP|Cost\nS1|Oats|-1|0\nS2|Rye|999.99|-2")
    assert all("suggested_retail" not in row.values and "cost" not in row.values for row in rows)
    assert [problem.field for problem in rows[0].problems] == ["suggested_retail"]


def test_a_price_needs_one_target_and_days_in_their_order() -> None:
    rows = read(
        SALES,
        "UPC|Like code|Sale price|Start|End\n"
        "4011||1.00|2026-11-01|11/30/2026\n||1.00||\n4011||1.00|1.12.2026|2026-11-01",
    )
    assert [row.refused for row in rows] == [False, True, True]
    assert rows[0].values["ends_on"].isoformat() == "2026-11-30"


def test_a_person_is_one_of_a_household() -> None:
    rows = read(
        CUSTOMERS,
        "Member|Person|Last name|Phone|Email\n208||Ito|(217) 555-0142|hana@example.org\n"
        "208|2|Ito|12|no address",
    )
    assert [row.key for row in rows] == [(208, 1), (208, 2)]
    assert (rows[0].values["phone"], rows[0].problems) == ("+12175550142", [])
    assert [problem.field for problem in rows[1].problems] == ["phone", "email"]
    assert not rows[1].refused


def test_messages_tell_no_amount() -> None:
    for cell in ("12.50", "1.250,00", "$7", "310013", "€ 4"):
        assert cell not in discreet(f"There is no department “{cell}”.")
    cost = VENDOR_ITEMS.field("cost")
    assert discreet("“7” is no cost.", cost) == "The cell is no cost."
    assert discreet("There is no department “Bakery”.") == "There is no department “Bakery”."


def test_columns_are_guessed_each_once() -> None:
    header = ["Item #", "UPC Code", "Product Name", "Case Pack", "Case Price", "Wholesale", "MSRP"]
    assert guessed(VENDOR_ITEMS, header) == {
        "sku": "Item #", "upc": "UPC Code", "description": "Product Name",
        "case_size": "Case Pack", "case_cost": "Case Price", "cost": "Wholesale",
        "suggested_retail": "MSRP",
    }  # fmt: skip


def test_what_was_chosen_last_time_comes_first() -> None:
    memory = {"columns": {"sku": "Ref", "brand": "Gone"}, "unused": ["cost"]}
    header = ["Ref", "SKU", "Description", "Cost"]
    assert suggested(VENDOR_ITEMS, header, memory) == {"sku": "Ref", "description": "Description"}
    assert suggested(VENDOR_ITEMS, header, {})["sku"] == "SKU"


def test_a_mapping_must_make_sense() -> None:
    header = ["SKU", "Name"]
    check(VENDOR_ITEMS, {"sku": "SKU", "description": "Name"}, header)
    with pytest.raises(Invalid) as refusal:
        check(VENDOR_ITEMS, {"description": "SKU", "brand": "SKU", "size": "Gone"}, header)
    assert set(refusal.value.fields) == {"sku", "brand", "size"}


def test_secret_columns_are_known_by_choice_and_by_name() -> None:
    assert is_secret(VENDOR_ITEMS, "Column 7", {"cost": "Column 7"})
    for name in ("Your Cost", "PRICE", "SRP (USD)", "Wholesale"):
        assert is_secret(VENDOR_ITEMS, name, {})
    assert not is_secret(VENDOR_ITEMS, "Description", {"description": "Description"})


def test_every_figure_needs_a_permission() -> None:
    """B1, C8: whatever is secret, or decides a price, can't be brought in without the right."""
    deciding = {"discountable", "like_code", "member_type"}
    for kind in KINDS.values():
        for each in kind.fields:
            if each.figure or (each.name in deciding and kind is not SALES):
                assert each.needs, (kind.kind, each.name)
    assert SALES.needs


def test_cells_that_lookups_do_not_know_are_refused() -> None:
    parse = LOOKUPS.parser(Department, "department")
    assert [parse(text, [].append) for text in ("Bulk", " BULK ", "12", "012")] == [7] * 4
    with pytest.raises(RowRefused):
        parse("Bakery", [].append)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("2026-11-21", "2026-11-21"),
        ("2026-11-21T00:00:00Z", "2026-11-21"),
        ("2026-11-21 13:45:00.000", "2026-11-21"),
        ("2026-11-21xyz", None),
        ("2026-11-21 xyz", None),
        ("2026-11-21T", None),
        ("2026-11-2100:00", None),
        ("2026-02-30", None),
    ],
)
def test_a_day_may_have_a_time_and_nothing_else(written: str, first: str | None) -> None:
    (row,) = read(SALES, f"UPC|Sale price|Start\n4011|1.00|{written}")
    starts = row.values.get("starts_on")
    assert (starts.isoformat() if starts else None) == first
    said = [("starts_on", f"“{written}” is not a date like 2026-11-21.", False)]
    assert told(row) == ([] if first else said)
