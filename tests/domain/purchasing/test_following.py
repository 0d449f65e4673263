"""What is bought for a line goes where the line goes (C30, C25, B10)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.messages.offering import offered
from app.domain.orders.splitting import split_cases, split_off
from app.domain.orders.statuses import book
from app.domain.purchasing import placing, queries, receiving, undoing
from app.domain.purchasing.finding import awaited
from app.domain.purchasing.receiving import Said
from app.domain.purchasing.waiting import ready_ids
from app.models import (
    Message,
    MessageLine,
    MessageState,
    Order,
    PurchaseLine,
    PurchaseOrder,
    PurchaseState,
    SendWay,
)
from app.vocabulary.errors import Refused
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.statuses import Key, Stage
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of

pytestmark = pytest.mark.contract("C30", "C25")


def bought(
    session: Session, cast: Cast, cases: int, *, place: bool = True
) -> tuple[Order, PurchaseOrder]:
    """An order of two lines, bought."""
    buyer = viewer_of(cast.buyer)
    order = an_order_of(session, buyer, lines=2, cases=cases)
    made = in_purchase(session, order.lines, state=PurchaseState.DRAFT)
    if place:
        made = queries.held(session, made.id)
        placing.place(session, made, SendWay.FILE, None, by=buyer, book=book(session))
    session.flush()
    return order, made


def test_cases_that_came_are_not_waited_for_again(session: Session, cast: Cast) -> None:
    """One of three came, then the line goes on in an order of its own: two are left, and what came
    can still be taken back there."""
    buyer, statuses = viewer_of(cast.buyer), book(session)
    order, purchase = bought(session, cast, 3)
    line = order.lines[0]
    receiving.take(session, line.id, 1, Said(buyer, "scan-0001"), statuses)
    made = split_off(session, order, [line], by=buyer, book=statuses, one_time_key="split-1")
    heir = made.lines[0]
    [one] = awaited(session, [heir.id])
    assert (one.came, one.left) == (1, 2)

    last = receiving.take(session, heir.id, 2, Said(buyer, "scan-0002"), statuses)

    assert (heir.stage, purchase.lines[0].cases_received) == (Stage.ARRIVED, 3)
    undoing.undo(session, last.id, by=buyer, book=statuses)
    assert (heir.stage, purchase.lines[0].order_line_id) == (Stage.PLACED, heir.id)


@pytest.mark.parametrize("place", [False, True])
def test_a_part_keeps_its_purchase(session: Session, cast: Cast, place: bool) -> None:
    """Nothing of it is ordered a second time, and in all as much as before."""
    buyer, statuses = viewer_of(cast.buyer), book(session)
    order, purchase = bought(session, cast, 3, place=place)
    line = order.lines[0]
    rest = split_cases(session, line, 2, by=buyer, book=statuses)
    session.flush()
    rows = session.execute(
        sa.select(PurchaseLine.order_line_id, PurchaseLine.cases).order_by(PurchaseLine.id)
    )
    assert [tuple(row) for row in rows] == [(line.id, 2), (order.lines[1].id, 3), (rest.id, 1)]
    assert ready_ids(session, line.vendor_id or 0, line.store_id, 10) == []
    session.expire_all()
    held = queries.held(session, purchase.id)
    placing.cancel(held, by=buyer, book=statuses)
    assert {each.status for each in order.lines} == {Key.NEW_NO_CALL}


def test_a_line_of_which_some_came_is_split_where_it_is_received(
    session: Session, cast: Cast
) -> None:
    """Else a part could have more than it waits for, and never arrive."""
    buyer, statuses = viewer_of(cast.buyer), book(session)
    order, _ = bought(session, cast, 3)
    receiving.take(session, order.lines[0].id, 2, Said(buyer, "scan-0003"), statuses)
    with pytest.raises(Refused, match="2 of it came already"):
        split_cases(session, order.lines[0], 1, by=buyer, book=statuses)


def test_what_was_told_in_one_order_is_not_offered_in_the_next(
    session: Session, cast: Cast
) -> None:
    """Once per item (decision 12), wherever the item goes."""
    buyer, statuses = viewer_of(cast.buyer), book(session)
    order, _ = bought(session, cast, 1)
    order.email = "ada@example.org"
    line = order.lines[0]
    receiving.take(session, line.id, 1, Said(buyer, "scan-0004"), statuses)
    assert [each.occasion for each in offered(session, order, buyer)] == [Occasion.ARRIVED]
    told = Message(
        one_time_key="told-1", order_id=order.id, store_id=order.store_id, body="", subject="",
        occasion=Occasion.ARRIVED, way=MessageWay.EMAIL, sent_to="ada@example.org",
        due_at=line.status_since, state=MessageState.SENT,
        lines=[MessageLine(order_line_id=line.id, occasion=Occasion.ARRIVED)],
    )  # fmt: skip
    session.add(told)
    session.flush()
    made = split_off(session, order, [line], by=buyer, book=statuses, one_time_key="split-2")
    assert offered(session, made, buyer) == []
