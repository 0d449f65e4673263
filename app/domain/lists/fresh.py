"""How many lines are new in a list since somebody looked at it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import narrowing
from app.domain.orders.filters import Filters
from app.models import ListedLine, OrderLine

MOST_FRESH = 100


def fresh(session: Session, filters: Filters, since: int) -> int:
    """Open lines under the filters that are younger than the line of id `since`; of all that came
    since, the first MOST_FRESH are looked at, so that a list left open over night asks for no
    more than any other."""
    young = (
        sa.select(OrderLine.id).where(OrderLine.id > since).order_by(OrderLine.id).limit(MOST_FRESH)
    ).subquery("young")
    query = (
        sa.select(sa.func.count())
        .select_from(ListedLine)
        .where(
            ListedLine.line_id.in_(sa.select(young.c.id)), *narrowing.conditions(filters, is_open=1)
        )
    )
    return session.scalar(query) or 0
