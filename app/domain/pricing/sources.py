"""Where the retail price and the cost of a line come from; read for all lines at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.pricing.offers import Found, Wanted, found_for
from app.domain.pricing.terms import Terms, choose
from app.domain.pricing.values import Basis, known
from app.domain.rows import by_id
from app.models.catalog import Product, VendorItem
from app.models.lines import OrderLine
from app.models.pricing import MemberType


@dataclass(frozen=True)
class Sources:
    """Products and vendor items of some lines, with what was found about them, for a customer of
    one type on one day."""

    products: dict[int, Product]
    vendor_items: dict[int, VendorItem]
    found: Found
    own: Terms
    on: date

    def basis(self, line: OrderLine) -> Basis:
        """What the line's price is made of: its product (C9-C11), else its catalogue item (C16),
        else nothing: then a price is needed."""
        terms = choose(
            self.own,
            self.found.rules,
            department_id=line.department_id,
            vendor_id=line.vendor_id,
            on=self.on,
        )
        product = self.products.get(line.product_id or 0)
        item = self.vendor_items.get(line.vendor_item_id or 0)
        # A line not stored yet may not say so; only a clear no takes the discount away.
        discountable = line.discountable is not False
        if product is not None:
            cost = known(product.cost) or self._catalogue_cost(line, product, item)
            offers = self.found.offers.get(product.id, ())
            return Basis(product.retail, cost, discountable and product.discountable, offers, terms)
        if item is not None:
            return Basis(item.suggested_retail, item.cost, discountable, (), terms)
        return Basis(None, None, discountable, (), terms)

    def case_size(self, line: OrderLine) -> int | None:
        """Units in a case as the catalogue says now; None when it does not."""
        product = self.products.get(line.product_id or 0)
        item = self.vendor_items.get(line.vendor_item_id or 0)
        return (product.case_size if product else None) or (item.case_size if item else None)

    def _catalogue_cost(
        self, line: OrderLine, product: Product, item: VendorItem | None
    ) -> Decimal | None:
        own = known(item.cost) if item is not None else None
        return own or self.found.costs.get((_vendor_of(line, product), product.upc))


def sources_for(
    session: Session,
    lines: Sequence[OrderLine],
    *,
    member_type: MemberType | None,
    on: date,
    store_id: int,
) -> Sources:
    """Read everything the prices of `lines` need for a customer of this type: at most three
    queries, however many lines."""
    products = by_id(session, Product, {line.product_id for line in lines})
    vendor_items = by_id(session, VendorItem, {line.vendor_item_id for line in lines})
    costless = set()
    for line in lines:
        product, item = (
            products.get(line.product_id or 0),
            vendor_items.get(line.vendor_item_id or 0),
        )
        if product is None or known(product.cost) or (item is not None and known(item.cost)):
            continue
        costless.add((_vendor_of(line, product), product.upc))
    wanted = Wanted(
        products=list(products.values()),
        member_type_id=member_type.id if member_type is not None and lines else None,
        departments=frozenset(line.department_id for line in lines if line.department_id),
        vendors=frozenset(line.vendor_id for line in lines if line.vendor_id),
        costs=frozenset(costless),
    )
    found = found_for(session, wanted, on=on, store_id=store_id)
    return Sources(products, vendor_items, found, Terms.of(member_type), on)


def _vendor_of(line: OrderLine, product: Product) -> int:
    """The vendor the line is bought from; 0 when nobody said."""
    return line.vendor_id or product.vendor_id or 0
