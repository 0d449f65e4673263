"""The main job, from signing in to completed, with the tag read from the paper in between."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.domain.overnight.plan import Step
from app.models import OrderLine, RegisterSale
from app.vocabulary.barcodes import tag_code
from tests.browser import night, shop
from tests.browser.looking import amounts
from tests.browser.pages.new_order import NewOrder
from tests.browser.pages.orders import Closed, OrderPage, Pending
from tests.browser.pages.shelf import Pickup, Print
from tests.browser.pages.sign_in import SignIn
from tests.support.pdf import decode

pytestmark = pytest.mark.browser

CHEESE = "Blue cheese, whole wheel"
WISHES = (shop.OATS, shop.WRAPS, CHEESE)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request):
    return request.getfixturevalue("live" if request.param == "sqlite" else "live_postgres")


def take(page):
    """The order taker: a member, a scan, a SKU, something in words; no amount anywhere."""
    SignIn(page).enter("taker")
    order = NewOrder(page).open()
    expect(order.heading).to_have_text("New order")
    order.for_member(shop.MEMBER, shop.MEMBER_NAME)
    order.add_scanned(shop.OATS_UPC, shop.OATS)
    order.add_typed(shop.WRAPS_SKU, shop.WRAPS)
    order.add_described(CHEESE, shop.GROCERY)
    expect(order.items).to_have_count(3)
    assert amounts(page) == []
    number = order.place()
    assert amounts(page) == []
    return number


def bring_in(page, number):
    """The buyer: prices what has no price, calls, places, receives."""
    SignIn(page).enter("buyer")
    order = OrderPage(page).open(number)
    expect(order.line(CHEESE)).to_contain_text("price needed")
    order.set_price(CHEESE, "61.37", "A unit")
    order.more(CHEESE, "Edit")
    order.dialog.get_by_label("Units in a case").fill("2")
    order.choose("Save")
    expect(order.line(CHEESE)).to_contain_text("122.74")
    pending = Pending(page).open()
    pending.move(number, shop.OATS, "Called/waiting")
    for status in ("Placed", "Arrived"):
        for wish in WISHES:
            pending.move(number, wish, status)
    return pending


@pytest.mark.contract(
    "C1", "C3", "C8", "C13", "C16", "C18", "C21", "C26", "C27", "C28", "C31", "C37"
)
def test_from_sign_in_to_completed(house, device_of):
    number = take(device_of(house))

    page = device_of(house)
    pending = bring_in(page, number)
    pending.pick(number)
    pending.print_tags()
    codes = decode(Print(page).pdf())
    assert codes == [tag_code(number, line) for line in (1, 2, 3)]

    page = device_of(house, "taker")
    pickup = Pickup(page).open()
    for ticked, code in enumerate(codes, 1):
        pickup.scan(code)
        expect(pickup.ready.get_by_role("checkbox", checked=True)).to_have_count(ticked)
    pickup.hand_over()
    pickup.is_told("3 lines handed over to Hana Ito")

    done = night.pass_over(house)
    assert sum(counts[Step.COMPLETE_SOLD] for counts in done.values()) == 3
    closed = Closed(device_of(house, "buyer")).open()
    expect(closed.row(number)).to_have_count(3)
    expect(closed.rows.filter(has_text="Completed")).to_have_count(3)
    with house.books() as session:
        of_order = sa.select(sa.func.count()).where(OrderLine.order.has(number=number))
        assert session.scalar(of_order.where(OrderLine.open == 1)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 3
