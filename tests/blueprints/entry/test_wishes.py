"""How an order came, how and when the customer would like to get it (L2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.vocabulary import clock
from tests.blueprints.entry.desk import a_shelf, kept, orders, said, url
from tests.support.cast import Cast
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
