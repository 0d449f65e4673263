"""What is not wanted any more leaves its purchase order, unless it was received (C25)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.purchasing.leaving import let_go
from app.models import PurchaseOrder, PurchaseState, Receiving
from tests.domain.overnight.nights import run_night, sell
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of

pytestmark = pytest.mark.contract("C25")


@pytest.mark.parametrize("state", [PurchaseState.DRAFT, PurchaseState.PLACED])
def test_a_line_leaves_and_the_others_stay(
    session: Session, cast: Cast, state: PurchaseState
) -> None:
    order = an_order_of(session, viewer_of(cast.buyer), lines=2)
    purchase = in_purchase(session, order.lines, state=state)
    before = purchase.version
    assert let_go(session, order.lines[0]) == [purchase]
    session.flush()
    assert [row.gone_at is None for row in purchase.lines] == [False, True]
    assert (purchase.open, purchase.state, purchase.version) == (1, state, before + 1)


def test_what_came_stays_and_is_all_that_is_waited_for(session: Session, cast: Cast) -> None:
    order = an_order_of(session, viewer_of(cast.buyer), cases=3)
    purchase = in_purchase(session, order.lines)
    purchase.lines[0].cases_received = 1
    let_go(session, order.lines[0])
    assert purchase.lines[0].gone_at is None
    assert purchase.lines[0].settled_at is not None
    assert (purchase.open, purchase.state) == (0, PurchaseState.RECEIVED)


def test_when_all_are_gone_the_purchase_order_is_canceled(session: Session, cast: Cast) -> None:
    order = an_order_of(session, viewer_of(cast.buyer))
    purchase = in_purchase(session, order.lines)
    let_go(session, order.lines[0])
    assert (purchase.open, purchase.state) == (0, PurchaseState.CANCELED)
    assert purchase.closed_at is not None


def test_a_line_in_no_purchase_order_changes_nothing(session: Session, cast: Cast) -> None:
    order = an_order_of(session, viewer_of(cast.buyer))
    assert let_go(session, order.lines[0]) == []
    assert session.scalar(sa.select(sa.func.count(PurchaseOrder.id))) == 0


def test_what_arrived_without_being_received_was_not_given_up(session: Session, cast: Cast) -> None:
    """Somebody moved the line by hand and it was sold; taken back before that, it leaves."""
    buyer, statuses = viewer_of(cast.buyer), book(session)
    order = an_order_of(session, buyer, lines=2)
    purchase = in_purchase(session, order.lines)
    actions.move_all(order, "arrived", by=buyer, book=statuses, sure=True)
    actions.move(order.lines[1], "new_no_call", by=buyer, book=statuses, sure=True)
    actions.close(order, "completed", by=buyer, book=statuses)
    assert [row.gone_at is None for row in purchase.lines] == [True, False]
    assert (purchase.open, purchase.state) == (0, PurchaseState.RECEIVED)


@pytest.mark.parametrize("by_night", [True, False])
def test_what_was_sold_was_not_given_up(session: Session, cast: Cast, by_night: bool) -> None:
    """Nobody said that it arrived, yet it was sold: it came, whoever completes it."""
    buyer = viewer_of(cast.buyer)
    order = an_order_of(session, buyer, cases=3)
    purchase = in_purchase(session, order.lines)
    actions.move_all(order, "placed", by=buyer, book=book(session), sure=True)
    purchase.lines[0].cases_received = 1
    session.commit()
    if by_night:
        sell(session, order.lines[0])
        run_night(session, cast)
    else:
        actions.close(order, "completed", by=buyer, book=book(session))
    row = purchase.lines[0]
    assert (order.status, row.gone_at, row.settled_at is not None) == ("completed", None, True)
    assert (row.cases_received, purchase.state) == (3, PurchaseState.RECEIVED)
    assert [(one.cases, one.by_hand) for one in session.scalars(sa.select(Receiving))] == [
        (2, True)
    ]
