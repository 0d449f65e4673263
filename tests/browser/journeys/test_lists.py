"""The list that people live in: by the keyboard alone at a desk, by fingers on a tablet."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.conftest import DESK
from tests.browser.pages.orders import Pending

pytestmark = pytest.mark.browser

NEWEST = shop.OTHER_ORDERS


def test_a_buyer_works_the_list_from_the_keyboard_alone(live, device):
    """Down the rows, a vendor in its row, into an order, on to its neighbour, back to the place,
    then sorted and narrowed; what a scanner types is none of the keys."""
    pending = Pending(device("buyer", **DESK)).open()
    page, keys = pending.page, pending.page.keyboard
    expect(page.locator("[data-list][data-ready]")).to_be_visible()

    def open_link(number: int):
        return pending.row(number).get_by_role("link", name=str(number), exact=True)

    keys.press("j")
    expect(open_link(NEWEST)).to_be_focused()
    keys.press("j")
    expect(open_link(NEWEST - 1)).to_be_focused()
    keys.press("x")
    expect(page.get_by_role("group", name="With the selected rows")).to_contain_text("1 selected")
    keys.press("Escape")
    expect(page.locator("[data-pick]:checked")).to_have_count(0)

    keys.press("v")
    vendor = pending.dialog.get_by_label("Vendor")
    expect(vendor).to_be_focused()
    pending.settle()
    keys.type("Prairie")
    keys.press("Tab")
    keys.type("A3")
    keys.press("Enter")
    expect(pending.dialog).to_have_count(0)
    expect(pending.row(NEWEST - 1)).to_contain_text("Prairie Mills")

    keys.press("o")
    expect(pending.heading).to_have_text(f"Order {NEWEST - 1}")
    page.get_by_role("link", name=f"Next in the list: order {NEWEST - 2}").focus()
    keys.press("Enter")
    expect(pending.heading).to_have_text(f"Order {NEWEST - 2}")
    page.get_by_role("link", name="Back to the list").focus()
    keys.press("Enter")
    expect(open_link(NEWEST - 2)).to_be_focused()
    expect(page.locator("[data-list][data-ready]")).to_be_visible()

    keys.press("?")
    expect(pending.dialog).to_contain_text("Select the row")
    keys.press("Escape")
    expect(pending.dialog).to_have_count(0)
    keys.press("/")
    expect(pending.main.get_by_role("searchbox", name="Look for")).to_be_focused()
    keys.type("jxo")
    expect(pending.main.get_by_role("searchbox", name="Look for")).to_have_value("jxo")


def test_a_tablet_narrows_sorts_and_keeps_a_view(live, device):
    """Boxes of one menu go together; the sheet of filters; a head that sorts; a view that the list
    begins with; all that match."""
    pending = Pending(device("buyer")).open()
    page = pending.page
    page.get_by_text("Any vendor").tap()
    page.get_by_label(re.compile("^Northern Natural")).check()
    page.get_by_role("button", name="Show").tap()
    expect(page).to_have_url(re.compile(r"[?&]vendor=\d+$"))
    page.get_by_role("link", name="More filters").tap()
    expect(pending.dialog).to_be_visible()
    pending.dialog.get_by_label("Customer").select_option(label="Members")
    pending.dialog.get_by_role("button", name="Show").tap()
    expect(page).to_have_url(re.compile(r"[?&]members=1"))
    expect(pending.dialog).to_have_count(0)
    page.get_by_role("link", name="Age", exact=True).tap()
    expect(page.get_by_role("columnheader", name="Age", exact=True)).to_have_attribute(
        "aria-sort", "descending"
    )

    page.get_by_text("Views").tap()
    page.get_by_role("link", name="Save this view…").tap()
    expect(pending.dialog.get_by_label("Name")).to_be_focused()
    pending.settle()
    page.keyboard.type("Theirs, oldest first")
    pending.dialog.get_by_label("Begin with it").check()
    pending.dialog.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("is among your views")).to_be_visible()
    pending.open()
    expect(page).to_have_url(re.compile(r"members=1.*sort=ordered"))

    page.get_by_role("link", name="Without Members").tap()
    expect(page).not_to_have_url(re.compile(r"members="))
    page.locator("[data-pick]").first.check()
    page.get_by_text(re.compile(r"^All \d+ that match")).tap()
    bar = page.get_by_role("group", name="With the selected rows")
    expect(bar).to_contain_text(re.compile(rf"{shop.OTHER_ORDERS} selected"))
