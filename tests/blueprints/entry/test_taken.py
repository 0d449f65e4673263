"""An order that was taken: what happens now, what people do next, and the slip (L3)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.models import Draft, Role, RolePermission
from app.vocabulary.permissions import Permission
from tests.blueprints.entry.desk import KEY, SECRET, a_shelf, kept, orders, url
from tests.factories import a_department, a_vendor, a_vendor_item
from tests.support.cast import Cast
from tests.support.client import Tablet


def placed(tablet: Tablet, session: Session, cast: Cast, **more: object) -> str:
    """An order of the shelf's item for its member, placed with htmx; what the tablet shows."""
    customer, _, product = a_shelf(session)
    tablet.post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    data = {"call_first": "yes", "getting": cast.hill.id, "comments": "", "source": "counter"}
    return tablet.post(url("place"), data | more, htmx=True).text


@pytest.mark.contract("L3")
def test_what_is_offered_fits_the_order(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Who is called, where it is picked up; the next order, one more for the same customer, the
    slip, the order itself."""
    shown = placed(tablet.sign_in(cast.taker), session, cast)
    [order] = orders(session)
    assert f"Order {order.number} taken" in shown
    assert "Somebody calls Ada Quill before it is ordered: (217) 555-0142." in shown
    assert "Picked up at Hill Store." in shown
    offered = ("/orders/new", url("another"), f"/orders/{order.number}/slip")
    for address in (*offered, f"/orders/{order.number}"):
        assert f'="{address}"' in shown
    assert shown.index("autofocus") < shown.index(url("another"))


@pytest.mark.contract("L3")
def test_what_is_still_open_is_said(session: Session, cast: Cast, tablet: Tablet) -> None:
    """A note, an unknown number of units, a wish to have it brought, and no call."""
    row = a_vendor_item(session, a_vendor(session), case_size=None)
    tablet.sign_in(cast.taker).post(url("add-item"), {"hit": f"v{row.id}"})
    department = a_department(session)
    tablet.post(url("set-department", ref=1), {"department_id": department.id})
    note = {"description": "Blue", "department_id": department.id}
    tablet.post(url("write-note"), note)
    shown = placed(tablet, session, cast, call_first="no", getting="ship")
    assert "No call is needed" in shown
    assert "A buyer turns the note into items." in shown
    assert "A buyer finds out how many come in a case." in shown
    assert "To be shipped." in shown


@pytest.mark.contract("L3", "C13")
def test_one_more_order_for_the_same_customer_is_one_tap(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """With the contact as it was on the order; the order that was taken stays."""
    tablet.sign_in(cast.taker)
    placed(tablet, session, cast)
    assert tablet.post(url("another")).status_code == 400
    once = {"one_time_key": "one-more-for-the-same"}
    lead = tablet.post(url("another"), once)
    assert tablet.post(url("another"), once).location == lead.location
    key = lead.location.rsplit("/", 1)[-1]
    again = kept(session, key)
    [order] = orders(session)
    assert (again.customer_id, again.contact["phone"]) == (order.customer_id, order.phone)
    assert again.items == ()
    nothing = tablet.post(url("another", key="no-order-has-this-key-at-all"), once)
    assert nothing.status_code == 404
    assert session.query(Draft).count() == 1


@pytest.mark.contract("L3")
def test_who_may_not_look_at_orders_is_not_led_to_them(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The order is taken; nobody is led to a page that refuses them, nor offered a search."""
    grants = [RolePermission(permission=Permission.ORDERS_TAKE)]
    cast.outsider.roles = [Role(name="Phone", purpose="", grants=grants)]
    placed(tablet.sign_in(cast.outsider), session, cast)
    [order] = orders(session)
    page = tablet.get(url()).text
    assert f"Order {order.number} taken" in page
    assert f'"/orders/{order.number}' not in page
    assert "/pending" not in page
    assert 'id="scan"' not in page


def test_a_stranger_with_the_address_learns_nothing(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Somebody of another store who may only take orders."""
    placed(tablet.sign_in(cast.taker), session, cast)
    grants = [RolePermission(permission=Permission.ORDERS_TAKE)]
    cast.outsider.roles = [Role(name="Phone", purpose="", grants=grants)]
    cast.outsider.store = cast.river
    session.flush()
    tablet.sign_in(cast.outsider)
    assert tablet.get(url(key=KEY)).status_code == 403
    once = {"one_time_key": "one-more-for-the-same"}
    assert tablet.post(url("another"), once).status_code == 403


@pytest.mark.contract("L3", "C8")
def test_the_slip_names_what_was_ordered_and_amounts_only_to_who_may_see_them(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """For the customer to take along."""
    placed(tablet.sign_in(cast.taker), session, cast)
    [order] = orders(session)
    amount = f"{SECRET * 12:,.2f}"
    for person, sees in ((cast.taker, False), (cast.buyer, True)):
        slip = tablet.sign_in(person).get(f"/orders/{order.number}/slip").text
        assert "Rolled oats" in slip
        assert "1 case of 12" in slip
        assert (amount in slip) is sees
