"""The pickup counter, on a tablet: onto a shelf by scan, handed over, all of it taken back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.pickup import shelves
from app.models import OrderLine, Product, RegisterSale
from app.vocabulary.barcodes import shelf_code, tag_code
from tests.browser import shop
from tests.browser.looking import barriers, hard_to_tap, too_wide
from tests.browser.pages.base import key_in, scan
from tests.browser.pages.shelf import Pickup
from tests.factories import a_customer, a_wish, an_order
from tests.support.cast import viewer_of

pytestmark = pytest.mark.browser


def ready(house):
    """Three cases of oats for somebody, tags on; the label of a shelf. As scanners read them."""
    with house.books() as session:
        buyer = viewer_of(shop.person(session, "buyer"))
        oats = session.scalars(sa.select(Product).filter_by(description=shop.OATS)).one()
        person = a_customer(session, first_name="Juno", last_name="Alvarwick")
        order = an_order(session, buyer, [a_wish(oats) for _ in range(3)], person)
        actions.move_all(order, "arrived", by=buyer, book=book(session), sure=True)
        for line in order.lines:
            line.copies = 1
        by = viewer_of(shop.person(session, "manager"))
        (shelf,), _ = shelves.add_shelves(session, buyer.store_id, "B7", "Cooler", by=by)
        session.flush()
        return [tag_code(order.number, line.number) for line in order.lines], shelf_code(shelf.id)


def lost_on_the_way(page: Page, codes, label, watch):
    """The first scan is dropped, then finds a server that is busy: it waits, says so, and goes
    first when the next one comes."""
    watch.expected.add(503)
    told, where = page.locator("#unsent"), "**/pickup/put-away"
    for code, count, trouble in (
        (codes[0], "1 scan waits", lambda route: route.abort("aborted")),
        (codes[1], "2 scans wait", lambda route: route.fulfill(status=503, body="busy")),
    ):
        page.route(where, trouble)
        key_in(page, code, 10)
        expect(told).to_contain_text(count)
        page.unroute(where)
    key_in(page, label, 10)
    expect(told).to_have_count(0)


def sold(house):
    """What the desk has handed over, net, in cases."""
    with house.books() as session:
        return int(session.scalar(sa.select(sa.func.sum(RegisterSale.cases))) or 0)


@pytest.mark.contract("B11", "B12", "C28")
def test_from_the_shelf_to_the_customer_and_back(live, device, watch):
    tags, label = ready(live)
    page = device("taker", reduced_motion="reduce")
    page.goto("/pickup/put-away")
    # Two tags and a shelf, on a bad connection, and the cursor is somewhere else.
    page.get_by_role("checkbox", name="Sound").focus()
    lost_on_the_way(page, tags[:2], label, watch)
    expect(page.locator(".lit")).to_contain_text("2 lines on")
    expect(page.locator(".lit h2")).to_have_text("B7")
    # The shelf first: what is scanned then goes there at once.
    for code in (label, tags[2]):
        scan(page, code)
    expect(page.locator(".lit")).to_contain_text("What you scan now goes on")
    expect(page.locator(".lit .items")).to_contain_text(shop.OATS)
    assert (barriers(page), too_wide(page), hard_to_tap(page)) == ([], [], [])
    with live.books() as session:
        stands = session.scalars(sa.select(OrderLine.bin).where(OrderLine.bin != "")).all()
    assert stands == ["B7"] * 3

    pickup = Pickup(page).open()
    pickup.type("alvarwick")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Where it stands")).to_contain_text("B7")
    expect(page.get_by_role("list", name="Where it stands")).to_contain_text("Cooler · 3 lines")
    pickup.hand_over()
    pickup.is_told("3 lines handed over to Juno Alvarwick")
    assert sold(live) == 3
    page.get_by_role("button", name="Undo all 3").tap()
    pickup.is_told("Taken back: 3 lines.")
    expect(pickup.ready.get_by_role("checkbox")).to_have_count(3)
    assert sold(live) == 0
    assert (barriers(page), too_wide(page), hard_to_tap(page)) == ([], [], [])
