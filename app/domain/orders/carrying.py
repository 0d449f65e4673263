"""A new item straight from an order (P7): what nobody carried becomes a product, and the line that
asked for it is priced by the rules from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog.goods import add_product, add_vendor_item, change_vendor_item
from app.domain.orders.events import note
from app.domain.orders.policies import may_edit_line
from app.domain.orders.quoting import precedence_of, price_by_rules, sources_of
from app.domain.pricing.lines import quote_line, retotal, store_figures
from app.models import LineKind, OrderLine, Product, VendorItem
from app.vocabulary.decisions import Decision, when
from app.vocabulary.errors import Invalid
from app.vocabulary.figures import PriceChoice, PriceKind
from app.vocabulary.permissions import Permission
from app.vocabulary.searching import haystack

_LONGEST_WORDS = 200
_LONGEST_NAME = 120
# What the vendor's catalogue keeps as well.
_SHARED = ("description", "brand", "size", "department", "case_size", "cost")


@dataclass(frozen=True)
class NewItem:
    """What a form says of the item. `upc` and `sku` as typed, maybe empty; `values` as
    `add_product` takes them."""

    upc: str
    sku: str
    values: Mapping[str, Any]


def may_carry(line: OrderLine, by: Viewer) -> Decision:
    """An open line of something that the store does not carry, by somebody who may edit both the
    catalogue and orders."""
    who = by.can(Permission.CATALOG_EDIT) & by.can(Permission.ORDERS_EDIT)
    item = when(line.kind is not LineKind.NOTE, "A note is turned into an item first.")
    new = when(line.product_id is None, "The store carries this item already.")
    return who & may_edit_line(line) & item & new


def known_of(line: OrderLine) -> dict[str, Any]:
    """What the line knows of its item, and its vendor's catalogue of the figures: the start of the
    form, which takes out what its reader may not know."""
    row = line.vendor_item
    return {
        "cost": row.cost if row else None,
        "retail": row.suggested_retail if row else None,
        "upc": line.upc or "",
        "sku": line.sku,
        "description": line.description[:_LONGEST_NAME],
        "brand": line.brand,
        "size": line.size,
        "department": line.department_id,
        "vendor": line.vendor_id,
        "case_size": line.case_size,
    }


def carry(
    session: Session, line: OrderLine, item: NewItem, *, by: Viewer, once: str = ""
) -> Product:
    """Add the item to the catalogue, and to its vendor's if vendor and SKU are known; the line
    takes it over and is priced anew, unless its price was set by hand. Raises Refused, NotAllowed,
    Invalid."""
    may_carry(line, by).enforce()
    product = add_product(session, item.upc, item.values, by=by, once=once)
    _take_over(session, line, product, _vendor_item(session, line, product, item, by), item.sku, by)
    return product


def link(session: Session, line: OrderLine, product: Product, *, by: Viewer) -> None:
    """Name the product that the line is, because the store carries it by now. Raises Refused,
    NotAllowed."""
    may_carry(line, by).enforce()
    _take_over(session, line, product, None, line.sku, by)


def carried_by_now(session: Session, line: OrderLine) -> Product | None:
    """The product of the line's code, if the store carries it by now."""
    if line.product_id is not None or not line.upc:
        return None
    return session.scalar(sa.select(Product).where(Product.upc == line.upc, Product.active))


def _vendor_item(
    session: Session, line: OrderLine, product: Product, item: NewItem, by: Viewer
) -> VendorItem | None:
    """The row of the vendor's catalogue: the line's own, the one of that SKU, or a new one. It
    learns the code if it had none."""
    vendor, sku = product.vendor, item.sku
    row = session.get(VendorItem, line.vendor_item_id) if line.vendor_item_id else None
    if row is None and sku and vendor is not None:
        row = session.scalar(sa.select(VendorItem).filter_by(vendor_id=vendor.id, sku=sku))
    if row is not None:
        if row.upc is None:
            change_vendor_item(session, row, {"upc": product.upc}, by=by)
        return row
    if not sku:
        return None
    if vendor is None:
        raise Invalid({"vendor": "Choose whose number that is."})
    values = {name: value for name, value in item.values.items() if name in _SHARED}
    return add_vendor_item(session, vendor, sku, {**values, "upc": product.upc}, by=by)


def _take_over(
    session: Session,
    line: OrderLine,
    product: Product,
    row: VendorItem | None,
    sku: str,
    by: Viewer,
) -> None:
    words = line.description[:_LONGEST_WORDS]
    line.product_id, line.upc = product.id, product.upc
    line.description, line.brand, line.size = product.description, product.brand, product.size
    line.search_text = haystack(product.description, product.brand, product.size)
    line.discountable = product.discountable
    if row is not None:
        line.vendor_item_id, sku = row.id, row.sku
    line.sku = sku
    vendor = row.vendor if row is not None else product.vendor
    if vendor is not None:
        line.vendor, line.vendor_id = vendor, vendor.id
    if line.case_size is None:
        line.case_size = product.case_size or (row.case_size if row else None)
    price_by_rules(session, line.order, [line])
    if line.price_kind is PriceKind.MANUAL:
        _refresh(session, line)
    detail = {"words": words, "into": product.description}
    note(line.order, "line_carried", by, line=line, detail=detail)


def _refresh(session: Session, line: OrderLine) -> None:
    """The catalogue's figures beside a price set by hand, so that nothing looks as if it had moved
    since."""
    sources = sources_of(session, line.order, [line])
    precedence = precedence_of(session, line.order)
    rules = quote_line(line, sources, precedence, PriceChoice.AUTO)
    store_figures(line, rules, sources.case_size(line))
    retotal(line)
