"""A buyer tells a customer that the goods are here, and a real mail server gets one e-mail."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import ContactWay, MessageState, Order
from tests.browser import shop
from tests.browser.looking import barriers, hard_to_tap, too_wide
from tests.support.cast import viewer_of
from tests.support.machine import eventually

pytestmark = pytest.mark.browser


@pytest.mark.contract("C25", "B16")
def test_one_look_one_tap_one_email(live, device):
    with live.books() as session:
        order = session.scalars(sa.select(Order).where(Order.number == 3)).one()
        order.first_name, order.email = "Hana", "hana@example.org"
        order.contact_way = ContactWay.EMAIL
        by = viewer_of(shop.person(session, "buyer"))
        actions.move_all(order, "arrived", by=by, book=book(session), sure=True)
    page = device("buyer")
    page.goto("/orders/3")
    offer = page.get_by_role("region", name="It has arrived")
    expect(offer).to_contain_text("tell Hana?")
    offer.get_by_role("link", name="Look first").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Your order 3 is here")
    assert (barriers(page), too_wide(page), hard_to_tap(page)) == ([], [], [])
    dialog.get_by_role("button", name="Send").dblclick()
    expect(dialog).to_have_count(0)
    expect(offer).to_have_count(0)
    eventually(lambda: live.messages() == [MessageState.SENT], "the e-mail is sent")
    page.goto("/messages?order=3")
    expect(page.get_by_role("row", name="It has arrived")).to_contain_text("Sent")
    page.goto("/orders/3")
    expect(page.locator("#timeline")).to_contain_text("E-mail “It has arrived” sent")
    [mail] = live.post.mails
    assert (mail["To"], mail["Subject"]) == ("hana@example.org", "Your order 3 is here")
