"""Without JavaScript in the newer rooms: searching is submitting, and what is saved is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import shop

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(device):
    """A desk without scripts."""
    return device("admin", java_script_enabled=False, viewport={"width": 1440, "height": 900})


def test_the_catalogue_is_searched_and_changed(plain):
    plain.goto("/catalog")
    field = plain.get_by_role("main").get_by_role("searchbox")
    field.fill("almond")
    field.press("Enter")
    plain.get_by_role("link", name=shop.MILK).click()
    plain.get_by_role("link", name="Edit").click()
    plain.get_by_label("Brand").fill("Orchard")
    plain.get_by_role("button", name="Save").click()

    expect(plain.get_by_role("heading", level=1)).to_have_text(shop.MILK)
    expect(plain.get_by_role("main")).to_contain_text("Orchard")


def test_a_customer_is_found_and_created(plain):
    plain.goto("/customers")
    field = plain.get_by_role("main").get_by_role("searchbox")
    field.fill("Ito")
    field.press("Enter")
    expect(plain.get_by_role("link", name="Ito, Hana")).to_be_visible()
    plain.get_by_role("link", name="Add customer").click()
    plain.get_by_label("First name").fill("Ada")
    plain.get_by_label("Last name").fill("Sommerfeld")
    plain.get_by_label("Phone", exact=True).fill("(217) 555-0123")
    plain.get_by_role("main").locator("button.main").click()

    expect(plain.get_by_role("heading", level=1)).to_contain_text("Ada Sommerfeld")
