"""What could be said, what is said by itself, and that it is said once (decision 12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.messages import offering, writing
from app.domain.messages.offering import Offer, offered
from app.domain.messages.templates import words_for
from app.domain.orders import lifecycle
from app.domain.orders.statuses import StatusBook
from app.domain.pickup import desk
from app.domain.settings import reading
from app.models import ContactWay, Message, MessageLine, MessageState, Order, OutboxRow
from app.vocabulary import clock
from app.vocabulary.errors import NotAllowed, Refused
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.statuses import Key
from tests.domain.messages.conftest import Moved, Template
from tests.support.cast import Cast, viewer_of
from tests.support.queries import count_queries


def said(offers: list[Offer]) -> dict[str, list[int]]:
    """Line numbers by occasion."""
    return {one.occasion.value: [line.number for line in one.lines] for one in offers}


@pytest.mark.parametrize("paid", ["desk", "register"])
def test_goods_that_have_left_are_not_announced(
    session: Session, order: Order, buyer: Viewer, moved: Moved, cast: Cast, paid: str
) -> None:
    """Handed over at the desk, paid or still to be paid: only what is here can be fetched."""
    reading.change(session, {"pickup_paid": paid}, store_id=0, by=None)
    moved(order, Key.ARRIVED)
    assert said(offered(session, order, buyer)) == {"arrived": [1, 2]}
    order.lines[0].copies = 1
    session.flush()
    desk.hand_over(session, [order.lines[0].id], by=viewer_of(cast.taker), one_time_key="k" * 20)
    session.flush()
    assert said(offered(session, order, buyer)) == {"arrived": [2]}


def messages(session: Session) -> list[Message]:
    """All of them, in their order."""
    session.flush()
    return list(session.scalars(sa.select(Message).order_by(Message.id)))


def write(session: Session, order: Order, by: Viewer, key: str = "k1") -> Message:
    """Tell them by hand what has arrived, by the first way that is offered."""
    offer = offering.offer_of(session, order, Occasion.ARRIVED, by)
    out = offer.ways[0]
    words = words_for(session, order.store_id, offer.occasion, out.way)
    return writing.by_hand(
        session, order, offer.lines, offer.occasion, out, words, by=by, one_time_key=key
    )


@pytest.mark.contract("C25")
def test_what_arrived_can_be_told_once(
    session: Session, order: Order, buyer: Viewer, moved: Moved
) -> None:
    assert offered(session, order, buyer) == []
    moved(order.lines[0], Key.ARRIVED)
    assert said(offered(session, order, buyer)) == {"arrived": [1]}
    made = write(session, order, buyer)
    assert (made.sent_to, made.subject) == (
        "hana@example.org", f"Your order {order.number} is here",
    )  # fmt: skip
    assert "- 2 cases of Rolled oats, 16 oz\n" in made.body
    assert made.body.endswith("Hill Store\n555-0133\n1 Hill Road")
    assert offered(session, order, buyer) == []
    moved(order.lines[1], Key.ARRIVED)
    assert said(offered(session, order, buyer)) == {"arrived": [2]}


def test_offers_cost_one_statement(
    session: Session, order: Order, buyer: Viewer, moved: Moved, statuses: StatusBook
) -> None:
    moved(order, Key.ARRIVED)
    session.flush()
    with count_queries() as asked:
        offered(session, order, buyer, book=statuses)
    assert len(asked) == 1


@pytest.mark.contract("B1")
def test_only_people_who_may_write_are_offered_anything(
    session: Session, order: Order, cast: Cast, moved: Moved, buyer: Viewer
) -> None:
    moved(order, Key.ARRIVED)
    taker = viewer_of(cast.taker)
    assert offered(session, order, taker) == []
    offer = offering.offer_of(session, order, Occasion.ARRIVED, buyer)
    words = words_for(session, order.store_id, Occasion.ARRIVED, MessageWay.EMAIL)
    with pytest.raises(NotAllowed):
        writing.by_hand(session, order, offer.lines, offer.occasion, offer.ways[0], words,
                        by=taker, one_time_key="k")  # fmt: skip


def test_the_way_they_like_comes_first_and_what_cannot_be_says_why(
    session: Session, order: Order, buyer: Viewer, moved: Moved
) -> None:
    moved(order, Key.ARRIVED)
    order.contact_way = ContactWay.TEXT
    [offer] = offered(session, order, buyer)
    assert [(w.way.value, w.to, w.liked) for w in offer.ways] == [
        ("text", "+12175550142", True), ("email", "hana@example.org", False),
    ]  # fmt: skip
    order.phone, order.email, order.contact_way = "555-0142", "", ContactWay.NONE
    [offer] = offered(session, order, buyer)
    assert {w.way.value: w.may.reason for w in offer.ways} == {
        "email": "The order has no e-mail address.",
        "text": "Text messages do not reach the phone number of the order.",
    }
    assert offer.warning == "They said they need no message. Write only if it cannot wait."


def test_every_occasion_is_seen(
    session: Session, order: Order, buyer: Viewer, moved: Moved, statuses: StatusBook
) -> None:
    oats, milk = order.lines
    moved(oats, Key.NEW_CALL)
    assert said(offered(session, order, buyer)) == {"quoted": [1]}
    moved(oats, Key.ARRIVED)
    oats.arrived_at = clock.now() - timedelta(days=8)
    lifecycle.move(milk, statuses[Key.CANCELED], by=buyer, book=statuses)
    assert said(offered(session, order, buyer)) == {
        "arrived": [1], "not_available": [2],
    }  # fmt: skip
    milk.voided_at = clock.now()
    order.ordered_on -= timedelta(days=84)
    write(session, order, buyer)
    assert said(offered(session, order, buyer)) == {"reminder": [1], "closing": [1]}


def test_a_template_that_is_off_offers_nothing(
    session: Session, order: Order, buyer: Viewer, moved: Moved, template: Template
) -> None:
    moved(order, Key.ARRIVED)
    template(way=MessageWay.EMAIL, active=False)
    [offer] = offered(session, order, buyer)
    assert [w.way for w in offer.ways] == [MessageWay.TEXT]
    template(way=MessageWay.TEXT, active=False)
    assert offered(session, order, buyer) == []
    template(way=MessageWay.TEXT, store_id=order.store_id)
    [offer] = offered(session, order, buyer)
    assert [w.way for w in offer.ways] == [MessageWay.TEXT]


def test_moving_writes_nothing_as_shipped(session: Session, order: Order, moved: Moved) -> None:
    """Decision 12: a status change by itself never messages a customer."""
    for key in (Key.NEW_CALL, Key.PLACED, Key.ARRIVED, Key.CANCELED, Key.COMPLETED):
        moved(order, key)
    assert messages(session) == []


def test_moving_writes_once_where_the_store_says_so(
    session: Session, order: Order, moved: Moved, template: Template
) -> None:
    template(by_itself=True)
    oats, milk = order.lines
    moved(oats, Key.ARRIVED)
    moved(milk, Key.ARRIVED)
    [made] = messages(session)
    assert made.body == "- 2 cases of Rolled oats, 16 oz\n- Oat milk"
    assert made.due_at - made.created_at > timedelta(minutes=14)
    assert made.user_id is None
    [row] = session.scalars(sa.select(OutboxRow))
    assert (row.payload, row.due_at) == ({"message_id": made.id}, made.due_at)
    moved(oats, Key.PLACED)
    moved(oats, Key.ARRIVED)
    assert messages(session) == [made]
    assert session.scalars(sa.select(MessageLine.copy)).all() == [0, 0]


def test_without_waiting_each_is_its_own(
    session: Session, order: Order, moved: Moved, template: Template
) -> None:
    template(by_itself=True)
    reading.change(session, {"message_wait_minutes": 0}, store_id=0, by=None)
    moved(order.lines[0], Key.ARRIVED)
    moved(order.lines[1], Key.ARRIVED)
    assert [made.body for made in messages(session)] == [
        "- 2 cases of Rolled oats, 16 oz", "- Oat milk",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("way", "callers", "to"),
    [
        (ContactWay.CALL, False, []),
        (ContactWay.CALL, True, ["hana@example.org"]),
        (ContactWay.TEXT, True, []),
        (ContactWay.NONE, True, []),
    ],
)
def test_by_itself_only_as_they_like(
    session: Session, order: Order, moved: Moved, template: Template,
    way: ContactWay, callers: bool, to: list[str],
) -> None:  # fmt: skip
    """Only e-mail goes out by itself here: who likes texts gets none."""
    template(by_itself=True)
    reading.change(session, {"write_to_callers": callers}, store_id=0, by=None)
    order.contact_way = way
    moved(order, Key.ARRIVED)
    assert [made.sent_to for made in messages(session)] == to


def test_nothing_by_itself_for_what_was_voided_or_closed_by_a_night(
    session: Session, order: Order, buyer: Viewer, template: Template, statuses: StatusBook
) -> None:
    template(Occasion.NOT_AVAILABLE, by_itself=True)
    lifecycle.void(order.lines[0], by=buyer, book=statuses, why="typo")
    lifecycle.move(
        order.lines[1], statuses[Key.CANCELED], by=buyer, book=statuses, night="2026-11-21"
    )
    assert messages(session) == []


@pytest.mark.contract("B1")
def test_prices_only_where_the_template_may_say_them(
    session: Session, order: Order, cast: Cast, moved: Moved, template: Template, buyer: Viewer
) -> None:
    words = {"body": "{prices}\nAll: {total}", "shows_prices": True}
    made = template(by_itself=True, **words)
    moved(order, Key.ARRIVED)
    [sent] = messages(session)
    assert sent.body == "- 2 cases of Rolled oats, 16 oz: 240.00\n- Oat milk: 120.00\nAll: 360.00"
    assert sent.shows_figures is True
    sent.state = MessageState.DROPPED
    seller = viewer_of(cast.buyer)
    blind = Viewer(seller.user_id, "Blind", seller.permissions - {"prices.see"}, seller.store_id)
    with pytest.raises(NotAllowed):
        write(session, order, blind)
    made.shows_prices = False
    session.flush()
    assert write(session, order, blind).shows_figures is False


def test_a_price_that_nobody_knows_is_not_said(
    session: Session, order: Order, moved: Moved, template: Template, buyer: Viewer
) -> None:
    template(by_itself=True, body="{total}", shows_prices=True)
    order.lines[0].unit_price = order.lines[0].total = None
    moved(order, Key.ARRIVED)
    [made] = messages(session)
    assert made.body == "120.00"
    with pytest.raises(Refused, match="no price yet"):
        write(session, order, buyer)


def test_again_is_a_counted_copy_and_dropped_ones_do_not_count(
    session: Session, order: Order, moved: Moved, buyer: Viewer
) -> None:
    moved(order, Key.ARRIVED)
    made = write(session, order, buyer)
    words = words_for(session, order.store_id, Occasion.ARRIVED, MessageWay.EMAIL)
    out = offering.ways_to(order, reading.settings_of(session, 1))[MessageWay.EMAIL]
    with pytest.raises(Refused, match="not been sent yet"):
        writing.again(session, made, out, words, by=buyer)
    made.state = MessageState.FAILED
    copy = writing.again(session, made, out, words, by=buyer)
    assert copy.again_of_id == made.id
    assert sorted(line.copy for line in copy.lines) == [1, 1]
    writing.drop(session, copy, by=buyer)
    assert said(offered(session, order, buyer)) == {}
    made.state = MessageState.DROPPED
    assert said(offered(session, order, buyer)) == {"arrived": [1, 2]}
    with pytest.raises(Refused, match="left already"):
        writing.drop(session, made, by=buyer)


def test_one_key_writes_once(session: Session, order: Order, moved: Moved, buyer: Viewer) -> None:
    moved(order, Key.ARRIVED)
    offer = offering.offer_of(session, order, Occasion.ARRIVED, buyer)
    words = words_for(session, order.store_id, offer.occasion, offer.ways[0].way)
    made = [
        writing.by_hand(session, order, offer.lines, offer.occasion, offer.ways[0], words,
                        by=buyer, one_time_key="tap")
        for _ in range(2)
    ]  # fmt: skip
    assert made[0] is made[1]
    assert len(messages(session)) == 1
