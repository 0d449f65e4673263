"""What the nights of the coming week will close by themselves (decision 6): staff see it coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.orders.closing_day import CLOSING_AHEAD, closing_day
from app.domain.settings.known import StoreSettings
from app.models import Order, OrderLine, RegisterSale, Store, user_super_departments
from app.vocabulary import clock
from app.vocabulary.statuses import Key

PAGE = 50


@dataclass(frozen=True)
class Soon:
    """Where and when: the store, its settings, today, and whose departments (None: everybody's)."""

    store: Store
    settings: StoreSettings
    today: date
    mine: int | None = None

    @property
    def called_before(self) -> datetime:
        """Lines in Called/waiting since before this will be closed within the week."""
        days = self.settings.close_called_after_days
        return clock.end_of_day(
            self.today + CLOSING_AHEAD - timedelta(days=days), self.store.time_zone
        )

    @property
    def ordered_until(self) -> date:
        """Lines of orders until this day will."""
        return self.today + CLOSING_AHEAD - timedelta(days=self.settings.close_pending_after_days)

    def closes_on(self, line: OrderLine) -> date:
        """The day whose night closes a line, unless it is kept open; today at the earliest."""
        return max(self.today, closing_day(line, self.settings))


@dataclass(frozen=True)
class Closing:
    """One page of lines, the oldest order first; `after` is the list key that leads on."""

    lines: list[OrderLine]
    after: int | None


def page(session: Session, soon: Soon, after: int | None = None) -> Closing:
    """Lines that close within the week, in one statement."""
    shown = contains_eager(OrderLine.order), joinedload(OrderLine.department)
    # Found first, sorted then: walking all open lines for those few would take longer.
    found = ids(soon).cte("closing").prefix_with("MATERIALIZED")
    query = sa.select(OrderLine).join(found, found.c.id == OrderLine.id).join(OrderLine.order)
    if after is not None:
        query = query.where(OrderLine.list_key > after)
    query = query.options(*shown, joinedload(OrderLine.status_row)).order_by(OrderLine.list_key)
    lines = list(session.scalars(query.limit(PAGE + 1)))
    more = len(lines) > PAGE
    return Closing(lines[:PAGE], lines[PAGE - 1].list_key if more else None)


def ids(soon: Soon) -> sa.CompoundSelect[int]:
    """The lines that close within the week, as the night will see it: not sold, not kept open."""
    return sa.union_all(*parts(soon))


def parts(soon: Soon) -> tuple[sa.Select[int], sa.Select[int]]:
    """The parts of `ids`: called too long ago, and ordered too long ago; each has its own index, in
    whose order it can be read."""
    lines = sa.select(OrderLine.id).join(OrderLine.order)
    lines = lines.where(OrderLine.open == 1, OrderLine.store_id == soon.store.id, *_left(soon))
    called = sa.and_(
        OrderLine.status == Key.CALLED_WAITING, OrderLine.status_since < soon.called_before
    )
    old = lines.where(
        Order.open == 1,
        Order.store_id == soon.store.id,
        Order.ordered_on <= soon.ordered_until,
        ~called,
    )
    return lines.where(called), old


def _left(soon: Soon) -> list[sa.ColumnElement[bool]]:
    """What the night leaves alone: what is sold, what is kept open."""
    sold = (
        sa.select(sa.func.coalesce(sa.func.sum(RegisterSale.quantity), 0))
        .where(RegisterSale.order_line_id == OrderLine.id, RegisterSale.counts == 1)
        .correlate(OrderLine)
        .scalar_subquery()
    )
    until = soon.today + CLOSING_AHEAD
    kept = sa.or_(Order.keep_open_until.is_(None), Order.keep_open_until <= until)
    left = [sa.type_coerce(sold, RegisterSale.quantity.type) <= Decimal(0), kept]
    if soon.mine is not None:
        owned = user_super_departments.c
        mine = sa.select(owned.super_department_id).where(owned.user_id == soon.mine)
        left.append(OrderLine.super_department_id.in_(mine))
    return left
