"""Cells as registers and vendors write them: how each kind is read, and what it refuses.

A parser gets the cell's text and a function to utter doubts with; it returns a value or raises
`RowRefused`. Only what makes a cell unusable refuses it; everything else becomes a doubt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from app.vocabulary import money
from app.vocabulary.errors import CaselotError

Doubt = Callable[[str], None]
Parser = Callable[[str, Doubt], Any]

LARGEST_NUMBER = 2_147_483_647
UPC_DIGITS = 13
SHOWN = 40
_NOTHING = frozenset({"", "NULL", "\\N"})
# What registers hold where nobody has set a price yet.
_STAND_INS = frozenset({Decimal("999.99"), Decimal("9999.99"), Decimal("99999.99")})


class RowRefused(CaselotError):
    """A row cannot be taken; the message is the reason."""


def shown(text: str) -> str:
    """A cell as a reason quotes it: printable, short."""
    bare = "".join(char if char.isprintable() else "�" for char in text.strip())
    return f"“{bare[:SHOWN]}…”" if len(bare) > SHOWN else f"“{bare}”"


def words(longest: int) -> Parser:
    """Reads text: control characters dropped, spaces single, cut to `longest` characters."""

    def read(text: str, doubt: Doubt) -> str:
        if text.strip() in ("NULL", "\\N"):
            doubt("the word NULL was read as nothing.")
            return ""
        if text.isprintable() and "\ufffd" not in text and len(text) <= longest:
            return " ".join(text.split())
        visible = "".join(char for char in text if not _is_unwanted(char))
        if len(visible) != len(text):
            doubt("characters that can't be printed were dropped.")
        if "\ufffd" in visible:
            doubt("some letters were lost before this file was made.")
        plain = " ".join(visible.split())
        if len(plain) > longest:
            doubt(f"cut to {longest} characters.")
            plain = plain[:longest].rstrip()
        return plain

    return read


def identity(*, least: int = 0) -> Parser:
    """Reads the whole number that a row is known by; refuses the row without one."""

    def read(text: str, doubt: Doubt) -> int:
        number = _whole(text)
        if number is None:
            raise RowRefused(f"{shown(text)} is not a number.")
        if not least <= number <= LARGEST_NUMBER:
            raise RowRefused(f"{shown(text)} is out of range.")
        return number

    return read


def reference(text: str, doubt: Doubt) -> int | None:
    """Reads the number of something in another file; None if there is none or it is no number."""
    if text.strip() in _NOTHING:
        return None
    number = _whole(text)
    if number is None or not 0 <= number <= LARGEST_NUMBER:
        doubt(f"{shown(text)} is not a number that something can have.")
        return None
    return number


def flag(*, otherwise: bool) -> Parser:
    """Reads 1 or 0; an empty cell means `otherwise`."""

    def read(text: str, doubt: Doubt) -> bool:
        if text.strip() in _NOTHING:
            return otherwise
        number = _whole(text)
        if number is None:
            doubt(f"{shown(text)} is neither 1 nor 0; read as {'1' if otherwise else '0'}.")
            return otherwise
        if number not in (0, 1):
            doubt(f"{shown(text)} is neither 1 nor 0; read as 1.")
        return number != 0

    return read


def upc(text: str, doubt: Doubt) -> str:
    """Reads a code as registers keep it: 13 digits without check digit, not all zero."""
    code = text.strip()
    if len(code) != UPC_DIGITS or not (code.isascii() and code.isdigit()):
        raise RowRefused(f"{shown(text)} is not a code of {UPC_DIGITS} digits.")
    if not code.strip("0"):
        raise RowRefused("a code of zeros names no item.")
    return code


def retail(text: str, doubt: Doubt) -> Decimal | None:
    """Reads a shelf price. What is no price (0, below 0, a stand-in of nines) gives None, which
    asks the buyer for one: nothing may sell for -1 or 0.00 because a register says so."""
    amount = _amount(text, doubt)
    if amount is None:
        doubt("no price; a buyer has to set one.")
    elif amount <= 0:
        doubt(f"{shown(text)} is no price; a buyer has to set one.")
    elif amount in _STAND_INS:
        doubt(f"{shown(text)} stands for a price nobody set; a buyer has to set one.")
    else:
        return amount
    return None


def cost(text: str, doubt: Doubt) -> Decimal | None:
    """Reads a cost per unit; 0 is how registers say that it is unknown (None)."""
    amount = _amount(text, doubt)
    if amount is not None and amount < 0:
        doubt(f"{shown(text)} is no cost; taken as unknown.")
        return None
    return amount or None


def percent(text: str, doubt: Doubt) -> Decimal:
    """Reads a percentage from 0 to 100 (10 means 10 %); anything else is taken as 0."""
    amount = _amount(text, doubt) or Decimal(0)
    if not 0 <= amount <= money.HUNDRED:
        doubt(f"{shown(text)} is no percentage; taken as 0.")
        return Decimal(0)
    return amount


def amount_or_zero(text: str, doubt: Doubt) -> Decimal:
    """Reads an amount that only serves to notice something; 0 if it can't be read."""
    return _amount(text, doubt) or Decimal(0)


def day(text: str, doubt: Doubt) -> date | None:
    """Reads the day of a register's date and time; None for one that means never."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _amount(text: str, doubt: Doubt) -> Decimal | None:
    if text.strip() in _NOTHING:
        return None
    try:
        amount = money.read_amount(text, places=30)
    except ValueError:
        doubt(f"{shown(text)} is not an amount a store could mean.")
        return None
    kept = money.unit(amount)
    if kept != amount:
        doubt(f"{shown(text)} was rounded to four places.")
    return kept


def _whole(text: str) -> int | None:
    digits = text.strip()
    bare = digits.removeprefix("-")
    # Sixteen digits are more than any column holds, and keep a hostile number from taking long.
    if not bare.isascii() or not bare.isdigit() or len(bare) > 16:
        return None
    return int(digits)


def _is_unwanted(char: str) -> bool:
    if char.isprintable() or char.isspace():
        return False
    # Joiners make up letters of several scripts and emoji; writing-direction marks hide text.
    return char not in "\u200c\u200d" and unicodedata.category(char).startswith("C")
