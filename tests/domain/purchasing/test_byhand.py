"""Lines that people move by hand, take off and give up: what came stays, what stands in Arrived is
not waited for (C25, B10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, voiding
from app.domain.purchasing import drafting, finding, placing, promises, queries, receiving, undoing
from app.models import OrderLine, PurchaseState, Receiving
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from app.vocabulary.statuses import Key, Stage
from tests.domain.purchasing.test_receiving import Desk
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of

pytestmark = [pytest.mark.contract("C25"), pytest.mark.contract("B10")]


@pytest.fixture
def desk(session: Session, cast: Cast) -> Desk:
    return Desk(session, cast)


def said(desk: Desk) -> list[tuple[int, bool]]:
    """What counts as received: cases, and whether by hand."""
    kept = sa.select(Receiving).where(Receiving.undone_at.is_(None)).order_by(Receiving.id)
    return [(one.cases, one.by_hand) for one in desk.session.scalars(kept)]


def came_of(desk: Desk, line: OrderLine) -> tuple[int, int]:
    """Cases that came of a line, and that are waited for."""
    desk.session.flush()
    [one] = finding.awaited(desk.session, [line.id])
    return one.came, one.left


def move(desk: Desk, line: OrderLine, key: Key) -> None:
    actions.move(line, key, by=desk.by, book=desk.book, sure=True)
    desk.session.flush()


def test_a_line_moved_to_arrived_is_not_waited_for_and_that_is_said(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=3)
    line, row = order.lines[0], purchase.lines[0]
    desk.scan(line.sku)
    move(desk, line, Key.ARRIVED)
    assert (row.cases_received, row.settled_at is not None) == (3, True)
    assert (purchase.state, purchase.open) == (PurchaseState.RECEIVED, 0)
    assert said(desk) == [(1, False), (2, True)]
    assert [one.by_hand for one in queries.receipts_of(desk.session, purchase)] == [True, False]
    # It was not received at the desk, so it is not taken back there.
    assert [one.by_hand for one in undoing.doing(desk.session, desk.by).newest] == [False]


def test_moved_back_it_is_waited_for_again(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=3)
    line, row = order.lines[0], purchase.lines[0]
    desk.scan(line.sku)
    for _ in range(2):
        move(desk, line, Key.ARRIVED)
        move(desk, line, Key.PLACED)
    assert (row.cases_received, row.settled_at) == (1, None)
    assert (purchase.state, purchase.open) == (PurchaseState.PLACED, 1)
    assert (said(desk), came_of(desk, line)) == ([(1, False)], (1, 2))
    move(desk, line, Key.ARRIVED)
    move(desk, line, Key.NEW_NO_CALL)
    assert (row.settled_at is not None, purchase.open, said(desk)) == (True, 0, [(1, False)])


def test_what_was_received_and_is_moved_back_can_be_received_again(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=2)
    line, row = order.lines[0], purchase.lines[0]
    desk.scan(line.sku)
    desk.scan(line.sku)
    move(desk, line, Key.PLACED)
    assert (row.cases_received, row.settled_at, purchase.open) == (1, None, 1)
    assert (said(desk), came_of(desk, line)) == ([(1, False)], (1, 1))
    desk.scan(line.sku)
    assert (line.stage, purchase.state) == (Stage.ARRIVED, PurchaseState.RECEIVED)
    # To be ordered anew, because it came broken: it did come.
    move(desk, line, Key.NEW_NO_CALL)
    assert (row.cases_received, purchase.open, said(desk)) == (2, 0, [(1, False), (1, False)])
    # What came of that order is of no order after it.
    move(desk, line, Key.PLACED)
    move(desk, line, Key.ARRIVED)
    move(desk, line, Key.PLACED)
    assert (row.cases_received, purchase.open, came_of(desk, line)) == (2, 0, (0, 2))


def test_who_looks_for_those_words_has_received_it(desk: Desk) -> None:
    line = desk.ordered()[0].lines[0]
    receiving.take(desk.session, line.id, 1, desk.said("by hand"), desk.book)
    assert said(desk) == [(1, False)]
    assert len(undoing.doing(desk.session, desk.by).newest) == 1


def test_fewer_were_wanted_than_ordered_and_it_is_moved_back(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=2)
    line, row = order.lines[0], purchase.lines[0]
    desk.scan(line.sku)
    actions.edit_line(line, {"cases": 1}, by=desk.by)
    move(desk, line, Key.ARRIVED)
    assert said(desk) == [(1, False), (0, True)]
    move(desk, line, Key.PLACED)
    assert (row.cases_received, row.settled_at, said(desk)) == (0, None, [])
    assert came_of(desk, line) == (0, 1)


def test_what_is_only_being_made_loses_what_is_here(session: Session, cast: Cast) -> None:
    buyer = viewer_of(cast.buyer)
    desk = Desk(session, cast)
    order = an_order_of(session, buyer, lines=2)
    purchase = in_purchase(session, order.lines, state=PurchaseState.DRAFT)
    move(desk, order.lines[0], Key.ARRIVED)
    assert [row.gone_at is None for row in purchase.lines] == [False, True]
    assert (purchase.state, said(desk)) == (PurchaseState.DRAFT, [])


def test_what_is_moved_by_hand_tells_how_long_it_took(desk: Desk) -> None:
    order, purchase = desk.ordered()
    move(desk, order.lines[0], Key.ARRIVED)
    kept = desk.session.scalars(sa.select(Receiving)).one()
    assert (kept.placed_at, kept.vendor_id) == (order.lines[0].placed_at, purchase.vendor_id)
    # One delivery is no habit.
    assert promises.lead_time(desk.session, purchase.vendor_id, purchase.store) is None


@pytest.mark.contract("D24")
def test_what_came_is_there_after_taking_off_and_restoring(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2, cases=3)
    line, row = order.lines[0], purchase.lines[0]
    desk.scan(line.sku)
    placed_at = line.placed_at
    voiding.void(line, by=desk.by, book=desk.book, why="not wanted")
    assert row.settled_at is not None
    voiding.restore(line, by=desk.by, book=desk.book)
    assert (line.status, line.placed_at, came_of(desk, line)) == (Key.PLACED, placed_at, (1, 2))
    assert (row.settled_at, row.cases_received, purchase.open) == (None, 1, 1)
    desk.scan(line.sku)
    desk.scan(line.sku)
    assert (line.stage, row.cases_received) == (Stage.ARRIVED, 3)


def test_a_purchase_order_that_closed_with_it_waits_again_when_it_is_reopened(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=3)
    line = order.lines[0]
    desk.scan(line.sku)
    actions.close(order, Key.CANCELED, by=desk.by, book=desk.book)
    assert purchase.open == 0
    manager = viewer_of(desk.cast.manager)
    actions.reopen(order, by=manager, book=desk.book, why="wanted after all")
    assert (line.status, came_of(desk, line), purchase.open) == (Key.PLACED, (1, 2), 1)


def test_what_came_before_it_was_ordered_is_kept_too(desk: Desk) -> None:
    line = an_order_of(desk.session, desk.by, cases=3).lines[0]
    receiving.take(desk.session, line.id, 1, desk.said(), desk.book)
    since = line.status_since
    voiding.void(line, by=desk.by, book=desk.book, why="not wanted")
    voiding.restore(line, by=desk.by, book=desk.book)
    assert (line.status, line.status_since) == (Key.NEW_NO_CALL, since)
    assert came_of(desk, line) == (1, 2)


def test_given_up_what_came_arrives_and_the_rest_is_ordered_again(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2, cases=3)
    first, second = order.lines
    desk.scan(first.sku)
    held = queries.held(desk.session, purchase.id)
    assert placing.cancel(held, by=desk.by, book=desk.book) == 2
    desk.session.flush()
    desk.session.expire_all()
    assert [(one.number, one.cases, one.status) for one in order.lines] == [
        (1, 1, Key.ARRIVED),
        (2, 3, Key.NEW_NO_CALL),
        (3, 2, Key.NEW_NO_CALL),
    ]
    rest = order.lines[2]
    assert (rest.expected_on, rest.placed_at, came_of(desk, rest)) == (None, None, (0, 2))
    assert (purchase.state, purchase.open) == (PurchaseState.RECEIVED, 0)
    assert (first.cases, second.cases, said(desk)) == (1, 3, [(1, False)])


def test_given_up_when_all_that_is_still_wanted_is_here(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=2)
    line = order.lines[0]
    desk.scan(line.sku)
    actions.edit_line(line, {"cases": 1}, by=desk.by)
    held = queries.held(desk.session, purchase.id)
    assert placing.cancel(held, by=desk.by, book=desk.book) == 0
    assert [(one.cases, one.status) for one in order.lines] == [(1, Key.ARRIVED)]


@pytest.mark.parametrize("word", ["came", "missing", "substitute"])
def test_what_is_taken_back_stands_since_when_it_stood(desk: Desk, word: str) -> None:
    order, _ = desk.ordered()
    line = order.lines[0]
    before = (line.status, line.status_since, line.placed_at, line.expected_on)
    act = {
        "came": lambda: receiving.take(desk.session, line.id, 1, desk.said(), desk.book),
        "missing": lambda: receiving.missing(desk.session, line.id, desk.said(), desk.book),
        "substitute": lambda: receiving.substitute(
            desk.session, line.id, "Barley", desk.said(), desk.book
        ),
    }[word]
    with clock.set_to(clock.now() + timedelta(hours=1)):
        made = act()
    assert line.status_since > before[1]
    undoing.undo(desk.session, made.id, by=desk.by, book=desk.book)
    assert (line.status, line.status_since, line.placed_at, line.expected_on) == before


@pytest.mark.parametrize("come", [0, 1])
def test_what_is_ordered_anew_since_is_not_taken_back_into_the_old_order(
    desk: Desk, come: int
) -> None:
    """It would be waited for in two purchase orders, and one of them would never end."""
    order, purchase = desk.ordered(cases=2)
    line, row = order.lines[0], purchase.lines[0]
    if come:
        made = receiving.take(desk.session, line.id, come, desk.said(), desk.book)
        move(desk, line, Key.NEW_NO_CALL)
    else:
        made = receiving.missing(desk.session, line.id, desk.said(), desk.book)
    draft = drafting.make(desk.session, [line.id], by=desk.by, one_time_key="ordered anew")
    with pytest.raises(Refused, match=str(draft.number)):
        undoing.undo(desk.session, made.id, by=desk.by, book=desk.book)
    assert (row.settled_at is not None, purchase.open, line.stage) == (True, 0, Stage.READY)
    drafting.amend(draft, {}, {draft.lines[0].id}, "", by=desk.by)
    undoing.undo(desk.session, made.id, by=desk.by, book=desk.book)
    assert (row.settled_at, purchase.open) == (None, 1)


def test_what_is_moved_on_by_hand_is_not_taken_back_at_the_desk(desk: Desk) -> None:
    order, _ = desk.ordered(cases=2)
    took = desk.scan(order.lines[0].sku).took
    assert took is not None
    move(desk, order.lines[0], Key.ARRIVED)
    with pytest.raises(Refused):
        undoing.undo(desk.session, took.id, by=desk.by, book=desk.book)
