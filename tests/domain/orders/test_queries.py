"""Lists: their order, their pages, their counts."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, merging, queries
from app.domain.orders.queries import PAGE, START, Filters
from app.domain.orders.statuses import StatusBook
from app.models import Order
from app.vocabulary.errors import NotFound
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.queries import count_queries

ALL = Filters()


@pytest.mark.contract("C22")
def test_newest_orders_first_their_lines_in_order(
    session: Session, order: Order, taker: Viewer
) -> None:
    """Lines of an order stand together."""
    wish = a_wish(a_product(session, a_department(session)))
    newer = an_order(session, taker, [wish, wish, wish])
    lines = queries.pending_page(session, ALL).lines
    told = [(line.order.number, line.number) for line in lines]

    assert told == [(newer.number, n) for n in (1, 2, 3)] + [(order.number, n) for n in (1, 2)]


def test_a_page_is_left_both_ways(session: Session, taker: Viewer) -> None:
    """Exactly full pages lead nowhere further; a place past the end leads back."""
    wish = a_wish(a_product(session, a_department(session)))
    for _ in range(PAGE):
        an_order(session, taker, [wish, wish])
    start = queries.pending_page(session, ALL)
    end = queries.pending_page(session, ALL, start.older or START)

    assert (start.newer, end.older) == (None, None)
    assert end.newer is not None
    assert queries.pending_page(session, ALL, end.newer) == start
    past = queries.pending_page(session, ALL, queries.Place(before=1))
    assert (past.lines, past.older) == ([], None)
    assert queries.pending_page(session, ALL, past.newer or START).lines != []


def test_an_order_by_number_and_its_lines(session: Session, order: Order) -> None:
    """What is not there is not found."""
    assert queries.by_number(session, order.number, lock=True) is order
    assert queries.by_number(session, order.number, at_once=True) is order
    assert queries.line_of(order, 2).description == "Almond milk"
    with pytest.raises(NotFound):
        queries.by_number(session, 999)
    with pytest.raises(NotFound):
        queries.line_of(order, 3)


def test_events_since_a_version(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """What a form made from that version has missed, newest first."""
    session.refresh(order)
    known = order.version
    actions.edit_notes(order, "Ring", by=buyer)
    session.flush()
    actions.move(order.lines[0], "placed", by=buyer, book=statuses)
    session.flush()

    def verbs(since: int | None) -> list[str]:
        return [e.verb for e in queries.events_of(session, order, since=since)]

    assert verbs(None) == ["moved", "notes_edited", "taken"]
    assert verbs(known) == ["moved", "notes_edited"]
    assert verbs(known + 1) == ["moved"]
    assert verbs(known + 2) == []


def test_orders_of_picked_lines(session: Session, order: Order) -> None:
    """With all their lines; ids of nothing are left out."""
    assert queries.by_lines(session, [order.lines[1].id, 999_999], lock=True) == [order]
    assert queries.by_lines(session, []) == []


def test_orders_are_locked_in_one_order_everywhere(
    session: Session, order: Order, taker: Viewer
) -> None:
    """Whatever their numbers: two people who hold several would wait for each other otherwise."""
    younger = an_order(session, taker, [a_wish(a_product(session, a_department(session)))])
    order.number, younger.number = 90_002, 90_001
    session.flush()
    ids = [line.id for line in (*order.lines, *younger.lines)]
    with count_queries() as asked:
        found = queries.by_lines(session, ids, lock=True)
        queries.hold_orders(session, ids)
        merging.hold(session, [order.number, younger.number])
    locks = [
        text.rpartition(" ORDER BY ")[2].partition(" FOR ")[0]
        for text in (" ".join(each.split()) for each in asked)
        if " FROM orders " in text
    ]
    assert locks == ["orders.id"] * 3
    assert found == [younger, order]
