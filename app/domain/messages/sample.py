"""A made-up order to look at a template with. It is never kept."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.orders import lifecycle
from app.domain.orders.statuses import book
from app.models import LineKind, Order, OrderLine, OrderType, Store
from app.vocabulary import clock
from app.vocabulary.figures import PriceKind
from app.vocabulary.statuses import Key

_ITEMS = (("Rolled oats", "16 oz", 2, "48.00"), ("Coconut wraps", "6 ct", 1, "31.20"))


def order_for(session: Session, store_id: int) -> tuple[Order, list[OrderLine]]:
    """An order of Hana Ito in this store, and its two lines."""
    store, now = session.get_one(Store, store_id), clock.now()
    with session.no_autoflush:
        order = Order(
            number=10482,
            kind=OrderType.SPECIAL,
            first_name="Hana",
            last_name="Ito",
            store_id=store.id,
            ordered_on=clock.business_date(now, store.time_zone),
        )
        order.store = order.pickup_store = store
        lines = [
            OrderLine(
                order=order,
                number=number,
                kind=LineKind.ITEM,
                description=description,
                size=size,
                cases=cases,
                case_size=12,
                unit_price=Decimal(total) / (12 * cases),
                total=Decimal(total),
                price_kind=PriceKind.REGULAR,
                price_why={},
            )
            for number, (description, size, cases, total) in enumerate(_ITEMS, start=1)
        ]
    lifecycle.start(lines, book(session)[Key.ARRIVED])
    return order, lines
