"""Numbers that come as text."""

from __future__ import annotations

import pytest

from app.web.converters import LARGEST_ID, number_in


@pytest.mark.parametrize("text", ["1", "208", "0208", str(LARGEST_ID)])
def test_a_number_in_plain_digits_is_one(text: str) -> None:
    assert number_in(text) == int(text)


@pytest.mark.parametrize(
    "text",
    [None, "", " 1", "+1", "-1", "0", "1.0", "1e3", "1_0", "١", str(LARGEST_ID + 1), "9" * 9999],
)
def test_anything_else_is_none(text: str | None) -> None:
    assert number_in(text) is None


def test_a_larger_limit_takes_longer_numbers() -> None:
    assert number_in(str(2**63 - 1), 2**63 - 1) == 2**63 - 1
