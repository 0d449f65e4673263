"""A line goes to another order of its customer, and that order repeats from then on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.pages.orders import OrderPage

pytestmark = pytest.mark.browser


@pytest.mark.contract("C29", "C30", "B3")
def test_a_line_goes_on_elsewhere_and_repeats(live, device, watch):
    order = OrderPage(device("buyer")).open(51)
    page = order.page
    page.locator("summary[aria-label='More']").click()
    page.get_by_role("link", name="Split or move lines…").click()
    expect(order.dialog).to_be_visible()
    order.settle()
    order.dialog.get_by_role("checkbox", name=f"Take {shop.MILK}").check()
    order.dialog.get_by_role("radio", name="Order 50, taken").check()
    order.dialog.get_by_role("button", name="Move the lines").click()

    expect(order.heading).to_have_text("Order 50")
    expect(order.timeline).to_contain_text(f"Came from order 51: {shop.MILK}")
    expect(order.main.locator("tr", has_text=shop.MILK)).to_have_count(2)

    page.locator("summary[aria-label='More']").click()
    page.get_by_role("link", name="Repeat…").click()
    expect(order.heading).to_have_text("Repeat order 50")
    page.get_by_label("Of what").select_option("nth_weekday")
    dates = page.locator("#dates")
    expect(dates).to_contain_text("of the month")
    page.get_by_label("Which one").select_option("2")
    page.get_by_label("Weekday").select_option("1")
    expect(dates).to_contain_text("Every 2nd Tuesday of the month")
    expect(dates.get_by_role("listitem")).to_have_text([re.compile("^Tue ")] * 5)
    page.get_by_role("button", name="Repeat it").click()
    expect(order.heading).to_have_text("Order 50 repeats")
    expect(order.main).to_contain_text("Every 2nd Tuesday of the month")
