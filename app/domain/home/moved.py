"""Lines of carried products, not ordered yet, whose retail price in the catalogue is another one
since they were quoted: somebody accepts it or keeps the quote, on the order's page (C9).

Looked for among the newest lines of a store, so that it costs the same however many there are. What
somebody kept once is not asked about here again; the order's page still says when it moves on.
"""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import OrderLine, Product, user_super_departments
from app.vocabulary.statuses import Stage

# So many lines are looked at.
MOST_LOOKED_AT = 1000


def looked_at(store_id: int, mine: int | None) -> sa.Subquery:
    """The lines that are looked at: id, product, retail price, and what was kept of it."""
    kept = OrderLine.price_why["kept"]["retail"].as_string().label("kept")
    newest = sa.select(OrderLine.id, OrderLine.product_id, OrderLine.retail, kept).where(
        OrderLine.open == 1,
        OrderLine.store_id == store_id,
        OrderLine.stage.in_((Stage.ASK, Stage.READY)),
    )
    if mine is not None:
        owned = user_super_departments.c
        theirs = sa.select(owned.super_department_id).where(owned.user_id == mine)
        newest = newest.where(OrderLine.super_department_id.in_(theirs))
    return newest.order_by(OrderLine.list_key.desc()).limit(MOST_LOOKED_AT).subquery()


def ids(store_id: int, mine: int | None) -> sa.Select[int]:
    """The ids of those that moved."""
    rows = looked_at(store_id, mine)
    return (
        sa.select(rows.c.id)
        .join(Product, Product.id == rows.c.product_id)
        .where(
            Product.retail > Decimal(0),
            rows.c.retail.is_distinct_from(Product.retail),
            rows.c.kept.is_(None),
        )
    )


def lines(session: Session, store_id: int, mine: int | None) -> list[OrderLine]:
    """Those that moved, the newest order first, in one statement."""
    query = (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.id.in_(ids(store_id, mine)))
        .options(contains_eager(OrderLine.order), joinedload(OrderLine.department))
        .options(joinedload(OrderLine.status_row))
        .order_by(OrderLine.list_key.desc())
    )
    return list(session.scalars(query))
