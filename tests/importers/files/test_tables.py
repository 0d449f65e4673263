"""Rows of delimited text: none gets lost, none costs more than itself."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importers.files import FileRefused, open_table
from app.importers.files.delimited import DELIMITERS, UNCLOSED, delimiter_of, rows_of
from app.importers.files.limits import LONGEST_LINE, MOST_COLUMNS, MOST_ROWS
from tests.support.files import CATALOGUE, csv_of

CELLS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8),
       st.sampled_from(sorted(DELIMITERS)))  # fmt: skip
def test_what_was_written_is_read(rows: list[list[str]], mark: str) -> None:
    """Whatever cells hold: quotes, marks, line breaks, other scripts."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(rows)
    assert [list(raw.cells) for raw in rows_of(out.getvalue(), mark)] == rows


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_anything_is_read_or_refused(text: str) -> None:
    """No text breaks the reader; every row has as many cells as the header, or a reason."""
    try:
        table = open_table(text)
        rows = list(table.records())
    except FileRefused:
        return
    assert len(set(table.header)) == len(table.header)
    assert all(row.problem or len(row.cells) == len(table.header) for row in rows)
    assert [row.number for row in rows] == sorted({row.number for row in rows})


def test_a_quote_that_never_closes_costs_one_row() -> None:
    text = 'SKU,Name\nS1,"Oats\n' + "".join(f"S{n},Rye\n" for n in range(2, 60))
    rows = list(open_table(text).records())
    assert (rows[0].number, rows[0].problem) == (2, UNCLOSED)
    assert [row.cells[0] for row in rows[1:]] == [f"S{n}" for n in range(2, 60)]


def test_rows_of_the_wrong_width_are_told() -> None:
    rows = list(open_table("SKU,Name\nS1\nS2,Oats,more\nS3,Rye,,\n").records())
    assert [bool(row.problem) for row in rows] == [True, True, False]
    assert list(rows[2].cells) == ["S3", "Rye"]


def test_a_long_cell_costs_its_row() -> None:
    rows = list(open_table(f"SKU,Name\nS1,{'x' * 1001}\nS2,Rye\n").records())
    assert rows[0].problem == "A cell is longer than 1,000 characters."
    assert rows[1].problem == ""


def test_the_header_may_stand_below_a_title() -> None:
    table = open_table("Prices of November\n\nSKU;Name\nS1;Oats\n")
    assert (table.header, table.delimiter) == (("SKU", "Name"), ";")
    assert [row.number for row in table.records()] == [4]


def test_names_of_columns_are_made_distinct() -> None:
    table = open_table("Name,,name,Name (2),Name\na,b,c,d,e\n")
    assert table.header == ("Name", "Column 2", "name (2)", "Name (2) (2)", "Name (3)")


@pytest.mark.contract("B1")
def test_goods_in_the_place_of_names_tell_no_amount() -> None:
    """Everybody who imports is shown the names of columns, who may see prices or not."""
    table = open_table("S1;Oats 1.5;12,49;$ 1,024.50;7.5000 €;12;SRP\nS2;Rye;1;2;3;6;4\n")
    assert table.header == ("S1", "Oats 1.5", "Column 3", "Column 4", "Column 5", "12", "SRP")


@pytest.mark.parametrize("mark", sorted(DELIMITERS))
def test_the_mark_between_cells_is_recognised(mark: str) -> None:
    text = csv_of([["SKU", "Name", "Cost"], ["S1", "Oats", "1"], ["S2", "Rye", "2"]])
    assert delimiter_of(text.replace(",", mark)) == mark


def test_commas_in_amounts_are_no_columns() -> None:
    assert delimiter_of("SKU;Cost\nS1;1,25\nS2;3,50\n") == ";"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SKU,Name\n", "no rows under them"),
        ("\n\n", "nothing in the file"),
        (",,,\n,,,\n", "nothing in the file"),
        ("x" * (LONGEST_LINE + 2), "too long to be a row"),
        (",".join(f"c{n}" for n in range(MOST_COLUMNS + 1)) + "\n1\n", "200 columns"),
        ("a," * 400_000 + "\n1\n", "200 columns"),
        ('SKU,"Name\n1,2\n', "can't be read"),
    ],
    ids=["header only", "blank", "commas", "endless", "wide", "a million columns", "open quote"],
)
def test_what_is_no_table_is_refused(text: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        list(open_table(text).records())


def test_too_many_rows_are_refused() -> None:
    table = open_table("a,b\n" + "1,2\n" * (MOST_ROWS + 1))
    with pytest.raises(FileRefused, match="250,000 rows"):
        sum(1 for _ in table.records())


def test_all_ends_of_lines() -> None:
    for end in ("\n", "\r\n", "\r"):
        table = open_table(CATALOGUE.replace("\n", end))
        assert [row.cells[0] for row in table.records()] == ["S1", "S2", "S3"]
