"""A new item straight from an order (P7)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import carrying, changing
from app.domain.orders.carrying import NewItem
from app.domain.orders.content import DraftItem
from app.domain.pricing import moved
from app.models import LineKind, OrderEvent, OrderLine, Product, Vendor, VendorItem
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.figures import PriceKind
from app.vocabulary.permissions import Permission as P
from tests.factories import a_department, a_product, a_vendor, a_vendor_item, a_wish, an_order
from tests.support.cast import Cast, viewer_of


def a_line(session: Session, cast: Cast, **values: Any) -> OrderLine:
    """A line for something that nobody carries."""
    usual = {"ref": 0, "description": "that maple syrup", "cases": 2}
    usual["department_id"] = a_department(session).id
    order = an_order(session, viewer_of(cast.taker), [DraftItem(**{**usual, **values})])
    return order.lines[0]


def an_item(vendor: Vendor | None = None, sku: str = "", **values: Any) -> NewItem:
    """Maple syrup in a case of 12, 9.00 each, that cost 6.00."""
    usual = {"description": "Maple Syrup", "brand": "Sugarbush", "size": "12 oz", "case_size": 12}
    usual |= {"retail": Decimal("9"), "cost": Decimal("6"), "vendor": vendor}
    return NewItem("047213551028", sku, {**usual, **values})


@pytest.mark.contract("P7")
def test_the_line_becomes_the_item_and_is_priced(session: Session, cast: Cast) -> None:
    """Product and vendor's row are made; the event says what was asked for."""
    vendor, line = a_vendor(session), a_line(session, cast)
    assert line.price_kind is PriceKind.NEEDED
    by = viewer_of(cast.buyer)
    product = carrying.carry(session, line, an_item(vendor, "M-1"), by=by)
    session.flush()
    row = session.scalars(sa.select(VendorItem)).one()
    assert (row.vendor, row.sku, row.upc, row.cost) == (vendor, "M-1", product.upc, Decimal(6))
    assert (line.product_id, line.vendor_item_id, line.upc) == (product.id, row.id, product.upc)
    assert (line.sku, line.vendor, line.case_size) == ("M-1", vendor, 12)
    assert (line.description, line.brand) == ("Maple Syrup", "Sugarbush")
    assert (line.price_kind, line.total) == (PriceKind.REGULAR, Decimal("216.00"))
    event = session.scalars(sa.select(OrderEvent).where(OrderEvent.verb == "line_carried")).one()
    assert event.detail == {"words": "that maple syrup", "into": "Maple Syrup"}


@pytest.mark.contract("P7")
def test_a_price_set_by_hand_stays(session: Session, cast: Cast) -> None:
    """With the catalogue's figures beside it: nothing has moved since."""
    line, by = a_line(session, cast, case_size=6), viewer_of(cast.buyer)
    changing.set_price(session, line, Decimal("5"), by=by)
    carrying.carry(session, line, an_item(), by=by)
    assert (line.price_kind, line.unit_price, line.case_size) == (
        PriceKind.MANUAL,
        Decimal("5"),
        6,
    )
    assert (line.retail, line.cost, line.total) == (Decimal(9), Decimal(6), Decimal("60.00"))
    today = line.order.ordered_on
    catalogue = moved.catalogue_for(
        session, [line], member_type=None, on=today, store_id=cast.hill.id
    )
    prices = [move.what for move in moved.moves_of(line, catalogue, by.figures)]
    assert prices == []


@pytest.mark.contract("P7")
def test_a_vendors_row_that_is_there_learns_the_code(session: Session, cast: Cast) -> None:
    """The line's own, or the one of that number; no second one is made."""
    vendor = a_vendor(session)
    row = a_vendor_item(session, vendor, sku="M-1", upc=None)
    own = a_line(session, cast, vendor_item_id=row.id, sku="M-1")
    by = viewer_of(cast.buyer)
    product = carrying.carry(session, own, an_item(vendor, "M-1"), by=by)
    assert (row.upc, own.vendor_item_id) == (product.upc, row.id)
    other = a_line(session, cast)
    item = replace(an_item(vendor, "M-1"), upc="4011")
    carrying.carry(session, other, item, by=by)
    assert (other.vendor_item_id, row.upc) == (row.id, product.upc)
    assert session.scalar(sa.select(sa.func.count()).select_from(VendorItem)) == 1


def test_a_number_without_a_vendor_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        carrying.carry(session, a_line(session, cast), an_item(sku="M-1"), by=viewer_of(cast.buyer))
    assert refused.value.fields == {"vendor": "Choose whose number that is."}


@pytest.mark.contract("P7")
def test_a_line_whose_code_is_carried_by_now_is_linked(session: Session, cast: Cast) -> None:
    line, by = a_line(session, cast, upc="0004721355102"), viewer_of(cast.buyer)
    assert carrying.carried_by_now(session, line) is None
    product = a_product(session, upc="0004721355102", description="Syrup")
    assert carrying.carried_by_now(session, line) is product
    carrying.link(session, line, product, by=by)
    assert (line.product_id, line.description, line.case_size) == (product.id, "Syrup", 12)
    assert line.total == Decimal("240.00")
    assert carrying.carried_by_now(session, line) is None


def test_only_an_open_item_that_is_not_carried_and_only_by_who_may(
    session: Session, cast: Cast
) -> None:
    buyer = viewer_of(cast.buyer)
    wish = a_wish(a_product(session, a_department(session)))
    carried = an_order(session, viewer_of(cast.taker), [wish]).lines[0]
    note = a_line(session, cast, kind=LineKind.NOTE)
    line = a_line(session, cast)
    less = [Viewer(1, "X", buyer.permissions - {p}, 1) for p in (P.CATALOG_EDIT, P.ORDERS_EDIT)]
    for one, by, error in (
        (carried, buyer, Refused),
        (note, buyer, Refused),
        *((line, by, NotAllowed) for by in (viewer_of(cast.taker), *less)),
    ):
        with pytest.raises(error):
            carrying.carry(session, one, an_item(), by=by)
    assert session.scalar(sa.select(Product).where(Product.description == "Maple Syrup")) is None
