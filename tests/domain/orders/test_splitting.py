"""Lines that go on in another order: nothing that was said of them is lost (C30)."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, changing, heirs, merging
from app.domain.orders.splitting import split_cases, split_off
from app.domain.orders.statuses import StatusBook
from app.domain.pickup import desk, finding
from app.models import (
    Message,
    MessageLine,
    Order,
    OrderEvent,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
)
from app.vocabulary.barcodes import tag_code
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.figures import PriceChoice
from app.vocabulary.occasions import MessageWay, Occasion
from tests.domain.orders.test_part_of import values
from tests.factories import a_customer, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of

KEY = "split-key-0001"


def said(order: Order, *, without: Set[str] = frozenset()) -> dict[str, object]:
    """Everything an order says that is not its own."""
    names = set(Order.__table__.columns.keys()) - heirs.OWN_OF_ORDER - without
    return {name: getattr(order, name) for name in names}


def edited(session: Session, order: Order, buyer: Viewer, statuses: StatusBook) -> OrderLine:
    """The first line with as much said of it as can be."""
    line = order.lines[0]
    vendor = a_vendor(session)
    actions.edit_line(line, {"cases": 5, "case_size": 7, "vendor": vendor}, by=buyer)
    actions.edit_line(line, {"bin": "B4", "tag_note": "glass", "sku": "K-1"}, by=buyer)
    changing.choose_price(session, line, PriceChoice.RETAIL, by=buyer)
    changing.set_price(session, line, Decimal("9.99"), by=buyer, per_case=True)
    actions.move(line, "placed", by=buyer, book=statuses)
    line.expected_on, line.confirmed_total = date(2026, 12, 1), Decimal("50.00")
    line.confirmed_by_id = buyer.user_id
    session.flush()
    return line


@pytest.mark.contract("C30", "C12")
def test_a_split_keeps_every_edit(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """All columns, of the line and of its order, are compared: a new one cannot be forgotten."""
    line = edited(session, order, buyer, statuses)
    order.comments, order.best_hours = "Ring twice", "after six"
    line.copies, line.printed_at = 1, line.status_since
    session.flush()
    before, order_before = values(line), said(order)

    made = split_off(session, order, [line], by=buyer, book=statuses, one_time_key=KEY)
    again = split_off(session, order, [line], by=buyer, book=statuses, one_time_key=KEY)

    (heir,) = made.lines
    assert again is made
    assert values(heir) == before
    assert said(made) == order_before
    assert (heir.number, heir.copies, heir.printed_at) == (1, 0, None)
    assert (made.from_order_id, made.status, made.open) == (order.id, "placed", 1)
    assert (line.status, line.open, line.moved_to_id) == ("canceled", 0, heir.id)
    assert (order.status, order.open) == ("new_no_call", 1)
    assert heirs.newest(session, line) is heir


@pytest.mark.contract("C30")
def test_both_orders_tell_it(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Where it went, and where it came from; no amount in it."""
    line = order.lines[1]
    made = split_off(session, order, [line], by=buyer, book=statuses, one_time_key=KEY)
    events = session.scalars(sa.select(OrderEvent).order_by(OrderEvent.id)).all()
    went = next(e for e in events if e.verb == "went_on")
    came = next(e for e in events if e.verb == "lines_came")

    assert (went.order_id, went.line_number) == (order.id, 2)
    assert went.detail == {"from": "new_no_call", "to": "canceled", "order": made.number}
    assert came.detail == {"from": order.number, "lines": [[2, 1]], "what": ["Almond milk"]}
    assert (came.order_id, went.figures, came.figures) == (made.id, {}, {})


def test_a_part_of_the_cases_goes(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Three of five; what stays has the rest."""
    line = edited(session, order, buyer, statuses)
    made = split_off(
        session, order, [line], by=buyer, book=statuses, one_time_key=KEY, cases={1: 3}
    )
    assert (line.cases, line.total, line.open) == (2, Decimal("19.98"), 1)
    assert [(x.cases, x.total) for x in made.lines] == [(3, Decimal("29.97"))]
    with pytest.raises(Invalid):
        split_off(session, order, [line], by=buyer, book=statuses, one_time_key="k2", cases={1: 3})


def test_what_cannot_be_split(
    session: Session, order: Order, buyer: Viewer, taker: Viewer, statuses: StatusBook
) -> None:
    """All of it, closed or sold lines, and by nobody without the right."""
    with pytest.raises(NotAllowed):
        split_off(session, order, order.lines[:1], by=taker, book=statuses, one_time_key=KEY)
    with pytest.raises(NotAllowed):
        split_cases(session, order.lines[0], 1, by=taker, book=statuses)
    for lines in ([], order.lines):
        with pytest.raises(Refused):
            split_off(session, order, lines, by=buyer, book=statuses, one_time_key=KEY)
    sold = order.lines[0]
    actions.move_all(order, "arrived", by=buyer, book=statuses, sure=True)
    sold.copies = 1
    desk.hand_over(session, [sold.id], by=buyer, one_time_key="k" * 20)
    session.flush()
    with pytest.raises(Refused, match="sold"):
        split_off(session, order, [sold], by=buyer, book=statuses, one_time_key=KEY)
    assert len(order.lines) == 2


def test_what_waits_for_a_line_follows_it(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Purchases that have not come, and what the customer was told once."""
    line = order.lines[0]
    bought = PurchaseOrder(
        number=1, one_time_key="p", vendor=a_vendor(session), store_id=order.store_id
    )
    usual = {"description": "Oats", "order_line_id": line.id, "cases": 1}
    bought.lines = [
        PurchaseLine(position=1, **usual),
        PurchaseLine(position=2, settled_at=line.status_since, **usual),
    ]
    session.add(bought)
    told = Message(
        one_time_key="m", order_id=order.id, store_id=order.store_id, occasion=Occasion.QUOTED,
        way=MessageWay.EMAIL, sent_to="ada@example.org", body="", due_at=line.status_since,
        lines=[MessageLine(order_line_id=line.id, occasion=Occasion.QUOTED)],
    )  # fmt: skip
    session.add(told)
    session.flush()
    made = split_off(session, order, [line], by=buyer, book=statuses, one_time_key=KEY)
    assert [x.order_line_id for x in bought.lines] == [made.lines[0].id, line.id]
    rows = session.execute(sa.select(MessageLine.message_id, MessageLine.order_line_id))
    assert sorted(rows) == [(told.id, line.id), (told.id, made.lines[0].id)]


@pytest.mark.contract("C28")
def test_an_old_tag_leads_to_the_goods(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """The tag still means its line (decision 9), which says where it went on."""
    line = order.lines[0]
    actions.move_all(order, "arrived", by=buyer, book=statuses, sure=True)
    line.copies = 1
    made = split_off(session, order, [line], by=buyer, book=statuses, one_time_key=KEY)
    session.flush()
    tag = tag_code(order.number, line.number)

    found = finding.find(session, tag, store_id=order.store_id)

    assert found.scanned is made.lines[0]
    assert found.words == (
        f"This tag is an old one: line 1 of order {order.number} is line 1 of order {made.number} "
        "now. Print its new tag."
    )


@pytest.mark.contract("C30")
def test_two_orders_become_one(
    session: Session, order: Order, buyer: Viewer, taker: Viewer, statuses: StatusBook
) -> None:
    """What was closed stays where it was; notes for the buyer are joined."""
    wishes = [a_wish(a_product(session, order.lines[0].department, description="Rye"))]
    target = an_order(session, taker, wishes, order.customer, comments="Soon")
    order.comments, order.keep_open_until = "Ring twice", date(2027, 1, 1)
    closed, moved = order.lines
    actions.close(order, "completed", by=buyer, book=statuses, lines=[closed])

    (made,) = merging.merge(session, order, target, by=buyer, book=statuses)

    assert (made.order, made.number, moved.moved_to_id) == (target, 2, made.id)
    assert (order.open, order.status, order.merged_into_id) == (0, "completed", target.id)
    assert (target.comments, target.keep_open_until) == ("Soon\n\nRing twice", date(2027, 1, 1))
    assert closed.moved_to_id is None
    with pytest.raises(Refused):
        merging.merge(session, order, target, by=buyer, book=statuses)


def test_orders_of_others_stay_apart(
    session: Session, order: Order, buyer: Viewer, taker: Viewer, statuses: StatusBook
) -> None:
    """Of other customers, other stores, or closed; walk-ins are known by phone and name."""
    wishes = [a_wish(a_product(session, order.lines[0].department))]
    theirs = an_order(session, taker, wishes, a_customer(session, last_name="Other"))
    walk_in, again = (an_order(session, taker, wishes) for _ in range(2))
    away = an_order(session, taker, wishes, order.customer)
    away.store_id = theirs.store_id + 1
    done = an_order(session, taker, wishes, order.customer)
    actions.close(done, "canceled", by=buyer, book=statuses)

    assert merging.others_of(session, walk_in) == [again]
    assert merging.may_join(walk_in, again)
    for target in (theirs, walk_in, away, done, order):
        with pytest.raises(Refused):
            merging.move_lines(session, order.lines[:1], target, by=buyer, book=statuses)


def test_moved_lines_are_not_reopened(
    session: Session, order: Order, buyer: Viewer, cast: Cast, statuses: StatusBook
) -> None:
    """They go on elsewhere; opening them again would order the goods twice."""
    manager = viewer_of(cast.manager)
    moved = order.lines[0]
    split_off(session, order, [moved], by=buyer, book=statuses, one_time_key=uuid4().hex)
    with pytest.raises(Refused):
        actions.reopen(order, by=manager, book=statuses, why="Wanted after all")
    actions.close(order, "canceled", by=buyer, book=statuses)
    assert actions.reopen(order, by=manager, book=statuses, why="Wanted after all") == 1
    assert moved.open == 0
