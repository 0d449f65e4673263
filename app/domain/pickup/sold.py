"""What has been sold: by the desk or by registers, net of voids and refunds (decision 8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import OrderLine, RegisterSale

DESK = "pickup"


@dataclass(frozen=True)
class Sold:
    """A line's sales so far: the net quantity in units, in all and by the desk alone, and when the
    last row was written. A line is sold when the net quantity is above zero."""

    net: Decimal
    by_desk: Decimal
    at: datetime
    day: date

    def __bool__(self) -> bool:
        return self.net > 0


def sold_of(session: Session, line_ids: Collection[int]) -> dict[int, Sold]:
    """The sales of these lines by line id; a line without any is not in it."""
    if not line_ids:
        return {}
    desk = sa.case((RegisterSale.source == DESK, RegisterSale.quantity))
    rows = session.execute(
        sa.select(
            RegisterSale.order_line_id,
            sa.func.sum(RegisterSale.quantity, type_=RegisterSale.quantity.type),
            sa.func.sum(desk, type_=RegisterSale.quantity.type),
            sa.func.max(RegisterSale.sold_at),
            sa.func.max(RegisterSale.business_date),
        )
        .where(RegisterSale.order_line_id.in_(line_ids), RegisterSale.counts == 1)
        .group_by(RegisterSale.order_line_id)
    )
    return {
        line_id: Sold(net, by_desk or Decimal(0), at, day)
        for line_id, net, by_desk, at, day in rows
    }


def is_sold(until: date | None = None) -> sa.ColumnElement[bool]:
    """Whether the line of the statement around is sold (decision 8): net of voids and refunds, by
    real registers, up to the business date `until`; and some of it since it was last opened again.
    What was sold before that was answered by whoever opened it: it closes nothing any more."""
    mine = [RegisterSale.order_line_id == OrderLine.id, RegisterSale.counts == 1]
    if until is not None:
        mine.append(RegisterSale.business_date <= until)
    net = (
        sa.select(sa.func.coalesce(sa.func.sum(RegisterSale.quantity), 0))
        .where(*mine)
        .correlate(OrderLine)
        .scalar_subquery()
    )
    news = sa.select(RegisterSale.id).where(
        *mine, RegisterSale.quantity > Decimal(0), RegisterSale.created_at > OrderLine.reopened_at
    )
    return sa.and_(
        sa.type_coerce(net, RegisterSale.quantity.type) > Decimal(0),
        sa.or_(OrderLine.reopened_at.is_(None), news.correlate(OrderLine).exists()),
    )
