"""Reading many lines for a file: in bites, each with what a row of paper or of a table says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.models import Order, OrderLine, Store, User

BITE = 1_000


def lines_in_order(session: Session, ids: Sequence[int]) -> Iterator[OrderLine]:
    """The lines of these ids in their order, with order, vendor and departments; those that are
    not there any more are left out. One statement for each BITE."""
    for start in range(0, len(ids), BITE):
        some = ids[start : start + BITE]
        found = {
            line.id: line
            for line in session.scalars(
                sa.select(OrderLine)
                .where(OrderLine.id.in_(some))
                .join(OrderLine.order)
                .options(
                    contains_eager(OrderLine.order).options(lazyload(Order.lines)),
                    joinedload(OrderLine.vendor),
                    joinedload(OrderLine.department),
                    joinedload(OrderLine.super_department),
                )
            )
        }
        yield from (found[line_id] for line_id in some if line_id in found)


def store_names(session: Session) -> dict[int, str]:
    """What stores are called, by id."""
    return {row.id: row.name for row in session.execute(sa.select(Store.id, Store.name))}


def people_names(session: Session) -> dict[int, str]:
    """What people are called, by id."""
    return {row.id: row.name for row in session.execute(sa.select(User.id, User.name))}
