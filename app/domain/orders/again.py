"""What a customer has ordered before: asked about when it comes again, and offered to be ordered
once more. Prices are no part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.catalog.lookup import Hit
from app.domain.orders.content import MOST_CASES, MOST_ITEMS, DraftItem
from app.domain.orders.drafts import asking, wish_of
from app.models import Department, LineKind, Order, OrderLine, Product, Status, VendorItem
from app.vocabulary.errors import NotFound
from app.vocabulary.statuses import Key

MOST_LINES = 20
MOST_COMPARED = 300


@dataclass(frozen=True)
class Already:
    """The customer's newest line of the same thing: its order, cases, status in words, and when it
    was ordered."""

    number: int
    cases: int
    status: str
    ordered_on: date


@dataclass(frozen=True)
class Past:
    """A line of a customer's orders; `waits`: it is still open. `wish` is what it would be today,
    None when nobody has it any more; `said` tells why."""

    line_id: int
    number: int
    ordered_on: date
    description: str
    size: str
    waits: bool
    wish: DraftItem | None
    said: str = ""

    @property
    def cases(self) -> int:
        """How many cases it would be again."""
        return self.wish.cases if self.wish else 0


def ordered_already(
    session: Session, customer_id: int | None, items: Sequence[DraftItem], *, since: date
) -> dict[int, Already]:
    """Of `items`, by ref, what the same customer has ordered on or after `since` or still waits
    for: the same product, the same row of a catalogue, or the same words. People ask twice when
    they hear nothing; what was canceled is no order. One statement; none without customer or
    items."""
    asked = [i for i in items if i.kind is LineKind.ITEM and not i.sure]
    if customer_id is None or not asked:
        return {}
    found = session.execute(like(asked, customer_id, since)).all()
    already: dict[int, Already] = {}
    for item in asked:
        row = next((r for r in found if _is_it(item, r)), None)
        if row is not None:
            already[item.ref] = Already(row.number, row.cases, row.label, row.ordered_on)
    return already


def like(asked: Sequence[DraftItem], customer_id: int, since: date) -> sa.Select[*tuple[Any, ...]]:
    """The customer's newest lines that may be one of `asked`."""
    same: list[sa.ColumnElement[bool]] = [
        OrderLine.product_id.in_({i.product_id for i in asked if i.product_id is not None}),
        OrderLine.vendor_item_id.in_({i.vendor_item_id for i in asked if i.vendor_item_id}),
    ]
    if any(i.product_id is None and i.vendor_item_id is None for i in asked):
        same.append(sa.and_(OrderLine.product_id.is_(None), OrderLine.vendor_item_id.is_(None)))
    columns = (
        *(OrderLine.product_id, OrderLine.vendor_item_id, OrderLine.description, OrderLine.brand),
        *(OrderLine.size, OrderLine.cases, Order.number, Order.ordered_on, Status.label),
    )
    return (
        sa.select(*columns)
        .join(OrderLine.order)
        .join(Status, Status.key == OrderLine.status)
        .where(
            Order.customer_id == customer_id,
            sa.or_(OrderLine.open == 1, Order.ordered_on >= since),
            OrderLine.kind == LineKind.ITEM,
            OrderLine.status != Key.CANCELED,
            sa.or_(*same),
        )
        .order_by(Order.id.desc(), OrderLine.number)
        .limit(MOST_COMPARED)
    )


def ordered_before(session: Session, customer_id: int) -> list[Past]:
    """Different items of a customer's newest lines, newest first, open and closed, as they would be
    ordered today; notes are no items. One statement."""
    found = session.execute(lines_of(customer_id).limit(MOST_LINES))
    seen: list[DraftItem] = []
    past = []
    for row in found:
        line = _as_item(row.OrderLine)
        if not any(line.is_same(other) for other in seen):
            seen.append(line)
            past.append(_past(row))
    return past


def one_before(session: Session, customer_id: int, line_id: int) -> Past:
    """One line of a customer's orders; NotFound if it is not theirs."""
    row = session.execute(lines_of(customer_id).where(OrderLine.id == line_id)).one_or_none()
    if row is None:
        raise NotFound("That is not in this customer’s orders.")
    return _past(row)


def order_before(session: Session, customer_id: int, number: int) -> list[Past]:
    """The items of one of a customer's orders, as they stand in it; NotFound if it is not
    theirs."""
    lines = lines_of(customer_id).where(Order.number == number).limit(MOST_ITEMS)
    found = session.execute(lines).all()
    if not found:
        raise NotFound("That is not an order of this customer.")
    return [_past(row) for row in found]


def _is_it(item: DraftItem, row: Any) -> bool:
    """Whether a line in columns is the same thing as an item of a draft."""
    if item.product_id is not None and item.product_id == row.product_id:
        return True
    if item.vendor_item_id is not None and item.vendor_item_id == row.vendor_item_id:
        return True
    if {item.product_id, item.vendor_item_id, row.product_id, row.vendor_item_id} != {None}:
        return False
    other = DraftItem(ref=0, description=row.description, brand=row.brand, size=row.size)
    return item.words == other.words


def lines_of(customer_id: int) -> sa.Select[OrderLine, int, date, Product, VendorItem]:
    """A customer's items, newest order first, each with what it was and how it is today."""
    mapped = joinedload(Product.department).joinedload(Department.ordered_as)
    return (
        sa.select(OrderLine, Order.number, Order.ordered_on, Product, VendorItem)
        .join(OrderLine.order)
        .outerjoin(Product, Product.id == OrderLine.product_id)
        .outerjoin(VendorItem, VendorItem.id == OrderLine.vendor_item_id)
        .where(Order.customer_id == customer_id, OrderLine.kind == LineKind.ITEM)
        .options(joinedload(OrderLine.department), joinedload(Product.vendor), mapped)
        .options(joinedload(VendorItem.vendor), joinedload(VendorItem.department))
        .order_by(Order.id.desc(), OrderLine.number)
    )


def _past(row: Any) -> Past:
    line: OrderLine = row.OrderLine
    wish = wish_today(line, row.Product, row.VendorItem)
    return Past(
        line_id=line.id,
        number=row.number,
        ordered_on=row.ordered_on,
        description=wish.description if wish else line.description,
        size=line.size,
        waits=bool(line.open),
        # Who takes it from a list of what was ordered before need not be asked whether again.
        wish=replace(wish, cases=min(line.cases, MOST_CASES), sure=True) if wish else None,
        said="" if wish else "Not in the catalogue any more",
    )


def wish_today(
    line: OrderLine, product: Product | None, row: VendorItem | None
) -> DraftItem | None:
    """What the line would be if it were ordered now: description, department and units in a case
    as today; None when neither the store nor the vendor has it any more."""
    offered = row if row is not None and row.active else None
    if product is not None and product.active:
        return wish_of(Hit(product, offered, exact=True))
    if offered is not None:
        return wish_of(Hit(None, offered, exact=True))
    if product is not None or row is not None:
        return None
    department = line.department if line.department and line.department.active else None
    return asking(_as_item(line), department)


def _as_item(line: OrderLine) -> DraftItem:
    return DraftItem(
        ref=0,
        product_id=line.product_id,
        vendor_item_id=line.vendor_item_id,
        description=line.description,
        brand=line.brand,
        size=line.size,
        upc=line.upc or "",
        sku=line.sku,
        cases=line.cases,
        case_size=line.case_size,
        case_size_by_hand=line.case_size_by_hand,
    )
