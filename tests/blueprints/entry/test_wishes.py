"""How an order came, how and when the customer would like to get it (L2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.vocabulary import clock
from tests.blueprints.entry.desk import a_shelf, kept, orders, said, url
from tests.factories import a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


def finish(cast: Cast, **more: object) -> dict[str, object]:
    """What the finish card sends."""
    usual = {"call_first": "no", "getting": cast.hill.id, "comments": "", "source": "counter"}
    return {**usual, **more}


@pytest.mark.contract("L2")
@pytest.mark.parametrize(
    ("getting", "delivery"), [("here", "pickup"), ("deliver", "deliver"), ("ship", "ship")]
)
def test_source_wish_and_day_are_kept_and_reach_the_order(
    session: Session, cast: Cast, tablet: Tablet, getting: str, delivery: str
) -> None:
    """In the draft at each step, on the order's page and in its timeline."""
    customer, _, product = a_shelf(session)
    day = clock.now().date() + timedelta(days=20)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    place = cast.hill.id if getting == "here" else getting
    data = finish(cast, getting=place, source="phone", requested_on=day, comments="Ripe")
    assert tablet.post(url("set-finish"), data, htmx=True).status_code == 200
    content = kept(session)
    assert (content.source, content.delivery, content.requested_on) == ("phone", delivery, day)
    page = tablet.get(url()).text
    assert f'value="{day.isoformat()}"' in page
    tablet.post(url("place"), data)
    [order] = orders(session)
    assert (order.source, order.delivery, order.requested_on) == ("phone", delivery, day)
    assert order.comments == "Ripe"
    shown = tablet.get(f"/orders/{order.number}").text
    assert "Order taken by phone" in shown
    assert "By phone" in shown


@pytest.mark.contract("L2")
def test_a_day_that_is_over_is_refused_beside_its_field(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """As it is typed, and when the draft was left lying until it was over."""
    customer, _, product = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    yesterday = clock.now().date() - timedelta(days=2)
    over = finish(cast, requested_on=yesterday)
    early = tablet.post(url("set-finish"), over, htmx=True)
    assert (early.status_code, early.text.count("That day is over.")) == (422, 1)
    placed = tablet.post(url("place"), over, htmx=True)
    assert placed.status_code == 422
    assert said(placed.text) == ["That day is over. Choose a day from today on."]
    assert 'id="requested_on"' in placed.text
    assert orders(session) == []


@pytest.mark.contract("L2")
def test_what_would_not_come_true_is_said_and_not_refused(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """A call without a number, a delivery without an address."""
    tablet.sign_in(cast.taker)
    contact = {"last_name": "Field", "email": "f@example.org", "contact_way": "email"}
    no_phone = "There is no phone number to call."
    assert no_phone in tablet.post(url("write-contact"), contact, htmx=True).text
    said_then = tablet.post(url("set-finish"), finish(cast, getting="ship"), htmx=True).text
    assert "There is no address to bring it to." in said_then
    assert no_phone not in said_then
    _, _, product = a_shelf(session)
    tablet.post(url("add-item"), {"q": product.upc})
    call = finish(cast, call_first="yes")
    assert no_phone in tablet.post(url("set-finish"), call, htmx=True).text
    assert tablet.post(url("place"), call, htmx=True).status_code == 200
    assert len(orders(session)) == 1


@pytest.mark.contract("L2")
def test_what_was_wished_for_can_be_put_right(session: Session, cast: Cast, tablet: Tablet) -> None:
    """On the order's page, with its trace; a day that is over is refused."""
    *_, oats = a_shelf(session)
    order = an_order(session, viewer_of(cast.taker), [a_wish(oats)], comments="")
    day = clock.now().date() + timedelta(days=9)
    address = f"/orders/{order.number}/wishes"
    form = tablet.sign_in(cast.buyer).get(address).text
    assert "Pick up at Hill Store" in form
    data = {"getting": cast.river.id, "requested_on": day, "source": "email"}
    assert tablet.post(address, data | {"version": order.version}).status_code == 303
    session.expire_all()
    assert (order.pickup_store_id, order.requested_on) == (cast.river.id, day)
    brought = data | {"getting": "ship", "version": order.version}
    assert tablet.post(address, brought).status_code == 303
    session.expire_all()
    assert (order.delivery, order.source) == ("ship", "email")
    shown = tablet.get(f"/orders/{order.number}").text
    assert "How they get it Pick it up at River Store → Ship it" in shown
    over = data | {"requested_on": "2001-01-01", "version": order.version}
    assert tablet.post(address, over).status_code == 422
