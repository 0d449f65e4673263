"""What a draft looks like while it is taken: its lines priced as placing would, and what the
customer has waiting already. Nothing here is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.building import build_lines, price
from app.domain.orders.content import DraftItem
from app.domain.settings.reading import settings_of
from app.models import Customer, Order, OrderLine, Status


@dataclass(frozen=True)
class Again:
    """The customer's newest open line of the same product."""

    number: int
    cases: int
    status: str


def priced(
    session: Session,
    items: Sequence[DraftItem],
    customer: Customer | None,
    *,
    on: date,
    store_id: int,
) -> list[OrderLine]:
    """Unsaved, priced lines for `items`, in their order (C9-C12). Pages get them through
    `view_of_line` only (C8)."""
    if not items:
        return []
    lines = build_lines(session, items, store_id=store_id)
    price(
        session,
        lines,
        member_type=customer.member_type if customer else None,
        on=on,
        store_id=store_id,
        precedence=settings_of(session, store_id).price_precedence,
    )
    return lines


def ordered_already(
    session: Session, customer_id: int | None, items: Sequence[DraftItem]
) -> dict[int, Again]:
    """Open lines of the same customer for the same products, by product id: people ask twice when
    they hear nothing."""
    products = {i.product_id for i in items if i.product_id is not None}
    if customer_id is None or not products:
        return {}
    rows = session.execute(
        sa.select(OrderLine.product_id, Order.number, OrderLine.cases, Status.label)
        .join(OrderLine.order)
        .join(Status, Status.key == OrderLine.status)
        .where(
            OrderLine.product_id.in_(products),
            OrderLine.open == 1,
            Order.customer_id == customer_id,
        )
        .order_by(Order.number)
    )
    # Later rows win: the newest order.
    return {row[0]: Again(row[1], row[2], row[3]) for row in rows if row[0] is not None}
