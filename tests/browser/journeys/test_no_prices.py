"""An order taker walks through every room and meets no amount; a buyer meets the same ones."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.looking import amounts
from tests.browser.pages.base import Room
from tests.browser.pages.new_order import NewOrder
from tests.browser.pages.orders import OrderPage

pytestmark = pytest.mark.browser

ROOMS = ("/pending", "/orders/1", "/tags", "/pickup?q=1", "/customers", "/closed")


def test_the_eye_of_this_test_sees_amounts(live, device):
    order = OrderPage(device("buyer")).open(1)

    assert "39.85" in amounts(order.page)


@pytest.mark.contract("C8", "C21", "B1")
def test_an_order_taker_meets_no_amount(live, device):
    page = device("taker")
    bodies = []
    page.on("response", lambda answer: bodies.append(answer))
    order = NewOrder(page).open()
    order.for_member(shop.MEMBER, shop.MEMBER_NAME)
    order.add_found("rolled", shop.OATS)
    order.add_typed(shop.WRAPS_SKU, shop.WRAPS)
    assert amounts(page) == []
    order.place()
    assert amounts(page) == []
    for address in ROOMS:
        page.goto(address)
        expect(Room(page).heading).to_be_visible()
        assert (address, amounts(page)) == (address, [])

    texts = [a.text() for a in bodies if a.headers.get("content-type", "").startswith("text/html")
             and not 300 <= a.status < 400 and a.status != 204]  # fmt: skip
    secrets = ("41.87", "29.13", "37.68", "6.43", "3.97", "3.69", "2.23")
    assert [secret for secret in secrets for text in texts if secret in text] == []
    assert len(texts) > len(ROOMS)
