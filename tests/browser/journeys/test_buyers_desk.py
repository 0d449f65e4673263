"""A buyer's morning: calls, orders from two vendors, receives by scan with one short delivery,
prints the tags, tells the customer; the e-mail is read where it arrives."""

from __future__ import annotations

import shutil

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.domain.orders.content import DraftItem
from app.models import ContactWay, Customer, MessageState, Order, Product, PurchaseOrder, VendorItem
from app.vocabulary.barcodes import check_digit, tag_code
from tests.browser import shop
from tests.browser.conftest import REDIS_OF_SQLITE
from tests.browser.house import House
from tests.browser.pages.base import Room
from tests.browser.pages.shelf import Print
from tests.browser.taps import COUNT, counted
from tests.factories import a_product, a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.machine import eventually
from tests.support.mail import mailbox
from tests.support.pdf import decode

pytestmark = pytest.mark.browser

MOST_TAPS = 20
# Nobody else waits for it: what comes goes to whoever waited longest.
TEA, TEA_CODE = "Rooibos tea, loose", "04721355300"


@pytest.fixture
def desk(template, valkey, tmp_path):
    """A house that can write e-mails, with a box for them."""
    file = shutil.copy(template, tmp_path / "caselot.db")
    with mailbox() as box:
        more = {
            "CASELOT_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
            "CASELOT_MAIL_FROM": "Hill Store <orders@hill.example>",
        }
        redis_url = f"{valkey}?db={REDIS_OF_SQLITE + 2}"
        with House(tmp_path, f"sqlite:///{file}", redis_url, **more).open() as house:
            yield house, box


def wished(house):
    """An order to call about: two cases of one vendor's, one each of two things of another's."""
    with house.books() as session:
        taker = viewer_of(shop.person(session, "taker"))
        oats = session.scalars(sa.select(Product).filter_by(description=shop.OATS)).one()
        wraps = session.scalars(sa.select(VendorItem)).one()
        member = session.scalars(sa.select(Customer).filter_by(member_number=208)).one()
        member.contact_way = ContactWay.EMAIL
        tea = {"upc": TEA_CODE.zfill(13), "description": TEA, "vendor": wraps.vendor}
        items = [
            a_wish(oats, cases=2),
            a_wish(a_product(session, oats.department, **tea)),
            DraftItem(
                0, description=wraps.description, vendor_item_id=wraps.id, sku=wraps.sku,
                department_id=wraps.department_id, case_size=8,
            ),
        ]  # fmt: skip
        return an_order(session, taker, items, member, call_first=True).number


def place_with(page, vendor):
    """Order everything of a vendor: from the list, and placed."""
    room = Room(page)
    room.go("Purchasing")
    page.get_by_role("button", name=f"Order these from {vendor}").tap()
    expect(room.heading).to_contain_text("Purchase order")
    page.get_by_role("button", name="Place the order").tap()
    expect(page.get_by_role("heading", name="How it went out")).to_be_visible()


def come(page, code, words):
    """Hold the scanner to a case that came."""
    Room(page).scan(code)
    expect(page.locator(".lit")).to_contain_text(words)
    Room(page).settle()


@pytest.mark.contract("B7", "B8", "B10", "C21", "C25", "C26")
def test_from_the_call_to_the_customers_mail(desk, device_of):
    house, box = desk
    number = wished(house)
    page = device_of(house, "buyer")
    page.add_init_script(COUNT)
    room = Room(page)
    page.goto("/")

    room.go("Calls")
    page.get_by_role("article", name=shop.MEMBER_NAME).get_by_role(
        "button", name="Reached, all confirmed"
    ).tap()
    expect(page.get_by_role("article", name=shop.MEMBER_NAME)).to_have_count(0)
    place_with(page, "Prairie Mills")
    place_with(page, "Northern Natural")

    room.go("Purchasing")
    room.go("Receiving")
    come(page, shop.OATS_UPC, "1 of 2 here")
    page.get_by_role("button", name="The rest comes later").tap()
    expect(page.locator(".lit-rest")).to_have_count(0)
    come(page, f"{TEA_CODE}{check_digit(TEA_CODE)}", TEA)
    page.get_by_role("searchbox", name="Scan what came").fill(shop.WRAPS_SKU)
    page.keyboard.press("Enter")
    expect(page.locator(".lit")).to_contain_text(shop.WRAPS)
    page.get_by_role("button", name="Print 3 tags").tap()
    assert decode(Print(page).pdf()) == [tag_code(number, line) for line in (1, 2, 3)]

    page.get_by_role("link", name=str(number)).first.tap()
    expect(room.heading).to_contain_text(str(number))
    page.get_by_role("region", name="It has arrived").get_by_role("button", name="E-mail").tap()
    expect(page.get_by_role("region", name="It has arrived")).to_have_count(0)
    taps, _ = counted(page)

    with house.books() as session:
        order = session.scalars(sa.select(Order).filter_by(number=number)).one()
        stood = [(line.description, line.cases, line.status) for line in order.lines]
        placed = session.scalar(sa.select(sa.func.count()).select_from(PurchaseOrder))
    assert stood == [
        (shop.OATS, 1, "arrived"), (TEA, 1, "arrived"), (shop.WRAPS, 1, "arrived"),
        (shop.OATS, 1, "placed"),
    ]  # fmt: skip
    assert placed == 2
    eventually(lambda: house.messages() == [MessageState.SENT], "the e-mail is sent")
    page.goto(f"/messages?q={number}")
    expect(page.get_by_role("row", name="It has arrived")).to_contain_text("Sent")
    (mail,) = box.mails
    assert mail["to"] == "hana.ito@example.org"
    assert all(words in mail.get_content() for words in (shop.OATS, TEA, shop.WRAPS))
    assert taps <= MOST_TAPS
