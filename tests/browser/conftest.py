"""A running Caselot, a real Chromium, and tablets to hold."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import shop
from tests.browser.house import House, build, cookie_of
from tests.browser.parts import open_page as open_page
from tests.browser.parts import site as site
from tests.browser.watch import Watch
from tests.conftest import POSTGRES, scratch_postgres
from tests.support.mail import mailbox

PATIENCE = 15_000
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}

# The tests of requests empty Valkey's first database after each test.
REDIS_OF_SQLITE, REDIS_OF_POSTGRES = 8, 9

Device = Callable[..., Page]

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Remember a failure, so that the tablets can be photographed before they are put away."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver; skips loudly where there is no browser to drive."""
    if shutil.which("chromium") is None:
        pytest.skip("NO BROWSER: chromium is not installed, no journey was made")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all tests; each test has contexts of its own."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), chromium_sandbox=False, args=list(ARGUMENTS)
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of the little shop, that each test begins with."""
    file = tmp_path_factory.mktemp("template") / "shop.db"
    build(f"sqlite:///{file}", shop.furnish)
    return file


@pytest.fixture(scope="session")
def sqlite_house(
    template: Path, valkey: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The house on SQLite, running for the whole session."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(template, folder / "caselot.db")
    redis_url = f"{valkey}?db={REDIS_OF_SQLITE}"
    house = House(folder, f"sqlite:///{folder / 'caselot.db'}", redis_url)
    with mailbox() as house.post:
        house.env |= {
            "CASELOT_SMTP_URL": f"smtp://127.0.0.1:{house.post.port}",
            "CASELOT_MAIL_FROM": "Hill Store <orders@hill.example>",
        }
        with house.open():
            yield house


@pytest.fixture
def live(sqlite_house: House, template: Path) -> House:
    """A running Caselot with the little shop in it, as new."""
    sqlite_house.put_back(template)
    sqlite_house.post.mails.clear()
    return sqlite_house


@pytest.fixture
def live_postgres(valkey: str, chromium: Browser, tmp_path: Path) -> Iterator[House]:
    """The same on a fresh PostgreSQL, for one test."""
    server = os.environ.get(POSTGRES)
    if not server:
        why = os.environ.get("CASELOT_TEST_NO_POSTGRES", f"{POSTGRES} is not set")
        pytest.skip(f"PostgreSQL: {why}")
    with scratch_postgres(server) as url:
        build(url, shop.furnish)
        redis_url = f"{valkey}?db={REDIS_OF_POSTGRES}"
        with House(tmp_path, url, redis_url).open() as house:
            yield house


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test if a page it visited wrote an error or asked for something in vain."""
    watch = Watch()
    yield watch
    assert watch.troubles == []


@pytest.fixture
def device_of(
    chromium: Browser, watch: Watch, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Device]:
    """`device_of(house, "buyer", **options)`: a page on a tablet where the buyer is signed in; in
    a `browser` of its own, if one is given."""
    pages: list[Page] = []
    with ExitStack() as open_contexts:

        def take(house: House, name: str = "", **options: Any) -> Page:
            context = options.pop("browser", chromium).new_context(
                base_url=house.url,
                locale="en-US",
                timezone_id="America/Chicago",
                **{**TABLET, **options},
            )
            open_contexts.callback(context.close)
            context.set_default_timeout(PATIENCE)
            watch.over(context)
            if name:
                with house.books() as session:
                    user = shop.person(session, name)
                    cookie = cookie_of(user.id, user.session_epoch)
                context.add_cookies([{"name": "caselot", "value": cookie, "url": house.url}])
            pages.append(context.new_page())
            return pages[-1]

        yield take
        if FAILED in request.node.stash:
            photograph(pages, tmp_path)


def photograph(pages: list[Page], folder: Path) -> None:
    """Show what the tablets of a failed test showed."""
    for number, page in enumerate(pages, 1):
        file = folder / f"tablet-{number}.png"
        page.screenshot(path=file)
        print(f"{page.url} looked like {file}")


@pytest.fixture
def device(live: House, device_of: Device) -> Device:
    """`device("buyer", **options)` in the house on SQLite."""
    return lambda name="", **options: device_of(live, name, **options)
