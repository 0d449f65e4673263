"""Home: what needs whom, with numbers that the lists behind them show."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.content import DraftItem
from app.domain.orders.statuses import book
from app.domain.people.roles import add_role
from app.domain.pickup import desk
from app.domain.tags import printing
from app.models import (
    Department,
    LineKind,
    Order,
    OrderLine,
    Product,
    VendorCutoff,
)
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries

DAY = timedelta(days=1)
Take = Callable[..., Order]


@dataclass
class Shop:
    """What orders are made of."""

    bulk: Department
    oats: Product
    priceless: Product


@pytest.fixture
def shop(session: Session) -> Shop:
    """Oats of a vendor, and popcorn that has no price."""
    bulk = a_department(session, "Bulk")
    vendor = a_vendor(session, "Prairie Mills")
    oats = a_product(session, bulk, vendor=vendor)
    priceless = a_product(session, bulk, description="Popcorn", retail=None, cost=None)
    return Shop(bulk, oats, priceless)


@pytest.fixture
def take(session: Session, cast: Cast, shop: Shop) -> Take:
    """`take("arrived", days=3)`: an order of oats that went so far, so many days ago."""

    def make(*statuses: str, days: int = 0, wish: DraftItem | None = None, **values) -> Order:
        with clock.set_to(clock.now() - days * DAY):
            who = a_customer(session, last_name=f"Of {len(statuses)} {days}")
            wishes = [wish or a_wish(shop.oats)]
            order = an_order(session, viewer_of(cast.taker), wishes, who, **values)
            for status in statuses:
                buyer = viewer_of(cast.buyer)
                actions.move_all(order, status, by=buyer, book=book(session), sure=True)
            session.commit()
        return order

    return make


def numbers(page: str) -> dict[str, str]:
    """Every card of a home: its words → its number."""
    found = re.findall(r"<h2[^>]*><a[^>]*><b>([^<]*)</b>(.*?)</h2>", page, re.S)
    return {_words(rest): number for number, rest in found}


def urls(page: str) -> dict[str, str]:
    """Every card: its words → where it leads."""
    found = re.findall(r'<h2[^>]*><a href="([^"]+)"><b>[^<]*</b>(.*?)</h2>', page, re.S)
    return {_words(rest): unescape(url) for url, rest in found}


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def print_(order: Order, session: Session) -> None:
    """Its tags are printed."""
    for line in order.lines:
        line.copies = 1
    session.commit()


@pytest.fixture
def busy(session: Session, cast: Cast, shop: Shop, take: Take) -> None:
    """Something of everything that a store may have."""
    take(days=2, call_first=True)
    take(days=1, call_first=True)
    take(wish=a_wish(shop.priceless))
    note = DraftItem(0, LineKind.NOTE, description="Rye bread", department_id=shop.bulk.id)
    take(wish=note)
    take("placed", "arrived", days=4)
    for days in (1, 20):
        print_(take("placed", "arrived", days=days), session)
    take("pending", days=86)
    lost = take()
    lost.lines[0].department_id = lost.lines[0].super_department_id = None
    untagged = take("placed", "arrived")
    wish = printing.request(
        session,
        list(untagged.lines),
        by=viewer_of(cast.taker),
        paper="letter",
        one_time_key="a-print-that-fails",
    )
    session.flush()
    printing.fail(session, wish.id, "The printer is away.")
    session.commit()


@pytest.mark.contract("B7", "C22", "C25", "C26", "C28")
def test_home_says_what_needs_whom(tablet: Tablet, cast: Cast, busy: None) -> None:
    """Buyers what waits for them; takers what they may do something about."""
    buyers = numbers(tablet.sign_in(cast.buyer).get("/").text)
    assert buyers == {
        "Calls due": "2",
        "Price needed": "1",
        "Notes to turn into items": "1",
        "Lines to place": "4",
        "Arrived, no tag yet": "2",
        "Ready for pickup": "2",
        "Closes within a week": "1",
        "No department": "1",
        "Prints that failed": "1",
    }
    takers = numbers(tablet.sign_in(cast.taker).get("/").text)
    assert takers == {
        "Arrived, no tag yet": "2",
        "Ready for pickup": "2",
        "Prints that failed": "1",
        "Taken by you today": "4",
    }


def test_the_oldest_stand_beside_their_number(
    tablet: Tablet, cast: Cast, busy: None, session: Session
) -> None:
    """By name, with how long, and what waits too long."""
    page = _words(tablet.sign_in(cast.buyer).get("/").text)

    assert "2 Ready for pickup Ada Of 2 20 Rolled oats 20 d Ada Of 2 1 Rolled oats 1 d" in page
    assert "1 line longer than the days to pick up" in page
    assert "2 Calls due Ada Of 0 2 Rolled oats 2 d" in page


def test_what_was_fetched_does_not_wait_too_long(
    tablet: Tablet, cast: Cast, busy: None, session: Session
) -> None:
    """Nor is it among the oldest: Home says what the list of goods not picked up says."""
    late = session.scalar(sa.select(OrderLine.id).where(OrderLine.copies > 0).order_by(
        OrderLine.status_since).limit(1))  # fmt: skip
    taker = viewer_of(cast.taker)
    desk.hand_over(session, [late or 0], by=taker, one_time_key="k" * 20)
    session.commit()
    page = _words(tablet.sign_in(cast.buyer).get("/").text)
    assert "2 Ready for pickup Ada Of 2 1 Rolled oats 1 d" in page
    assert "longer than the days to pick up" not in page


@pytest.mark.contract("C22")
def test_every_number_is_that_of_the_list_behind_it(tablet: Tablet, cast: Cast, busy: None) -> None:
    """One tap, and as many are there."""
    tablet.sign_in(cast.admin)
    page = tablet.get("/").text
    shown, led = numbers(page), urls(page)
    rows = {
        "Calls due": 'class="card call',
        "Arrived, no tag yet": 'name="line"',
        "Closes within a week": "<tr><td",
        "Prints that failed": "<tr><td",
        "Catalogue moved since the quote": "<tr><td",
    }
    for words, number in shown.items():
        answer = tablet.get(led[words])
        assert answer.status_code == 200, words
        mark = rows.get(words, '<tr id="line-')
        assert answer.text.count(mark) == int(number), (words, led[words])


def test_a_store_sees_its_own(tablet: Tablet, cast: Cast, busy: None) -> None:
    """Every number is of the store one stands in."""
    tablet.sign_in(cast.buyer).post("/stand", {"store": cast.river.id})
    page = tablet.get("/").text
    assert numbers(page) == {}
    assert "Nothing waits for you" in page


@pytest.mark.contract("B8")
def test_a_cut_off_today_is_said_with_the_time_left(
    session: Session, tablet: Tablet, cast: Cast, shop: Shop, take: Take
) -> None:
    """For vendors that have something to order."""
    take()
    noon = clock.now().replace(hour=18, minute=0, second=0, microsecond=0)
    zone = cast.hill.time_zone
    local = clock.local(noon, zone)
    at = (local + timedelta(hours=2, minutes=5)).time()
    vendor = shop.oats.vendor_id
    cutoff = VendorCutoff(vendor_id=vendor, weekday=local.weekday(), at=at, days_later=2)
    session.add(cutoff)
    tablet.sign_in(cast.buyer)
    with clock.set_to(noon):
        page = _words(tablet.get("/").text)
    assert "1 Cut-off today Prairie Mills 1 line 2 h 05" in page
    with clock.set_to(noon + timedelta(hours=3)):
        assert "Cut-off today" not in _words(tablet.get("/").text)


@pytest.mark.contract("B1", "C8")
def test_home_shows_nobody_a_price(tablet: Tablet, cast: Cast, busy: None) -> None:
    """There is none on it."""
    for name in ("taker", "buyer", "admin"):
        assert "120.00" not in tablet.sign_in(cast.everybody[name]).get("/").text


@pytest.mark.parametrize("who", ["taker", "buyer", "admin"])
def test_home_asks_eight_things_at_most(
    tablet: Tablet, cast: Cast, busy: None, take: Take, who: str
) -> None:
    """However much waits."""
    tablet.sign_in(cast.everybody[who])
    tablet.get("/")
    with count_queries() as few:
        tablet.get("/")
    for days in range(12):
        take("placed", "arrived", days=days)
        take(days=days, call_first=True)
    with count_queries() as more:
        tablet.get("/")

    assert len(few) == len(more) <= 8


def test_a_caller_without_prices_sees_only_their_work(
    session: Session, tablet: Tablet, cast: Cast, busy: None
) -> None:
    """A card is for those who may act on it."""
    grants = [Permission.ORDERS_SEE, Permission.CALLS_MAKE]
    cast.outsider.roles = [add_role(session, "Caller", "", grants, None)]
    assert numbers(tablet.sign_in(cast.outsider).get("/").text) == {"Calls due": "2"}


def test_somebody_without_a_role_is_told_whom_to_ask(tablet: Tablet, cast: Cast) -> None:
    answer = tablet.sign_in(cast.outsider).get("/")
    assert answer.status_code == 200
    assert "Please ask a manager" in answer.text


def test_somebody_who_only_manages_people_begins_there(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    role = add_role(session, "Staff office", "", [Permission.USERS_MANAGE], None)
    cast.outsider.roles = [role]
    tablet.sign_in(cast.outsider)
    assert tablet.get("/").location == "/settings/people"
    assert 'href="/settings/people"' in tablet.get("/stand").text


@pytest.mark.contract("C33")
def test_what_closes_soon_says_when_and_how_to_keep_it(
    session: Session, tablet: Tablet, cast: Cast, take: Take
) -> None:
    """A week before; what is kept open, or sold, does not close."""
    soon, called, kept = take(days=86), take(days=30, call_first=True), take(days=88)
    take(days=80)
    with clock.set_to(clock.now() - 25 * DAY):
        buyer = viewer_of(cast.buyer)
        actions.move_all(called, "called_waiting", by=buyer, book=book(session))
        session.commit()
    actions.keep_open(kept, clock.now().date() + 60 * DAY, by=buyer)
    page = tablet.sign_in(cast.buyer).get("/closing-soon").text

    told = re.findall(r'href="/orders/(\d+)">', page)
    assert told == [str(soon.number), str(called.number)]
    assert f'href="/orders/{soon.number}/keep-open"' in page
    assert session.scalar(sa.select(sa.func.count()).select_from(OrderLine)) == 4
