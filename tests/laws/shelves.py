"""The catalogue of the seeded store: everything that has a history has one, with amounts in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import goods, sales, vendors
from app.domain.orders.content import DraftItem
from app.domain.settings import departments
from app.models import Sale, VendorItem
from tests.factories import an_order
from tests.support.cast import viewer_of

if TYPE_CHECKING:
    from tests.laws.seed import World

LIKE_CODE = 1


def fill_shelves(session: Session, world: World) -> None:
    """Change a product, a vendor's item, a vendor, a sale, a like code and a department, and take
    an order for something that nobody carries."""
    by = viewer_of(world.cast.buyer)
    oats, onsale, *_, last = world.products
    row = session.scalars(sa.select(VendorItem).where(VendorItem.sku == "LAW-1")).one()
    sale = session.scalars(sa.select(Sale)).unique().one()
    prices = {"retail": Decimal("910013.37"), "cost": Decimal("130013.3741")}
    goods.change_product(session, last, prices, by=by)
    asked = {"suggested_retail": Decimal("917932.37"), "cost": Decimal("137932.3741")}
    goods.change_vendor_item(session, row, {**asked, "upc": onsale.upc}, by=by)
    vendors.change_vendor(session, oats.vendor, {"name": "Lawful Millers"}, by=by)
    code = vendors.add_like_code(session, LIKE_CODE, "Lawful flavours", by=by)
    vendors.put_in(session, code, last, by=by)
    sales.put_on(session, sale, onsale, Decimal("219011.37"), by=by)
    sales.put_on(session, sale, code, Decimal("227932.37"), by=by)
    rules = departments.DepartmentRules("Lawful bulk", world.departments[0].super_department)
    departments.change_department(session, world.departments[0], rules, by)
    wish = DraftItem(0, description="Lawful wish", department_id=world.departments[0].id)
    world.orders["wished"] = an_order(session, viewer_of(world.cast.taker), [wish])
    session.flush()
