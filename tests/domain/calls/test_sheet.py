"""Who is to be called: by customer, the longest due first, a page at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.calls import history, hours, sheet
from app.domain.calls.sheet import Asked, Due, Tally
from app.domain.orders import actions as order_actions
from app.domain.orders.statuses import StatusBook
from app.models import Customer, user_super_departments
from app.vocabulary import clock
from app.vocabulary.errors import Invalid
from tests.domain.calls.conftest import TUESDAY, Ask, Tap
from tests.factories import a_customer, a_department, a_product
from tests.laws.test_query_plans import scanned
from tests.support.cast import Cast
from tests.support.queries import count_queries

DAY = timedelta(days=1)


def names(found: sheet.Sheet) -> list[tuple[str, int]]:
    """Who stands on a page, with how many lines."""
    return [(group.name, len(group.lines)) for group in found.groups]


@pytest.mark.contract("B7")
def test_calls_stand_by_customer_across_their_orders(
    session: Session, ask: Ask, ada: Customer, buyer: Viewer, statuses: StatusBook
) -> None:
    """By the file, else by phone, else by name; what waits for no call is not there."""
    with clock.set_to(TUESDAY - 3 * DAY):
        ask(contact={"last_name": "Oak", "phone": "555-0111"})
    with clock.set_to(TUESDAY - 2 * DAY):
        ask(ada, 2)
    with clock.set_to(TUESDAY - DAY):
        ask(ada)
        ask(contact={"last_name": "Oak, phoned", "phone": "(555) 0111"})
        ask(contact={"last_name": "Elm", "first_name": "Bo"})
        ask(contact={"last_name": "Elm", "first_name": "Bo"})
        ask(contact={"last_name": "Elm", "first_name": "Di"})
        done = ask(ada)
        order_actions.move_all(done, "placed", by=buyer, book=statuses)
        ask(ada, call_first=False)
    asked = Asked(TUESDAY)

    assert names(sheet.page(session, asked)) == [
        ("Oak, phoned", 2),
        ("Ada Quill", 3),
        ("Bo Elm", 2),
        ("Di Elm", 1),
    ]
    every = Tally(4, False)
    assert sheet.count(session, asked) == {
        Due.ALL: every,
        Due.NOW: every,
        Due.LATER: Tally(0, False),
    }


@pytest.mark.contract("B7")
def test_what_is_due_and_what_is_later_are_two_parts_of_one(
    session: Session, ask: Ask, tap: Tap, ada: Customer
) -> None:
    """A customer with a line that is due is called about everything."""
    other = a_customer(session, last_name="Reed", phone="", phone_digits="")
    with clock.set_to(TUESDAY - DAY):
        first, second = ask(ada), ask(other)
        ask(ada)
    tap(list(first.lines), "voicemail")
    tap(list(second.lines), "no_answer")
    now = Asked(TUESDAY, due=Due.NOW)

    assert names(sheet.page(session, now)) == [("Ada Quill", 2)]
    later = Asked(TUESDAY, due=Due.LATER)
    assert names(sheet.page(session, later)) == [("Ada Reed", 1)]
    counted = sheet.count(session, now)
    assert [counted[due].customers for due in Due] == [2, 1, 1]


def test_pages_hold_everybody_once(session: Session, ask: Ask, monkeypatch) -> None:
    """Also those with lines on both sides of a place."""
    monkeypatch.setattr(sheet, "PAGE", 3)
    people = [a_customer(session, last_name=f"Q{n}") for n in range(8)]
    for turn in range(2):
        for n, person in enumerate(people):
            with clock.set_to(TUESDAY - 3 * DAY + turn * DAY + timedelta(minutes=n)):
                ask(person)
    seen, place = [], None
    for _ in range(5):
        page = sheet.page(session, Asked(TUESDAY), place)
        seen += names(page)
        place = page.after
        if place is None:
            break

    assert seen == [(f"Ada Q{n}", 2) for n in range(8)]


def test_the_sheet_is_narrowed_and_says_what_it_leaves_out(
    session: Session, cast: Cast, ask: Ask, ada: Customer, buyer: Viewer
) -> None:
    """To a store, a super department, or those that somebody owns (C20, C22)."""
    cool = a_department(session, "Cool")
    mine = cool.super_department_id
    milk = a_product(session, cool, description="Almond milk")
    ask(ada)
    ask(ada, product=milk)
    ask(a_customer(session, last_name="Reed"))
    owned = sa.insert(user_super_departments)
    session.execute(owned.values(user_id=buyer.user_id, super_department_id=mine))
    of_mine = Asked(clock.now(), mine=buyer.user_id, owned=frozenset({mine}))
    by_hand = Asked(clock.now(), super_department_id=mine)

    for asked in (of_mine, by_hand):
        (group,) = sheet.page(session, asked).groups
        assert [line.description for line in group.lines] == ["Almond milk"]
        assert [line.description for line in group.others] == ["Rolled oats"]
        assert sheet.count(session, asked)[Due.ALL] == Tally(1, False)
    assert names(sheet.page(session, Asked(clock.now(), store_id=cast.river.id))) == []


def test_a_page_asks_three_things_and_scans_nothing(session: Session, ask: Ask) -> None:
    """However many there are; on both databases by an index."""
    for n in range(4):
        ask(a_customer(session, last_name=f"Q{n}"))
    ask(contact={"last_name": "Elm"})
    with count_queries() as asked:
        sheet.page(session, Asked(clock.now()))
    assert len(asked) == 3

    now = Asked(clock.now(), store_id=1, super_department_id=1, mine=1, due=Due.NOW)
    place = sheet.Place(TUESDAY, 7)
    for query in (
        sheet.walk(now, place),
        sheet.walk(Asked(clock.now()), None),
        sheet.counting(now),
        sheet.lines_of({"c1", "p5550111", "nElm\n"}),
    ):
        assert scanned(session, query) == set()


@pytest.mark.contract("B7")
@pytest.mark.parametrize(
    ("at", "said"),
    [
        ([(10, 23), (11, 22), (12, 23)], "on weekdays after 17:00"),
        ([(14, 15), (15, 16), (14, 14)], "at weekends before 12:00"),
        ([(10, 15), (14, 16), (12, 20)], "between 10:00 and 16:00"),
        ([(10, 23), (11, 22)], ""),
    ],
)
def test_the_log_tells_when_somebody_is_reached(
    session: Session, ask: Ask, tap: Tap, at: list[tuple[int, int]], said: str
) -> None:
    """From the third call on; calls that reached nobody tell nothing."""
    (line,) = ask().lines
    reached = [tap([line], "reached", at=TUESDAY.replace(day=d, hour=h)) for d, h in at]
    tap([line], "no_answer")
    calls = [call for call, _ in history.calls_about(session, [], [line.id])]

    assert len(calls) == len(reached) + 1
    assert history.usual_hours(calls, "America/Chicago") == said


@pytest.mark.contract("B7")
def test_a_wrong_number_is_flagged_until_it_is_put_right(
    session: Session, ask: Ask, tap: Tap, ada: Customer
) -> None:
    """Another number, or somebody reached there, and the flag is gone."""
    order = ask(ada)
    (line,) = order.lines
    tap([line], "wrong_number", number="2175550142")

    def flagged():
        (group,) = sheet.page(session, Asked(TUESDAY + 400 * DAY)).groups
        return group.wrong_since

    assert flagged() == TUESDAY
    order.phone = "+12175550143"
    session.flush()
    assert flagged() is None
    order.phone = "+12175550142"
    tap([line], "reached", at=TUESDAY + DAY, number="2175550142")
    assert flagged() is None


def test_best_hours_are_kept_where_they_belong(
    session: Session, ask: Ask, ada: Customer, buyer: Viewer
) -> None:
    """In the record, or on the orders of somebody in no file."""
    known, walk_in = ask(ada), ask()
    for order in (known, walk_in):
        assert hours.write_best_hours(session, [order], "after five", by=buyer)
        assert not hours.write_best_hours(session, [order], "after five", by=buyer)
    assert (ada.best_hours, known.best_hours, walk_in.best_hours) == (
        "after five",
        "",
        "after five",
    )
    assert [group.best_hours for group in sheet.page(session, Asked(clock.now())).groups] == [
        "after five"
    ] * 2
    with pytest.raises(Invalid):
        hours.write_best_hours(session, [known], "x" * 61, by=buyer)
