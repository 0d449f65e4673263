"""A vendor's file from the desk to the catalogue, with the bar in view; and its pages on every
screen."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.models import Import, VendorItem
from tests.browser.looking import barriers, hard_to_tap, too_wide
from tests.browser.pages.base import Room
from tests.support.files import csv_of
from tests.support.imports import goods

pytestmark = pytest.mark.browser

ROWS = 25_000
PATIENCE = 90_000


def bring(page: Page, rows: int, vendor: str = "Prairie Mills") -> None:
    """Choose vendor and file, and send them."""
    page.goto("/catalog/imports")
    page.get_by_role("link", name="Import a file").first.click()
    page.get_by_label("Vendor", exact=True).select_option(label=vendor)
    content = csv_of(goods(rows)).encode()
    file = {"name": "mills-november.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    expect(Room(page).heading).to_have_text("Which column is what")


def look(page: Page) -> None:
    """Let all rows be looked through."""
    page.get_by_label("Item codes are written").select_option("bare")
    page.get_by_role("button", name="Look through all rows").click()
    expect(Room(page).heading).to_have_text("Ready to import", timeout=PATIENCE)


def bar(page: Page) -> float | None:
    """How far the bar is; None when there is none."""
    return page.evaluate("document.querySelector('#import progress')?.value ?? null")


def test_a_big_file_comes_in_while_the_bar_moves(live, device):
    page = device("admin")
    bring(page, ROWS)
    expect(page.get_by_label("Cost of a unit")).to_have_value("Cost")
    look(page)
    page.get_by_role("button", name=re.compile("^Import 25,000 rows")).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    seen = []
    done = page.get_by_text("Done: 25,000 rows read.")
    while not done.is_visible():
        if (value := bar(page)) is not None:
            seen.append(value)
        page.wait_for_timeout(200)
        if len(seen) == 3:
            # Whoever goes away and comes back finds it where it is.
            page.goto("/catalog/imports")
            page.get_by_role("link", name="mills-november.csv").click()
        assert len(seen) < PATIENCE / 200
    assert seen == sorted(seen)
    with page.expect_download() as report:
        page.get_by_role("link", name="Report (CSV)").click()
    assert report.value.suggested_filename.startswith("import-")
    with live.books() as session:
        one = session.scalars(sa.select(Import)).one()
        count = sa.select(sa.func.count()).where(VendorItem.seen_by_import_id == one.id)
        assert (one.added, session.scalar(count)) == (ROWS, ROWS)


def test_every_page_of_it_without_javascript(live, device):
    page = device("admin", java_script_enabled=False)
    bring(page, 30)
    look(page)
    page.get_by_role("button", name=re.compile("^Import 30 rows")).click()
    done = page.get_by_text("Done: 30 rows read.")
    for _ in range(100):
        if done.is_visible():
            break
        page.get_by_role("link", name="Look again").click()
        page.wait_for_timeout(200)
    expect(done).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(768, "light"), (1440, "dark")])
def test_its_pages_fit_and_have_no_barrier(live, device, width, scheme):
    page = device("admin", viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}

    def see(name: str) -> None:
        expect(Room(page).heading).to_be_visible()
        found[name] = [*too_wide(page), *hard_to_tap(page), *barriers(page)]

    page.goto("/catalog/imports")
    see("empty")
    page.goto("/catalog/imports/new")
    see("new")
    expect(page.get_by_label("Name of the sale")).to_be_hidden()
    page.get_by_label("Sales").check()
    expect(page.get_by_label("Name of the sale")).to_be_visible()
    expect(page.get_by_label("Or a new vendor")).to_be_hidden()
    see("new, sales")
    bring(page, 40)
    see("columns")
    look(page)
    see("look")
    page.get_by_role("button", name=re.compile("^Import 40 rows")).click()
    expect(page.get_by_text("Done: 40 rows read.")).to_be_visible()
    see("done")
    page.goto("/catalog/imports")
    see("list")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
