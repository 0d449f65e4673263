"""The lists people work from: `select()` builders and the few reads that go with them.

A list row is a line. Lists never count or skip their way through a big table: pages go by
`list_key`, and every filter is a column of the line that an index leads with `open`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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

from app.domain.orders.text_search import matching
from app.models import (
    Customer,
    LineKind,
    Order,
    OrderEvent,
    OrderLine,
    RegisterSale,
    Store,
    SuperDepartment,
    User,
    Vendor,
)
from app.vocabulary.errors import NotFound
from app.vocabulary.figures import PriceKind
from app.vocabulary.statuses import Key

PAGE = 50
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
class Filters:
    """What a list is narrowed to; None or empty means all. `text` may be a name, phone digits, a
    member number, an order number, a UPC, a SKU or words of a description (C22). `needs_price`:
    items that no rule could price, the buyers' queue."""

    store_id: int | None = None
    super_department_id: int | None = None
    vendor_id: int | None = None
    status: str = ""
    text: str = ""
    no_department: bool = False
    needs_price: bool = False


@dataclass(frozen=True)
class Place:
    """Where in a list a page stands: just before a list key (older), just after one (newer), or,
    with neither, at its start."""

    before: int | None = None
    after: int | None = None


START = Place()


@dataclass(frozen=True)
class Page:
    """One page of lines with their orders, newest first; `newer` and `older` are the places of its
    neighbours, None at the ends."""

    lines: list[OrderLine]
    newer: Place | None
    older: Place | None


@dataclass(frozen=True)
class Choices:
    """What lists can be narrowed to: ids with names."""

    super_departments: list[tuple[int, str]]
    vendors: list[tuple[int, str]]
    stores: list[tuple[int, str]]


def pending_page(session: Session, filters: Filters, place: Place = START) -> Page:
    """Open lines, newest order first (C22), in one statement."""
    return _page(session, pending_rows(filters), place)


def closed_page(session: Session, filters: Filters, place: Place = START) -> Page:
    """Closed lines, newest order first (C32, C34), in one statement."""
    return _page(session, closed_rows(filters), place)


def pending_rows(filters: Filters) -> sa.Select[OrderLine]:
    """Open lines with what a list shows of them (C22), what was sold of them included."""
    sold = (
        sa.select(sa.func.sum(RegisterSale.quantity, type_=RegisterSale.quantity.type))
        .where(RegisterSale.order_line_id == OrderLine.id, RegisterSale.counts == 1)
        .correlate(OrderLine)
        .scalar_subquery()
    )
    rows = _rows(1).options(with_expression(OrderLine.sold_quantity, sold))
    return narrow(rows, filters)


def closed_rows(filters: Filters) -> sa.Select[OrderLine]:
    """Closed lines with what a list shows of them (C32)."""
    return narrow(_rows(0), filters)


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


def by_number(session: Session, number: int, *, lock: bool = False, at_once: bool = False) -> Order:
    """The order of a number with everything its page shows; `lock` holds its row for a change.
    Every store sees every order (L8). Raises NotFound.

    Two statements, so that the lines are read after the lock is ours. `at_once` makes it one, for
    callers that compare the order's version before they believe its lines."""
    lines = joinedload(Order.lines) if at_once else selectinload(Order.lines)
    query = (
        sa.select(Order)
        .where(Order.number == number)
        .options(
            joinedload(Order.store),
            joinedload(Order.pickup_store),
            joinedload(Order.taken_by).options(lazyload(User.store), lazyload(User.roles)),
            joinedload(Order.member_type),
            joinedload(Order.customer).options(lazyload(Customer.member_type)),
            lines.options(*_SHOWN, *_SOURCES),
        )
    )
    if lock:
        query = query.with_for_update(of=Order)
    order = session.scalars(query).unique().one_or_none()
    if order is None:
        raise NotFound(f"There is no order {number}.")
    return order


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
    query = sa.select(Order).where(Order.id.in_(wanted)).order_by(Order.number)
    if lock:
        query = query.with_for_update(of=Order)
    return list(session.scalars(query.options(selectinload(Order.lines).options(*_SHOWN))))


def hold_orders(session: Session, line_ids: Iterable[int]) -> None:
    """Lock the orders of these lines for a change, oldest first, before a line is read. Whoever
    acts holds the order first, so two of them wait for each other and never in a circle."""
    held = sa.select(OrderLine.order_id).where(OrderLine.id.in_(set(line_ids)))
    query = sa.select(Order.id).where(Order.id.in_(held)).order_by(Order.id)
    session.execute(query.with_for_update()).all()


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
            OrderLine.status == Key.ARRIVED,
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


def narrow(query: sa.Select[*Columns], filters: Filters) -> sa.Select[*Columns]:
    """`query` over lines, narrowed to what the filters say."""
    wanted = {
        OrderLine.store_id: filters.store_id,
        OrderLine.super_department_id: filters.super_department_id,
        OrderLine.vendor_id: filters.vendor_id,
        OrderLine.status: filters.status,
    }
    query = query.where(*(column == value for column, value in wanted.items() if value))
    if filters.no_department:
        query = query.where(OrderLine.department_id.is_(None))
    if filters.needs_price:
        needed = OrderLine.price_kind == PriceKind.NEEDED
        query = query.where(needed, OrderLine.kind == LineKind.ITEM)
    if filters.text:
        query = query.where(matching(filters.text))
    return query


def paged(query: sa.Select[OrderLine], place: Place) -> sa.Select[OrderLine]:
    """The statement of one page: one row more than it shows, to know whether there are others."""
    if place.after is not None:
        query = query.where(OrderLine.list_key > place.after).order_by(OrderLine.list_key)
    else:
        if place.before is not None:
            query = query.where(OrderLine.list_key < place.before)
        query = query.order_by(OrderLine.list_key.desc())
    return query.limit(PAGE + 1)


def _page(session: Session, query: sa.Select[OrderLine], place: Place) -> Page:
    lines = list(session.scalars(paged(query, place)))
    more = len(lines) > PAGE
    lines = lines[:PAGE]
    if place.after is not None:
        if not more:
            # Fewer than a page are newer: that is the start of the list, shown whole.
            return _page(session, query, START)
        lines.reverse()
        return Page(lines, Place(after=lines[0].list_key), Place(before=lines[-1].list_key))
    newer = Place(after=lines[0].list_key if lines else place.before - 1) if place.before else None
    return Page(lines, newer, Place(before=lines[-1].list_key) if more else None)
