"""Purchase orders: one with all that its page shows, held for a change, and the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload, selectinload

from app.domain.orders.queries import hold_orders
from app.models import (
    Document,
    Order,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseState,
    Receiving,
    Store,
    User,
    Vendor,
    VendorCutoff,
)
from app.vocabulary.errors import NotFound, Stale

PAGE = 50
MOST_NAMED = 100
CHANGED = "This purchase order has changed since. What you see now is the newest; please try again."


@dataclass(frozen=True)
class Register:
    """One page of purchase orders, newest first; `after` leads on, None at the end."""

    orders: list[PurchaseOrder]
    counts: dict[int, tuple[int, int]]
    after: int | None


def purchase_order(session: Session, row_id: int) -> PurchaseOrder:
    """A purchase order with its lines and whose they are. NotFound."""
    found = session.scalars(_whole().where(PurchaseOrder.id == row_id)).unique().one_or_none()
    if found is None:
        raise NotFound("There is no such purchase order.")
    return found


def held(session: Session, row_id: int) -> PurchaseOrder:
    """As `purchase_order`, for a change: the customers' orders are locked first, like everywhere,
    then the purchase order. Stale if lines came to it in between."""
    before = {line_id for line_id in session.scalars(_line_ids(row_id)) if line_id}
    hold_orders(session, before)
    session.execute(
        sa.select(PurchaseOrder.id).where(PurchaseOrder.id == row_id).with_for_update()
    ).all()
    _forget(session)
    query = _whole(selectinload(Order.lines)).where(PurchaseOrder.id == row_id)
    found = session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound("There is no such purchase order.")
    if {row.order_line_id for row in found.lines if row.order_line_id} - before:
        raise Stale(CHANGED)
    return found


def live(order: PurchaseOrder) -> list[PurchaseLine]:
    """The lines that stand in it: those that left are history."""
    return [row for row in order.lines if row.gone_at is None]


def made_before(session: Session, key: str) -> PurchaseOrder | None:
    """The purchase order that this one-time key has made already, if any."""
    return session.scalar(sa.select(PurchaseOrder).where(PurchaseOrder.one_time_key == key))


def register(
    session: Session,
    *,
    store_id: int | None,
    vendor_id: int | None,
    is_open: bool,
    after: int | None = None,
) -> Register:
    """Purchase orders, open or closed, of one store and vendor or all. Two statements."""
    query = sa.select(PurchaseOrder).where(PurchaseOrder.open == int(is_open))
    if store_id is not None:
        query = query.where(PurchaseOrder.store_id == store_id)
    if vendor_id is not None:
        query = query.where(PurchaseOrder.vendor_id == vendor_id)
    if after is not None:
        query = query.where(PurchaseOrder.number < after)
    shown = (
        joinedload(PurchaseOrder.vendor),
        joinedload(PurchaseOrder.store),
        lazyload(PurchaseOrder.made_by),
        lazyload(PurchaseOrder.placed_by),
    )
    rows = session.scalars(
        query.order_by(PurchaseOrder.number.desc()).limit(PAGE + 1).options(*shown)
    )
    orders = list(rows)
    more = len(orders) > PAGE
    orders = orders[:PAGE]
    return Register(
        orders, _settled(session, [o.id for o in orders]), orders[-1].number if more else None
    )


def is_late(order: PurchaseOrder, today: date) -> bool:
    """Whether something of it should have come before today."""
    placed = order.state is PurchaseState.PLACED
    return placed and order.expected_on is not None and order.expected_on < today


def of_lines(session: Session, line_ids: Sequence[int]) -> list[PurchaseLine]:
    """Where these lines of an order stand with vendors, newest first, in one statement."""
    query = (
        sa.select(PurchaseLine)
        .join(PurchaseLine.purchase_order)
        .where(PurchaseLine.order_line_id.in_(line_ids), PurchaseLine.gone_at.is_(None))
        .order_by(PurchaseLine.id.desc())
        .limit(MOST_NAMED)
        .options(contains_eager(PurchaseLine.purchase_order).joinedload(PurchaseOrder.vendor))
    )
    return list(session.scalars(query))


def vendor_and_store(session: Session, vendor_id: int, store_id: int) -> tuple[Vendor, Store]:
    """Who is ordered from, and for whom, in one statement. NotFound."""
    query = sa.select(Vendor, Store).join(Store, Store.id == store_id)
    found = session.execute(query.where(Vendor.id == vendor_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such vendor, or no such store.")
    return found.Vendor, found.Store


def vendor_names(session: Session) -> list[tuple[int, str]]:
    """Vendors to choose from, by name."""
    rows = session.execute(
        sa.select(Vendor.id, Vendor.name).where(Vendor.active.is_(True)).order_by(Vendor.name)
    )
    return [(row.id, row.name) for row in rows]


def stores(session: Session) -> list[Store]:
    """Stores in use, by name."""
    return list(session.scalars(sa.select(Store).where(Store.active).order_by(Store.name)))


def all_cutoffs(session: Session, vendor_id: int | None = None) -> dict[int, list[VendorCutoff]]:
    """Deadlines by vendor, in the order of the week."""
    query = sa.select(VendorCutoff).order_by(VendorCutoff.weekday, VendorCutoff.at)
    if vendor_id is not None:
        query = query.where(VendorCutoff.vendor_id == vendor_id)
    made: dict[int, list[VendorCutoff]] = {}
    for cutoff in session.scalars(query):
        made.setdefault(cutoff.vendor_id, []).append(cutoff)
    return made


def receipts_of(session: Session, order: PurchaseOrder) -> Sequence[Receiving]:
    """What was said while its lines were received, newest first."""
    query = (
        sa.select(Receiving)
        .join(PurchaseLine, PurchaseLine.id == Receiving.purchase_line_id)
        .where(PurchaseLine.purchase_order_id == order.id, Receiving.undone_at.is_(None))
        .order_by(Receiving.id.desc())
        .limit(MOST_NAMED)
        .options(joinedload(Receiving.line).options(lazyload("*")))
    )
    return session.scalars(query).all()


def _whole(*more: Any) -> sa.Select[PurchaseOrder]:
    of_line = selectinload(PurchaseOrder.lines).joinedload(PurchaseLine.line)
    return sa.select(PurchaseOrder).options(
        joinedload(PurchaseOrder.vendor),
        joinedload(PurchaseOrder.store),
        joinedload(PurchaseOrder.made_by).options(lazyload(User.store), lazyload(User.roles)),
        joinedload(PurchaseOrder.placed_by).options(lazyload(User.store), lazyload(User.roles)),
        joinedload(PurchaseOrder.document).options(sa.orm.defer(Document.content)),
        of_line.joinedload(OrderLine.order).options(lazyload("*"), *more),
    )


def _forget(session: Session) -> None:
    """What was read before the locks were ours is read again. Not `populate_existing`: an order and
    its lines lead to each other, and each would make the other unread."""
    session.flush()
    for row in session.identity_map.values():
        if isinstance(row, Order | OrderLine | PurchaseLine | PurchaseOrder):
            session.expire(row)


def _line_ids(row_id: int) -> sa.Select[int | None]:
    return sa.select(PurchaseLine.order_line_id).where(
        PurchaseLine.purchase_order_id == row_id, PurchaseLine.order_line_id.is_not(None)
    )


def _settled(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of each purchase order: lines that are settled, and lines in all."""
    done = sa.case((PurchaseLine.settled_at.is_not(None), 1), else_=0)
    rows = session.execute(
        sa.select(PurchaseLine.purchase_order_id, sa.func.sum(done), sa.func.count(PurchaseLine.id))
        .where(PurchaseLine.purchase_order_id.in_(ids), PurchaseLine.gone_at.is_(None))
        .group_by(PurchaseLine.purchase_order_id)
    )
    return {row[0]: (int(row[1]), row[2]) for row in rows}
