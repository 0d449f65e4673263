"""A small shop in a database: makers for what stands in it, who works there, how lines read."""

from __future__ import annotations

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.pricing.lines import price_lines
from app.domain.pricing.values import Precedence
from app.models import (
    MemberRule,
    MemberType,
    OrderLine,
    Product,
    Sale,
    SaleItem,
    SaleType,
    Store,
    Vendor,
    VendorItem,
)
from app.vocabulary.permissions import Permission
from tests.domain.pricing.worlds import D

FIRST, LAST = date(2024, 5, 1), date(2024, 5, 7)
BUYER = Viewer(7, "Ana", frozenset({Permission.PRICES_EDIT}), 1)
CLERK = Viewer(8, "Ben", frozenset(Permission) - {Permission.PRICES_EDIT}, 1)
OWNER = MemberType(number=1, name="Owner", is_member=True, rule=MemberRule.MARKDOWN, percent=D(10))
STAFF = MemberType(number=2, name="Staff", is_member=True, rule=MemberRule.MARKUP, percent=D(50))


class Shop:
    """Two stores, a vendor, and methods that put things in."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.numbers = count(1)
        self.here, self.there = (self.add(Store(name=name)) for name in ("Here", "There"))
        self.vendor = self.add(Vendor(name="Valley Produce"))

    def add(self, thing):
        self.session.add(thing)
        self.session.flush()
        return thing

    def product(self, upc: str = "1", *, retail="10.00", cost="5.00", **rest) -> Product:
        return self.add(
            Product(
                upc=upc.zfill(13),
                description="Oats",
                retail=None if retail is None else D(retail),
                cost=None if cost is None else D(cost),
                **rest,
            )
        )

    def vendor_item(self, sku: str = "A1", *, retail=None, cost="4.00", **rest) -> VendorItem:
        made = {
            "vendor_id": self.vendor.id,
            "suggested_retail": None if retail is None else D(retail),
            "cost": None if cost is None else D(cost),
        }
        return self.add(VendorItem(sku=sku, description="Oats", **(made | rest)))

    def sale(self, price: str, *, type=None, store=None, starts=FIRST, ends=LAST, **target) -> Sale:
        """A sale of one item; `target` is product_id or like_code."""
        kind = SaleType(number=next(self.numbers), name="Weekly", **(type or {}))
        return self.add(
            Sale(
                name="Oats week",
                sale_type=kind,
                store_id=store and store.id,
                starts_on=starts,
                ends_on=ends,
                items=[SaleItem(price=D(price), **target)],
            )
        )

    def line(self, product=None, item=None, **rest) -> OrderLine:
        """A line that is not stored: prices need no more."""
        made = {"cases": 1, "case_size": 1, "product_id": product and product.id}
        return OrderLine(vendor_item_id=item and item.id, description="Oats", **(made | rest))


def price(shop, *lines, member_type=None, on=FIRST, precedence=Precedence.RETAIL_FIRST):
    price_lines(
        shop.session,
        lines,
        member_type=member_type,
        on=on,
        store_id=shop.here.id,
        precedence=precedence,
    )
    return [snapshot(line) for line in lines]


def snapshot(line: OrderLine):
    return line.price_kind.value, *(
        None if amount is None else f"{amount:.2f}"
        for amount in (line.cost, line.retail, line.unit_price, line.total)
    )
