"""Every address that answers with a page, on every screen, in both lights: nothing scrolls
sideways, fingers hit, axe finds no barrier. The app itself says what there is to visit.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import REDIS_OF_SQLITE
from tests.browser.house import House, build
from tests.browser.looking import (
    COLOURS,
    barriers,
    beyond_keys,
    dead_without_scripts,
    hard_to_tap,
    too_wide,
)
from tests.browser.pages.base import Room
from tests.conftest import make_app
from tests.laws.routes import one_each, places
from tests.laws.seed import make_world
from tests.support.cast import make_cast

pytestmark = pytest.mark.browser

SCREENS = {375: 740, 768: 1024, 1024: 768, 1440: 900}
PARTS = 4
# A piece inside a page, answers to other programs, and what only a stranger sees.
NO_PAGES = ("/settings/member-types/example", "/livez", "/readyz", "/sign-in")
NOT_THERE = "nothing of it is there: tests/laws/seed.py makes what pages show"


class Whole:
    """A store with something of everything, running, the addresses of each of its pages, and the
    kinds of dialogs that were seen."""

    def __init__(self, house: House, urls: dict[str, list[str]]) -> None:
        self.house = house
        self.urls = urls
        self.dialogs: set[str] = set()


@pytest.fixture(scope="module")
def whole(valkey, chromium, tmp_path_factory):
    """That store; nobody changes anything in it."""
    folder: Path = tmp_path_factory.mktemp("whole")
    url = f"sqlite:///{folder / 'caselot.db'}"
    redis_url = f"{valkey}?db={REDIS_OF_SQLITE}"
    app = make_app(url, redis_url)
    urls: defaultdict[str, list[str]] = defaultdict(list)

    def furnish(session: Session) -> None:
        world = make_world(session, make_cast(session))
        for place in (*one_each(app, world, "GET"), *places(app, world, "GET")):
            if place.url not in NO_PAGES and not place.url.startswith("/api/v1/"):
                urls[place.endpoint].append(place.url)

    build(url, furnish)
    with House(folder, url, redis_url).open() as house:
        yield Whole(house, urls)
    shutil.rmtree(folder)


def opened(page, urls):
    """Opens the first of these addresses that has something to show. Its address; "" where it is
    no page at all."""
    for url in urls:
        answer = page.request.head(url, max_redirects=0)
        if answer.status in (302, 303, 503):
            return ""
        if answer.status == 200:
            if "text/html" not in answer.headers["content-type"]:
                return ""
            page.goto(url)
            return url
    return NOT_THERE


def wrongs(page):
    """What is wrong with what is open, on each screen, in each light, and for the keyboard."""
    found = []
    for width, height in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {wrong}" for wrong in (*too_wide(page), *hard_to_tap(page))]
    for scheme, rules in (("dark", COLOURS), ("light", ())):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {wrong}" for wrong in barriers(page, rules)]
    return found


def beyond(page):
    """The same, and what keys do not reach."""
    return [*wrongs(page), *(f"Tab misses {one}" for one in beyond_keys(page))]


def dialogs_of(page, seen):
    """What is wrong with the dialogs that the page opens, those of a kind once."""
    found = []
    links = page.locator("[hx-get][hx-target='#dialog']:visible, [data-opens]:visible")
    for number in range(links.count()):
        link = links.nth(number)
        kind = re.sub(r"\d+|[\w-]{24,}", "#", link.get_attribute("href") or "")
        if kind in seen:
            continue
        seen.add(kind)
        link.click()
        expect(Room(page).dialog).to_be_visible()
        Room(page).settle()
        found += [f"{kind} {wrong}" for wrong in wrongs(page)]
        page.keyboard.press("Escape")
        expect(Room(page).dialog).to_have_count(0)
        page.set_viewport_size({"width": 1440, "height": 900})
    return found


def walk(whole, page, part, look):
    """What `look` finds wrong on a part of the pages."""
    found = {}
    for endpoint in sorted(whole.urls)[part::PARTS]:
        address = opened(page, whole.urls[endpoint])
        if address == NOT_THERE:
            found[endpoint] = [NOT_THERE]
        elif address:
            expect(Room(page).heading).to_be_visible()
            found[address] = look(page)
    assert len(found) > 10
    return [f"{address} {wrong}" for address in found for wrong in found[address]]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_and_dialog_is_for_everybody(whole, device_of, part):
    # No colour on its way to another when the light changes.
    page = device_of(whole.house, "admin", reduced_motion="reduce")

    def look(page):
        found = beyond(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        return [*found, *dialogs_of(page, whole.dialogs)]

    assert walk(whole, page, part, look) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_dead_without_scripts(whole, device_of, part):
    page = device_of(whole.house, "admin", java_script_enabled=False)

    assert walk(whole, page, part, dead_without_scripts) == []
