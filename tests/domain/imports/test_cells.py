from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.imports import cells as c
from app.domain.imports.cells import RowRefused


def read(parser, text):
    doubts = []
    return parser(text, doubts.append), doubts


@pytest.mark.parametrize(
    ("text", "value", "doubts"),
    [
        ("3.99", Decimal("3.9900"), []),
        ("0.00", None, ["“0.00” is no price; a buyer has to set one."]),
        ("-1", None, ["“-1” is no price; a buyer has to set one."]),
        ("999.99", None, ["“999.99” stands for a price nobody set; a buyer has to set one."]),
        ("", None, ["no price; a buyer has to set one."]),
        ("NULL", None, ["no price; a buyer has to set one."]),
        (
            "1e9",
            None,
            ["“1e9” is not an amount a store could mean.", "no price; a buyer has to set one."],
        ),
        ("3.989999999", Decimal("3.9900"), ["“3.989999999” was rounded to four places."]),
    ],
)
def test_what_is_no_price_is_never_a_number(text, value, doubts):
    assert read(c.retail, text) == (value, doubts)


@pytest.mark.parametrize(
    ("text", "value", "doubts"),
    [
        ("2.51", Decimal("2.5100"), []),
        ("0", None, []),
        ("-2", None, ["“-2” is no cost; taken as unknown."]),
        ("two", None, ["“two” is not an amount a store could mean."]),
    ],
)
def test_cost(text, value, doubts):
    assert read(c.cost, text) == (value, doubts)


@pytest.mark.parametrize(
    ("text", "value", "doubts"),
    [
        ("10", Decimal(10), []),
        ("NULL", Decimal(0), []),
        ("101", Decimal(0), ["“101” is no percentage; taken as 0."]),
        ("-5", Decimal(0), ["“-5” is no percentage; taken as 0."]),
    ],
)
def test_percent(text, value, doubts):
    assert read(c.percent, text) == (value, doubts)


@pytest.mark.parametrize(
    ("text", "value", "doubts"),
    [
        ("1", True, []),
        ("0", False, []),
        ("", True, []),
        ("\\N", True, []),
        ("2", True, ["“2” is neither 1 nor 0; read as 1."]),
        ("yes", True, ["“yes” is neither 1 nor 0; read as 1."]),
    ],
)
def test_flag(text, value, doubts):
    assert read(c.flag(otherwise=True), text) == (value, doubts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4011",
        "00000000004011",
        "0000000000000",
        "4.01E+12",
        "-000000004011",
        "٠" * 13,
        "x" * 13,
    ],
)
def test_a_code_of_another_shape_refuses_its_row(text):
    with pytest.raises(RowRefused):
        read(c.upc, text)


def test_a_code_is_kept_as_it_is():
    assert read(c.upc, " 0000000004011 ") == ("0000000004011", [])


@pytest.mark.parametrize("text", ["", "x", "1.5", "-1", "0", "2147483648", "9" * 5000, "١"])
def test_a_row_without_a_number_to_be_known_by_is_refused(text):
    with pytest.raises(RowRefused):
        read(c.identity(least=1), text)


@pytest.mark.parametrize(
    ("text", "value", "doubts"),
    [
        ("12", 12, []),
        ("", None, []),
        ("-3", None, ["“-3” is not a number that something can have."]),
        ("9999999999", None, ["“9999999999” is not a number that something can have."]),
    ],
)
def test_reference(text, value, doubts):
    assert read(c.reference, text) == (value, doubts)


@pytest.mark.parametrize(
    ("text", "value", "doubts"),
    [
        ("  Crème \n brûlée ", "Crème brûlée", []),
        ("PWATERCRESS <NO>", "PWATERCRESS <NO>", []),
        ("a\x00b\x1b[31m", "ab[31m", ["characters that can't be printed were dropped."]),
        ("abc\u202edef", "abcdef", ["characters that can't be printed were dropped."]),
        ("caf\ufffd", "caf\ufffd", ["some letters were lost before this file was made."]),
        ("NULL", "", ["the word NULL was read as nothing."]),
        ("x" * 21, "x" * 20, ["cut to 20 characters."]),
        ("لوز 👩‍🌾", "لوز 👩‍🌾", []),
    ],
)
def test_words(text, value, doubts):
    assert read(c.words(20), text) == (value, doubts)


def test_a_day():
    assert read(c.day, "2024-02-29 00:00:00") == (date(2024, 2, 29), [])
    assert read(c.day, "0000-00-00 00:00:00") == (None, [])


@pytest.mark.parametrize("parser", [c.retail, c.cost, c.percent, c.reference, c.words(20), c.day])
@given(text=st.text())
def test_parsers_that_may_doubt_never_fail(parser, text):
    value, _ = read(parser, text)
    assert value is None or not isinstance(value, float)


def test_a_reason_quotes_little_and_nothing_unprintable():
    assert c.shown("a\x1bb" + "x" * 99) == f"“a�b{'x' * 37}…”"
