"""Taking orders with hasty fingers: whatever is pressed twice happens once, nothing is lost."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.models import Customer, Draft, Order
from tests.browser import shop
from tests.browser.pages.new_order import NewOrder

pytestmark = pytest.mark.browser


def count(house, model):
    with house.books() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def begun(page):
    order = NewOrder(page).open()
    order.for_member(shop.MEMBER, shop.MEMBER_NAME)
    order.add_typed(shop.WRAPS_SKU, shop.WRAPS)
    return order


def test_a_double_tap_on_place_makes_one_order_and_back_leads_to_it(live, device):
    order = begun(device("taker"))
    order.place_button.dblclick(no_wait_after=True)
    expect(order.heading).to_have_text(re.compile(r"^Order \d+ taken$"))
    number = order.heading.inner_text()
    order.page.get_by_role("link", name="Open the order").click()
    expect(order.heading).to_have_text(number.removesuffix(" taken"))
    order.page.go_back()
    expect(order.heading).to_have_text(number)

    assert (count(live, Order), count(live, Draft)) == (shop.OTHER_ORDERS + 1, 0)


@pytest.mark.contract("C13", "C15", "C20")
def test_what_is_missing_is_said_in_order_beside_its_field(live, device, watch):
    watch.expected.add(422)
    order = NewOrder(device("taker")).open()
    said = order.page.locator(".error")
    order.place_button.click()
    expect(said.first).to_be_visible()
    expect(order.page.get_by_role("searchbox", name="Customer")).to_be_focused()
    order.for_member(shop.MEMBER, shop.MEMBER_NAME)
    order.place_button.click()
    expect(order.page.get_by_role("searchbox", name="Add items")).to_be_focused()
    order.adding.get_by_role("link", name="Item in words").click()
    order.settle()
    order.adding.get_by_label("What is it?").fill("Blue cheese")
    order.adding.get_by_role("button", name="Add to the order").click()
    expect(order.adding.locator(".error")).to_be_visible()
    expect(order.adding.get_by_label("What is it?")).to_have_value("Blue cheese")
    order.adding.get_by_label("Department").select_option(label=shop.GROCERY)
    order.adding.get_by_role("button", name="Add to the order").click()
    expect(order.items).to_have_count(1)
    order.place()

    assert count(live, Order) == shop.OTHER_ORDERS + 1


@pytest.mark.contract("C14")
def test_a_contact_is_overridden_for_this_order_only(live, device):
    order = begun(device("taker"))
    order.override_phone("555-0177")
    order.place()

    with live.books() as session:
        assert shop.newest_order(session).phone == "555-0177"
        member = session.scalars(sa.select(Customer).filter_by(member_number=shop.MEMBER)).one()
        assert member.phone == "555-0142"


def test_a_draft_goes_on_where_it_was_left_on_another_tablet(live, device):
    order = begun(device("taker"))
    order.add_scanned(shop.OATS_UPC, shop.OATS)
    order.item(shop.OATS).get_by_role("button", name="More: ").click()
    expect(order.item(shop.OATS).get_by_label("Cases", exact=False).first).to_be_visible()
    order.page.wait_for_load_state("networkidle")
    other = NewOrder(device("buyer")).open()
    other.page.get_by_role("link", name="Go on").click()

    expect(other.items).to_have_count(2)
    expect(other.customer).to_contain_text(shop.MEMBER_NAME)
    expect(other.item(shop.OATS).get_by_role("spinbutton", name="Cases of")).to_have_value("2")


def test_the_same_code_scanned_twice_is_one_item_of_two_cases(live, device):
    order = begun(device("taker"))
    order.add_scanned(shop.OATS_UPC, shop.OATS)
    expect(order.page.get_by_role("searchbox", name="Add items")).to_have_value("")
    order.scan(shop.OATS_CODE)

    cases = order.item(shop.OATS).get_by_role("spinbutton", name="Cases of")
    expect(cases).to_have_value("2")
    expect(order.items).to_have_count(2)
