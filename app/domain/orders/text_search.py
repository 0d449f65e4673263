"""One text box for everything a person may know of an order (C22, L7)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.domain.customers.contact import digits_of
from app.domain.words import matching_all, words_of
from app.models import Order, OrderLine
from app.models.search import SHORTEST_PHONE
from app.vocabulary.barcodes import read_tag, upc_candidates

LARGEST = 2_147_483_647
MOST_DIGITS = 10
# Shorter rows of digits with marks between are sizes and dates, not phones.
SHORTEST_WRITTEN_PHONE = 7

# Under names of their own: a list that is narrowed reads the same two tables.
_line, _order = aliased(OrderLine), aliased(Order)


def matching(text: str) -> sa.ColumnElement[bool]:
    """A condition on lines joined with their orders: a tag, an order or member number, a UPC, a
    SKU, digits from anywhere in a phone, or words of customer and item, each by its beginning.
    Every way is looked up in an index of its own, none reads a table through."""
    wanted = text.strip()
    tag = read_tag(wanted)
    if tag is not None:
        return sa.and_(Order.number == tag.order_number, OrderLine.number == tag.line_number)
    if wanted.isascii() and wanted.isdecimal():
        return _any_of(_by_digits(wanted))
    digits = digits_of(wanted)
    if len(digits) >= SHORTEST_WRITTEN_PHONE and not any(c.isalpha() for c in wanted):
        return _any_of([_of_orders(matching_all(_order, [digits]))])
    return _any_of([_of_lines(_line.sku == wanted), *_by_words(words_of(wanted))])


def _any_of(ways: list[sa.Select[int]]) -> sa.ColumnElement[bool]:
    return OrderLine.id.in_(sa.union_all(*ways))


def _of_lines(*conditions: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(_line.id).where(*conditions)


def _of_orders(*conditions: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(_line.id).join(_order, _line.order_id == _order.id).where(*conditions)


def _by_digits(digits: str) -> list[sa.Select[int]]:
    ways = [_of_lines(_line.sku == digits)]
    if len(digits) <= MOST_DIGITS and int(digits) <= LARGEST:
        ways.append(_of_orders(_order.number == int(digits)))
        ways.append(_of_orders(_order.member_number == int(digits)))
    if len(digits) >= SHORTEST_PHONE:
        ways.append(_of_orders(matching_all(_order, [digits[-MOST_DIGITS:]])))
    codes = upc_candidates(digits)
    if codes:
        ways.append(_of_lines(_line.upc.in_(codes)))
    return ways


def _by_words(words: list[str]) -> list[sa.Select[int]]:
    """All of the item, all of the customer, or the customer before or behind the item: people do
    not mix them."""
    if not words:
        return []
    ways = [_of_lines(matching_all(_line, words)), _of_orders(matching_all(_order, words))]
    for cut in range(1, len(words)):
        before, behind = words[:cut], words[cut:]
        for whose, what in ((before, behind), (behind, before)):
            ways.append(_of_orders(matching_all(_order, whose), matching_all(_line, what)))
    return ways
