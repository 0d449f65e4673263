"""What somebody took today: their own orders, the newest first."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, lazyload

from app.models import Order

MOST = 100


def taken_by(session: Session, user_id: int | None, store_id: int, day: date) -> list[Order]:
    """Orders that a person took in a store on a day, at most MOST, in one statement."""
    newest = (
        sa.select(Order.id)
        .where(Order.taken_by_id == user_id, Order.ordered_on == day, Order.store_id == store_id)
        .order_by(Order.id.desc())
        .limit(MOST)
    )
    lines = joinedload(Order.lines).options(lazyload("*"))
    query = sa.select(Order).where(Order.id.in_(newest)).options(lazyload("*"), lines)
    return list(session.scalars(query.order_by(Order.id.desc())).unique())
