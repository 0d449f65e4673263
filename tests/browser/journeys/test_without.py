"""Without a pointer, and without JavaScript: an order can be taken and moved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.pages.new_order import NewOrder
from tests.browser.pages.orders import OrderPage

pytestmark = pytest.mark.browser

MOST_TABS = 60
HAS_FOCUS = "() => document.activeElement.innerText || document.activeElement.ariaLabel || ''"


def tab_to(page, label):
    """Press Tab until something named `label` has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(HAS_FOCUS).strip().startswith(label):
            return
    raise AssertionError(f"Tab never comes to “{label}”")


def test_with_the_keyboard_alone(live, device):
    page = device("buyer", viewport={"width": 1440, "height": 900}, has_touch=False)
    order = NewOrder(page).open()
    expect(order.customer.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(str(shop.MEMBER), delay=90)
    expect(order.customer.get_by_role("button", name=re.compile(shop.MEMBER_NAME))).to_be_visible()
    page.keyboard.press("Enter")
    expect(order.adding.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(shop.WRAPS_SKU)
    page.keyboard.press("Enter")
    expect(order.items).to_have_count(1)
    expect(order.adding.get_by_role("searchbox")).to_be_focused()
    tab_to(page, "Place order")
    page.keyboard.press("Enter")
    expect(order.heading).to_have_text(re.compile(r"^Order \d+ taken$"))
    expect(page.get_by_role("link", name="New order").last).to_be_focused()
    tab_to(page, "Open the order")
    page.keyboard.press("Enter")
    expect(order.heading).to_have_text(re.compile(r"^Order \d+$"))
    tab_to(page, "Status")
    page.keyboard.press("Enter")
    expect(order.dialog).to_be_visible()
    tab_to(page, "Placed")
    page.keyboard.press("Enter")

    expect(order.dialog).to_have_count(0)
    expect(OrderPage(page).line(shop.WRAPS)).to_contain_text("Placed")


def test_without_javascript(live, device):
    page = device("buyer", java_script_enabled=False)
    order = NewOrder(page).open()
    order.customer.get_by_role("searchbox").fill(str(shop.MEMBER))
    order.customer.get_by_role("button", name="Find the customer").click()
    expect(order.customer).to_contain_text(f"Member {shop.MEMBER} · {shop.MEMBER_NAME}")
    order.adding.get_by_role("searchbox").fill(shop.WRAPS_SKU)
    order.adding.get_by_role("button", name="Add", exact=True).click()
    expect(order.items).to_have_count(1)
    order.add_described("Blue cheese", shop.GROCERY)
    number = order.place()
    page.get_by_role("link", name="Status", exact=True).click()
    page.get_by_role("button", name=re.compile("^Placed")).click()

    expect(order.heading).to_have_text(f"Order {number}")
    expect(OrderPage(page).line(shop.WRAPS)).to_contain_text("Placed")
    expect(OrderPage(page).line("Blue cheese")).to_contain_text("Placed")
