"""Editing what was taken: contact, lines, prices, notes into items."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers.contact import contact_of
from app.domain.orders import actions, changing
from app.domain.orders.content import DraftItem
from app.domain.orders.statuses import StatusBook
from app.models import Customer, LineKind, Order, OrderEvent, Product
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.figures import PriceKind
from tests.factories import a_department, a_product, a_wish


@pytest.mark.contract("C14")
def test_a_contact_belongs_to_its_order(session: Session, order: Order, buyer: Viewer) -> None:
    """The customer's record stays; the event says what changed from what."""
    contact = contact_of(order) | {"phone": "217 555 0142"}

    assert actions.edit_contact(order, contact, by=buyer) is True
    assert actions.edit_contact(order, contact, by=buyer) is False
    session.flush()
    (event,) = session.scalars(sa.select(OrderEvent).filter_by(verb="contact_edited"))
    assert event.detail == {"changed": {"phone": ["555-0100", "217 555 0142"]}}
    assert session.get_one(Customer, order.customer_id).phone == "555-0100"


@pytest.mark.contract("C12", "C2")
def test_a_price_by_hand_wins_until_it_is_lifted(
    session: Session, order: Order, buyer: Viewer
) -> None:
    """Its amount stands in the event's figures, never in its detail."""
    line = order.lines[0]
    changing.set_price(session, line, Decimal("90.00"), by=buyer, per_case=True)
    actions.edit_line(line, {"cases": 2}, by=buyer)
    session.flush()
    (event,) = session.scalars(sa.select(OrderEvent).filter_by(verb="price_set"))

    assert (line.price_kind, line.total) == (PriceKind.MANUAL, Decimal("180.00"))
    assert (event.figures, event.detail) == ({"case": "90.00"}, {})

    changing.lift_price(session, line, by=buyer)
    assert (line.price_kind, line.total) == (PriceKind.REGULAR, Decimal("240.00"))


@pytest.mark.contract("C12", "C21")
def test_another_quantity_costs_what_was_quoted(
    session: Session, order: Order, buyer: Viewer
) -> None:
    """The shelf price has changed since; the customer was told the one of the order."""
    line = order.lines[0]
    session.get_one(Product, line.product_id).retail = Decimal("19.00")
    session.flush()
    actions.edit_line(line, {"cases": 2, "case_size": 10}, by=buyer)
    assert (line.unit_price, line.total) == (Decimal("10.00"), Decimal("200.00"))


@pytest.mark.contract("C8")
def test_a_taker_sets_no_price(session: Session, order: Order, taker: Viewer) -> None:
    """Neither sets nor lifts."""
    with pytest.raises(NotAllowed):
        changing.set_price(session, order.lines[0], Decimal("1.00"), by=taker)
    with pytest.raises(NotAllowed):
        changing.lift_price(session, order.lines[0], by=taker)


@pytest.mark.contract("C20")
def test_a_line_keeps_a_department(session: Session, order: Order, buyer: Viewer) -> None:
    """Another one is fine, none is not; its buyer's realm follows."""
    line, other = order.lines[0], a_department(session, "Bulk")
    with pytest.raises(Invalid):
        actions.edit_line(line, {"department": None}, by=buyer)
    actions.edit_line(line, {"department": other}, by=buyer)

    assert line.super_department_id == other.super_department_id


@pytest.mark.contract("C19")
def test_a_note_becomes_an_item_in_its_place(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Number and status stay, the price is made, and it is done once."""
    bulk = a_department(session, "Bulk")
    wish = DraftItem(ref=0, kind=LineKind.NOTE, description="rye", department_id=bulk.id)
    line = actions.add_line(session, order, wish, by=buyer, book=statuses)
    actions.move(line, "called_waiting", by=buyer, book=statuses)
    bread = a_product(session, bulk, description="Rye bread", case_size=4)
    changing.turn_note(session, line, a_wish(bread, cases=2), by=buyer, book=statuses)
    session.flush()

    assert (line.kind, line.number, line.status) == (LineKind.ITEM, 3, "called_waiting")
    assert (line.total, line.search_text) == (Decimal("80.00"), "rye bread")
    with pytest.raises(Refused):
        changing.turn_note(session, line, a_wish(bread), by=buyer, book=statuses)


@pytest.mark.contract("C19")
def test_an_item_out_of_a_placed_note_was_not_ordered_yet(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """A note can be moved on by hand; the item it becomes starts over."""
    bulk = a_department(session, "Bulk")
    wish = DraftItem(ref=0, kind=LineKind.NOTE, description="rye", department_id=bulk.id)
    line = actions.add_line(session, order, wish, by=buyer, book=statuses)
    actions.move(line, "placed", by=buyer, book=statuses)
    changing.turn_note(session, line, a_wish(a_product(session, bulk)), by=buyer, book=statuses)

    assert line.status == "new_no_call"


def test_line_numbers_are_never_used_again(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Decision 9: after 99 lines an order is full, and a closed one takes none."""
    order.lines_made = 98
    wish = a_wish(a_product(session, a_department(session)))
    added = actions.add_line(session, order, wish, by=buyer, book=statuses)
    assert (added.number, added.list_key) == (99, order.id * 100)
    with pytest.raises(Refused):
        actions.add_line(session, order, wish, by=buyer, book=statuses)
    actions.close(order, "inquiry", by=buyer, book=statuses)
    with pytest.raises(Refused):
        actions.add_line(session, order, wish, by=buyer, book=statuses)
