"""A tag scanned on any page leads to the goods; typed digits do the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.vocabulary.barcodes import tag_code
from tests.browser import shop
from tests.browser.pages.base import Room
from tests.browser.pages.shelf import Pickup

pytestmark = pytest.mark.browser

TAG = tag_code(7, 1)


@pytest.mark.parametrize("address", ["/pending", "/orders/9", "/tonight", "/pickup"])
def test_a_scan_finds_the_goods_from_anywhere(live, device, address):
    page = device("buyer")
    page.goto(address)
    Room(page).scan(TAG)

    expect(page.get_by_role("heading", name="Rosa Vale")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(shop.MILK)


def test_a_scan_into_a_dialog_is_taken_back(live, device):
    page = device("buyer")
    page.goto("/orders/9/notes")
    notes = page.get_by_label("Note for the buyer")
    notes.fill("Two boxes")
    Room(page).scan(TAG)
    expect(page.get_by_role("heading", name="Rosa Vale")).to_be_visible()
    page.go_back()

    expect(notes).to_be_visible()


def test_a_tag_typed_by_hand_finds_the_goods(live, device):
    pickup = Pickup(device("taker")).open()
    pickup.type(TAG)

    expect(pickup.page.get_by_role("heading", name="Rosa Vale")).to_be_visible()
