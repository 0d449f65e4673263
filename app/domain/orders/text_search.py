"""One text box for everything a person may know of an order (C22)."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.customers.contact import digits_of
from app.models import Order, OrderLine
from app.vocabulary.barcodes import read_tag, upc_candidates
from app.vocabulary.searching import haystack

LARGEST = 2_147_483_647


def matching(text: str) -> sa.ColumnElement[bool]:
    """A condition on lines joined with their orders: a tag, an order or member number, a UPC, a
    SKU, phone digits, or words that all occur in the name or the description."""
    wanted = text.strip()
    tag = read_tag(wanted)
    if tag is not None:
        return sa.and_(Order.number == tag.order_number, OrderLine.number == tag.line_number)
    if wanted.isascii() and wanted.isdecimal():
        return _by_digits(wanted)
    digits = digits_of(wanted)
    if len(digits) >= 7 and not any(c.isalpha() for c in wanted):
        return Order.phone_digits.endswith(digits)
    words = haystack(wanted).split()[:5]
    if not words:
        return OrderLine.sku == wanted
    return sa.or_(OrderLine.sku == wanted, sa.and_(*(_has(word) for word in words)))


def _by_digits(digits: str) -> sa.ColumnElement[bool]:
    ways: list[sa.ColumnElement[bool]] = [OrderLine.sku == digits]
    if len(digits) <= 10 and int(digits) <= LARGEST:
        ways += [Order.number == int(digits), Order.member_number == int(digits)]
    if len(digits) >= 4:
        ways.append(Order.phone_digits.endswith(digits[-10:]))
    codes = upc_candidates(digits)
    if codes:
        ways.append(OrderLine.upc.in_(codes))
    return sa.or_(*ways)


def _has(word: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        Order.search_text.contains(word, autoescape=True),
        OrderLine.search_text.contains(word, autoescape=True),
    )
