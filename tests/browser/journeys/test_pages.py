"""Pages on every screen: nothing scrolls sideways, fingers hit, axe finds no barrier."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.looking import barriers, hard_to_tap, too_wide
from tests.browser.pages.base import Room

pytestmark = pytest.mark.browser

# Every address is visited in test_every_page; these are states of some that it does not see.
PAGES = (
    "/orders/new", "/pending?q=nothing-like-it", "/pickup?q=1", "/orders/1", "/customers/1",
    "/catalog?q=oats", "/catalog?q=nothing-like-it",
)  # fmt: skip
SCREENS = {375: 740, 768: 1024, 1024: 768, 1440: 900}


@pytest.mark.parametrize("width", SCREENS)
def test_nothing_scrolls_sideways_and_fingers_hit(live, device, width):
    page = device("admin", viewport={"width": width, "height": SCREENS[width]})
    found = {}
    for address in PAGES:
        page.goto(address)
        expect(Room(page).heading).to_be_visible()
        found[address] = [*too_wide(page), *hard_to_tap(page)]

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(live, device, scheme):
    page = device("admin", color_scheme=scheme)
    found = {}
    for address in PAGES:
        page.goto(address)
        found[address] = barriers(page)
    stranger = device(color_scheme=scheme)
    stranger.goto("/sign-in")
    found["/sign-in"] = barriers(stranger)

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_what_opens(live, device, scheme):
    page = device("admin", color_scheme=scheme)
    page.goto("/pending")
    page.get_by_role("link", name=", change").first.click()
    expect(Room(page).dialog).to_be_visible()
    assert barriers(page) == []
    page.goto("/pending")
    page.get_by_role("checkbox").nth(1).check()
    assert barriers(page) == []
    page.goto("/orders/new")
    page.get_by_role("searchbox", name="Customer").fill("Ito")
    expect(page.get_by_role("button", name="Hana Ito")).to_be_visible()
    assert barriers(page) == []
