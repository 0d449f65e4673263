"""A buyer's morning on the telephone: home says who waits, one tap says how each call ended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.models import Customer, Product
from tests.browser import shop
from tests.browser.looking import barriers, hard_to_tap, too_wide
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of

pytestmark = pytest.mark.browser
SIDES = [("light", 1024, 768), ("dark", 1440, 900)]


def wishes(house) -> None:
    """Hana wants two things confirmed, Rosa one."""
    with house.books() as session:
        items = {one.description: one for one in session.query(Product)}
        people = {one.last_name: one for one in session.query(Customer)}
        taker = viewer_of(shop.person(session, "taker"))
        for name, things in (("Ito", (shop.OATS, shop.MILK)), ("Vale", (shop.MILK,))):
            wanted = [a_wish(items[thing]) for thing in things]
            an_order(session, taker, wanted, people[name], call_first=True)
        session.commit()


@pytest.mark.contract("B7", "C21", "C25")
@pytest.mark.parametrize(("scheme", "width", "height"), SIDES)
def test_a_morning_on_the_telephone(live, device, scheme, width, height):
    wishes(live)
    page = device("buyer", color_scheme=scheme, viewport={"width": width, "height": height})
    page.goto("/")
    assert [*barriers(page), *too_wide(page), *hard_to_tap(page)] == []
    page.get_by_role("link", name=re.compile("^2 Calls due")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Calls")
    assert [*barriers(page), *too_wide(page), *hard_to_tap(page)] == []

    hana = page.get_by_role("article", name="Hana Ito")
    expect(hana.get_by_role("link", name="555-0142")).to_have_attribute("href", "tel:5550142")
    hana.get_by_role("button", name="Voicemail").click()
    told = page.get_by_role("status").filter(has_text="Left a voicemail for Hana Ito. Next try")
    expect(told).to_be_visible()
    expect(page.get_by_role("link", name="Due now 1")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(hana.get_by_role("button", name="Voicemail")).to_be_visible()

    hana.get_by_role("link", name="say more").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Note")).to_be_focused()
    assert barriers(page) == []
    dialog.get_by_label("Note").fill("Likes it before noon")
    dialog.get_by_role("group", name=shop.MILK).get_by_text("Not wanted any more").click()
    dialog.get_by_role("button", name="Reached").click()
    expect(page.get_by_text("Reached Hana Ito. 1 of 2 confirmed.")).to_be_visible()
    page.get_by_role("article", name="Rosa Vale").get_by_role("button", name="confirmed").click()
    expect(page.get_by_text("Reached Rosa Vale. 1 of 1 confirmed.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Nobody waits for a call now")).to_be_visible()
