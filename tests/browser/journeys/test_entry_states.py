"""The order desk in every state people bring it to: open to everybody, on every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import shop
from tests.browser.looking import barriers, hard_to_tap, too_wide
from tests.browser.pages.new_order import NewOrder

pytestmark = pytest.mark.browser

REGULAR, REGULAR_NAME = 311, "Rosa Vale"


def regular(page: Page) -> NewOrder:
    """An order for somebody who has ordered before; what that was is there."""
    order = NewOrder(page).open()
    order.for_member(REGULAR, REGULAR_NAME)
    expect(order.past).to_be_visible()
    order.settle()
    return order


def states(page: Page):
    """The desk, state after state: ordered before, items with questions, in words, taken, slip."""
    order = regular(page)
    yield "ordered before"
    order.past.get_by_role("button", name=shop.MILK).click()
    expect(order.item(shop.MILK)).to_be_visible()
    order.add_scanned(shop.MILK_UPC, shop.MILK)
    order.add_typed(shop.WRAPS_SKU, shop.WRAPS)
    page.get_by_text("Date, how the order came").click()
    page.get_by_role("combobox", name="How they get it").select_option(label="Ship it")
    expect(page.locator("#finish-said")).to_contain_text("There is no address to bring it to.")
    yield "items and a warning"
    order.adding.get_by_role("link", name="Item in words").click()
    order.settle()
    yield "in words"
    order.adding.get_by_role("link", name="Cancel").click()
    order.settle()
    order.take()
    yield "taken"
    page.get_by_role("link", name="Print slip").click()
    expect(order.heading).to_contain_text("Slip of order")
    yield "slip"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_any_state(live, device, scheme):
    page = device("buyer", color_scheme=scheme)
    found = {state: barriers(page) for state in states(page)}

    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("width", "height"), [(375, 740), (768, 1024), (1440, 900)])
def test_every_state_fits_and_fingers_hit(live, device, width, height):
    page = device("buyer", viewport={"width": width, "height": height})
    found = {state: [*too_wide(page), *hard_to_tap(page)] for state in states(page)}

    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_what_was_ordered_before_is_one_tap_away(live, device):
    page = device("taker")
    order = regular(page)
    tile = order.past.get_by_role("button", name=shop.MILK)
    tile.tap()
    expect(order.item(shop.MILK)).to_be_visible()
    expect(order.items).to_have_count(1)
    order.past.get_by_role("button", name="again").tap()
    cases = order.item(shop.MILK).get_by_role("spinbutton", name="Cases of")

    expect(cases).to_have_value("2")
    expect(order.items).to_have_count(1)


def test_two_tablets_on_one_draft_at_the_same_moment(live, device):
    first, second = device("taker"), device("buyer")
    mine = NewOrder(first).open()
    mine.for_member(shop.MEMBER, shop.MEMBER_NAME)
    second.goto(first.url)
    theirs = NewOrder(second)
    expect(theirs.customer).to_contain_text(shop.MEMBER_NAME)
    mine.scan(shop.OATS_UPC)
    theirs.scan(shop.MILK_UPC)
    expect(mine.item(shop.OATS)).to_be_visible()
    expect(theirs.item(shop.MILK)).to_be_visible()
    first.reload()

    expect(mine.items).to_have_count(2)


def test_another_order_for_the_same_customer(live, device):
    page = device("taker")
    order = regular(page)
    order.add_scanned(shop.OATS_UPC, shop.OATS)
    order.take()
    page.get_by_role("button", name="Another for Rosa").tap()

    expect(order.heading).to_have_text("New order")
    expect(order.customer).to_contain_text(REGULAR_NAME)
    expect(order.items).to_have_count(0)
