"""Repeating orders as people handle them (B3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import night
from app.domain.recurring import actions, making
from app.domain.recurring.rhythm import Rhythm
from app.models import Every, Order, Product, Recurrence, RecurrenceState, Role
from app.vocabulary import clock
from app.web.filters import day
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

KEY = "a-key-for-repeats-01"
ZONE = "America/Chicago"


@pytest.fixture
def order(session: Session, cast: Cast) -> Order:
    """Oats for Ada Quill: 120.00."""
    oats = a_product(session, a_department(session), description="Oats")
    made = an_order(session, viewer_of(cast.taker), [a_wish(oats)], a_customer(session))
    session.commit()
    return made


@pytest.fixture
def it(session: Session, cast: Cast, order: Order) -> Recurrence:
    """Every Tuesday and so on, from a week ahead."""
    rhythm = Rhythm(Every.WEEKS, 1, today() + timedelta(days=7))
    terms = actions.Terms(rhythm, days_ahead=7, most_rise=Decimal("10"))
    made = actions.start(session, order, terms, by=viewer_of(cast.buyer), one_time_key=KEY)
    session.commit()
    return made


def today() -> date:
    """The stores' day."""
    return clock.business_date(clock.now(), ZONE)


def sees_nothing(session: Session) -> None:
    """Buyers see no figure from now on."""
    role = session.scalars(sa.select(Role).filter_by(name="Buyer")).one()
    hidden = ("prices", "costs")
    role.grants = [g for g in role.grants if not g.permission.value.startswith(hidden)]
    session.commit()


def dearer(session: Session, it: Recurrence) -> None:
    """The oats cost half as much again, and the night has asked."""
    session.get_one(Product, it.from_order.lines[0].product_id).retail = Decimal("15.00")
    making.make_due(session, it, today(), night(it.store_id))
    session.commit()


FORM = {
    "one_time_key": KEY, "every_n": "1", "every": "nth_weekday", "nth": "2", "weekday": "1",
    "days_ahead": "7", "ends_on": "", "ends_after": "", "most_rise": "12.5",
}  # fmt: skip


@pytest.mark.contract("C29", "B3")
def test_an_order_begins_to_repeat(
    session: Session, tablet: Tablet, cast: Cast, order: Order
) -> None:
    """The dates are seen before; sent twice it is one, and the order leads there."""
    tablet.sign_in(cast.buyer)
    url = f"/orders/{order.number}/repeat"
    first = (today() + timedelta(days=3)).isoformat()
    assert "Every week on" in tablet.get(url).text
    typed = {"every_n": "1", "every": "nth_weekday", "nth": "2", "weekday": "1", "first_on": first}
    dates = tablet.get(url, query_string=typed, htmx=True).text
    assert "Every 2nd Tuesday of the month" in dates
    assert dates.count("<li>Tue ") == 5
    assert tablet.post(url, FORM | {"first_on": ""}).status_code == 422
    sent = [tablet.post(url, FORM | {"first_on": first}) for _ in range(2)]
    it = session.scalars(sa.select(Recurrence)).one()
    assert [answer.headers["Location"] for answer in sent] == [f"/recurring/{it.id}"] * 2
    assert (it.weekday, it.nth, it.most_rise, it.agreed_total) == (
        1, 2, Decimal("12.5"), Decimal("120.00"),
    )  # fmt: skip
    assert tablet.get(url).headers["Location"] == f"/recurring/{it.id}"
    assert "Repeats from now on: every 2nd Tuesday" in tablet.get(f"/orders/{order.number}").text


@pytest.mark.contract("B3")
def test_brakes_by_hand(session: Session, tablet: Tablet, cast: Cast, it: Recurrence) -> None:
    """Each tells what it did; a form of an older version is refused."""
    tablet.sign_in(cast.buyer)
    url = f"/recurring/{it.id}"

    def press(verb: str, **fields: str) -> int:
        session.expire_all()
        return tablet.post(f"{url}/{verb}", {"version": it.version} | fields).status_code

    later = today() + timedelta(days=60)
    assert [press("skip"), press("pause", until=later.isoformat()), press("resume")] == [303] * 3
    assert press("pause", until=today().isoformat()) == 422
    assert tablet.post(f"{url}/skip", {"version": "0"}).status_code == 409
    assert (
        press("change", **(FORM | {"first_on": it.first_on.isoformat(), "ends_after": "3"})) == 303
    )
    session.expire_all()
    assert (it.ends_after, it.every) == (3, Every.NTH_WEEKDAY)
    assert "3 orders" in tablet.get(url).text
    assert [press("end"), press("skip")] == [303, 409]
    assert "It has ended" in tablet.get(url).text


@pytest.mark.contract("B3", "C8", "B1")
def test_what_it_asks_is_told_without_figures(
    session: Session, tablet: Tablet, cast: Cast, it: Recurrence
) -> None:
    """Neither the amounts nor by how much; who may not see it can say no, not yes."""
    dearer(session, it)
    tablet.sign_in(cast.buyer)
    url = f"/recurring/{it.id}"
    assert (
        "120.00</b> was agreed; today it comes to <b>180.00</b>, 50.0 % more"
        in tablet.get(url).text
    )
    sees_nothing(session)
    pages = "".join(tablet.get(each).text for each in (url, "/recurring", f"{url}/change"))
    assert "The price has changed" in pages
    for figure in ("120", "180", "50.0", "50 %", "10 %", "most_rise"):
        assert figure not in pages
    form = {"version": it.version}
    assert tablet.post(f"{url}/agree", form | {"shown": "180.00"}).status_code == 403
    assert tablet.post(f"{url}/change", form | FORM | {"first_on": "2030-01-01"}).status_code == 403
    assert tablet.post(f"{url}/decline", form).status_code == 303
    session.expire_all()
    assert it.state is RecurrenceState.ACTIVE


def test_yes_makes_it(session: Session, tablet: Tablet, cast: Cast, it: Recurrence) -> None:
    """At the price that was shown, and no other."""
    dearer(session, it)
    tablet.sign_in(cast.buyer)
    assert "The price has changed." in tablet.get("/recurring").text
    form = {"version": it.version, "shown": "170.00"}
    assert tablet.post(f"/recurring/{it.id}/agree", form).status_code == 409
    assert tablet.post(f"/recurring/{it.id}/agree", form | {"shown": "180.00"}).status_code == 303
    session.expire_all()
    made = session.scalars(sa.select(Order).where(Order.from_order_id == it.from_order_id)).one()
    assert (it.agreed_total, it.made, made.requested_on) == (Decimal("180.00"), 1, it.first_on)
    assert "repeats order" in tablet.get(f"/orders/{made.number}").text


def test_an_answer_says_that_it_asks_about_today_at_once(
    session: Session, tablet: Tablet, cast: Cast, it: Recurrence
) -> None:
    dearer(session, it)
    form = {"version": it.version}
    with clock.set_to(clock.now() + timedelta(days=14)):
        tablet.sign_in(cast.buyer)
        assert tablet.post(f"/recurring/{it.id}/decline", form).status_code == 303
        page = tablet.get(f"/recurring/{it.id}").text
        asked = day(today())
    assert f"Not made this time. It asks about {asked} now." in page


def test_tonight_shows_what_repeats(
    session: Session, tablet: Tablet, cast: Cast, it: Recurrence
) -> None:
    """Beside what closes, before it happens; what will ask says so."""
    tablet.sign_in(cast.buyer)
    page = tablet.get("/tonight").text
    assert "Will be made: orders that repeat" in page
    session.get_one(Product, it.from_order.lines[0].product_id).retail = Decimal("15.00")
    assert "The price has changed." in tablet.get("/tonight").text


def test_nonsense_is_no_rhythm(tablet: Tablet, cast: Cast, order: Order) -> None:
    """Whatever is sent: the page says what is wrong."""
    tablet.sign_in(cast.buyer)
    url, first = f"/orders/{order.number}/repeat", today().isoformat()
    for wrong in (
        {"every": "fortnights"},
        {"nth": "9" * 5000},
        {"weekday": "x"},
        {"first_on": "0001-01-01"},
        {"every_n": "400"},
        {"every": "weeks", "ends_on": "2020-01-01"},
    ):
        typed = FORM | {"first_on": first} | wrong
        assert tablet.post(url, typed).status_code == 422
        assert tablet.get(url, query_string=typed).status_code == 200
