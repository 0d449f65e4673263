"""Goods that nobody came for: back on a shelf, where they go on waiting, or closed by reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, lazyload, selectinload

from app.domain.access import Viewer
from app.domain.orders import actions
from app.domain.orders.queries import hold_orders
from app.domain.orders.statuses import StatusBook
from app.domain.pickup.policies import may_put_away
from app.domain.pickup.sold import is_gone, sold_of
from app.domain.settings.reading import settings_of
from app.models import Order, OrderEvent, OrderLine, PutAway
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage

PAGE = 50
MOST_LINES = 60
LONGEST_WHY = 200
# No store gives less: what is younger need not be looked at.
SHORTEST = timedelta(days=1)


@dataclass(frozen=True)
class Uncollected:
    """One page of goods that wait too long, the longest first; `after` leads on, None at the end.
    `days` is how long a customer has."""

    lines: list[OrderLine]
    after: tuple[datetime, int] | None
    days: int


def uncollected(
    session: Session, store_id: int, after: tuple[datetime, int] | None = None
) -> Uncollected:
    """Ready goods of a store past their days to pick up, that are still here, and were not put
    back on a shelf within as many days."""
    days = settings_of(session, store_id).pickup_days
    query = (
        too_long(store_id, days)
        .options(contains_eager(OrderLine.order).options(lazyload("*")))
        .order_by(OrderLine.status_since, OrderLine.id)
    )
    if after is not None:
        since, last = after
        later = sa.and_(OrderLine.status_since == since, OrderLine.id > last)
        query = query.where(sa.or_(OrderLine.status_since > since, later))
    lines = list(session.scalars(query.limit(PAGE + 1)))
    more, lines = len(lines) > PAGE, lines[:PAGE]
    return Uncollected(lines, (lines[-1].status_since, lines[-1].id) if more else None, days)


def waits_too_long(session: Session, line_ids: Sequence[int], store_id: int) -> set[int]:
    """Which of these lines a store would list as uncollected; nothing is asked for none."""
    if not line_ids:
        return set()
    days = settings_of(session, store_id).pickup_days
    late = too_long(store_id, days).where(OrderLine.id.in_(line_ids))
    return set(session.scalars(late.with_only_columns(OrderLine.id)))


def too_long(store_id: int, days: int) -> sa.Select[OrderLine]:
    """The goods of a store that wait for longer than so many days: still here, and not put back on
    a shelf within as many."""
    before = clock.now() - timedelta(days=days)
    put_back = sa.select(PutAway.id).where(
        PutAway.order_line_id == OrderLine.id,
        PutAway.returned.is_(True),
        PutAway.undone_at.is_(None),
        PutAway.at > before,
    )
    return (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(
            OrderLine.open == 1,
            OrderLine.store_id == store_id,
            OrderLine.stage == Stage.ARRIVED,
            OrderLine.copies > 0,
            OrderLine.status_since < before,
            ~put_back.correlate(OrderLine).exists(),
            ~is_gone(),
        )
    )


def close_uncollected(
    session: Session,
    line_ids: Sequence[int],
    status: str,
    why: str,
    *,
    by: Viewer,
    book: StatusBook,
    one_time_key: str,
) -> list[OrderLine]:
    """Close these lines as `status`, for a reason: nobody came for them. All or none; the rest of
    their orders goes on (C32, C34). A second call with the key closes nothing more, and returns the
    same. Raises Invalid, Refused, also for what does not wait too long, NotFound, NotAllowed."""
    by.can(Permission.ORDERS_CLOSE).enforce()
    if not why:
        raise Invalid({"why": "Say why they are closed."})
    if not 1 <= len(line_ids) <= MOST_LINES:
        raise Invalid({"line": f"Tick the goods, at most {MOST_LINES} at once."})
    hold_orders(session, line_ids)
    orders = _orders(session, line_ids)
    wanted = set(line_ids)
    chosen = [line for order in orders for line in order.lines if line.id in wanted]
    if len(chosen) != len(wanted):
        raise NotFound("One of these lines is not there.")
    known = _closed_with(session, orders, one_time_key)
    todo = {line.id for line in chosen if (line.order_id, line.number) not in known}
    _check(session, [line for line in chosen if line.id in todo], by.store_id)
    some: dict[str, Any] = {"by": by, "book": book, "why": why[:LONGEST_WHY]}
    for order in orders:
        if lines := [line for line in order.lines if line.id in todo]:
            actions.close(order, status, lines=lines, said={"key": one_time_key}, **some)
    return chosen


def _check(session: Session, lines: Sequence[OrderLine], store_id: int) -> None:
    """Refuse what may not be closed so; whoever ticked it saw a list that may be old."""
    ids = [line.id for line in lines]
    sold = sold_of(session, ids)
    for line in lines:
        may_put_away(line, sold.get(line.id), store_id).enforce()
    days = settings_of(session, store_id).pickup_days
    late = too_long(store_id, days).where(OrderLine.id.in_(ids)).with_only_columns(OrderLine.id)
    waits = set(session.scalars(late))
    for line in lines:
        if line.id not in waits:
            which = f"Line {line.number} of order {line.order.number}"
            raise Refused(f"{which} does not wait for more than {days} days.")


def _closed_with(session: Session, orders: Sequence[Order], key: str) -> set[tuple[int, int]]:
    """Which lines a first call with the key closed, by order and number: their events keep it."""
    ids = [order.id for order in orders]
    moved = sa.select(OrderEvent).where(OrderEvent.order_id.in_(ids), OrderEvent.verb == "moved")
    return {
        (event.order_id, event.line_number or 0)
        for event in session.scalars(moved)
        if (event.detail or {}).get("key") == key
    }


def _orders(session: Session, line_ids: Sequence[int]) -> Sequence[Order]:
    of_lines = sa.select(OrderLine.order_id).where(OrderLine.id.in_(line_ids))
    query = sa.select(Order).where(Order.id.in_(of_lines)).order_by(Order.id)
    return session.scalars(
        query.options(selectinload(Order.lines)).execution_options(populate_existing=True)
    ).all()
