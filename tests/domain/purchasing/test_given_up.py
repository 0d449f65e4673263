"""A purchase order that was given up stays so, whatever is taken back afterwards: the vendor was
told, so what would wait for it goes among the lines to place (C25, B10)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions, voiding
from app.domain.purchasing import placing, queries, receiving, undoing
from app.domain.purchasing.waiting import page_of
from app.models import OrderLine, PurchaseOrder, PurchaseState
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from app.vocabulary.statuses import Key
from tests.domain.purchasing.test_byhand import came_of, move, said
from tests.domain.purchasing.test_receiving import Desk
from tests.support.cast import Cast, viewer_of

pytestmark = [pytest.mark.contract("C25"), pytest.mark.contract("B10")]
_CLOSED = (PurchaseState.CANCELED, 0, "Given up")


@pytest.fixture
def desk(session: Session, cast: Cast) -> Desk:
    return Desk(session, cast)


def give_up(desk: Desk, purchase: PurchaseOrder) -> None:
    held = queries.held(desk.session, purchase.id)
    placing.cancel(held, by=desk.by, book=desk.book)
    desk.session.flush()
    desk.session.expire_all()


def stands(purchase: PurchaseOrder) -> tuple[PurchaseState, int, str]:
    return purchase.state, purchase.open, purchase.state_words


def to_place(desk: Desk, line: OrderLine) -> list[tuple[int, int]]:
    """Lines to place of the line's vendor: number and cases."""
    desk.session.flush()
    found = page_of(desk.session, line.vendor_id or 0, line.store_id).lines
    return [(one.number, one.cases) for one in found]


def test_a_scan_is_taken_back(desk: Desk) -> None:
    order, purchase = desk.ordered(cases=3)
    line = order.lines[0]
    took = desk.scan(line.sku).took
    assert took is not None
    give_up(desk, purchase)
    assert stands(purchase) == (PurchaseState.RECEIVED, 0, "Given up")
    undoing.undo(desk.session, took.id, by=desk.by, book=desk.book)
    assert (line.status, line.placed_at, line.expected_on) == (Key.NEW_NO_CALL, None, None)
    assert (stands(purchase), came_of(desk, line)) == (_CLOSED, (0, 1))
    assert sorted(to_place(desk, line)) == [(1, 1), (2, 2)]
    assert [row.gone_at is not None for row in purchase.lines] == [True]


def test_one_of_two_scans_is_taken_back(desk: Desk) -> None:
    """What is left of what came is still here, and not waited for."""
    order, purchase = desk.ordered(cases=3)
    line = order.lines[0]
    scans = [desk.scan(line.sku).took for _ in range(2)]
    give_up(desk, purchase)
    for left, took in zip((1, 0), reversed(scans), strict=True):
        assert took is not None
        undoing.undo(desk.session, took.id, by=desk.by, book=desk.book)
        assert (line.status, came_of(desk, line)) == (Key.NEW_NO_CALL, (left, 2 - left))
    assert stands(purchase) == _CLOSED


@pytest.mark.parametrize("word", ["missing", "substitute"])
def test_another_word_is_taken_back(desk: Desk, word: str) -> None:
    order, purchase = desk.ordered(lines=2)
    line = order.lines[0]
    if word == "missing":
        made = receiving.missing(desk.session, line.id, desk.said(), desk.book)
    else:
        made = receiving.substitute(desk.session, line.id, "Rye", desk.said(), desk.book)
    give_up(desk, purchase)
    undoing.undo(desk.session, made.id, by=desk.by, book=desk.book)
    assert (line.status, stands(purchase)) == (Key.NEW_NO_CALL, _CLOSED)
    assert sorted(to_place(desk, line)) == [(1, 1), (2, 1)]


def test_a_line_is_moved_back_by_hand(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2, cases=3)
    line = order.lines[0]
    desk.scan(line.sku)
    move(desk, line, Key.ARRIVED)
    give_up(desk, purchase)
    move(desk, line, Key.PLACED)
    assert (line.status, line.placed_at) == (Key.NEW_NO_CALL, None)
    assert (said(desk), came_of(desk, line)) == ([(1, False)], (1, 2))
    assert stands(purchase) == (PurchaseState.RECEIVED, 0, "Given up")
    # Somebody ordered it anew by phone: it stands where they say.
    move(desk, line, Key.PLACED)
    assert (line.status, purchase.open) == (Key.PLACED, 0)


def test_a_line_of_which_nothing_came_leaves_it(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2)
    line = order.lines[0]
    move(desk, line, Key.ARRIVED)
    give_up(desk, purchase)
    move(desk, line, Key.PLACED)
    assert (line.status, stands(purchase)) == (Key.NEW_NO_CALL, _CLOSED)


@pytest.mark.contract("D24")
def test_a_line_is_restored(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2, cases=3)
    line = order.lines[0]
    desk.scan(line.sku)
    voiding.void(line, by=desk.by, book=desk.book, why="not wanted")
    give_up(desk, purchase)
    voiding.restore(line, by=desk.by, book=desk.book)
    assert (line.status, came_of(desk, line)) == (Key.NEW_NO_CALL, (1, 2))
    assert stands(purchase) == (PurchaseState.RECEIVED, 0, "Given up")


def test_an_order_is_reopened(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2, cases=3)
    line = order.lines[0]
    desk.scan(line.sku)
    actions.close(order, Key.CANCELED, by=desk.by, book=desk.book, lines=[line])
    give_up(desk, purchase)
    manager = viewer_of(desk.cast.manager)
    actions.reopen(order, by=manager, book=desk.book, why="wanted after all", lines=[line])
    assert (line.status, came_of(desk, line), purchase.open) == (Key.NEW_NO_CALL, (1, 2), 0)


def test_an_order_without_room_for_the_rest_is_named(desk: Desk) -> None:
    order, purchase = desk.ordered(lines=2, cases=3)
    desk.scan(order.lines[0].sku)
    order.lines_made = 99
    desk.session.flush()
    held = queries.held(desk.session, purchase.id)
    with pytest.raises(Refused) as refused:
        placing.cancel(held, by=desk.by, book=desk.book)
    assert refused.value.message == f"Order {order.number}: An order holds at most 99 lines."


def test_what_was_given_up_says_so_apart_from_what_all_came(desk: Desk) -> None:
    _, all_came = desk.ordered()
    desk.scan(all_came.lines[0].sku)
    assert (all_came.state_words, all_came.given_up_at) == ("Received", None)
    _, purchase = desk.ordered()
    now = clock.now()
    with clock.set_to(now):
        give_up(desk, purchase)
    assert purchase.given_up_at == now
