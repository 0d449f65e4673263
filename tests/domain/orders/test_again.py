"""What a customer has ordered before: found again as it would be today, asked about when it comes
again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.again import one_before, order_before, ordered_already, ordered_before
from app.domain.orders.content import DraftItem
from app.domain.orders.statuses import book
from app.models import Customer, LineKind, Order
from app.vocabulary import clock
from app.vocabulary.errors import NotFound
from tests.factories import (
    a_customer,
    a_department,
    a_product,
    a_vendor,
    a_vendor_item,
    a_wish,
    an_order,
)
from tests.support.cast import Cast, viewer_of


def ordered(
    session: Session, cast: Cast, customer: Customer, *wishes: DraftItem, days: int = 0
) -> Order:
    """An order of `customer`, some days ago."""
    with clock.set_to(clock.now() - timedelta(days=days)):
        return an_order(session, viewer_of(cast.taker), wishes, customer)


def week() -> date:
    """Seven days ago."""
    return clock.now().date() - timedelta(days=7)


def test_the_newest_of_each_thing_as_it_would_be_today(session: Session, cast: Cast) -> None:
    """Case size, name and department of today; notes are no items; withdrawn goods say so."""
    customer = a_customer(session)
    bulk, grocery = a_department(session, "Bulk"), a_department(session, "Grocery")
    oats, gone = a_product(session, bulk), a_product(session, bulk, description="Old")
    row = a_vendor_item(session, a_vendor(session), department=grocery, case_size=8)
    vendors = DraftItem(0, vendor_item_id=row.id, description="Wraps", department_id=grocery.id)
    words = DraftItem(0, description="Blue cheese", case_size=3, department_id=grocery.id)
    note = DraftItem(0, LineKind.NOTE, description="Something", department_id=grocery.id)
    first = ordered(session, cast, customer, a_wish(oats, cases=5), a_wish(gone), days=40)
    ordered(session, cast, customer, a_wish(oats, cases=3), vendors, words, note, days=20)
    oats.case_size, oats.description, oats.department = 25, "Oats, new bag", grocery
    gone.active, grocery.always_ask = False, True
    session.flush()

    found = ordered_before(session, customer.id)

    assert [(p.description, p.cases, p.said) for p in found] == [
        ("Oats, new bag", 3, ""),
        ("Coconut wraps", 1, ""),
        ("Blue cheese", 1, ""),
        ("Old", 0, "Not in the catalogue any more"),
    ]
    today = [p.wish for p in found if p.wish]
    assert [(w.case_size, w.department_id, w.ask, w.sure) for w in today] == [
        (25, grocery.id, True, True),
        (8, grocery.id, True, True),
        (3, grocery.id, True, True),
    ]
    again = order_before(session, customer.id, first.number)
    assert [(p.description, p.cases) for p in again] == [("Oats, new bag", 5), ("Old", 0)]


def test_a_row_of_a_catalogue_stands_in_for_an_item_the_store_gave_up(
    session: Session, cast: Cast
) -> None:
    """The vendor still has it."""
    customer, vendor = a_customer(session), a_vendor(session)
    product = a_product(session, a_department(session), vendor=vendor)
    row = a_vendor_item(session, vendor, upc=product.upc, department=product.department)
    ordered(session, cast, customer, a_wish(product, vendor_item_id=row.id))
    product.active = False
    session.flush()
    [past] = ordered_before(session, customer.id)
    assert past.wish is not None
    assert (past.wish.product_id, past.wish.vendor_item_id) == (None, row.id)


def test_only_the_customers_own_lines(session: Session, cast: Cast) -> None:
    """Whatever number is sent."""
    customer, other = a_customer(session), a_customer(session)
    order = ordered(session, cast, other, a_wish(a_product(session, a_department(session))))
    assert ordered_before(session, customer.id) == []
    assert one_before(session, other.id, order.lines[0].id).number == order.number
    with pytest.raises(NotFound):
        one_before(session, customer.id, order.lines[0].id)
    with pytest.raises(NotFound):
        order_before(session, customer.id, order.number)


def test_again_is_asked_for_a_week_and_for_what_is_still_open(session: Session, cast: Cast) -> None:
    """The same product, the same row, the same words; not what was canceled, not a note, not what
    was said to be meant."""
    customer, shelf = a_customer(session), a_department(session)
    late, old, closed = (a_product(session, shelf) for _ in range(3))
    row = a_vendor_item(session, a_vendor(session), department=shelf)
    wraps = DraftItem(4, vendor_item_id=row.id, description="Wraps", department_id=shelf.id)
    words = DraftItem(5, description="Blue  Cheese", brand="Høy", department_id=shelf.id)
    lately = ordered(session, cast, customer, a_wish(late), wraps, words, days=6)
    waits = ordered(session, cast, customer, a_wish(old, cases=2), days=60)
    done = ordered(session, cast, customer, a_wish(closed), days=60)
    buyer, statuses = viewer_of(cast.buyer), book(session)
    for order in (lately, done):
        actions.close(order, "completed", by=buyer, book=statuses)
    session.flush()
    same_words = DraftItem(6, description="blue cheese", brand="hoy")
    others = DraftItem(7, description="Blue cheese", brand="Dale")
    items = [a_wish(late, ref=1), a_wish(old, ref=2), a_wish(closed, ref=3), wraps, same_words]

    found = ordered_already(session, customer.id, [*items, others], since=week())

    assert {ref: (a.number, a.cases) for ref, a in found.items()} == {
        1: (lately.number, 1),
        2: (waits.number, 2),
        4: (lately.number, 1),
        6: (lately.number, 1),
    }
    assert found[2].status == "New, no call"
    meant = a_wish(late, ref=1, sure=True)
    assert ordered_already(session, customer.id, [meant], since=week()) == {}
    assert ordered_already(session, None, items, since=week()) == {}
    canceled = ordered(session, cast, customer, a_wish(closed))
    actions.close(canceled, "canceled", by=buyer, book=statuses)
    session.flush()
    assert ordered_already(session, customer.id, [a_wish(closed, ref=3)], since=week()) == {}


def test_only_the_newest_lines_are_read(session: Session, cast: Cast) -> None:
    """A regular's years of orders do not come along."""
    customer, shelf = a_customer(session), a_department(session)
    goods = [a_product(session, shelf, description=f"Item {n}") for n in range(24)]
    ordered(session, cast, customer, *(a_wish(one) for one in goods[:14]), days=3)
    ordered(session, cast, customer, *(a_wish(one) for one in goods[14:]))
    found = ordered_before(session, customer.id)
    assert len(found) == 20
    assert [p.description for p in found[:11]] == [f"Item {n}" for n in [*range(14, 24), 0]]
