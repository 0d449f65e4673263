"""Lines of carried products, not ordered yet, whose retail price in the catalogue is another one
since they were quoted: somebody accepts it or keeps the quote, on the order's page (C9).

Looked for among so many lines of a store, so that it costs the same however many there are. What
somebody kept once is not asked about here again; the order's page still says when it moves on.
"""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.models import OrderLine, Product, user_super_departments
from app.vocabulary.statuses import Stage

# So many lines of each stage are looked at.
MOST_LOOKED_AT = 1000
STAGES = (Stage.ASK, Stage.READY)


def looked_at(store_id: int) -> sa.CTE:
    """The ids of the lines that are looked at, read along the index of what is to be bought."""
    walks = [
        sa.select(OrderLine.id)
        .where(OrderLine.open == 1, OrderLine.store_id == store_id, OrderLine.stage == stage)
        .order_by(OrderLine.vendor_id, OrderLine.list_key)
        .limit(MOST_LOOKED_AT)
        .subquery()
        for stage in STAGES
    ]
    # Found first, joined then: joined at once, all open lines would be walked for those few.
    some = sa.union_all(*(sa.select(walk.c.id) for walk in walks))
    return some.cte("looked_at").prefix_with("MATERIALIZED")


def ids(rows: sa.CTE, mine: int | None) -> sa.Select[int]:
    """The ids of those of `looked_at` that moved; in the departments of the user `mine` only, if it
    says one."""
    kept = OrderLine.price_why["kept"]["retail"].as_string()
    found = (
        sa.select(OrderLine.id)
        .join(rows, rows.c.id == OrderLine.id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(
            Product.retail > Decimal(0),
            OrderLine.retail.is_distinct_from(Product.retail),
            kept.is_(None),
        )
    )
    if mine is None:
        return found
    owned = user_super_departments.c
    theirs = sa.select(owned.super_department_id).where(owned.user_id == mine)
    return found.where(OrderLine.super_department_id.in_(theirs))


def lines(session: Session, store_id: int, mine: int | None) -> list[OrderLine]:
    """Those that moved, the newest order first, in one statement."""
    query = (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(OrderLine.id.in_(ids(looked_at(store_id), mine)))
        .options(contains_eager(OrderLine.order), joinedload(OrderLine.department))
        .options(joinedload(OrderLine.status_row))
        .order_by(OrderLine.list_key.desc())
    )
    return list(session.scalars(query))
