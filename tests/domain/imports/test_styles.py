"""How files write numbers and codes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.imports.cells import RowRefused
from app.domain.imports.styles import (
    BARE,
    COMMA,
    FULL,
    POINT,
    codes_of,
    decimal_of,
    plain_amount,
    stored_code,
    whole_number,
)
from app.vocabulary import money
from app.vocabulary.barcodes import check_digit

AMOUNTS = st.decimals(0, 999_999, places=2, allow_nan=False)


@given(AMOUNTS)
def test_amounts_are_read_in_both_ways_of_writing(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert money.read_amount(plain_amount(f"$ {english}", POINT)) == amount
    assert money.read_amount(plain_amount(f"{german} €", COMMA)) == amount


@pytest.mark.parametrize(
    ("text", "mark"),
    [("12,50", POINT), ("1,2345", POINT), ("12.50", COMMA), ("1.2.3", POINT), ("1e9", POINT),
     ("٣", POINT), ("--1", POINT), ("=1+1", POINT), ("9" * 40, POINT), ("12 x", COMMA),
     (",,", POINT)],
)  # fmt: skip
def test_what_could_be_another_amount_is_none(text: str, mark: str) -> None:
    """12,50 is no 1,250: a price a hundred times too high is worse than none."""
    with pytest.raises(RowRefused):
        plain_amount(text, mark)


def test_the_decimal_mark_is_recognised() -> None:
    assert decimal_of(["1.25", "3.50", "1,200", "oats"]) == POINT
    assert decimal_of(["1,25", "3,50", "1.200", "oats"]) == COMMA
    assert decimal_of([]) == POINT


def test_whole_numbers() -> None:
    assert [whole_number(text, POINT) for text in ("12", "12.0", "1,200", " 7 ")] == [
        12, 12, 1200, 7,
    ]  # fmt: skip
    for text in ("12.5", "a dozen", "12/8", "", "9" * 20):
        with pytest.raises(RowRefused):
            whole_number(text, POINT)


@given(st.integers(1_000_000, 99_999_999_999))
def test_codes_are_stored_without_check_digit(number: int) -> None:
    body = f"{number:011d}"
    whole = f"{body}{check_digit(body)}"
    assert stored_code(whole, FULL) == body.zfill(13)
    assert stored_code(f"{whole[0]}-{whole[1:6]} {whole[6:]}", FULL) == body.zfill(13)
    assert stored_code(body, BARE) == body.zfill(13)


def test_a_mistyped_code_is_refused() -> None:
    with pytest.raises(RowRefused, match="check digit"):
        stored_code("012345678906", FULL)
    assert stored_code("4011", FULL) == stored_code("4011", BARE) == "0000000004011"
    for text in ("", "0000", "12a", "1" * 15, "٤٠١١"):
        with pytest.raises(RowRefused):
            stored_code(text, FULL)


def test_check_digits_are_recognised() -> None:
    full = [f"{n:011d}{check_digit(f'{n:011d}')}" for n in range(50)]
    assert codes_of(full) == FULL
    assert codes_of([code[:-1].zfill(13) for code in full]) == BARE
    assert codes_of(["4011", "", "oats"]) == FULL
