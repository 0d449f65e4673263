"""What the nights of the coming week will close by themselves (decision 6): staff see it coming."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.overnight.ages import CLOSING_AHEAD, Ages
from app.domain.pickup.sold import is_sold
from app.domain.settings.known import StoreSettings
from app.models import Order, OrderLine, Store, user_super_departments

PAGE = 50


@dataclass(frozen=True)
class Soon:
    """Where and when: the store, its settings, today, and whose departments (None: everybody's)."""

    store: Store
    settings: StoreSettings
    today: date
    mine: int | None = None
    own: Mapping[str, int] = field(default_factory=dict)

    @property
    def ages(self) -> Ages:
        """After how many days the night closes what."""
        return Ages(self.settings, self.store.time_zone, self.own)

    def closes_on(self, line: OrderLine) -> date:
        """The day whose night closes a line, unless it is kept open; today at the earliest."""
        return max(self.today, self.ages.closes_on(line.order, line))


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
    """The parts of `ids`: too long on their status, and ordered too long ago; each has its own
    index, in whose order it can be read."""
    lines = sa.select(OrderLine.id).join(OrderLine.order)
    lines = lines.where(OrderLine.open == 1, OrderLine.store_id == soon.store.id, *_left(soon))
    until = soon.today + CLOSING_AHEAD
    stood = soon.ages.stood(until)
    old = lines.where(
        Order.open == 1,
        Order.store_id == soon.store.id,
        soon.ages.ordered(until),
        ~stood,
    )
    return lines.where(stood), old


def _left(soon: Soon) -> list[sa.ColumnElement[bool]]:
    """What the night leaves alone: what is sold, what is kept open."""
    until = soon.today + CLOSING_AHEAD
    kept = sa.or_(Order.keep_open_until.is_(None), Order.keep_open_until <= until)
    left = [~is_sold(), kept]
    if soon.mine is not None:
        owned = user_super_departments.c
        mine = sa.select(owned.super_department_id).where(owned.user_id == soon.mine)
        left.append(OrderLine.super_department_id.in_(mine))
    return left
