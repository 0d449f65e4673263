"""How tests speak of prices on an order's lines, and of what moved in the catalogue."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import repricing
from app.models import Order, OrderLine, Product, Sale, SaleItem, SaleType

D = Decimal


def of(line: OrderLine) -> tuple[str, str, str]:
    """Kind, unit and total as text."""
    return line.price_kind.value, f"{line.unit_price:.4f}", f"{line.total:.2f}"


def on_sale(session: Session, product: Product, price: str, order: Order) -> Sale:
    """A sale of the product around the day of the order."""
    kind = SaleType(number=99, name="Weekly", is_sale=True, eligible=True)
    day = order.ordered_on
    sale = Sale(
        name="Oats week",
        sale_type=kind,
        starts_on=day,
        ends_on=day,
        items=[SaleItem(product=product, price=D(price))],
    )
    session.add(sale)
    session.flush()
    return sale


def moves(session: Session, order: Order, by: Viewer) -> dict[int, Any]:
    """What moved, by line number."""
    session.flush()
    found = repricing.moves(order, repricing.catalogue_of(session, order, by), by)
    return {n: [(m.what, m.before, m.after) for m in rows] for n, rows in found.items()}
