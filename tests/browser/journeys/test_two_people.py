"""Two people at the same order: the second is told what changed, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.pages.orders import OrderPage, Pending

pytestmark = pytest.mark.browser


def test_the_slower_one_sees_what_changed_and_keeps_what_they_typed(live, device, watch):
    watch.expected.add(409)
    buyer, manager = OrderPage(device("buyer")), OrderPage(device("manager"))
    slow, fast = buyer.open(3).edit_notes(), manager.open(3).edit_notes()
    fast.fill("Ring twice.")
    manager.choose("Save")
    slow.fill("Leave it at the back door.")
    buyer.dialog.get_by_role("button", name="Save").click()

    expect(buyer.dialog).to_contain_text("Somebody changed this order")
    expect(buyer.dialog).to_contain_text("Ring twice.")
    expect(buyer.dialog).to_contain_text("Manager Person")
    expect(slow).to_have_value("Leave it at the back door.")
    buyer.choose("Save")
    expect(buyer.page.locator("#notes")).to_contain_text("Leave it at the back door.")
    expect(buyer.timeline).to_contain_text("Ring twice.")


@pytest.mark.contract("C23")
def test_a_status_that_a_colleague_changed_meanwhile_is_not_overwritten(live, device, watch):
    watch.expected.add(409)
    pending, manager = Pending(device("buyer")).open(), OrderPage(device("manager"))
    manager.open(shop.OTHER_ORDERS).page.get_by_role("link", name="Status", exact=True).click()
    manager.choose("Placed")
    pending.row(shop.OTHER_ORDERS).get_by_role("link", name=", change").click()
    expect(pending.dialog.get_by_role("button", name=re.compile("^Placed"))).to_be_disabled()
    pending.dialog.get_by_role("button", name="Close").click()
    pending.move(shop.OTHER_ORDERS, shop.MILK, "Arrived")

    expect(pending.row(shop.OTHER_ORDERS)).to_contain_text("Arrived")
