"""What counts as sold of a line that somebody opened again (decision 8, B5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.pickup import desk
from app.domain.pickup.sold import is_sold, sold_of
from app.models import OrderLine, RegisterSale
from app.vocabulary import clock
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
