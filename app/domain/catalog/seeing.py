"""What belongs to one thing of the catalogue: who sells it, its sales, the lines that wait for
it. Everything is bounded: a page never reads its way through a big table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.access import Viewer
from app.models import Department, OrderLine, Product, Sale, SaleItem, Vendor, VendorItem
from app.vocabulary.figures import Figure
from app.vocabulary.money import HUNDRED

MOST = 20
MOST_CHOICES = 2000


@dataclass(frozen=True)
class OnSale:
    """A sale that names a thing, itself or through its like code; `price` for those who may
    know."""

    sale: Sale
    like_code: int | None
    price: Decimal | None


def figures_of(row: Product | VendorItem, seen: frozenset[Figure]) -> dict[str, Decimal]:
    """The amounts of a thing that somebody with the figures `seen` may know, by `Figure` (B1); what
    is unknown is left out. The margin is what is left of the retail price, in percent of it."""
    retail = row.retail if isinstance(row, Product) else row.suggested_retail
    amounts = {Figure.RETAIL: retail, Figure.COST: row.cost}
    # Of margin, retail and cost two give the third: it needs the right to all.
    if retail and retail > 0 and row.cost and {Figure.RETAIL, Figure.COST} <= seen:
        amounts[Figure.MARGIN] = (retail - row.cost) * HUNDRED / retail
    return {
        figure.value: amount
        for figure, amount in amounts.items()
        if figure in seen and amount is not None and (amount > 0 or figure is Figure.MARGIN)
    }


def sellers_of(session: Session, upc: str) -> list[VendorItem]:
    """Rows of vendors' catalogues that name this code, withdrawn ones last."""
    query = sa.select(VendorItem).where(VendorItem.upc == upc).limit(MOST)
    newest = query.options(joinedload(VendorItem.vendor)).order_by(VendorItem.active.desc())
    return list(session.scalars(newest))


def carried(session: Session, upc: str | None) -> Product | None:
    """The product of this code."""
    return session.scalar(sa.select(Product).where(Product.upc == upc)) if upc else None


def sales_of(session: Session, product: Product, viewer: Viewer, *, since: date) -> list[OnSale]:
    """Sales that name the product or its like code and did not end before `since`, first day
    first."""
    target = SaleItem.product_id == product.id
    if product.like_code is not None:
        target = sa.or_(target, SaleItem.like_code == product.like_code)
    rows = session.execute(
        sa.select(Sale, SaleItem.like_code, SaleItem.price)
        .join(Sale, Sale.id == SaleItem.sale_id)
        .where(target, Sale.ends_on >= since)
        .order_by(Sale.starts_on, Sale.id)
        .limit(MOST)
    )
    knows = Figure.SALE in viewer.figures
    return [OnSale(sale, code, price if knows else None) for sale, code, price in rows]


def waiting_for(session: Session, row: Product | VendorItem) -> list[OrderLine]:
    """Open lines that wait for a thing, newest first, with their order; one more than MOST tells
    that there are others."""
    column = OrderLine.product_id if isinstance(row, Product) else OrderLine.vendor_item_id
    query = (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(column == row.id, OrderLine.open == 1)
        .options(contains_eager(OrderLine.order))
        .order_by(OrderLine.list_key.desc())
        .limit(MOST + 1)
    )
    return list(session.scalars(query))


def choices(session: Session) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Departments and vendors in use, as (id, name) by name: what a list is narrowed by. One
    statement."""
    kinds: tuple[type[Department] | type[Vendor], ...] = (Department, Vendor)
    listed = [
        sa.select(sa.literal(place).label("place"), model.id, model.name)
        .where(model.active)
        .order_by(model.name)
        .limit(MOST_CHOICES)
        .subquery()
        for place, model in enumerate(kinds)
    ]
    rows = session.execute(sa.union_all(*(sa.select(each) for each in listed))).all()
    found: tuple[list[tuple[int, str]], list[tuple[int, str]]] = ([], [])
    for place, row_id, name in sorted(rows, key=lambda row: (row[0], row[2])):
        found[place].append((row_id, name))
    return found


def departments(session: Session) -> list[Department]:
    """Departments to choose from, by name."""
    query = sa.select(Department).where(Department.active).order_by(Department.name)
    return list(session.scalars(query.limit(MOST_CHOICES)))


def vendors(session: Session) -> list[Vendor]:
    """Vendors to choose from, by name."""
    query = sa.select(Vendor).where(Vendor.active).order_by(Vendor.name)
    return list(session.scalars(query.limit(MOST_CHOICES)))
