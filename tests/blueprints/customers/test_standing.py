"""How a customer stands, and their phone: said wherever an order is taken, looked at, picked up."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.models import AccountState, Customer, Order
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

HELD = "On hold: ask a manager first"
DRAFT = "a-draft-of-one-order"


@pytest.fixture
def held(session: Session) -> Customer:
    """Somebody a manager wants to be asked about."""
    return a_customer(
        session, account_state=AccountState.HOLD, phone="+12175550142", phone_digits="2175550142"
    )


@pytest.fixture
def order(session: Session, cast: Cast, held: Customer) -> Order:
    """An order of theirs."""
    product = a_product(session, a_department(session))
    return an_order(session, viewer_of(cast.taker), [a_wish(product)], held)


def test_it_is_said_at_every_step(
    session: Session, cast: Cast, tablet: Tablet, held: Customer, order: Order
) -> None:
    """While the order is taken, on its page, at the counter; with the phone as people dial it."""
    tablet.sign_in(cast.taker)
    tablet.post(f"/orders/new/{DRAFT}/choose-customer", {"customer": held.id})
    pages = (f"/orders/new/{DRAFT}", f"/orders/{order.number}", f"/pickup?q={order.number}")
    for url in pages:
        page = tablet.get(url).text
        assert (HELD in page, "(217) 555-0142" in page, "+1217" in page) == (True, True, False), url


def test_somebody_in_good_standing_is_not_commented_on(
    session: Session, cast: Cast, tablet: Tablet, held: Customer, order: Order
) -> None:
    held.account_state = AccountState.GOOD
    tablet.sign_in(cast.taker)
    for url in (f"/customers/{held.id}", f"/orders/{order.number}"):
        assert "In good standing" not in tablet.get(url).text, url


@pytest.mark.contract("C13")
@pytest.mark.contract("C14")
def test_the_same_phone_written_otherwise_overrides_nothing(
    session: Session, cast: Cast, tablet: Tablet, held: Customer
) -> None:
    """The form shows it as people dial it; another number is for this order only."""
    tablet.sign_in(cast.taker)
    tablet.post(f"/orders/new/{DRAFT}/choose-customer", {"customer": held.id})
    url = f"/orders/new/{DRAFT}/write-contact"
    assert 'value="(217) 555-0142"' in tablet.get(url).text
    same = {"first_name": "Ada", "last_name": "Quill", "contact_way": "call"}
    tablet.post(url, {**same, "phone": "(217) 555-0142"})
    assert "For this order only" not in tablet.get(f"/orders/new/{DRAFT}").text
    tablet.post(url, {**same, "phone": "217 555 0199"})
    page = tablet.get(f"/orders/new/{DRAFT}").text
    assert ("For this order only: phone" in page, "(217) 555-0199" in page) == (True, True)
    session.refresh(held)
    assert held.phone == "+12175550142"
