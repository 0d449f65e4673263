"""Tonight, then undo: what the night will do is what it did, and one tap takes it back (B4, B5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.models import Order, User
from app.vocabulary import clock
from tests.browser import night
from tests.browser.looking import barriers, hard_to_tap, too_wide
from tests.browser.pages.base import Room
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import viewer_of

pytestmark = pytest.mark.browser


def forgotten(house, names):
    """Orders that wait since a hundred days; their numbers by what was ordered."""
    with house.books() as session, clock.set_to(clock.now() - timedelta(days=100)):
        buyer = session.scalars(sa.select(User).filter_by(username="buyer")).one()
        shelf = a_department(session, "Forgotten")
        items = [a_product(session, shelf, description=name) for name in names]
        by = viewer_of(buyer)
        return {item.description: an_order(session, by, [a_wish(item)]).number for item in items}


def is_open(house, number):
    """Whether an order waits."""
    with house.books() as session:
        return bool(session.scalar(sa.select(Order.open).filter_by(number=number)))


@pytest.mark.contract("B4", "B5", "C33")
def test_tonight_then_undo(live, device):
    kept, one, other = numbers = list(forgotten(live, ["Plum jam", "Oat milk", "Lentils"]).values())
    page = device("manager", reduced_motion="reduce")
    page.goto("/tonight")
    row = page.get_by_role("row").filter(has_text=str(kept))
    row.get_by_role("button", name="Keep open").click()
    expect(page.get_by_text(f"Order {kept} stays open, all of it, until")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Plum jam")).to_have_count(0)
    page.locator("#flash").get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    row.get_by_role("button", name="Keep open").click()
    expect(row).to_have_count(0)
    assert [*too_wide(page), *hard_to_tap(page)] == []

    night.pass_over(live)
    assert [is_open(live, number) for number in numbers] == [True, False, False]

    page.goto("/last-night")
    expect(Room(page).heading).to_have_text("Last night")
    assert barriers(page) == []
    assert [*too_wide(page), *hard_to_tap(page)] == []
    row = page.get_by_role("row").filter(has_text=str(one))
    row.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("Taken back by")
    assert [is_open(live, number) for number in (one, other)] == [True, False]

    page.get_by_role("link", name="Undo the whole night").click()
    dialog = Room(page).dialog
    expect(dialog).to_contain_text("What somebody changes meanwhile stays as it is")
    dialog.get_by_role("button", name="Undo the whole night").click()
    expect(page.get_by_text("1 line taken back by")).to_be_visible()
    assert is_open(live, other)
    page.goto(f"/orders/{other}")
    expect(page.get_by_text("opened again as New, no call (night undone)")).to_be_visible()

    page.goto("/jobs")
    expect(page.get_by_text("Nothing failed")).to_be_visible()
    assert [*barriers(page), *too_wide(page), *hard_to_tap(page)] == []
