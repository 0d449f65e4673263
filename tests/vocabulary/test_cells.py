"""Nothing that we write is a formula to a spreadsheet."""

from __future__ import annotations

import pytest

from app.vocabulary.cells import plain_cell


@pytest.mark.parametrize("start", ["", " ", "\n", "\t", "\u00a0", "\u2003", "\x0b"])
@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@A1"])
def test_what_begins_like_a_formula_is_marked_as_text(start: str, sign: str) -> None:
    assert plain_cell(start + sign) == f"'{start}{sign}"


@pytest.mark.parametrize("text", ["", " ", "Rolled oats", "1 = 1", "a-b", "7"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert plain_cell(text) == text
