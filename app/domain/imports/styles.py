"""How a file writes numbers and codes: recognised from its cells, said to people, changeable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.imports.cells import LARGEST_NUMBER, RowRefused, shown
from app.vocabulary.barcodes import check_digit

POINT, COMMA = ".", ","
DECIMALS = {POINT: "Point: 1,234.50", COMMA: "Comma: 1.234,50"}
FULL, BARE = "full", "bare"
CODES = {
    FULL: "With check digit, as packed",
    BARE: "Without check digit",
}
LOOKED_AT = 500
_PLAIN = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_GROUPED = {
    POINT: re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+"),
    COMMA: re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?|[+-]?,\d+"),
}
_SIGNS = str.maketrans("", "", "$€£ \u00a0\u202f'")
_CENTS = {
    mark: re.compile(rf"\d+{re.escape(mark)}\d{{1,2}}(?:\d{{2}})?") for mark in (POINT, COMMA)
}


@dataclass(frozen=True)
class Style:
    """How numbers and codes of a file are written."""

    decimal: str = POINT
    codes: str = FULL


def plain_amount(text: str, decimal: str) -> str:
    """An amount as `1234.50`, however the file writes it. Refuses what cannot be told apart: with
    a decimal point `12,50` is no amount, rather than 1,250."""
    bare = text.translate(_SIGNS)
    if decimal == POINT and _PLAIN.fullmatch(bare):
        return bare
    if not bare.isascii() or len(bare) > 30 or not _GROUPED[decimal].fullmatch(bare):
        mark = "point" if decimal == POINT else "comma"
        raise RowRefused(f"{shown(text)} is no amount with a decimal {mark}.")
    if decimal == COMMA:
        return bare.replace(".", "").replace(",", ".")
    return bare.replace(",", "")


def whole_number(text: str, decimal: str, *, least: int = 0, most: int = LARGEST_NUMBER) -> int:
    """A whole number, maybe written `12.0` or `1,200`. Refuses any other."""
    try:
        whole, _, rest = plain_amount(text, decimal).partition(".")
    except RowRefused:
        raise RowRefused(f"{shown(text)} is not a whole number.") from None
    if rest.strip("0") or len(whole) > 16 or not whole.strip("+-"):
        raise RowRefused(f"{shown(text)} is not a whole number.")
    number = int(whole)
    if not least <= number <= most:
        raise RowRefused(f"{shown(text)} is out of range.")
    return number


def decimal_of(cells: Iterable[str]) -> str:
    """The decimal mark of a file: the comma if more cells can only be read with it."""
    points = commas = 0
    for cell in cells:
        bare = cell.translate(_SIGNS)
        points += bool(_CENTS[POINT].fullmatch(bare))
        commas += bool(_CENTS[COMMA].fullmatch(bare))
    return COMMA if commas > points else POINT


def codes_of(cells: Iterable[str]) -> str:
    """Whether item codes carry check digits: nearly all of the long ones end in the right one."""
    right = wrong = 0
    for cell in cells:
        digits = digits_in(cell)
        if len(digits) in (12, 13, 14):
            if check_digit(digits[:-1]) == int(digits[-1]):
                right += 1
            else:
                wrong += 1
    return FULL if right > 3 * wrong or not wrong else BARE


def digits_in(text: str) -> str:
    """The digits of a code, spaces and dashes dropped; '' if anything else is in it."""
    bare = text.translate(_SPACES)
    return bare if bare.isascii() and bare.isdigit() else ""


def stored_code(text: str, codes: str) -> str:
    """A code as it is kept here (13 digits, no check digit). Refuses what is no code, and in a
    file with check digits one whose check digit is wrong: a digit was mistyped."""
    digits = digits_in(text)
    bare = digits.lstrip("0")
    if not bare or len(digits) > 14:
        raise RowRefused(f"{shown(text)} is not an item’s code.")
    if codes == FULL and len(digits) in (8, 12, 13, 14) and len(bare) > 5:
        if check_digit(digits[:-1]) != int(digits[-1]):
            raise RowRefused(f"{shown(text)} has a wrong check digit.")
        digits = digits[:-1]
    if len(digits) > 13:
        raise RowRefused(f"{shown(text)} has more than 13 digits.")
    return digits.zfill(13)


_SPACES = str.maketrans("", "", " -\u00a0\u2010\u2011\u2012\u2013\u2014")
