"""With the keyboard alone: after each change one stands where one stood, not at the top."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.pages.orders import OrderPage, Pending

pytestmark = pytest.mark.browser


def test_a_status_changed_in_the_list_leaves_the_focus_in_its_row(live, device):
    pending = Pending(device("buyer")).open()
    link = pending.row(shop.OTHER_ORDERS).locator("td.status").get_by_role("link")
    link.focus()
    pending.page.keyboard.press("Enter")
    choice = pending.dialog.get_by_role("button", name="Pending")
    expect(pending.dialog.get_by_role("button", name="Close")).to_be_focused()
    choice.focus()
    pending.page.keyboard.press("Enter")

    expect(link).to_contain_text("Pending")
    expect(link).to_be_focused()


def test_a_filter_keeps_the_focus(live, device):
    pending = Pending(device("buyer")).open()
    chip = pending.page.locator("#by-status a").nth(1)
    chip.focus()
    pending.page.keyboard.press("Enter")

    expect(chip).to_have_attribute("aria-current", "true")
    expect(chip).to_be_focused()


def test_a_dialog_begins_in_its_field_then_in_the_one_that_does_not_fit(live, device, watch):
    watch.expected.add(422)
    order = OrderPage(device("buyer")).open(3)
    edit = order.page.locator("#contact").get_by_role("link", name="Edit contact")
    edit.focus()
    order.page.keyboard.press("Enter")
    expect(order.dialog.get_by_label("First name")).to_be_focused()
    order.dialog.get_by_label("Last name").fill("")
    order.page.keyboard.press("Enter")
    expect(order.dialog.get_by_label("Last name")).to_be_focused()
    order.page.keyboard.type("Okafor")
    order.page.keyboard.press("Enter")

    expect(order.page.locator("#contact")).to_contain_text("Okafor")
    expect(edit).to_be_focused()


def test_an_item_taken_out_leaves_the_focus_with_the_items(live, device):
    page = device("taker")
    page.goto("/orders/new")
    page.get_by_role("searchbox", name="Add items").fill(shop.OATS_UPC)
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text(f"Added {shop.OATS}")
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    page.get_by_role("button", name=f"Remove {shop.OATS}").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#said")).to_have_text(f"Removed {shop.OATS}.")
    expect(page.locator("#items :focus")).to_have_count(1)
