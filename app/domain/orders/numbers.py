"""Order numbers: what people say aloud and barcodes hold, given once each, from 1 up.

A barcode holds 999,999 of them. After the last one they are given again, from the lowest on: each
whose order was closed for longer than a year. That order gets one above all barcodes, its old one
with a million before it (123 becomes 1000123), so that one number never means two orders.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload

from app.domain.access import night
from app.domain.orders.events import note
from app.models import Counter, Order, OrderLine
from app.vocabulary import clock
from app.vocabulary.barcodes import LAST_ORDER_NUMBER
from app.vocabulary.errors import Refused

# From here on people are told.
SAID_FROM = 990_000
RESTED = timedelta(days=365)
NONE_FREE = (
    f"Order numbers up to {LAST_ORDER_NUMBER} are used up, and no order with one of them has been "
    "closed for longer than a year. No tag could carry another number."
)

_NAME = "order number"
_ABOVE = 1_000_000


def begin(session: Session, name: str = _NAME) -> None:
    """Set the counter up; once it is there, numbers go on from where they are."""
    if session.scalar(sa.select(Counter.id).where(Counter.name == name)) is None:
        session.add(Counter(name=name, value=0))
        session.flush()


def next_number(session: Session) -> int:
    """Take the next order number; the counter's row stays locked until the order is committed, so
    two orders never share one. After the last that a barcode holds it is one that an order has done
    with; Refused if there is none (pos-lane)."""
    taken = next_of(session, _NAME)
    return taken if taken <= LAST_ORDER_NUMBER else _given_again(session, taken)


def said(session: Session) -> str:
    """How far order numbers have come, in words; empty while there are plenty. Refused when there
    is none any more."""
    value = session.scalar(sa.select(Counter.value).where(Counter.name == _NAME)) or 0
    again = "those of orders that were closed more than a year ago"
    if value < SAID_FROM:
        return ""
    if value < LAST_ORDER_NUMBER:
        left = LAST_ORDER_NUMBER - value
        return f"{left} order numbers are left. After them {again} are given again."
    if _done_with(session, 1) is None:
        raise Refused(NONE_FREE)
    return f"Order numbers are given again: {again}."


def _given_again(session: Session, taken: int) -> int:
    """Take the first number from this place of the counter on that an order has done with. The
    counter goes on behind it."""
    times, before = divmod(taken - 1, LAST_ORDER_NUMBER)
    order = _done_with(session, before + 1, hold=True)
    if order is None:
        times, order = times + 1, _done_with(session, 1, hold=True)
    if order is None:
        raise Refused(NONE_FREE)
    number = order.number
    order.number = times * _ABOVE + number
    note(order, "number_passed_on", night(order.store_id), detail={"number": number})
    session.flush()
    counter = sa.update(Counter).where(Counter.name == _NAME)
    session.execute(counter.values(value=times * LAST_ORDER_NUMBER + number))
    return number


def _done_with(session: Session, first: int, *, hold: bool = False) -> Order | None:
    """The order with the lowest number from `first` on that was closed more than a year ago, and so
    was everything that went on in other orders: its old tag means that (decision 9)."""
    query = _at_rest if hold else _rested
    while (order := session.scalar(query(first))) is not None:
        if session.scalar(_goes_on(order.id).limit(1)) is None:
            return order
        first = order.number + 1
    return None


def _goes_on(order_id: int) -> sa.Select[int]:
    """Lines that lines of an order have become, over however many orders, and that wait, or were
    closed within a year."""
    moved = sa.select(OrderLine.moved_to_id.label("id")).where(OrderLine.moved_to_id.is_not(None))
    first = moved.where(OrderLine.order_id == order_id).cte("went_on", recursive=True)
    went_on = first.union(moved.join(first, OrderLine.id == first.c.id))
    still = sa.or_(OrderLine.open == 1, OrderLine.closed_at >= clock.now() - RESTED)
    return sa.select(OrderLine.id).join(went_on, OrderLine.id == went_on.c.id).where(still)


def _rested(first: int) -> sa.Select[Order]:
    """The order with the lowest number from `first` on that was closed more than a year ago."""
    return (
        sa.select(Order)
        .where(
            Order.number.between(first, LAST_ORDER_NUMBER),
            Order.open == 0,
            Order.closed_at < clock.now() - RESTED,
        )
        .order_by(Order.number)
        .limit(1)
        .options(lazyload("*"))
    )


def _at_rest(first: int) -> sa.Select[Order]:
    """The same, held until the commit, and without those that somebody works at: who clones one
    holds it and waits for a number."""
    return _rested(first).with_for_update(of=Order, skip_locked=True)


def next_of(session: Session, name: str) -> int:
    """Take the next number of the counter `name`, from 1 up, given once each."""
    taken = session.execute(
        sa.update(Counter)
        .where(Counter.name == name)
        .values(value=Counter.value + 1)
        .returning(Counter.value)
    ).scalar()
    if taken is None:
        begin(session, name)
        return next_of(session, name)
    return int(taken)
