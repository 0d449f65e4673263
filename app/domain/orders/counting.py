"""How many lines wait where: the numbers beside the filters of a list, counted with a bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.queries import Filters, narrow
from app.models import OrderLine

MOST_COUNTED = 1000
# The key of a count that is of no status: items whose price somebody must set.
PRICE_NEEDED = "price needed"


def counts_by_status(
    session: Session,
    filters: Filters,
    keys: Iterable[str],
    *,
    is_open: int = 1,
    prices: bool = False,
) -> dict[str, int]:
    """Lines per status under the same filters, the status itself aside, in one statement; with
    `prices` also those that need a price, under PRICE_NEEDED. Counting stops at MOST_COUNTED, so
    that no list counts its way through a big table."""
    query = counting(filters, keys, is_open, prices=prices)
    return {} if query is None else {row.key: row.lines for row in session.execute(query)}


def counting(
    filters: Filters, keys: Iterable[str], is_open: int, *, prices: bool = False
) -> sa.CompoundSelect[str, int] | None:
    """The statement behind `counts_by_status`: a bounded count per status."""
    asked = {key: replace(filters, status=key) for key in keys}
    if prices:
        asked[PRICE_NEEDED] = replace(filters, needs_price=True)
    parts = []
    for key, narrowed in asked.items():
        lines = sa.select(sa.literal(1)).where(OrderLine.open == is_open)
        if filters.text:
            lines = lines.join(OrderLine.order)
        some = narrow(lines, narrowed).limit(MOST_COUNTED).subquery()
        counted = sa.select(sa.func.count()).select_from(some).scalar_subquery()
        parts.append(sa.select(sa.literal(key).label("key"), counted.label("lines")))
    return sa.union_all(*parts) if parts else None
