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


SECRETS = ("41.87", "29.13", "37.68", "6.43", "3.97", "51.44", "3.69", "2.23", "44.28")


def found_in(page):
    """Amounts anybody could see, and secrets that only the source of the page would show."""
    source = page.content()
    return [*amounts(page), *(secret for secret in SECRETS if secret in source)]


def test_the_eye_of_this_test_sees_amounts(live, device):
    order = OrderPage(device("buyer")).open(1)

    assert {"44.28", "3.69"} <= set(found_in(order.page))


@pytest.mark.contract("C8", "C21", "B1")
def test_an_order_taker_meets_no_amount(live, device):
    page = device("taker")
    order = NewOrder(page).open()
    order.for_member(shop.MEMBER, shop.MEMBER_NAME)
    order.add_found("rolled", shop.OATS)
    order.adding.get_by_role("searchbox", name="Add items").fill("coconut")
    expect(order.adding.get_by_role("button", name=shop.WRAPS)).to_be_visible()
    assert found_in(page) == []
    order.add_typed(shop.WRAPS_SKU, shop.WRAPS)
    assert found_in(page) == []
    order.place()
    assert found_in(page) == []
    for address in ROOMS:
        page.goto(address)
        expect(Room(page).heading).to_be_visible()
        assert (address, found_in(page)) == (address, [])
