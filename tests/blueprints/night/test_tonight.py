"""Tonight: the plan on a page, and “keep open” beside each order that would be closed."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from app.blueprints.night import tonight
from app.domain.pickup import desk
from app.domain.register.sales import take
from app.models import Order
from app.vocabulary import clock
from app.web.forms import new_key
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import tagged
from tests.support.queries import count_queries
from tests.support.receipts import a_sale


def stale_order(session: Session, cast: Cast) -> Order:
    """An order that tonight would close."""
    with clock.set_to(clock.now() - timedelta(days=100)):
        wish = a_wish(a_product(session, a_department(session), description="Forgotten oats"))
        return an_order(session, viewer_of(cast.buyer), [wish])


@pytest.mark.contract("B4")
def test_the_page_names_what_will_be_closed_and_why(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    order = stale_order(session, cast)
    answer = tablet.sign_in(cast.buyer).get("/tonight")
    assert answer.status_code == 200
    assert "Will be closed: too old" in answer.text
    assert "Forgotten oats" in answer.text
    assert f"/tonight/{order.number}/keep-open" in answer.text


@pytest.mark.contract("B4")
def test_keep_open_takes_the_order_off_the_plan(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    order = stale_order(session, cast)
    url = f"/tonight/{order.number}/keep-open"
    tablet.sign_in(cast.buyer)
    answer = tablet.post(url, {"version": order.version}, htmx=True)
    assert answer.status_code == 200
    assert "A quiet night" in answer.text
    session.refresh(order)
    kept = order.keep_open_until
    assert kept is not None
    assert f"stays open, all of it, until {kept.day} {kept:%b}" in answer.text
    assert tablet.post(url, {"version": order.version}).headers["Location"] == "/tonight"


@pytest.mark.contract("B4")
def test_what_was_kept_open_by_a_wrong_tap_is_on_the_plan_again(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """By the button in the message; its history says the day as people do."""
    order = stale_order(session, cast)
    url = f"/tonight/{order.number}/keep-open"
    said = tablet.sign_in(cast.buyer).post(url, {"version": order.version}, htmx=True).text
    toast = said.partition("data-toast")[2]
    assert (f'action="{url}"' in toast, 'name="undo" value="1"' in toast) == (True, True)
    session.refresh(order)
    assert order.keep_open_until is not None
    day = f"{order.keep_open_until.day} {order.keep_open_until:%b}"
    answer = tablet.post(url, {"version": order.version, "undo": "1"}, htmx=True)
    assert ("Forgotten oats" in answer.text, "A quiet night" in answer.text) == (True, False)
    session.refresh(order)
    assert order.keep_open_until is None
    history = tablet.get(f"/orders/{order.number}").text
    assert (f"Kept open until {day}" in history, "Not kept open any more" in history) == (
        True, True,
    )  # fmt: skip


@pytest.mark.contract("C31", "B4")
def test_why_each_line_will_be_completed(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Handed over at the desk, or sold at a register, with its receipt."""
    desks, tills = tagged(session, cast, 2)
    desk.hand_over(session, [desks.id], by=viewer_of(cast.taker), one_time_key=new_key())
    today = clock.business_date(clock.now(), cast.hill.time_zone)
    number = f"{today.isoformat()} 5-1-77"
    take(session, [a_sale(tills, receipt=number, sold_at=clock.now(), business_date=today)],
         source="core_pos")  # fmt: skip
    session.commit()
    plan = tablet.sign_in(cast.buyer).get("/tonight").text
    why = re.findall(r'data-label="Why">([^<]+)<', plan)
    assert why == ["Handed over at the desk", f"Receipt 5-1-77 of {today.day} {today:%b}"]


def test_an_old_form_is_refused(session: Session, cast: Cast, tablet: Tablet) -> None:
    order = stale_order(session, cast)
    answer = tablet.sign_in(cast.buyer).post(
        f"/tonight/{order.number}/keep-open", {"version": order.version - 1}
    )
    assert answer.status_code == 409
    session.refresh(order)
    assert order.keep_open_until is None


@pytest.mark.parametrize("who", ["taker", "outsider"])
def test_others_may_neither_look_nor_keep(
    session: Session, cast: Cast, tablet: Tablet, who: str
) -> None:
    order = stale_order(session, cast)
    tablet.sign_in(cast.everybody[who])
    assert tablet.get("/tonight").status_code == 403
    answer = tablet.post(f"/tonight/{order.number}/keep-open", {"version": order.version})
    assert answer.status_code == 403


def test_strangers_are_sent_to_sign_in(tablet: Tablet) -> None:
    assert tablet.get("/tonight").headers["Location"] == "/sign-in?next=/tonight"


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "x"])
def test_a_forged_number_is_not_found(cast: Cast, tablet: Tablet, number: str) -> None:
    answer = tablet.sign_in(cast.buyer).post(f"/tonight/{number}/keep-open", {"version": 1})
    assert answer.status_code == 404


def test_a_quiet_night_says_so(cast: Cast, tablet: Tablet) -> None:
    assert "A quiet night" in tablet.sign_in(cast.manager).get("/tonight").text


@pytest.mark.contract("B4")
def test_all_of_it_can_be_looked_through(
    session: Session, cast: Cast, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page shows a few lines of each step and leads on; what it asks does not grow with them."""
    first = stale_order(session, cast)
    tablet.sign_in(cast.buyer)
    with count_queries() as of_one:
        tablet.get("/tonight")
    orders = [stale_order(session, cast).number for _ in range(5)]
    monkeypatch.setattr(tonight, "SHOWN", 2)
    with count_queries() as of_many:
        page = tablet.get("/tonight").text
    # How many there are is asked once more, as the page does not show them all.
    assert len(of_many) == len(of_one) + 1 <= 20, of_many
    assert "The first 2 of 6 lines." in page
    seen, asked = found_in(page), []
    while more := re.search(r'hx-get="(/tonight[?]step=close_stale[^"]+)"', page):
        with count_queries() as of_more:
            page = tablet.get(unescape(more[1]), htmx=True).text
        assert ("<h1" in page, tablet.get(unescape(more[1])).status_code) == (False, 200)
        seen += found_in(page)
        asked.append(len(of_more))
    assert (seen, max(asked) <= 10) == ([first.number, *orders], True), asked


@pytest.mark.contract("B4")
def test_many_are_counted_when_the_page_is_there(
    session: Session, cast: Cast, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        stale_order(session, cast)
    monkeypatch.setattr(tonight, "SHOWN", 2)
    monkeypatch.setattr(tonight.show, "__defaults__", (3,))
    page = tablet.sign_in(cast.buyer).get("/tonight").text
    assert ("3+" in page, "The first 2 of more than 3 lines." in page) == (True, True)
    again = re.search(r'hx-get="(/tonight[?]count=1)" hx-trigger="load"', page)
    assert again is not None
    counted = tablet.get(again[1], htmx=True).text
    assert ("4" in re.findall(r"<b>([^<]+)</b>", counted), "hx-get" in counted) == (True, False)
    assert "The first 2 of 4 lines." in tablet.get(again[1]).text


def found_in(page: str) -> list[int]:
    """The orders that a page offers to keep open."""
    return [int(n) for n in re.findall(r'action="/tonight/([0-9]+)/keep-open"', page)]


@pytest.mark.parametrize(
    "asked",
    [
        "step=x&after=0-1-1",
        "step=remind&after=1-1-1",
        f"step=close_stale&after=0-1-{'9' * 99}",
        f"step=close_stale&after=0-{'9' * 16}-{'9' * 15}",
        f"step=close_called&after=0-{'9' * 16}-0",
    ],
)
def test_a_forged_place_shows_what_there_is(cast: Cast, tablet: Tablet, asked: str) -> None:
    assert tablet.sign_in(cast.buyer).get(f"/tonight?{asked}").status_code == 200
