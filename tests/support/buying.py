"""What tests of purchasing start from: a vendor's items, ordered by somebody."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.models import Order, OrderLine, PurchaseLine, PurchaseOrder, PurchaseState, Vendor
from app.vocabulary import clock
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order

_numbers = count(7001)


def an_order_of(
    session: Session, by: Viewer, vendor: Vendor | None = None, lines: int = 1, **wish: Any
) -> Order:
    """An order of `lines` different items of one vendor, ready to be placed."""
    vendor = vendor or a_vendor(session)
    department = a_department(session)
    wishes = [
        a_wish(
            a_product(session, department, vendor=vendor, description=f"Oats {n}"), ref=n, **wish
        )
        for n in range(lines)
    ]
    order = an_order(session, by, wishes, a_customer(session))
    for line in order.lines:
        line.vendor_id, line.vendor = vendor.id, vendor
        line.sku = line.sku or f"SKU{line.upc}"
    session.flush()
    return order


def in_purchase(
    session: Session,
    lines: list[OrderLine],
    *,
    number: int = 0,
    state: PurchaseState = PurchaseState.PLACED,
) -> PurchaseOrder:
    """A purchase order of these lines as rows, without going through the actions."""
    made = PurchaseOrder(
        number=number or next(_numbers),
        one_time_key=uuid4().hex,
        vendor_id=lines[0].vendor_id,
        store_id=lines[0].store_id,
        state=state,
        placed_at=clock.now() if state is PurchaseState.PLACED else None,
        lines=[
            PurchaseLine(
                order_line_id=line.id,
                position=place,
                upc=line.upc,
                sku=line.sku,
                description=line.description,
                cases=line.cases,
                case_size=line.case_size,
                cost=Decimal("4.00"),
            )
            for place, line in enumerate(lines, 1)
        ],
    )
    session.add(made)
    session.flush()
    return made
