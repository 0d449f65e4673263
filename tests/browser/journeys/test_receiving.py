"""Cases come faster than answers: every scan counts, once, in its order; the last one is undone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.domain.orders.statuses import book
from app.domain.purchasing import drafting, placing, queries
from app.models import Product, Receiving, SendWay
from tests.browser import shop
from tests.browser.pages.base import key_in
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of

pytestmark = pytest.mark.browser
CASES = 4


def on_its_way(house):
    """An order of four cases of oats, placed with their vendor."""
    with house.books() as session:
        buyer = viewer_of(shop.person(session, "buyer"))
        oats = session.scalars(sa.select(Product).filter_by(description=shop.OATS)).one()
        # Older than anybody else's wish for the same, by its place in the list of what waits.
        line = an_order(session, buyer, [a_wish(oats, cases=CASES)]).lines[0]
        line.sku, line.upc, line.vendor_id = "QUICK-1", "0000099887766", oats.vendor_id
        session.flush()
        made = drafting.make(session, [line.id], by=buyer, one_time_key="k" * 24)
        session.flush()
        held = queries.held(session, made.id)
        placing.place(session, held, SendWay.FILE, None, by=buyer, book=book(session))
        session.flush()
        return line.upc.lstrip("0")


@pytest.mark.contract("B10", "C25")
def test_scans_in_a_row_are_all_counted_and_the_last_is_taken_back(live, device):
    code = on_its_way(live)
    page = device("buyer")
    page.goto("/receiving")
    lit = page.locator(".lit")
    for _ in range(CASES - 1):
        # Nobody waits for the answer between two cases.
        key_in(page, code, 10)
    expect(lit).to_contain_text(f"{CASES - 1} of {CASES} here")
    key_in(page, code, 10)
    expect(lit).to_contain_text("All here")
    expect(page.get_by_role("status").filter(has_text="all here")).to_have_count(1)
    lit.get_by_label("Bin").fill("B7")
    page.keyboard.press("Enter")
    expect(page.locator(".received")).to_contain_text("bin B7")
    expect(page.get_by_role("button", name="Print 1 tag")).to_be_visible()
    lit.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("button", name="Print 1 tag")).to_have_count(0)
    with live.books() as session:
        said = session.execute(sa.select(Receiving.cases, Receiving.undone_at).order_by("id")).all()
    assert [(row.cases, row.undone_at is None) for row in said] == [
        (1, True), (1, True), (1, True), (1, False),
    ]  # fmt: skip
