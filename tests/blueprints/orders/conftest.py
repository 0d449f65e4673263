"""An order as the desk knows it: two items of two vendors and departments, and a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.content import DraftItem
from app.domain.orders.statuses import StatusBook, book
from app.models import Department, LineKind, Order, OrderLine, Product, Vendor
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of

WISH = "Something like the old rye bread"


@dataclass(frozen=True)
class Desk:
    """The order under test and what it is made of."""

    session: Session
    cast: Cast
    order: Order
    oats: Product
    milk: Product
    grocery: Department
    cool: Department
    prairie: Vendor
    northern: Vendor
    book: StatusBook

    @property
    def first(self) -> OrderLine:
        """Rolled oats: a case of 12, 10.00 a unit."""
        return self.order.lines[0]

    @property
    def second(self) -> OrderLine:
        """Almond milk."""
        return self.order.lines[1]

    @property
    def note(self) -> OrderLine:
        """The wish in words."""
        return self.order.lines[2]

    def url(self, verb: str, line: OrderLine | None = None) -> str:
        """The address of a verb of the order, or of one of its lines."""
        part = f"/lines/{line.number}" if line is not None else ""
        return f"/orders/{self.order.number}{part}/{verb}"

    def form(self, **values: Any) -> dict[str, Any]:
        """A form made from the order as it is now."""
        self.session.commit()
        self.session.refresh(self.order)
        return {"version": self.order.version, **values}

    def again(self) -> Order:
        """The order as the database has it now."""
        self.session.expire_all()
        return self.order

    def arrive(self, line: OrderLine) -> None:
        """Bring a line to the store."""
        actions.move(line, "arrived", by=viewer_of(self.cast.buyer), book=self.book, sure=True)
        self.session.commit()


@pytest.fixture
def desk(session: Session, cast: Cast) -> Desk:
    """Order 1 of Ada Quill, member 208, no call needed."""
    grocery, cool = a_department(session, "Grocery"), a_department(session, "Cool")
    prairie, northern = a_vendor(session, "Prairie Mills"), a_vendor(session, "Northern Natural")
    oats = a_product(session, grocery, vendor=prairie)
    milk = a_product(session, cool, vendor=northern, description="Almond milk", case_size=6)
    note = DraftItem(ref=0, kind=LineKind.NOTE, description=WISH, department_id=grocery.id)
    customer = a_customer(session, member_number=208)
    by = viewer_of(cast.taker)
    order = an_order(
        session, by, [a_wish(oats), a_wish(milk), note], customer, comments="Ring twice"
    )
    session.commit()
    return Desk(session, cast, order, oats, milk, grocery, cool, prairie, northern, book(session))
