"""Tag to printer: a manager adds a real one, a taker's tap prints a tag there, byte for byte."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import Document, PrintJob, Product, TagPrint
from app.vocabulary.statuses import Key
from tests.browser import shop
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.pdf import decode

pytestmark = pytest.mark.browser


def goods_arrive(house):
    """Oats that somebody ordered, in the store; their order's number."""
    with house.books() as session:
        taker = viewer_of(shop.person(session, "taker"))
        buyer = viewer_of(shop.person(session, "buyer"))
        oats = session.scalars(sa.select(Product).filter_by(description=shop.OATS)).one()
        order = an_order(session, taker, [a_wish(oats)])
        actions.move_all(order, Key.ARRIVED, by=buyer, book=book(session), sure=True)
        return order.number


@pytest.mark.contract("C26", "C28")
def test_tag_to_printer(live, device, ippeveprinter):
    page = device("manager")
    page.goto("/settings/printers")
    page.get_by_role("link", name="Add a printer").first.tap()
    page.get_by_label("Name").fill("Counter printer")
    page.get_by_label("Address").fill(ippeveprinter.uri)
    page.get_by_label("Tags").check()
    page.get_by_role("button", name="Save").tap()
    expect(page.locator("#printer-state")).to_contain_text("Ready.")
    page.get_by_role("button", name="Print a test page").tap()
    expect(page.get_by_text("Printed on Counter printer.")).to_be_visible()

    number = goods_arrive(live)
    page = device("taker")
    page.goto("/tags")
    row = page.get_by_role("row").filter(has_text=str(number))
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Print tags").tap()
    expect(page.get_by_text("Printed on Counter printer.")).to_be_visible()
    expect(page.get_by_role("link", name="Open PDF")).to_be_visible()
    with live.books() as session:
        kept = session.scalars(sa.select(Document.content).join(TagPrint)).one()
        sent_as = session.scalars(sa.select(PrintJob.number).order_by(PrintJob.id.desc())).first()
    assert ippeveprinter.got(sent_as) == kept
    assert decode(kept) == [f"454{number:06d}01{decode(kept)[0][-1]}"]
    page.goto("/printing")
    expect(page.get_by_role("row").filter(has_text="Tags, print")).to_contain_text("Printed")
