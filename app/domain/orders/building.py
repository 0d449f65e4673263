"""From a wish to a line: the snapshot of item, department, vendor and responsibility.

Drafts build lines only to price and show them; placing builds the same lines and keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session, joinedload

from app.domain.orders.content import DraftItem
from app.domain.rows import by_id
from app.models import Department, LineKind, OrderLine, Product, VendorItem
from app.vocabulary.searching import haystack


def build_lines(session: Session, items: Sequence[DraftItem], *, store_id: int) -> list[OrderLine]:
    """Unsaved lines for `items`, numbered from 1, without price or status; three statements at
    most."""
    vendor_of_product, vendor_of_row = joinedload(Product.vendor), joinedload(VendorItem.vendor)
    products = by_id(session, Product, (i.product_id for i in items), vendor_of_product)
    rows = by_id(session, VendorItem, (i.vendor_item_id for i in items), vendor_of_row)
    departments = by_id(session, Department, (i.department_id for i in items))
    return [
        _line(
            item,
            number,
            store_id,
            products.get(item.product_id or 0),
            rows.get(item.vendor_item_id or 0),
            departments.get(item.department_id or 0),
        )
        for number, item in enumerate(items, 1)
    ]


def _line(
    item: DraftItem,
    number: int,
    store_id: int,
    product: Product | None,
    row: VendorItem | None,
    department: Department | None,
) -> OrderLine:
    vendor_id = row.vendor_id if row else (product.vendor_id if product else None)
    line = OrderLine(
        number=number,
        list_key=0,
        kind=item.kind,
        store_id=store_id,
        product_id=product.id if product else None,
        vendor_item_id=row.id if row else None,
        vendor_id=vendor_id,
        department_id=department.id if department else None,
        super_department_id=department.super_department_id if department else None,
        upc=item.upc or None,
        sku=item.sku,
        description=item.description,
        brand=item.brand,
        size=item.size,
        cases=item.cases,
        case_size=item.case_size if item.kind is LineKind.ITEM else None,
        case_size_by_hand=item.case_size_by_hand,
        discountable=product.discountable if product else True,
        copies=0,
        search_text=haystack(item.description, item.brand, item.size),
    )
    line.department = department
    line.vendor = row.vendor if row else (product.vendor if product else None)
    return line
