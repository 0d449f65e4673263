"""Order numbers come to their end: those that are done with are given again (pos-lane)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers import queries as customers
from app.domain.home import today
from app.domain.orders import actions, again, cloning, merging, numbers, queries
from app.domain.orders.filters import Filters
from app.domain.orders.policies import may_tag
from app.domain.orders.statuses import book
from app.models import Counter, Order, OrderEvent
from app.vocabulary import clock
from app.vocabulary.barcodes import tag_code
from app.vocabulary.errors import Refused
from app.vocabulary.statuses import Key
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, make_cast, viewer_of


@pytest.fixture
def orders(session: Session, cast: Cast) -> list[Order]:
    """Five orders, and no number left."""
    return five(session, cast)


def five(session: Session, cast: Cast) -> list[Order]:
    """Numbers 1 to 5: open, closed long ago, closed a year ago to the day, open again, closed long
    ago; and the counter at its end."""
    buyer, statuses, now = viewer_of(cast.buyer), book(session), clock.now()
    wish = a_wish(a_product(session, a_department(session)))
    with clock.set_to(now - timedelta(days=400)):
        made = [an_order(session, buyer, [wish]) for _ in range(5)]
    for order, days in zip(made[1:], (366, 364, 366, 366), strict=True):
        with clock.set_to(now - timedelta(days=days)):
            actions.close(order, Key.CANCELED, by=buyer, book=statuses)
    actions.reopen(made[3], by=viewer_of(cast.manager), book=statuses, why="came back")
    at_its_end(session, numbers.LAST_ORDER_NUMBER)
    return made


def at_its_end(session: Session, value: int) -> None:
    """As if so many had been given."""
    session.flush()
    session.execute(sa.update(Counter).values(value=value))
    session.commit()


@pytest.mark.contract("C26")
def test_the_numbers_of_orders_closed_for_a_year_are_given_again(
    session: Session, orders: list[Order], cast: Cast
) -> None:
    """From the lowest on; what is open, or was closed lately, keeps its own. Then from the first
    on again, and at last there is none."""
    assert [numbers.next_number(session), numbers.next_number(session)] == [2, 5]
    assert [order.number for order in orders] == [1, 1_000_002, 3, 4, 1_000_005]
    with pytest.raises(Refused, match="used up"):
        numbers.next_number(session)
    session.commit()
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert numbers.next_number(session) == 3
    assert orders[2].number == 2_000_003
    told = sa.select(OrderEvent.detail).where(OrderEvent.verb == "number_passed_on")
    assert [row["number"] for row in session.scalars(told.order_by(OrderEvent.id))] == [2, 5, 3]


@pytest.mark.contract("C26")
def test_who_has_the_number_now_is_found_by_it(
    session: Session, orders: list[Order], cast: Cast
) -> None:
    """By number and by tag; the old order by its new number, and it gets no tag any more."""
    wish = a_wish(a_product(session, a_department(session)))
    new = an_order(session, viewer_of(cast.buyer), [wish])
    session.commit()
    old = orders[1]
    assert (new.number, old.number) == (2, 1_000_002)
    found = [
        [
            *queries.line_ids(session, Filters(text=text), is_open=True),
            *queries.line_ids(session, Filters(text=text), is_open=False),
        ]
        for text in (tag_code(2, 1), "2", "1000002")
    ]
    assert found == [[new.lines[0].id], [new.lines[0].id], [old.lines[0].id]]
    statuses = book(session)
    actions.reopen(old, by=viewer_of(cast.manager), book=statuses, why="came back")
    actions.move_all(old, Key.ARRIVED, by=viewer_of(cast.buyer), book=statuses, sure=True)
    assert may_tag(old.lines[0]).reason == "Its number is too large for a barcode."


@pytest.mark.contract("C26", "C30")
def test_the_number_of_goods_that_wait_in_another_order_is_kept(
    session: Session, orders: list[Order], cast: Cast
) -> None:
    """Its old tag still means them, over any number of orders, and for a year after them."""
    buyer, statuses = viewer_of(cast.buyer), book(session)
    wish = a_wish(a_product(session, a_department(session)))
    session.execute(sa.update(Counter).values(value=7))
    with clock.set_to(clock.now() - timedelta(days=400)):
        between, last = (an_order(session, buyer, [wish]) for _ in range(2))
        (moved,) = merging.merge(session, between, last, by=buyer, book=statuses)
    orders[1].lines[0].moved_to_id = between.lines[0].id
    at_its_end(session, numbers.LAST_ORDER_NUMBER)
    assert (between.lines[0].moved_to_id, numbers.next_number(session)) == (moved.id, 5)
    with clock.set_to(clock.now() - timedelta(days=364)):
        actions.close(last, Key.CANCELED, by=buyer, book=statuses)
    at_its_end(session, numbers.LAST_ORDER_NUMBER)
    with pytest.raises(Refused):
        numbers.said(session)
    with clock.set_to(clock.now() + timedelta(hours=30)):
        assert numbers.next_number(session) == 2


@pytest.mark.contract("C26", "C29")
def test_a_clone_of_the_order_whose_number_is_next_says_which_it_was(
    session: Session, orders: list[Order], cast: Cast
) -> None:
    old = orders[1]
    made = cloning.clone(session, old, by=viewer_of(cast.buyer), one_time_key="clone-key-0001")
    assert (made.number, old.number, made.from_order_id) == (2, 1_000_002, old.id)
    taken = sa.select(OrderEvent.detail).filter_by(order_id=made.id, verb="taken")
    assert session.scalars(taken).one()["cloned_from"] == 1_000_002


@pytest.mark.contract("C26")
def test_an_order_with_a_number_given_again_is_the_newest(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a customer's or a person's orders stand by age, and page by page."""
    by, ada = viewer_of(cast.buyer), a_customer(session)
    wishes = [a_wish(a_product(session, a_department(session))) for _ in range(3)]
    made = [an_order(session, by, [wish], ada) for wish in wishes]
    made[0].number, made[2].number = 1_000_001, 1
    session.flush()
    third, second, first = (order.id for order in reversed(made))
    waiting, past = customers.both_orders_of(session, ada.id)
    day = made[0].ordered_on
    found = [
        waiting.orders,
        merging.others_of(session, made[1]),
        today.taken_by(session, by.user_id, by.store_id, day),
    ]
    ids = [[order.id for order in orders] for orders in found]
    assert ids == [[third, second, first], [third, first], [third, second, first]]
    before = again.ordered_before(session, ada.id)
    assert [one.number for one in before] == [1, made[1].number, 1_000_001]
    for order in made:
        actions.close(order, Key.CANCELED, by=by, book=book(session))
    session.flush()
    monkeypatch.setattr(customers, "PAGE", 1)
    walked, before_id = [], None
    while past.before or before_id is None:
        past = customers.both_orders_of(session, ada.id, before=before_id)[1]
        walked, before_id = [*walked, *(order.id for order in past.orders)], past.before or 0
    assert walked == [third, second, first]


def test_people_are_told_before(session: Session, orders: list[Order]) -> None:
    ahead = "those of orders that were closed more than a year ago"
    found = []
    for value in (989_999, 990_000, 999_999, 1_000_003):
        at_its_end(session, value)
        found.append(numbers.said(session))
    assert found == [
        "",
        f"9999 order numbers are left. After them {ahead} are given again.",
        f"Order numbers are given again: {ahead}.",
        f"Order numbers are given again: {ahead}.",
    ]
    session.execute(sa.update(Order).values(closed_at=clock.now()))
    with pytest.raises(Refused, match="used up"):
        numbers.said(session)


@pytest.mark.contract("C26")
def test_a_number_whose_order_somebody_works_at_is_passed_over(engine: sa.Engine) -> None:
    """Who clones an order holds it and waits for a number: neither waits for the other for ever."""
    with Session(engine) as session:
        five(session, make_cast(session))
    with Session(engine) as one, Session(engine) as two:
        held = sa.select(Order.id).where(Order.number == 2).with_for_update()
        assert len(one.scalars(held).all()) == 1
        assert numbers.next_number(two) == 5
        two.commit()
        with pytest.raises(Refused):
            numbers.next_number(two)
        two.rollback()
        assert numbers.next_number(one) == 2
