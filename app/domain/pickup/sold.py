"""What has been sold: by the desk or by registers, net of voids and refunds (decision 8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.models import OrderLine, RegisterSale

DESK = "pickup"


@dataclass(frozen=True)
class Sold:
    """A line's sales so far: the net quantity in units, of all since it was last opened again (see
    `is_sold`), and what of the desk's stands; and when the last row was written. A line is sold
    when the net quantity is above zero. `unpaid` is what the desk gave out since, to be paid at
    the register after: that is no sale."""

    net: Decimal
    by_desk: Decimal
    at: datetime
    day: date
    unpaid: Decimal = Decimal(0)

    def __bool__(self) -> bool:
        return self.net > 0

    @property
    def gone(self) -> bool:
        """The goods have left: sold, or given out and not paid yet."""
        return self.net > 0 or self.unpaid > 0


def sold_of(session: Session, line_ids: Collection[int]) -> dict[int, Sold]:
    """The sales of these lines by line id; a line without any is not in it."""
    if not line_ids:
        return {}
    real, by_desk = RegisterSale.counts == 1, RegisterSale.source == DESK
    desk = sa.case((sa.and_(by_desk, real, stands()), RegisterSale.quantity))
    lately = sa.case((sa.and_(real, _is_lately()), RegisterSale.quantity), else_=Decimal(0))
    given = sa.case((is_given_out(), RegisterSale.quantity))
    every = sa.case((real, RegisterSale.quantity), else_=Decimal(0))
    rows = session.execute(
        sa.select(
            RegisterSale.order_line_id,
            sa.func.sum(lately, type_=RegisterSale.quantity.type),
            sa.func.sum(desk, type_=RegisterSale.quantity.type),
            sa.func.max(RegisterSale.sold_at),
            sa.func.max(RegisterSale.business_date),
            sa.func.sum(given, type_=RegisterSale.quantity.type),
            sa.func.sum(every, type_=RegisterSale.quantity.type),
        )
        .join(OrderLine, OrderLine.id == RegisterSale.order_line_id)
        .where(RegisterSale.order_line_id.in_(line_ids), sa.or_(real, by_desk))
        .group_by(RegisterSale.order_line_id)
    )
    return {
        line_id: Sold(min(net, in_all), of_desk or Decimal(0), at, day, unpaid or Decimal(0))
        for line_id, net, of_desk, at, day, unpaid, in_all in rows
    }


def is_sold(until: date | None = None) -> sa.ColumnElement[bool]:
    """Whether the line of the statement around is sold (decision 8): net of voids and refunds, by
    real registers, up to the business date `until`. Of a line that was opened again also what came
    since its next sale: what was sold before was answered by whoever opened it, and closes nothing
    any more, whatever becomes of the new sale."""
    mine = [RegisterSale.order_line_id == OrderLine.id, RegisterSale.counts == 1]
    if until is not None:
        mine.append(RegisterSale.business_date <= until)
    net = sa.select(sa.func.coalesce(sa.func.sum(RegisterSale.quantity), 0)).where(*mine)
    fresh = net.where(RegisterSale.id >= _next_sale())
    # The net of everything first: an index answers it, and few lines have one.
    return sa.and_(_is_some(net), sa.or_(OrderLine.reopened_at.is_(None), _is_some(fresh)))


def has_left() -> sa.ScalarSelect[Decimal]:
    """How much of the line of the statement around has left the store, as lists show it: sold, or
    given out and not paid yet. None where nobody ever wrote anything."""
    here = sa.or_(sa.and_(RegisterSale.counts == 1, _is_lately()), is_given_out())
    quantity = sa.case((here, RegisterSale.quantity), else_=Decimal(0))
    return (
        sa.select(sa.func.sum(quantity, type_=RegisterSale.quantity.type))
        .where(RegisterSale.order_line_id == OrderLine.id)
        .correlate(OrderLine)
        .scalar_subquery()
    )


def is_given_out() -> sa.ColumnElement[bool]:
    """Whether a row, beside its line, says that the desk gave goods out that are paid at the
    register after, or took them back: it counts for no sale. Once a sale has answered it, that
    sale alone says where the goods are, also when a refund brings them back."""
    later = aliased(RegisterSale)
    paid = sa.select(later.id).where(
        later.order_line_id == RegisterSale.order_line_id,
        later.id > RegisterSale.id,
        later.counts == 1,
        later.quantity > Decimal(0),
    )
    return sa.and_(
        RegisterSale.source == DESK,
        RegisterSale.counts == 0,
        sa.or_(OrderLine.reopened_at.is_(None), RegisterSale.created_at > OrderLine.reopened_at),
        ~paid.correlate(RegisterSale).exists(),
    )


def is_gone() -> sa.ColumnElement[bool]:
    """`Sold.gone` of the line of the statement around, for the database."""
    given = sa.select(sa.func.coalesce(sa.func.sum(RegisterSale.quantity), 0))
    given = given.where(RegisterSale.order_line_id == OrderLine.id, is_given_out())
    return sa.or_(is_sold(), _is_some(given))


def stands() -> sa.ColumnElement[bool]:
    """Whether a row, beside its line, is what stands now: of a line that was opened again and sold
    again only what came since that sale."""
    again = _next_sale()
    return sa.or_(OrderLine.reopened_at.is_(None), again.is_(None), RegisterSale.id >= again)


def _is_lately() -> sa.ColumnElement[bool]:
    """Whether a row, beside its line, counts for whether the line is sold."""
    return sa.or_(OrderLine.reopened_at.is_(None), RegisterSale.id >= _next_sale())


def _next_sale() -> sa.ScalarSelect[int]:
    """The first sale of the line around after it was last opened again; none if there is none."""
    sale = aliased(RegisterSale)
    return (
        sa.select(sa.func.min(sale.id))
        .where(
            sale.order_line_id == OrderLine.id,
            sale.counts == 1,
            sale.quantity > Decimal(0),
            sale.created_at > OrderLine.reopened_at,
        )
        .correlate(OrderLine)
        .scalar_subquery()
    )


def _is_some(net: sa.Select[Decimal]) -> sa.ColumnElement[bool]:
    found = net.correlate(OrderLine).scalar_subquery()
    return sa.type_coerce(found, RegisterSale.quantity.type) > Decimal(0)
