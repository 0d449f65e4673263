"""What the customer ordered before is one tap away; what was ordered lately is asked about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.orders.content import DraftItem
from app.models import LineKind, Order
from app.vocabulary import clock
from tests.blueprints.entry.desk import a_shelf, kept, url
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries


def ordered(session: Session, cast: Cast, days: int = 0) -> Order:
    """Two items and a note of the shelf's member, some days ago."""
    customer, department, oats = a_shelf(session)
    kelp = a_product(session, department, description="Kelp", case_size=6)
    note = DraftItem(0, LineKind.NOTE, description="Blue", department_id=department.id)
    wishes = [a_wish(oats, cases=2), a_wish(kelp), note]
    with clock.set_to(clock.now() - timedelta(days=days)):
        return an_order(session, viewer_of(cast.taker), wishes, customer)


def for_customer(tablet: Tablet, cast: Cast, order: Order) -> Tablet:
    """The taker with a draft for the customer of `order`."""
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": order.customer_id})
    return tablet


def test_choosing_stays_quick_and_the_list_comes_by_itself(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """A link without scripts; nothing is asked of the database for it before."""
    order = ordered(session, cast)
    chosen = for_customer(tablet, cast, order).get(url()).text
    assert f'hx-get="{url("ordered-before")}" hx-trigger="load"' in chosen
    assert "Kelp" not in chosen
    page = tablet.get(url("ordered-before")).text
    assert page.count('class="tile"') == 2
    assert "<title>New order" in page
    piece = tablet.get(url("ordered-before"), htmx=True).text
    assert piece.count('class="tile"') == 2
    assert "Blue" not in piece
    assert "7531" not in piece.replace(",", "")


def test_nothing_is_offered_without_a_known_customer(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Nobody, and a typed name."""
    tablet.sign_in(cast.taker).post(
        url("write-contact"), {"last_name": "Field", "phone": "5550100"}
    )
    for key in ("a-draft-of-nobody-at-all", url().rsplit("/", 1)[-1]):
        assert 'id="past" hidden' in tablet.get(url("ordered-before", key=key), htmx=True).text


def test_one_tap_orders_it_again(session: Session, cast: Cast, tablet: Tablet) -> None:
    """As many cases as then; sent twice it is added once; tapped again, as many more."""
    order = ordered(session, cast)
    for_customer(tablet, cast, order)
    for once, cases in (("one", 2), ("one", 2), ("two", 4)):
        data = {"line": order.lines[0].id, "once": once}
        answer = tablet.post(url("order-again"), data, htmx=True)
        assert answer.status_code == 200
        assert [item.cases for item in kept(session).items] == [cases]
    assert "Again?" not in answer.text
    assert 'class="tile held"' in answer.text


def test_a_whole_order_again_without_its_note(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Without scripts too; what nobody has any more is named."""
    order = ordered(session, cast)
    for_customer(tablet, cast, order)
    whole = {"order": order.number, "once": "one"}
    answer = tablet.post(url("order-again"), whole, htmx=True)
    assert "Added 2 items: 3 cases." in answer.text
    assert [(i.description, i.cases) for i in kept(session).items] == [
        ("Rolled oats", 2),
        ("Kelp", 1),
    ]
    led = tablet.post(url("order-again"), whole | {"once": "two"})
    assert led.location == url("ordered-before")


@pytest.mark.contract("C5", "C17")
def test_what_its_department_wants_to_know_is_asked_as_today(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Not as it was on the day of the order."""
    order = ordered(session, cast)
    a_department(session)
    order.lines[0].department.always_ask = True
    session.flush()
    for_customer(tablet, cast, order)
    answer = tablet.post(url("order-again"), {"line": order.lines[0].id}, htmx=True)
    assert "Confirm the quantity" in answer.text


def test_what_belongs_to_somebody_else_is_refused(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Neither their lines nor their orders."""
    order = ordered(session, cast)
    other = a_customer(session)
    tablet.sign_in(cast.taker).post(url("choose-customer"), {"customer": other.id})
    forged = ({"line": order.lines[0].id}, {"order": order.number}, {"line": "x"}, {})
    for data in (*forged, {"order": "999999"}):
        assert tablet.post(url("order-again"), data).status_code == 404, data
    assert kept(session).items == ()


def test_ordered_lately_asks_and_never_blocks(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Beside the item, with the order for those who may see it; yes ends the question."""
    order = ordered(session, cast, days=5)
    for_customer(tablet, cast, order)
    added = tablet.post(url("add-item"), {"q": order.lines[0].upc}, htmx=True).text
    assert "2 cases of this ordered 5 days ago" in added
    assert f'<a href="/orders/{order.number}">order {order.number}</a>' in added
    answer = tablet.post(url("order-again-anyway", ref=1), htmx=True).text
    assert "Again?" not in answer
    assert "Again?" not in tablet.get(url()).text
    assert tablet.post(url("order-again-anyway", ref=9), htmx=True).status_code == 404


def test_the_list_is_one_statement(session: Session, cast: Cast, tablet: Tablet) -> None:
    """However many lines there are."""
    order = ordered(session, cast)
    taker = viewer_of(cast.taker)
    asked = []
    for _ in range(2):
        for_customer(tablet, cast, order)
        session.expire_all()
        with count_queries() as sent:
            assert tablet.get(url("ordered-before"), htmx=True).status_code == 200
        asked.append(len(sent))
        more = [a_product(session, a_department(session), description=f"Item {n}") for n in "abc"]
        an_order(session, taker, [a_wish(one) for one in more], order.customer)
    assert asked[0] == asked[1] <= 4
