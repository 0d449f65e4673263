"""What a sale does to a line: the rules themselves price one case of some of its items (C10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.pricing.lines import price_lines
from app.domain.pricing.values import Precedence
from app.domain.pricing.view import QuoteView, view_of_line
from app.domain.settings.reading import settings_of
from app.models import LineKind, MemberType, OrderLine, Product, Sale, SaleItem

MOST = 3


@dataclass(frozen=True)
class Example:
    """One case of an item ordered on a day of the sale: what anybody pays, and what a member of
    `member_type` does. The views hold only what their reader may know (B1)."""

    product: Product
    anybody: QuoteView
    member: QuoteView | None
    member_type: str


def examples(
    session: Session, sale: Sale, items: Sequence[SaleItem], viewer: Viewer
) -> list[Example]:
    """Up to MOST examples, of the products that stand first on the page; a like code gives one of
    its products. On the first day of the sale."""
    products = _products(session, items)
    if not products:
        return []
    query = sa.select(MemberType).where(MemberType.is_member, MemberType.active)
    member = session.scalar(query.order_by(MemberType.number).limit(1))
    anybody = _priced(session, sale, products, None, viewer)
    theirs = _priced(session, sale, products, member, viewer) if member else []
    name = member.name if member else ""
    return [
        Example(product, anybody[n], theirs[n] if member else None, name)
        for n, product in enumerate(products)
    ]


def _products(session: Session, items: Sequence[SaleItem]) -> list[Product]:
    named = [item.product for item in items if item.product is not None][:MOST]
    codes = [item.like_code for item in items if item.like_code is not None]
    if len(named) < MOST and codes:
        query = sa.select(Product).where(Product.like_code == codes[0], Product.active)
        named += list(session.scalars(query.order_by(Product.id).limit(1)))
    return named[:MOST]


def _priced(
    session: Session,
    sale: Sale,
    products: Sequence[Product],
    member_type: MemberType | None,
    viewer: Viewer,
) -> list[QuoteView]:
    store_id = sale.store_id or viewer.store_id
    # Never stored: they are priced, looked at and forgotten.
    lines = [
        OrderLine(
            number=number,
            kind=LineKind.ITEM,
            store_id=store_id,
            product_id=product.id,
            vendor_id=product.vendor_id,
            cases=1,
            case_size=product.case_size or 1,
            discountable=product.discountable,
        )
        for number, product in enumerate(products, 1)
    ]
    price_lines(
        session,
        lines,
        member_type=member_type,
        on=sale.starts_on,
        store_id=store_id,
        precedence=Precedence(settings_of(session, store_id).price_precedence),
    )
    return [view_of_line(line, viewer.figures) for line in lines]
