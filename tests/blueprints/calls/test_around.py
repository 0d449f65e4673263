"""What stands around a call: hours, numbers, the order, the log, and how much is asked for it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import Customer, Order, Setting
from tests.blueprints.calls.conftest import sent, text_of
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries


@pytest.mark.contract("B7")
def test_best_hours_are_put_right_where_they_are_read(
    session: Session, cast: Cast, tablet: Tablet, order: Order, ada: Customer
) -> None:
    """In the customer's record."""
    tablet.sign_in(cast.buyer)
    form = {"line": [order.lines[0].id], "hours": " weekdays  after five "}
    page = tablet.post("/calls/best-hours", form, htmx=True).text
    assert "weekdays after five" in page
    assert tablet.post("/calls/best-hours", form | {"next": "/calls"}).location == "/calls"
    session.refresh(ada)
    assert ada.best_hours == "weekdays after five"
    assert tablet.post("/calls/best-hours", form | {"hours": "x" * 61}).status_code == 422


@pytest.mark.contract("M5", "M7", "B7")
def test_further_numbers_show_where_they_are_switched_on(
    session: Session, cast: Cast, tablet: Tablet, order: Order, ada: Customer
) -> None:
    """Every number that can be tapped."""
    from app.models import CustomerReach, ReachKind

    reach = CustomerReach(kind=ReachKind.PHONE, value="+12175550177", digits="2175550177")
    ada.reaches.append(reach)
    session.commit()
    tablet.sign_in(cast.buyer)
    assert "tel:+12175550177" not in tablet.get("/calls").text
    session.add(Setting(key="secondary_contacts", store_id=0, value={"is": True}))
    assert "tel:+12175550177" in tablet.get("/calls").text


def test_a_call_is_noted_from_the_order_too(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """And one comes back there; goods on their way stay where they are."""
    tablet.sign_in(cast.buyer)
    buyer = viewer_of(cast.buyer)
    actions.move_all(order, "placed", by=buyer, book=book(session))
    page = unescape(tablet.get(f"/orders/{order.number}").text)
    url = re.search(r'href="(/calls/about[^"]+)"', page)
    assert url is not None
    dialog = tablet.get(url.group(1), htmx=True)
    assert dialog.headers["HX-Retarget"] == "#dialog"
    back = f"/orders/{order.number}"
    form = sent(session, order, "voicemail", whole="1", sheet="1", next=back)
    answer = tablet.post("/calls", form, htmx=True)
    session.expire_all()

    assert answer.headers["HX-Redirect"] == back
    assert [line.status for line in order.lines] == ["placed"] * 2
    assert "left a voicemail" in text_of(tablet.get(back).text)


def test_the_log_stands_on_the_page_of_the_customer(
    session: Session, cast: Cast, tablet: Tablet, order: Order, ada: Customer
) -> None:
    """What was said on the phone, and about which order."""
    tablet.sign_in(cast.buyer)
    tablet.post("/calls", sent(session, order, "voicemail", note="rings long"), htmx=True)
    url = f"/customers/{ada.id}/calls"
    assert f'hx-get="{url}"' in tablet.get(f"/customers/{ada.id}").text
    page = text_of(tablet.get(url, htmx=True).text)

    assert "Left a voicemail rings long" in page
    assert f"Order {order.number}" in page
    assert "Nobody has called yet" in tablet.get(f"/customers/{a_customer(session).id}/calls").text


def test_a_page_asks_six_things_however_long_it_is(
    session: Session, cast: Cast, tablet: Tablet, order: Order
) -> None:
    """The same statements for one customer and for thirty."""
    tablet.sign_in(cast.buyer)
    session.commit()
    with count_queries() as few:
        tablet.get("/calls")
    oats = a_product(session, a_department(session, "Cool"))
    for n in range(30):
        person = a_customer(session, last_name=f"Q{n}")
        an_order(session, viewer_of(cast.taker), [a_wish(oats)], person, call_first=True)
    session.commit()
    with count_queries() as more:
        page = tablet.get("/calls").text

    assert page.count('class="card call') == 20
    assert (len(few), len(more)) == (6, 6)
    link = re.search(r'href="(/calls\?[^"]*after=[^"]+)"', page)
    assert link is not None
    rest = tablet.get(unescape(link.group(1))).text
    assert rest.count('class="card call') == 11
