"""Counted: how many taps an order costs, apart from typing and scanning (P1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import shop
from tests.browser.pages.new_order import NewOrder
from tests.browser.taps import COUNT, counted

pytestmark = pytest.mark.browser


def begun(page: Page) -> NewOrder:
    """A fresh order on a tablet that counts."""
    page.add_init_script(COUNT)
    return NewOrder(page).open()


@pytest.mark.contract("P1", "C13", "C16")
def test_two_scanned_items_for_a_known_customer(live, device):
    page = device("taker")
    order = begun(page)
    page.keyboard.type(str(shop.MEMBER), delay=80)
    page.get_by_role("button", name=shop.MEMBER_NAME).tap()
    expect(order.customer).to_contain_text(shop.MEMBER_NAME)
    order.settle()
    order.add_scanned(shop.OATS_UPC, shop.OATS)
    order.add_scanned(shop.MILK_UPC, shop.MILK)
    order.place_button.tap()
    expect(order.heading).to_contain_text("taken")
    taps, loads = counted(page)

    assert (taps, loads) == (2, 1)
    assert taps <= 8


@pytest.mark.contract("P1", "M2", "C16")
def test_a_new_customer_with_two_typed_items(live, device):
    page = device("taker")
    order = begun(page)
    page.keyboard.type("Nadia Brook", delay=20)
    page.get_by_role("link", name="Create customer “Nadia Brook”").tap()
    expect(order.dialog).to_be_visible()
    order.settle()
    order.dialog.get_by_label("Phone", exact=True).tap()
    page.keyboard.type("217 555 0177", delay=20)
    order.dialog.get_by_role("button", name="Create customer").tap()
    expect(order.customer).to_contain_text("Nadia Brook")
    order.settle()
    for typed, words in ((shop.WRAPS_SKU, shop.WRAPS), ("rolled oats", shop.OATS)):
        page.keyboard.type(typed, delay=20)
        order.adding.get_by_role("button", name=words).tap()
        expect(order.item(words)).to_be_visible()
        order.settle()
    order.place_button.tap()
    expect(order.heading).to_contain_text("taken")
    taps, loads = counted(page)

    assert (taps, loads) == (6, 1)
    assert taps <= 14
