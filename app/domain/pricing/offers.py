"""Which sales count for which products on a day (C6, C10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pricing.quote import Offer
from app.models.catalog import Product
from app.models.pricing import Sale, SaleItem, SaleType


def offers_for(
    session: Session, products: Sequence[Product], *, on: date, store_id: int
) -> dict[int, tuple[Offer, ...]]:
    """The offers of each product, by product id, lowest price first; all with one query.

    A sale counts when it runs on `on`, first and last day included, in store `store_id` or in all,
    and its type is a sale and eligible for special orders (C6). It names the product, or the like
    code of the product. Member-only offers are among them: the quote knows for whom.
    """
    found: dict[int, dict[int, Offer]] = {product.id: {} for product in products}
    if not found:
        return {}
    alike: dict[int, list[int]] = {}
    for product in products:
        if product.like_code is not None:
            alike.setdefault(product.like_code, []).append(product.id)
    for product_id, like_code, offer in _running(session, list(found), list(alike), on, store_id):
        for target in [product_id] if product_id is not None else alike.get(like_code or 0, []):
            known = found[target].get(offer.sale_id)
            if known is None or offer.price < known.price:
                found[target][offer.sale_id] = offer
    return {
        target: tuple(sorted(offers.values(), key=lambda offer: (offer.price, offer.sale_id)))
        for target, offers in found.items()
    }


def _running(
    session: Session, product_ids: list[int], like_codes: list[int], on: date, store_id: int
) -> list[tuple[int | None, int | None, Offer]]:
    """Product id or like code, and the offer, of every sale item that counts."""
    rows = session.execute(
        sa.select(
            SaleItem.product_id,
            SaleItem.like_code,
            SaleItem.price,
            Sale.id,
            Sale.name,
            SaleType.member_only,
        )
        .join(SaleItem.sale)
        .join(Sale.sale_type)
        .where(
            sa.or_(SaleItem.product_id.in_(product_ids), SaleItem.like_code.in_(like_codes)),
            Sale.starts_on <= on,
            Sale.ends_on >= on,
            sa.or_(Sale.store_id.is_(None), Sale.store_id == store_id),
            SaleType.is_sale,
            SaleType.eligible,
        )
    )
    return [
        (product_id, like_code, Offer(sale_id, name, price, member_only))
        for product_id, like_code, price, sale_id, name, member_only in rows
    ]
