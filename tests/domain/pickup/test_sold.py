"""What counts as sold of a line that somebody opened again (decision 8, B5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, voiding
from app.domain.orders.heirs import may_go_on
from app.domain.orders.statuses import book
from app.domain.pickup import desk, finding
from app.domain.pickup.goods import goods_where
from app.domain.pickup.policies import may_put_away
from app.domain.pickup.sold import has_left, is_sold, sold_of
from app.domain.register.pending import ring_ups
from app.domain.settings.reading import change
from app.models import OrderLine, RegisterSale
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from app.vocabulary.statuses import Key
from tests.domain.overnight.nights import sell
from tests.support.cast import Cast, viewer_of
from tests.support.goods import tagged


def is_it(session: Session, line: OrderLine) -> tuple[bool, bool]:
    """As one line is asked, and as lists and the night ask of many: always the same."""
    session.flush()
    session.refresh(line)
    one = bool(sold_of(session, [line.id]).get(line.id))
    many = sa.select(OrderLine.id).where(OrderLine.id == line.id, is_sold())
    listed = session.scalar(sa.select(has_left()).select_from(OrderLine).filter_by(id=line.id))
    assert ((listed or 0) > 0) == sold_of(session, [line.id])[line.id].gone
    return one, session.scalar(many) is not None


@pytest.mark.contract("B5", "C31")
def test_an_old_sale_never_completes_what_was_opened_again(session: Session, cast: Cast) -> None:
    """Not by itself, and not when the new sale is taken back; what is brought back of the old one
    takes nothing from the new."""
    (line,) = tagged(session, cast)
    statuses, now = book(session), clock.now()
    with clock.set_to(now):
        sell(session, line)
        assert is_it(session, line) == (True, True)
        actions.close(line.order, Key.COMPLETED, by=viewer_of(cast.buyer), book=statuses)
        session.flush()
        manager = viewer_of(cast.manager)
        actions.reopen(line.order, by=manager, book=statuses, why="the wrong tag was scanned")
    said = []
    for hours, quantity in enumerate(("0", "-12", "12", "-12", "12"), start=1):
        with clock.set_to(now + timedelta(hours=hours)):
            if quantity != "0":
                sell(session, line, quantity)
            said.append(is_it(session, line))
    assert said == [(sold, sold) for sold in (False, False, True, False, True)]


@pytest.mark.contract("B5", "B11", "C35")
def test_what_a_register_sold_and_somebody_opened_again_is_as_if_never_sold(
    session: Session, cast: Cast
) -> None:
    """On the lanes, on a shelf, ready at the desk, and handed over."""
    (line,) = tagged(session, cast)
    statuses, now = book(session), clock.now()
    with clock.set_to(now):
        sell(session, line)
        actions.close(line.order, Key.COMPLETED, by=viewer_of(cast.buyer), book=statuses)
        session.flush()
        manager = viewer_of(cast.manager)
        actions.reopen(line.order, by=manager, book=statuses, why="the wrong tag was scanned")
        actions.move(line, Key.ARRIVED, by=viewer_of(cast.buyer), book=statuses)
    with clock.set_to(now + timedelta(minutes=1)):
        session.flush()
        (goods,) = goods_where(session, OrderLine.id == line.id, cast.hill.id)
        assert (goods.place, len(ring_ups(session))) == ("ready", 1)
        assert may_put_away(line, goods.sold, cast.hill.id)
        desk.hand_over(session, [line.id], by=viewer_of(cast.taker), one_time_key="a" * 20)
        assert is_it(session, line) == (True, True)


def test_what_was_opened_again_is_handed_over_and_taken_back_once(
    session: Session, cast: Cast
) -> None:
    """The desk sold it before; it may leave again, and the undo takes back the second time only."""
    (line,) = tagged(session, cast)
    statuses, now, taker = book(session), clock.now(), viewer_of(cast.taker)
    with clock.set_to(now):
        desk.hand_over(session, [line.id], by=taker, one_time_key="a" * 20)
        actions.close(line.order, Key.COMPLETED, by=viewer_of(cast.buyer), book=statuses)
        session.flush()
        actions.reopen(line.order, by=viewer_of(cast.manager), book=statuses, why="wrong goods")
    with clock.set_to(now + timedelta(minutes=1)):
        desk.hand_over(session, [line.id], by=taker, one_time_key="b" * 20)
        assert is_it(session, line) == (True, True)
        desk.take_back(session, line.id, by=taker, one_time_key="c" * 20)
        assert is_it(session, line) == (False, False)
        desk.hand_over(session, [line.id], by=taker, one_time_key="d" * 20)
        assert is_it(session, line) == (True, True)
    rows = session.scalars(sa.select(RegisterSale.quantity).order_by(RegisterSale.id)).all()
    assert rows == [12, 12, -12, 12]


@pytest.mark.contract("C3", "C31", "C35")
def test_what_is_paid_at_the_register_after_waits_for_its_sale(
    session: Session, cast: Cast
) -> None:
    """Handed over, still on the lanes, handed over once; the register's sale sells it. Taken back,
    it is on the shelf again."""
    change(session, {"pickup_paid": "register"}, store_id=cast.hill.id, by=None)
    one, two = tagged(session, cast, 2)
    taker, now = viewer_of(cast.taker), clock.now()
    with clock.set_to(now):
        for _ in range(2):
            desk.hand_over(session, [one.id, two.id], by=taker, one_time_key="a" * 20)
        assert (is_it(session, one), len(ring_ups(session))) == ((False, False), 2)
        sold = sold_of(session, [one.id])[one.id]
        with pytest.raises(Refused, match="waits for its sale at the register"):
            desk.hand_over(session, [one.id], by=taker, one_time_key="b" * 20)
        assert not may_go_on(session, [one])
        with pytest.raises(Refused, match="handed over already"):
            voiding.void(one, by=viewer_of(cast.manager), book=book(session), why="typed twice")
        found = goods_where(session, OrderLine.order_id == one.order_id, cast.hill.id)
        assert [(goods.place, goods.receipt) for goods in found] == [("sold", "a" * 20)] * 2
        assert len(finding.handed_over_today(session, cast.hill.id, sold.day)) == 2
        assert may_put_away(one, sold, cast.hill.id).reason.startswith("It was handed over already")
        desk.take_back(session, two.id, by=taker, one_time_key="c" * 20)
        assert not sold_of(session, [two.id])[two.id].gone
        sell(session, one)
        assert (is_it(session, one), is_it(session, two)) == ((True, True), (False, False))
        with pytest.raises(Refused, match="Refund it there"):
            desk.take_back(session, one.id, by=taker, one_time_key="d" * 20)
        desk.hand_over(session, [two.id], by=taker, one_time_key="e" * 20)
        desk.undo_hand_over(session, "e" * 20, by=taker, one_time_key="f" * 20)
    counted = sa.select(RegisterSale.source).where(RegisterSale.counts == 1)
    assert session.scalars(counted).all() == ["lane"]
    assert not sold_of(session, [two.id])[two.id].gone


@pytest.mark.contract("C31", "C35")
def test_what_was_given_out_unpaid_never_gets_stuck(session: Session, cast: Cast) -> None:
    """Never paid: it is taken back days later, and may be taken off its order then. Paid, and
    refunded with the goods: it stands on the shelf, is handed over again, and taken back again."""
    change(session, {"pickup_paid": "register"}, store_id=cast.hill.id, by=None)
    unpaid, brought = tagged(session, cast, 2)
    taker, now = viewer_of(cast.taker), clock.now()
    with clock.set_to(now):
        desk.hand_over(session, [unpaid.id, brought.id], by=taker, one_time_key="a" * 20)
        sell(session, brought)
        assert is_it(session, brought) == (True, True)
        sell(session, brought, "-12")
        assert is_it(session, brought) == (False, False)
    with clock.set_to(now + timedelta(days=2)):
        sold = sold_of(session, [brought.id])[brought.id]
        assert (sold.gone, sold.unpaid) == (False, 0)
        assert may_put_away(brought, sold, cast.hill.id)
        for out, back in ("bc", "de"):
            desk.hand_over(session, [brought.id], by=taker, one_time_key=out * 20)
            assert sold_of(session, [brought.id])[brought.id].unpaid == 12
            desk.take_back(session, brought.id, by=taker, one_time_key=back * 20)
            assert not sold_of(session, [brought.id])[brought.id].gone
        desk.take_back(session, unpaid.id, by=taker, one_time_key="f" * 20)
        assert is_it(session, unpaid) == (False, False)
        manager = viewer_of(cast.manager)
        assert voiding.void(unpaid, by=manager, book=book(session), why="never paid")
