"""Fingers and scanner at the order desk: numbers by the pad, codes from anywhere, nothing sent by
accident."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.models import Draft, Order
from tests.browser import shop
from tests.browser.looking import barriers
from tests.browser.pages.base import key_in
from tests.browser.pages.new_order import NewOrder

pytestmark = pytest.mark.browser

SCANNER, PERSON = 10, 150


def press(page, *names):
    """Tap keys of the number pad and see it go."""
    pad = page.get_by_role("dialog")
    expect(pad.get_by_role("textbox")).to_be_focused()
    for name in names:
        pad.get_by_role("button", name=name, exact=True).tap()
    expect(pad).to_have_count(0)


def orders(house):
    with house.books() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Order))


def kept(house):
    """The first item of the draft as the server has it."""
    with house.books() as session:
        return session.scalars(sa.select(Draft)).one().content["items"][0]


def begun(page):
    order = NewOrder(page).open()
    order.for_member(shop.MEMBER, shop.MEMBER_NAME)
    order.add_typed(shop.WRAPS_SKU, shop.WRAPS)
    return order


@pytest.mark.contract("P1")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cases_are_set_on_the_pad_and_kept_at_once(live, device, scheme):
    page = device("taker", color_scheme=scheme)
    order = begun(page)
    cases = order.item(shop.WRAPS).get_by_role("spinbutton", name="Cases of")
    cases.tap()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    assert barriers(page) == []
    with page.expect_response("**/set-quantity"):
        press(page, "1", "2", "OK")
    order.settle()
    page.reload()

    expect(order.item(shop.WRAPS).get_by_role("spinbutton", name="Cases of")).to_have_value("12")
    assert kept(live)["cases"] == 12


@pytest.mark.contract("P1")
@pytest.mark.parametrize("place", ["comments", "cases", "a button", "a new customer"])
def test_a_scan_adds_the_item_wherever_the_cursor_is(live, device, place):
    page = device("taker")
    order = begun(page)
    comments = page.get_by_role("textbox", name="Note for the buyer")
    comments.fill("In two bags")
    where = {
        "comments": comments,
        "cases": order.item(shop.WRAPS).get_by_role("spinbutton", name="Cases of"),
        "a button": order.place_button,
    }
    if place == "a new customer":
        order.customer.get_by_role("button", name="Change").click()
        order.settle()
        order.customer.get_by_role("searchbox", name="Customer").fill("Ada")
        page.get_by_role("link", name="Create customer").click()
        page.get_by_role("dialog").get_by_label("First name").fill("Ada")
    else:
        where[place].focus()
    key_in(page, shop.OATS_UPC, SCANNER)
    expect(order.item(shop.OATS)).to_have_count(1)

    expect(comments).to_have_value("In two bags")
    expect(order.items).to_have_count(2)
    assert orders(live) == shop.OTHER_ORDERS
    if place == "a new customer":
        expect(page.get_by_role("dialog").get_by_label("First name")).to_have_value("Ada")
    else:
        cases = order.item(shop.WRAPS).get_by_role("spinbutton", name="Cases of")
        expect(cases).to_have_value("1")


@pytest.mark.contract("P1")
def test_a_scan_while_an_item_is_described_is_its_code(live, device):
    page = device("taker")
    order = begun(page)
    order.adding.get_by_role("link", name="Item in words").click()
    order.settle()
    order.adding.get_by_label("What is it?").fill("Blue cheese")
    key_in(page, shop.OATS_UPC, SCANNER)

    expect(order.adding.get_by_label("UPC or SKU")).to_have_value(shop.OATS_UPC)
    expect(page.get_by_text("taken for what you are describing")).to_be_visible()
    expect(order.adding.get_by_label("What is it?")).to_have_value("Blue cheese")
    expect(order.items).to_have_count(1)


@pytest.mark.contract("P1")
def test_a_scan_into_a_note_is_taken_back_and_loses_nothing(live, device):
    page = device("taker")
    order = begun(page)
    order.adding.get_by_role("link", name="Note for the buyer").click()
    order.settle()
    note = order.adding.get_by_role("textbox").first
    note.fill("The good cheese")
    key_in(page, shop.OATS_UPC, SCANNER)
    order.is_told("Finish or close this first")

    expect(note).to_have_value("The good cheese")
    expect(order.items).to_have_count(1)


@pytest.mark.contract("P1")
def test_typed_digits_in_a_number_are_a_number(live, device):
    page = device("taker")
    order = begun(page)
    cases = order.item(shop.WRAPS).get_by_role("spinbutton", name="Cases of")
    cases.select_text()
    with page.expect_response("**/set-quantity"):
        key_in(page, "14", PERSON)
    order.settle()

    expect(cases).to_have_value("14")
    assert (kept(live)["cases"], orders(live)) == (14, shop.OTHER_ORDERS)
