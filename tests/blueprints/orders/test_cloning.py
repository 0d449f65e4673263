"""The page of a clone: what will be different, and for whom (C29)."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Order, Product, Role
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

KEY = "a-key-for-cloning-01"


@pytest.fixture
def order(session: Session, cast: Cast) -> Order:
    """Oats, dearer since, and milk, which is gone."""
    grocery = a_department(session)
    oats, milk = (a_product(session, grocery, description=words) for words in ("Oats", "Milk"))
    wishes = [a_wish(oats, cases=2), a_wish(milk)]
    made = an_order(session, viewer_of(cast.taker), wishes, a_customer(session))
    oats.retail, milk.active = Decimal("11.00"), False
    session.commit()
    return made


@pytest.mark.contract("C29", "C8")
def test_what_differs_is_shown_before(
    session: Session, tablet: Tablet, cast: Cast, order: Order
) -> None:
    """Prices only to people who see them."""
    url = f"/orders/{order.number}/clone"
    seen = tablet.sign_in(cast.buyer).get(url).text
    assert "Oats: 240.00 regular → 264.00 regular" in seen
    assert "not in the catalogue any more" in seen
    role = session.scalars(sa.select(Role).filter_by(name="Buyer")).one()
    role.grants = [
        g for g in role.grants if g.permission.value.partition(".")[0] not in {"prices", "costs"}
    ]
    session.commit()
    blind = tablet.get(url).text
    assert "→" not in blind
    assert "264" not in blind


@pytest.mark.contract("C29")
def test_it_is_made_once_with_other_quantities(
    session: Session, tablet: Tablet, cast: Cast, order: Order
) -> None:
    """The answer leads to the clone."""
    tablet.sign_in(cast.buyer)
    url = f"/orders/{order.number}/clone"
    form = {"one_time_key": KEY, "line": ["1"], "cases-1": "4"}
    assert tablet.post(url, form | {"line": []}).status_code == 422
    assert tablet.post(url, form | {"cases-1": "0"}).status_code == 422
    assert tablet.post(url, form | {"line": ["2"], "cases-2": "1"}).status_code == 409
    sent = [tablet.post(url, form) for _ in range(2)]
    made = session.scalars(sa.select(Order).where(Order.from_order_id == order.id)).one()
    assert [answer.headers["Location"] for answer in sent] == [f"/orders/{made.number}"] * 2
    assert [(line.description, line.cases) for line in made.lines] == [("Oats", 4)]
    page = tablet.get(f"/orders/{made.number}").text
    assert f"Cloned from order {order.number}, at today’s prices" in page


def test_do_not_clone_is_said(session: Session, tablet: Tablet, cast: Cast, order: Order) -> None:
    """The button is off, and the address refuses."""
    session.get_one(Product, order.lines[1].product_id).active = True
    order.no_clone = True
    session.commit()
    tablet.sign_in(cast.buyer)
    url = f"/orders/{order.number}/clone"
    assert "marked “do not clone”" in tablet.get(url).text
    form = {"one_time_key": KEY, "line": ["1"], "cases-1": "1"}
    assert tablet.post(url, form).status_code == 409
