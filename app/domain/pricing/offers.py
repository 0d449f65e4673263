"""What the database knows that makes a price beside the items themselves: sales that run, finer
rules of the customer's type, costs in vendors' catalogues (C6, C7, C10); in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pricing.terms import NEARBY, FinerRule
from app.domain.pricing.values import Offer
from app.models.catalog import Department, Product, Vendor, VendorItem
from app.models.pricing import MemberRule, PriceRule, Sale, SaleItem, SaleType

_SALE, _RULE, _COST = "sale", "rule", "cost"


@dataclass(frozen=True)
class Wanted:
    """What is looked for: offers of `products`; rules of a member type (None: nobody in particular)
    for these departments and vendors; catalogue costs by vendor id and UPC."""

    products: Sequence[Product] = ()
    member_type_id: int | None = None
    departments: frozenset[int] = frozenset()
    vendors: frozenset[int] = frozenset()
    costs: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True)
class Found:
    """Offers by product id, lowest price first; finer rules of the member type; costs by vendor id
    and UPC, where the vendor's catalogue names exactly one: of two costs for one code nobody knows
    which is right."""

    offers: dict[int, tuple[Offer, ...]]
    rules: tuple[FinerRule, ...]
    costs: dict[tuple[int, str], Decimal]


def offers_for(
    session: Session, products: Sequence[Product], *, on: date, store_id: int
) -> dict[int, tuple[Offer, ...]]:
    """The offers of each product, by product id, lowest price first; all with one query.

    A sale counts when it runs on `on`, first and last day included, in store `store_id` or in all,
    and its type is a sale and eligible for special orders (C6). It names the product, or the like
    code of the product. Member-only offers are among them: the quote knows for whom.
    """
    return found_for(session, Wanted(products), on=on, store_id=store_id).offers


def found_for(session: Session, wanted: Wanted, *, on: date, store_id: int) -> Found:
    """What is wanted, in one statement; none if nothing is. Offers as `offers_for` says."""
    parts = []
    if wanted.products:
        parts.append(_running(wanted.products, on, store_id))
    if wanted.member_type_id is not None:
        parts.append(_finer(wanted, on))
    if wanted.costs:
        parts.append(_costs(wanted))
    by_kind: dict[str, list[sa.Row[Any]]] = {_SALE: [], _RULE: [], _COST: []}
    for row in session.execute(sa.union_all(*parts)) if parts else ():
        by_kind[row.what].append(row)
    offers = _by_product(wanted.products, by_kind[_SALE])
    return Found(offers, tuple(_rules(by_kind[_RULE])), _by_code(by_kind[_COST]))


def _by_product(
    products: Sequence[Product], rows: Iterable[sa.Row[Any]]
) -> dict[int, tuple[Offer, ...]]:
    found: dict[int, dict[int, Offer]] = {product.id: {} for product in products}
    alike: dict[int, list[int]] = {}
    for product in products:
        if product.like_code is not None:
            alike.setdefault(product.like_code, []).append(product.id)
    for row in rows:
        offer = Offer(row.number, row.name, row.amount, row.flag, row.starts_on, row.ends_on)
        for target in [row.first] if row.first is not None else alike.get(row.second or 0, []):
            known = found[target].get(offer.sale_id)
            if known is None or offer.price < known.price:
                found[target][offer.sale_id] = offer
    return {
        target: tuple(sorted(offers.values(), key=lambda offer: (offer.price, offer.sale_id)))
        for target, offers in found.items()
    }


def _by_code(rows: Iterable[sa.Row[Any]]) -> dict[tuple[int, str], Decimal]:
    found: dict[tuple[int, str], set[Decimal]] = {}
    for row in rows:
        if row.amount is not None and row.amount > 0:
            found.setdefault((row.first, row.name), set()).add(row.amount)
    return {key: costs.pop() for key, costs in found.items() if len(costs) == 1}


def _rules(rows: Iterable[sa.Row[Any]]) -> Iterator[FinerRule]:
    for row in rows:
        yield FinerRule(
            number=row.number,
            rule=MemberRule(row.word),
            percent=row.amount,
            department_id=row.first,
            vendor_id=row.second,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            department=row.name,
            vendor=row.other_name,
        )


def _running(products: Sequence[Product], on: date, store_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Product id or like code, and the offer, of every sale item that counts."""
    codes = {product.like_code for product in products if product.like_code is not None}
    return (
        sa.select(
            sa.literal(_SALE).label("what"),
            SaleItem.product_id.label("first"),
            SaleItem.like_code.label("second"),
            SaleItem.price.label("amount"),
            Sale.id.label("number"),
            Sale.name.label("name"),
            sa.literal("").label("other_name"),
            sa.literal("").label("word"),
            SaleType.member_only.label("flag"),
            Sale.starts_on.label("starts_on"),
            Sale.ends_on.label("ends_on"),
        )
        .join(SaleItem.sale)
        .join(Sale.sale_type)
        .where(
            sa.or_(
                SaleItem.product_id.in_([product.id for product in products]),
                SaleItem.like_code.in_(codes),
            ),
            Sale.starts_on <= on,
            Sale.ends_on >= on,
            Sale.active,
            sa.or_(Sale.store_id.is_(None), Sale.store_id == store_id),
            SaleType.is_sale,
            SaleType.eligible,
        )
    )


def _finer(wanted: Wanted, on: date) -> sa.Select[*tuple[Any, ...]]:
    """The type's rules for these places that hold on the day, or shortly before or after it."""
    return (
        sa.select(
            sa.literal(_RULE).label("what"),
            PriceRule.department_id.label("first"),
            PriceRule.vendor_id.label("second"),
            PriceRule.percent.label("amount"),
            PriceRule.id.label("number"),
            sa.func.coalesce(Department.name, "").label("name"),
            sa.func.coalesce(Vendor.name, "").label("other_name"),
            sa.type_coerce(PriceRule.rule, sa.String).label("word"),
            sa.false().label("flag"),
            PriceRule.starts_on.label("starts_on"),
            PriceRule.ends_on.label("ends_on"),
        )
        .outerjoin(PriceRule.department)
        .outerjoin(PriceRule.vendor)
        .where(
            PriceRule.member_type_id == wanted.member_type_id,
            PriceRule.active,
            _at(PriceRule.department_id, wanted.departments),
            _at(PriceRule.vendor_id, wanted.vendors),
            sa.or_(PriceRule.ends_on.is_(None), PriceRule.ends_on >= on - NEARBY),
            sa.or_(PriceRule.starts_on.is_(None), PriceRule.starts_on <= on + NEARBY),
        )
    )


def _costs(wanted: Wanted) -> sa.Select[*tuple[Any, ...]]:
    """Costs of vendors' catalogues by vendor and code."""
    nothing = sa.type_coerce(sa.null(), sa.Date)
    return sa.select(
        sa.literal(_COST).label("what"),
        VendorItem.vendor_id.label("first"),
        sa.type_coerce(sa.null(), sa.Integer).label("second"),
        VendorItem.cost.label("amount"),
        VendorItem.id.label("number"),
        VendorItem.upc.label("name"),
        sa.literal("").label("other_name"),
        sa.literal("").label("word"),
        sa.false().label("flag"),
        nothing.label("starts_on"),
        nothing.label("ends_on"),
    ).where(
        VendorItem.upc.in_({upc for _, upc in wanted.costs}),
        VendorItem.vendor_id.in_({vendor_id for vendor_id, _ in wanted.costs}),
        VendorItem.active,
    )


def _at(column: Any, ids: frozenset[int]) -> sa.ColumnElement[bool]:
    return sa.or_(column.is_(None), column.in_(sorted(ids)))
