"""What a draft looks like while it is taken: its lines priced as placing would. Nothing here is
kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session, joinedload

from app.domain.orders.building import build_lines
from app.domain.orders.content import DraftItem
from app.domain.pricing.lines import price_lines
from app.domain.pricing.values import Precedence
from app.domain.rows import by_id
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import settings_of
from app.models import Customer, Department, OrderLine, Product, VendorItem


def priced(
    session: Session,
    items: Sequence[DraftItem],
    customer: Customer | None,
    *,
    on: date,
    store_id: int,
    settings: StoreSettings | None = None,
) -> list[OrderLine]:
    """Unsaved, priced lines for `items`, in their order (C9-C12). Pages get them through
    `view_of_line` only (C8). `settings`: those of the store, if they were read already."""
    if not items:
        return []
    lines = build_lines(session, items, store_id=store_id)
    price_lines(
        session,
        lines,
        member_type=customer.member_type if customer else None,
        on=on,
        store_id=store_id,
        precedence=Precedence((settings or settings_of(session, store_id)).price_precedence),
    )
    return lines


def things_of(session: Session, items: Sequence[DraftItem]) -> tuple[object, ...]:
    """Products and catalogue rows of `items`. While somebody holds them, building and pricing the
    lines reads none of them again."""
    return (
        by_id(session, Product, (i.product_id for i in items), joinedload(Product.vendor)),
        by_id(
            session, VendorItem, (i.vendor_item_id for i in items), joinedload(VendorItem.vendor)
        ),
        by_id(session, Department, (i.department_id for i in items)),
    )
