"""Money is exact decimal (decision 4). Units keep four places; a line total is rounded once, half
up."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
TEN_THOUSANDTH = Decimal("0.0001")
HUNDRED = Decimal(100)
LARGEST = Decimal("9999999.99")

_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")


def cents(amount: Decimal) -> Decimal:
    """Round half up to the cent: the only rounding there is."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def unit(amount: Decimal) -> Decimal:
    """Keep a unit price to its four places, half up."""
    return amount.quantize(TEN_THOUSANDTH, ROUND_HALF_UP)


def percent_of(percent: Decimal, amount: Decimal) -> Decimal:
    """`percent` (10 means 10 %) of `amount`, unrounded."""
    return amount * percent / HUNDRED


def read_amount(text: str, *, places: int = 2) -> Decimal:
    """Read what a person or a file wrote as an amount of at most `places` decimals.

    Accepts a leading currency sign and thousands commas where thousands are parted; any other
    comma is refused: 48,50 is not 4850. Raises ValueError with a message for people: not a number,
    not finite, too many places, or beyond what a store could mean.
    """
    cleaned = text.strip().lstrip("$")
    if "," in cleaned:
        if _THOUSANDS.fullmatch(cleaned) is None:
            raise ValueError("Write cents behind a point, like 12.50.")
        cleaned = cleaned.replace(",", "")
    if not cleaned or not cleaned.isascii() or any(c not in "0123456789.-+" for c in cleaned):
        raise ValueError("Write an amount in figures, like 12.50.")
    try:
        amount = Decimal(cleaned)
    except InvalidOperation:
        raise ValueError("Write an amount in figures, like 12.50.") from None
    if abs(amount) > LARGEST:
        raise ValueError("That amount is too large.")
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:
        raise ValueError(f"Write at most {places} decimal places.")
    return amount


def show(amount: Decimal, *, places: int = 2) -> str:
    """An amount for people: 1234.5 → `1,234.50`; unit prices show more places only when they have
    them."""
    shown = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if places == 2 and amount != shown:
        return f"{amount.normalize():,f}"
    return f"{shown:,f}"
