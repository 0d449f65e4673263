"""Creating and changing customers in a dialog, from both places, with hand and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import shop
from tests.browser.pages.customers import Customers
from tests.browser.pages.new_order import NewOrder

pytestmark = pytest.mark.browser

PHONE = "217 555 0142"
SHOWN = "(217) 555-0142"


@pytest.mark.contract("M2")
def test_a_customer_is_created_from_the_list_with_the_keyboard_alone(live, device):
    desk = Customers(device("taker")).open()
    keys = desk.page.keyboard
    add = desk.page.get_by_role("link", name="Add customer")
    add.focus()
    keys.press("Enter")
    expect(desk.field("First name")).to_be_focused()
    keys.press("Escape")
    expect(desk.dialog).to_have_count(0)
    expect(add).to_be_focused()
    keys.press("Enter")
    expect(desk.field("First name")).to_be_focused()
    for words in ("Wendeline", "Ashcombery", PHONE):
        keys.type(words, delay=30)
        keys.press("Tab")
    keys.press("Enter")

    expect(desk.heading).to_have_text("Wendeline Ashcombery")
    expect(desk.main).to_contain_text(SHOWN)
    desk.is_told("Wendeline Ashcombery is added.")


@pytest.mark.contract("M2")
@pytest.mark.contract("P1")
def test_a_customer_is_created_in_an_order_and_chosen_without_a_load(live, device):
    """Begun with what was typed; the page is never left."""
    order = NewOrder(device("taker")).open()
    order.page.evaluate("window.untouched = true")
    order.customer.get_by_role("searchbox", name="Customer").fill("Solvei Marrowgate")
    order.customer.get_by_role("link", name="Create customer “Solvei Marrowgate”").click()
    dialog = order.dialog
    expect(dialog.get_by_label("Last name")).to_have_value("Marrowgate")
    expect(dialog.get_by_label("Phone")).to_be_focused()
    dialog.get_by_label("Phone").fill(PHONE)
    dialog.get_by_role("button", name="Create customer").click()

    expect(order.customer).to_contain_text(f"Solvei Marrowgate {SHOWN}")
    expect(dialog).to_have_count(0)
    assert order.page.evaluate("window.untouched") is True


def test_somebody_who_is_there_already_is_one_tap_away(live, device):
    """While it is typed; Enter in a field never takes them."""
    order = NewOrder(device("taker")).open()
    order.customer.get_by_role("searchbox", name="Customer").fill("Hannah Ito")
    order.customer.get_by_role("link", name="Create customer").click()
    dialog = order.dialog
    expect(dialog).to_be_visible()
    order.settle()
    dialog.get_by_label("First name").fill("Hana")
    take = dialog.get_by_role("button", name=f"{shop.MEMBER_NAME} Member {shop.MEMBER}")
    expect(take).to_be_visible()
    dialog.get_by_label("Last name").fill("")
    expect(take).to_have_count(0)
    dialog.get_by_label("Last name").fill("Ito")
    take.click()

    expect(order.customer).to_contain_text(f"Member {shop.MEMBER} · {shop.MEMBER_NAME}")
    expect(dialog).to_have_count(0)


def test_what_does_not_fit_keeps_the_dialog_and_gets_the_focus(live, device, watch):
    watch.expected.update({409, 422})
    desk = Customers(device("taker")).open()
    desk.find("Nobody Atall")
    desk.opens("Create customer “Nobody Atall”")
    desk.field("Phone").fill("555-0199")
    desk.dialog.get_by_role("button", name="Create customer").click()
    expect(desk.field("Phone")).to_be_focused()
    expect(desk.dialog).to_contain_text("Write the area code too")
    expect(desk.dialog.get_by_role("textbox", name="Last name")).to_have_value("Atall")


def test_an_organization_has_one_name(live, device):
    desk = Customers(device("taker")).open()
    desk.opens("Add customer")
    expect(desk.field("First name")).to_be_visible()
    desk.field("An organization").check()
    expect(desk.field("First name")).to_be_hidden()
    desk.dialog.get_by_role("textbox", name="Name of the organization").fill("Alder School Kitchen")
    desk.dialog.get_by_role("button", name="Create customer").click()

    expect(desk.heading).to_have_text("Alder School Kitchen")
    expect(desk.main).to_contain_text("organization")


@pytest.mark.contract("M12")
@pytest.mark.contract("M13")
def test_an_address_is_added_and_taken_away_again(live, device):
    desk = Customers(device("taker")).open()
    desk.find(shop.MEMBER_NAME)
    desk.main.get_by_role("link", name="Ito, Hana").click()
    desk.opens("Add an address")
    desk.field("Street").fill("1 Dock Rd")
    desk.field("Contact").fill("Receiving")
    desk.dialog.get_by_role("button", name="Save").click()
    places = desk.page.locator("#addresses")
    expect(places).to_contain_text("1 Dock Rd")
    expect(places).to_contain_text("Receiving")
    desk.page.once("dialog", lambda asked: asked.accept())
    desk.opens("Edit the address 1 Dock Rd")
    desk.dialog.get_by_role("button", name="Remove").click()

    expect(places).not_to_contain_text("1 Dock Rd")


def test_two_people_at_the_same_record_see_both_versions(live, device, watch):
    watch.expected.add(409)
    first, second = (Customers(device(name)).open() for name in ("taker", "buyer"))
    for desk in (first, second):
        desk.find(shop.MEMBER_NAME)
        desk.main.get_by_role("link", name="Ito, Hana").click()
        desk.opens("Edit")
    for desk, email in ((first, "one@example.org"), (second, "two@example.org")):
        desk.field("E-mail").first.fill(email)
        desk.dialog.get_by_role("button", name="Save").click()
        if desk is first:
            desk.is_told("Saved.")
    expect(second.dialog).to_contain_text("Saved meanwhile: one@example.org")
    second.dialog.get_by_role("button", name="Save").click()

    expect(second.main).to_contain_text("two@example.org")
