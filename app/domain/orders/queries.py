"""The lists people work from: `select()` builders and the few reads that go with them.

A list row is a line. Lists never count or skip their way through a big table: pages go by
`list_key`, and every filter is a column of the line that an index leads with `open`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from app.domain.orders.text_search import matching
from app.models import Customer, Order, OrderLine
from app.vocabulary.errors import NotFound
from app.vocabulary.statuses import Key

PAGE = 50
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None or empty means all. `text` may be a name, phone digits, a
    member number, an order number, a UPC, a SKU or words of a description (C22)."""

    store_id: int | None = None
    super_department_id: int | None = None
    vendor_id: int | None = None
    status: str = ""
    text: str = ""
    no_department: bool = False


@dataclass(frozen=True)
class Page:
    """One page of lines with their orders; `after` leads to older lines, None at the end."""

    lines: list[OrderLine]
    after: int | None


def pending_page(session: Session, filters: Filters, *, before: int | None = None) -> Page:
    """Open lines, newest order first (C22); `before` continues a page at its `after`."""
    return _page(session, _narrow(_rows(1), filters), before)


def closed_page(session: Session, filters: Filters, *, before: int | None = None) -> Page:
    """Closed lines, newest order first (C32, C34)."""
    return _page(session, _narrow(_rows(0), filters), before)


def counts_by_status(session: Session, filters: Filters) -> dict[str, int]:
    """Open lines per status under the same filters, the status itself aside."""
    query = sa.select(OrderLine.status, sa.func.count()).where(OrderLine.open == 1)
    if filters.text:
        query = query.join(OrderLine.order)
    rows = session.execute(_narrow(query, filters, by_status=False).group_by(OrderLine.status))
    return {row[0]: row[1] for row in rows}


def by_number(session: Session, number: int, *, lock: bool = False) -> Order:
    """The order of a number with everything its page shows; `lock` holds its row for a change.
    Every store sees every order (L8). Raises NotFound."""
    if lock:
        # Lock before looking, and the one row only: joined rows would be locked as well.
        session.execute(sa.select(Order.id).where(Order.number == number).with_for_update())
    order = session.scalar(
        sa.select(Order)
        .where(Order.number == number)
        .options(
            joinedload(Order.store),
            joinedload(Order.pickup_store),
            joinedload(Order.taken_by),
            joinedload(Order.customer).joinedload(Customer.member_type),
            joinedload(Order.member_type),
            selectinload(Order.lines).options(
                joinedload(OrderLine.vendor),
                joinedload(OrderLine.department),
                joinedload(OrderLine.super_department),
            ),
        )
    )
    if order is None:
        raise NotFound(f"There is no order {number}.")
    return order


def line_of(order: Order, number: int) -> OrderLine:
    """The line `number` of `order`. Raises NotFound."""
    for line in order.lines:
        if line.number == number:
            return line
    raise NotFound(f"Order {order.number} has no line {number}.")


def arrived_untagged(store_id: int) -> sa.Select[OrderLine]:
    """Lines that wait for a tag in one store, oldest arrival first (C26)."""
    return (
        _rows(1)
        .where(
            OrderLine.store_id == store_id,
            OrderLine.status == Key.ARRIVED,
            OrderLine.copies == 0,
        )
        .order_by(OrderLine.status_since, OrderLine.id)
    )


def open_orders_of(customer_id: int) -> sa.Select[Order]:
    """A customer's open orders, newest first, with their lines."""
    return (
        sa.select(Order)
        .where(Order.customer_id == customer_id, Order.open == 1)
        .options(selectinload(Order.lines))
        .order_by(Order.number.desc())
        .limit(PAGE)
    )


def _rows(is_open: int) -> sa.Select[OrderLine]:
    return (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.open == is_open)
        .options(
            contains_eager(OrderLine.order),
            joinedload(OrderLine.vendor),
            joinedload(OrderLine.department),
            joinedload(OrderLine.super_department),
        )
    )


def _narrow(
    query: sa.Select[*Columns], filters: Filters, *, by_status: bool = True
) -> sa.Select[*Columns]:
    wanted = {
        OrderLine.store_id: filters.store_id,
        OrderLine.super_department_id: filters.super_department_id,
        OrderLine.vendor_id: filters.vendor_id,
        OrderLine.status: filters.status if by_status else "",
    }
    query = query.where(*(column == value for column, value in wanted.items() if value))
    if filters.no_department:
        query = query.where(OrderLine.department_id.is_(None))
    if filters.text:
        query = query.where(matching(filters.text))
    return query


def _page(session: Session, query: sa.Select[OrderLine], before: int | None) -> Page:
    if before is not None:
        query = query.where(OrderLine.list_key < before)
    lines = list(session.scalars(query.order_by(OrderLine.list_key.desc()).limit(PAGE + 1)))
    more = len(lines) > PAGE
    lines = lines[:PAGE]
    return Page(lines, lines[-1].list_key if more else None)
