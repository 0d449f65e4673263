"""What no register could ring up: one rule for what lanes are told and for what tags warn of."""

from __future__ import annotations

from decimal import Decimal

from app.models import LineKind
from app.vocabulary.barcodes import LAST_LINE_NUMBER, LAST_ORDER_NUMBER
from app.vocabulary.decisions import YES, Decision, no

# What the columns of the lane's table hold.
LARGEST_DEPARTMENT = 32_767
LARGEST_TOTAL = Decimal("99999999.99")
MOST_UNITS = 1_000_000


def may_be_coded(
    *, kind: LineKind, order_number: int, line_number: int, department: int | None
) -> Decision:
    """Whether a line can have a barcode, with the reason people read. `department` is the
    register's number (C26, pos-lane)."""
    if kind is LineKind.NOTE:
        return no("A note can't be rung up. Turn it into items first.")
    if order_number > LAST_ORDER_NUMBER or line_number > LAST_LINE_NUMBER:
        return no("Its number is too large for a barcode.")
    if department is None:
        return no("It has no department, so no register could ring it up.")
    if not 0 <= department <= LARGEST_DEPARTMENT:
        return no("Its department has a number that registers don't know.")
    return YES


def may_be_charged(
    *,
    case_size: Decimal | int | None,
    cases: Decimal | int,
    unit_price: Decimal | None,
    total: Decimal | None,
) -> Decision:
    """Whether a line has all that a register charges for, with the reason people read. A price
    that is needed is none (B1); how high one is, no reason tells."""
    if case_size is None:
        return no("Until it has a case size, no register can ring it up.")
    if case_size * cases > MOST_UNITS:
        return no("It is more than a register counts.")
    if unit_price is None or total is None:
        return no("Until it has a price, no register can ring it up.")
    if not 0 <= total <= LARGEST_TOTAL:
        return no("Its price is none that a register takes.")
    return YES
