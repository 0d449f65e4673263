"""Two people at the same order: the second is told what changed, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.pages.orders import OrderPage, Pending

pytestmark = pytest.mark.browser


@pytest.mark.contract("B16")
def test_both_changes_are_kept_and_where_they_differ_one_chooses(live, device, watch):
    watch.expected.add(409)
    buyer, manager = OrderPage(device("buyer")), OrderPage(device("manager"))
    slow, fast = buyer.open(3).edit_line(shop.MILK), manager.open(3).edit_line(shop.MILK)
    fast.get_by_label("Bin").fill("Cooler B3")
    fast.get_by_label("Cases").fill("3")
    manager.choose("Save")
    slow.get_by_label("Note on the tag").fill("Keep dry")
    slow.get_by_label("Cases").fill("2")
    slow.get_by_role("button", name="Save").click()

    expect(slow).to_contain_text("Manager Person changed Cases 1 → 3 just now; you typed 2.")
    expect(slow.get_by_label("Cases", exact=True)).to_have_value("2")
    expect(slow.get_by_label("Bin")).to_have_value("Cooler B3")
    slow.get_by_role("radio", name=re.compile("^Take Manager")).check()
    buyer.choose("Save")
    line = buyer.line(shop.MILK)
    for kept in ("3 cases", "Cooler B3", "Keep dry"):
        expect(line).to_contain_text(kept)
    # Who was quicker has the page of before, and is told.
    manager.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(manager.page.locator("#here")).to_contain_text("Buyer Person changed this order")
    expect(manager.page.locator("#here")).to_contain_text("Buyer Person is on this order too.")
    manager.page.get_by_role("link", name="Look again").click()
    expect(manager.line(shop.MILK)).to_contain_text("Keep dry")


@pytest.mark.contract("C23")
def test_a_status_that_a_colleague_changed_meanwhile_is_not_overwritten(live, device, watch):
    watch.expected.add(409)
    pending, manager = Pending(device("buyer")).open(), OrderPage(device("manager"))
    manager.open(shop.OTHER_ORDERS).page.get_by_role("link", name="Status", exact=True).click()
    manager.choose("Placed")
    pending.row(shop.OTHER_ORDERS).locator("td.status").get_by_role("link").click()
    expect(pending.dialog.get_by_role("button", name=re.compile("^Placed"))).to_be_disabled()
    pending.dialog.get_by_role("button", name="Close").click()
    pending.move(shop.OTHER_ORDERS, shop.MILK, "Arrived")

    expect(pending.row(shop.OTHER_ORDERS)).to_contain_text("Arrived")
