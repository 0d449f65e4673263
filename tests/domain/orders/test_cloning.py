"""The same once more: as of today, and for whoever they are today (C29, decision 11)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, changing, cloning
from app.domain.orders.content import DraftItem
from app.domain.orders.splitting import split_off
from app.domain.orders.statuses import StatusBook
from app.models import (
    Customer,
    LineKind,
    MemberRule,
    Order,
    OrderEvent,
    OrderLine,
    Product,
)
from app.vocabulary import clock
from app.vocabulary.errors import NotAllowed, Refused
from app.vocabulary.figures import Figure, PriceChoice, PriceKind
from tests.factories import a_member_type

KEY = "clone-key-0001"


def product_of(session: Session, line: OrderLine) -> Product:
    """What the line was ordered from."""
    return session.get_one(Product, line.product_id)


@pytest.mark.contract("C29")
def test_a_clone_is_of_today(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """Today's price, the newest contact and member type, New, no tag; what was typed of quantity
    and tag stays, what a buyer made of the price does not."""
    oats, milk = order.lines
    actions.edit_line(oats, {"cases": 3, "case_size": 5, "tag_note": "glass", "bin": "B"}, by=buyer)
    changing.set_price(session, oats, Decimal("1.00"), by=buyer)
    changing.choose_price(session, milk, PriceChoice.RETAIL, by=buyer)
    actions.move_all(order, "arrived", by=buyer, book=statuses, sure=True)
    oats.copies, order.comments = 1, "Ring twice"
    actions.close(order, "completed", by=buyer, book=statuses)
    customer = session.get_one(Customer, order.customer_id)
    customer.phone, customer.member_type = (
        "217 555 0142",
        a_member_type(session, MemberRule.MARKDOWN, "10"),
    )
    product_of(session, oats).retail = Decimal("20.00")
    session.flush()
    tomorrow = clock.now() + timedelta(days=1)
    with clock.set_to(tomorrow):
        made = cloning.clone(session, order, by=buyer, one_time_key=KEY)
        assert cloning.clone(session, order, by=buyer, one_time_key=KEY) is made

    first, second = made.lines
    assert (first.cases, first.case_size, first.case_size_by_hand) == (3, 5, True)
    assert (first.unit_price, first.total) == (Decimal("18.0000"), Decimal("270.00"))
    assert (first.price_kind, second.price_choice) == (PriceKind.MEMBER, PriceChoice.AUTO)
    assert (first.tag_note, first.bin, first.copies, first.arrived_at) == ("glass", "", 0, None)
    assert {line.status for line in made.lines} == {"new_no_call"}
    assert (made.phone, made.comments, made.from_order_id) == (
        "217 555 0142",
        "Ring twice",
        order.id,
    )
    assert (made.taken_by_id, made.open, made.customer_id) == (buyer.user_id, 1, customer.id)
    assert made.ordered_on == order.ordered_on + timedelta(days=1)


@pytest.mark.contract("C29", "C8")
def test_what_differs_is_known_before(session: Session, order: Order, buyer: Viewer) -> None:
    """To whom it may be known; planning changes nothing."""
    oats, milk = order.lines
    product_of(session, oats).retail = Decimal("20.00")
    product_of(session, oats).description = "Rolled oats, thick"
    product_of(session, milk).active = False
    session.get_one(Customer, order.customer_id).city = "Decatur"
    session.flush()

    told = cloning.plan(session, order, seen=buyer.figures)
    blind = cloning.plan(session, order, seen=frozenset({Figure.COST}))

    assert [change.words for change in told.prices] == [
        "Rolled oats, thick: 120.00 regular → 240.00 regular"
    ]
    assert blind.prices == ()
    assert told.differs == ("The customer’s newest contact is taken: city",)
    assert told.copies[0].differs == ("description Rolled oats → Rolled oats, thick",)
    assert told.withdrawn == [milk]
    assert (told.total, [*session.new, *session.dirty]) == (Decimal("240.00"), [])
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1


@pytest.mark.contract("C29")
def test_what_is_left_out(
    session: Session, order: Order, buyer: Viewer, statuses: StatusBook
) -> None:
    """What went to another order, what was taken off, what is not wanted; a note comes along."""
    words = {"description": "the good rye", "department_id": order.lines[0].department_id}
    wish = DraftItem(ref=0, kind=LineKind.NOTE, **words)  # type: ignore[arg-type]
    note = actions.add_line(session, order, wish, by=buyer, book=statuses)
    oats, milk, _ = order.lines
    split_off(session, order, [oats], by=buyer, book=statuses, one_time_key="split-key")
    followed = cloning.plan(session, order, follow=True)
    milk.voided_at = clock.now()
    made = cloning.clone(session, order, by=buyer, one_time_key=KEY, cases={1: 1, 2: 1, 3: 1})

    assert [line.description for line in made.lines] == ["the good rye"]
    assert (made.lines[0].kind, note.open) == (LineKind.NOTE, 1)
    assert [line.description for line in followed.made] == [
        "Rolled oats", "Almond milk", "the good rye",
    ]  # fmt: skip
    with pytest.raises(Refused):
        cloning.clone(session, order, by=buyer, one_time_key="other", cases={1: 1})


@pytest.mark.contract("C29")
def test_what_is_not_cloned(session: Session, order: Order, buyer: Viewer, taker: Viewer) -> None:
    """By whom it is not allowed, when somebody said so, for whom it cannot be."""
    with pytest.raises(NotAllowed):
        cloning.clone(session, order, by=taker, one_time_key=KEY)
    customer = session.get_one(Customer, order.customer_id)
    customer.active = False
    with pytest.raises(Refused, match="not active"):
        cloning.clone(session, order, by=buyer, one_time_key=KEY)
    customer.active, customer.erased_at = True, clock.now()
    with pytest.raises(Refused, match="erased"):
        cloning.clone(session, order, by=buyer, one_time_key=KEY)
    customer.erased_at, order.no_clone = None, True
    with pytest.raises(Refused, match="do not clone"):
        cloning.clone(session, order, by=buyer, one_time_key=KEY)
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1


def test_a_clone_is_told(session: Session, order: Order, buyer: Viewer) -> None:
    """In both timelines."""
    made = cloning.clone(session, order, by=buyer, one_time_key=KEY)
    events = session.scalars(sa.select(OrderEvent).order_by(OrderEvent.id)).all()
    assert [(e.order_id, e.verb) for e in events[-2:]] == [(made.id, "taken"), (order.id, "cloned")]
    assert events[-2].detail["cloned_from"] == order.number
    assert events[-1].detail == {"order": made.number}
