"""The codes of the trade: our tag's, which a register rings up, the item's own (UPC), and that of
a shelf's label, which no register knows.

A tag is UPC-A: `454`, order number (6 digits), line number (2), check digit. A shelf's label is
too: `455`, the shelf's number (8), check digit. An item's code is kept as registers keep it: 13
digits, padded with zeros, without its check digit.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.vocabulary.errors import CaselotError

TAG_PREFIX = "454"
SHELF_PREFIX = "455"
LAST_SHELF = 99_999_999
LAST_ORDER_NUMBER = 999_999
LAST_LINE_NUMBER = 99
STORED_LENGTH = 13
MOST_CANDIDATES = 4
UPC_A_MODULES = 95
QUIET_MODULES = 9
"""White modules a scanner needs on either side of the bars."""

_LONGEST_WRITTEN = 40
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]+")
_LEFT_HAND = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
_RIGHT_HAND = tuple(code.translate(str.maketrans("01", "10")) for code in _LEFT_HAND)


class BarcodeRefused(CaselotError, ValueError):
    """A number that no barcode can carry; the message says which and why."""


class TagRef(NamedTuple):
    """What a tag points at: one line of one order."""

    order_number: int
    line_number: int


def check_digit(digits: str) -> int:
    """The mod-10 check digit of `digits` (UPC-A, UPC-E expanded, EAN, GTIN), given without it.

    Weights 3 and 1 alternate, counted from the right, so that the last digit weighs 3; for the 11
    digits of UPC-A that is the same as 3, 1 from the left. Raises BarcodeRefused on anything else.
    """
    if not _is_digits(digits):
        raise BarcodeRefused(f"“{digits[:20]}” is not a row of digits.")
    weighted = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(digits[::-1]))
    return -weighted % 10


def tag_code(order_number: int, line_number: int) -> str:
    """The 12 digits of a line's tag, check digit included (C26, C35).

    Raises BarcodeRefused outside orders 1-999999 and lines 1-99: a code that is cut short would
    ring up somebody else's order.
    """
    if not 1 <= order_number <= LAST_ORDER_NUMBER:
        raise BarcodeRefused(
            f"Order {order_number} can't have a barcode: "
            "order numbers on tags run from 1 to 999999."
        )
    if not 1 <= line_number <= LAST_LINE_NUMBER:
        raise BarcodeRefused(
            f"Line {line_number} of order {order_number} can't have a barcode: "
            "line numbers on tags run from 1 to 99."
        )
    body = f"{TAG_PREFIX}{order_number:06d}{line_number:02d}"
    return f"{body}{check_digit(body)}"


def read_tag(text: str) -> TagRef | None:
    """The line a scanned or typed tag points at, or None if this is not a sound tag code (C35).

    Takes the code with or without check digit, with any leading zeros up to 14 digits, with spaces
    and dashes. There is no ambiguity: without its leading zeros a tag has 11 digits, or 12 with the
    check digit, and then the check digit must be right.
    """
    digits = _digits_in(text)
    body = digits.lstrip("0")
    if len(digits) > 14 or not body.startswith(TAG_PREFIX) or len(body) not in (11, 12):
        return None
    if len(body) == 12 and not _check_digit_holds(body):
        return None
    ref = TagRef(order_number=int(body[3:9]), line_number=int(body[9:11]))
    return ref if ref.order_number and ref.line_number else None


def shelf_code(shelf_id: int) -> str:
    """The 12 digits on the label of a shelf, check digit included (B12). Raises BarcodeRefused
    outside shelves 1-99999999."""
    if not 1 <= shelf_id <= LAST_SHELF:
        raise BarcodeRefused(f"Shelf {shelf_id} can't have a barcode.")
    body = f"{SHELF_PREFIX}{shelf_id:08d}"
    return f"{body}{check_digit(body)}"


def read_shelf(text: str) -> int | None:
    """The shelf that a scanned or typed label points at, or None if this is no label of a shelf
    (B12). Read as tags are: with or without check digit, zeros in front, spaces and dashes."""
    digits = _digits_in(text)
    body = digits.lstrip("0")
    if len(digits) > 14 or not body.startswith(SHELF_PREFIX) or len(body) not in (11, 12):
        return None
    if len(body) == 12 and not _check_digit_holds(body):
        return None
    return int(body[3:11]) or None


def upc_candidates(text: str) -> tuple[str, ...]:
    """The stored forms (13 digits, no check digit) that a scanned or typed code may mean (C16).

    Most likely first, at most four, none twice; empty if `text` is not a code. A row of 8, 12, 13
    or 14 digits with a right check digit is read as complete, any other as lacking it; the other
    reading follows, since one code in ten has a right check digit by accident. UPC-E is expanded,
    the price in a scale label (number system 2) is blanked as registers blank it.
    """
    digits = _digits_in(text)
    if not 1 <= len(digits) <= 14:
        return ()
    readings = _readings(digits)
    stored = [reading.zfill(STORED_LENGTH) for reading in readings]
    blanked = [f"{code[:8]}00000" for code in stored if code.startswith("002")]
    found = dict.fromkeys(code for code in stored + blanked if code.strip("0"))
    return tuple(found)[:MOST_CANDIDATES]


def is_code(text: str) -> bool:
    """Whether `text` is a number that may be an item's code, not words (C18)."""
    return bool(upc_candidates(text))


def upca_bits(code12: str) -> str:
    """The bars of a UPC-A as 95 modules, `1` black, `0` white, without quiet zones.

    Raises BarcodeRefused unless given 12 digits with a right check digit.
    """
    if len(code12) != 12 or not _is_digits(code12) or not _check_digit_holds(code12):
        raise BarcodeRefused(f"“{code12[:20]}” is not a UPC-A of 12 digits with its check digit.")
    left = "".join(_LEFT_HAND[int(digit)] for digit in code12[:6])
    right = "".join(_RIGHT_HAND[int(digit)] for digit in code12[6:])
    return f"101{left}01010{right}101"


def item_code(upc13: str) -> str:
    """The UPC-A of a stored item's code, 12 digits. Raises BarcodeRefused if it fits none, or if a
    register would take it for something else: a tag or a shelf, a label with its price in it
    (number system 2), a coupon (5)."""
    plain = upc13[2:]
    if len(upc13) != STORED_LENGTH or not _is_digits(upc13) or not upc13.startswith("00"):
        raise BarcodeRefused("The code of this item is too long for these bars.")
    if plain.startswith((TAG_PREFIX, SHELF_PREFIX)):
        raise BarcodeRefused("This is the code of a tag or a shelf, not of an item.")
    if plain.startswith("2"):
        raise BarcodeRefused(
            "This item is weighed: its price is in the label that the scale prints."
        )
    if plain.startswith("5"):
        raise BarcodeRefused("A register would take this code for a coupon.")
    return f"{plain}{check_digit(plain)}"


def readable_tag(code12: str) -> str:
    """A tag's digits for people: `454 000123 01 4`, prefix, order, line, check digit apart.

    A cashier who types them into a register leaves the last one off.
    """
    return f"{code12[:3]} {code12[3:9]} {code12[9:11]} {code12[11:]}"


def readable_upc(upc13: str) -> str:
    """A stored code as it stands on the package: `4011`, `0 12345 67890 5`, `4 006381 333931`.

    Codes of up to five digits (PLU) carry no check digit; the others get theirs back. What is not
    in the stored form is returned unchanged.
    """
    if len(upc13) != STORED_LENGTH or not _is_digits(upc13):
        return upc13
    short = upc13.lstrip("0")
    if len(short) <= 5:
        return short
    if not upc13.startswith("0"):
        return upc13
    code = f"{upc13[1:]}{check_digit(upc13[1:])}"
    if code.startswith("0"):
        return f"{code[1]} {code[2:7]} {code[7:12]} {code[12]}"
    return f"{code[0]} {code[1:7]} {code[7:]}"


def _readings(digits: str) -> list[str]:
    """The payloads (no check digit) of a row of 1-14 digits, most likely first."""
    complete = [digits[:-1]] if len(digits) > 6 and _check_digit_holds(digits) else []
    if len(digits) == 14:
        # The first digit of a GTIN-14 says which packing it is; the item inside is the rest.
        return [payload[1:] for payload in complete] or ([digits[1:]] if digits[0] == "0" else [])
    expanded = _upc_e_expanded(digits)
    if len(digits) in (8, 12, 13):
        return [*expanded, *complete, digits]
    return [*expanded, digits, *complete]


def _upc_e_expanded(digits: str) -> list[str]:
    """The 11 digits behind a UPC-E of 6 (bare), 7 (number system first) or 8 digits (and check)."""
    if len(digits) == 6:
        digits = f"0{digits}"
    if len(digits) not in (7, 8) or digits[0] not in "01":
        return []
    system, code, last = digits[0], digits[1:7], digits[6]
    if last in "012":
        payload = f"{system}{code[:2]}{last}0000{code[2:5]}"
    elif last == "3":
        payload = f"{system}{code[:3]}00000{code[3:5]}"
    elif last == "4":
        payload = f"{system}{code[:4]}00000{code[4]}"
    else:
        payload = f"{system}{code[:5]}0000{last}"
    right = len(digits) < 8 or int(digits[7]) == check_digit(payload)
    return [payload] if right else []


def _check_digit_holds(digits: str) -> bool:
    return check_digit(digits[:-1]) == int(digits[-1])


def _digits_in(text: str) -> str:
    """The digits of a code written with spaces and dashes, or '' if anything else is in it."""
    if len(text) > _LONGEST_WRITTEN:
        return ""
    bare = _SEPARATORS.sub("", text)
    return bare if _is_digits(bare) else ""


def _is_digits(text: str) -> bool:
    # Python counts the digits of every script; a register knows these ten.
    return text.isascii() and text.isdigit()
