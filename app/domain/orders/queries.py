"""What people look at: orders, their lines and events, and (from `pages.py`) the lists they work
from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import (
    Session,
    contains_eager,
    joinedload,
    lazyload,
    selectinload,
    with_expression,
)
from sqlalchemy.orm.strategy_options import _AbstractLoad

from app.domain.orders.filters import PAGE as PAGE
from app.domain.orders.filters import START as START
from app.domain.orders.filters import Filters as Filters
from app.domain.orders.filters import Page as Page
from app.domain.orders.filters import Place as Place
from app.domain.orders.pages import closed_page as closed_page
from app.domain.orders.pages import line_ids as line_ids
from app.domain.orders.pages import neighbours as neighbours
from app.domain.orders.pages import pending_page as pending_page
from app.domain.pickup.sold import has_left
from app.models import (
    Customer,
    LineKind,
    Order,
    OrderEvent,
    OrderLine,
    Store,
    SuperDepartment,
    User,
    Vendor,
)
from app.vocabulary.errors import NotFound
from app.vocabulary.statuses import Stage

_CHOSEN_FROM: tuple[type[SuperDepartment] | type[Vendor] | type[Store], ...] = (
    SuperDepartment,
    Vendor,
    Store,
)
MOST_EVENTS = 200
_SHOWN = (
    joinedload(OrderLine.vendor),
    joinedload(OrderLine.department),
    joinedload(OrderLine.super_department),
)
# What prices come from, in hand when they are looked at.
_SOURCES = (
    joinedload(OrderLine.product).options(lazyload("*")),
    joinedload(OrderLine.vendor_item).options(lazyload("*")),
)
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Choices:
    """What lists can be narrowed to: ids with names."""

    super_departments: list[tuple[int, str]]
    vendors: list[tuple[int, str]]
    stores: list[tuple[int, str]]


def choices(session: Session) -> Choices:
    """What the lists' filters offer, by name, in one statement."""
    parts = [
        sa.select(sa.literal(place), kind.id, kind.name).where(kind.active.is_(True))
        for place, kind in enumerate(_CHOSEN_FROM)
    ]
    found: tuple[list[tuple[int, str]], ...] = ([], [], [])
    for place, number, name in session.execute(sa.union_all(*parts)):
        found[place].append((number, name))
    for rows in found:
        rows.sort(key=lambda row: row[1].casefold())
    return Choices(*found)


def by_number(
    session: Session,
    number: int,
    *,
    lock: bool = False,
    at_once: bool = False,
    with_sold: bool = False,
) -> Order:
    """The order of a number with everything its page shows; `lock` holds its row for a change.
    `with_sold` reads what was sold of each line along. Every store sees every order (L8). Raises
    NotFound.

    Two statements, so that the lines are read after the lock is ours. `at_once` makes it one, for
    callers that compare the order's version before they believe its lines."""
    query = _whole(lock=lock, at_once=at_once, with_sold=with_sold)
    order = session.scalars(query, {"number": number}).unique().one_or_none()
    if order is None:
        raise NotFound(f"There is no order {number}.")
    return order


@cache
def _whole(*, lock: bool, at_once: bool, with_sold: bool) -> sa.Select[Order]:
    """The statement behind `by_number`, put together once: that takes longer than its answer."""
    lines = joinedload(Order.lines) if at_once else selectinload(Order.lines)
    query = (
        sa.select(Order)
        .where(Order.number == sa.bindparam("number"))
        .options(
            joinedload(Order.store),
            joinedload(Order.pickup_store),
            joinedload(Order.taken_by).options(lazyload(User.store), lazyload(User.roles)),
            joinedload(Order.member_type),
            joinedload(Order.customer).options(lazyload(Customer.member_type)),
            lines.options(*_SHOWN, *_SOURCES, *([_sold_too()] if with_sold else [])),
        )
    )
    return query.with_for_update(of=Order) if lock else query


def _sold_too() -> _AbstractLoad:
    """What was sold of a line, net, read along with it."""
    return with_expression(OrderLine.sold_quantity, has_left())


def line_of(order: Order, number: int) -> OrderLine:
    """The line `number` of `order`. Raises NotFound."""
    for line in order.lines:
        if line.number == number:
            return line
    raise NotFound(f"Order {order.number} has no line {number}.")


def by_lines(session: Session, ids: Iterable[int], *, lock: bool = False) -> list[Order]:
    """The orders of lines with these ids, by number, with all their lines; `lock` holds their rows
    for a change. Ids of nothing are left out."""
    wanted = sa.select(OrderLine.order_id).where(OrderLine.id.in_(set(ids)))
    query = sa.select(Order).where(Order.id.in_(wanted))
    query = query.options(selectinload(Order.lines).options(*_SHOWN))
    found = session.scalars(locking(query) if lock else query)
    return sorted(found, key=lambda order: order.number)


def hold_orders(session: Session, line_ids: Iterable[int]) -> None:
    """Lock the orders of these lines for a change before a line is read: whoever acts holds the
    order first."""
    held = sa.select(OrderLine.order_id).where(OrderLine.id.in_(set(line_ids)))
    session.execute(locking(sa.select(Order.id).where(Order.id.in_(held)))).all()


def locking(query: sa.Select[*Columns]) -> sa.Select[*Columns]:
    """A query of orders that locks those it finds. Several are locked in this one order
    everywhere, so people wait for each other and never in a circle."""
    return query.order_by(None).order_by(Order.id).with_for_update(of=Order)


def events_of(session: Session, order: Order, *, since: int | None = None) -> Sequence[OrderEvent]:
    """What happened to `order`, newest first, at most MOST_EVENTS; `since` leaves out what a form
    made from that version knew."""
    query = order.events.select().options(
        joinedload(OrderEvent.user).options(lazyload(User.store), lazyload(User.roles))
    )
    if since is not None:
        query = query.where(OrderEvent.of_version >= since)
    return session.scalars(query.limit(MOST_EVENTS)).all()


def arrived_untagged(store_id: int) -> sa.Select[OrderLine]:
    """Lines that wait for a tag in one store, oldest arrival first (C26)."""
    return (
        _rows(1)
        .where(
            OrderLine.store_id == store_id,
            OrderLine.stage == Stage.ARRIVED,
            OrderLine.copies == 0,
            OrderLine.kind == LineKind.ITEM,
        )
        .order_by(OrderLine.status_since, OrderLine.id)
    )


def waiting_member(member_number: int) -> sa.Select[bool]:
    """Whether the member of a number has another open order than the one of that number."""
    return sa.select(
        sa.exists().where(
            Order.member_number == member_number, Order.open == 1, Order.number != member_number
        )
    )


def _rows(is_open: int) -> sa.Select[OrderLine]:
    return (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.open == is_open)
        .options(contains_eager(OrderLine.order), *_SHOWN)
    )
