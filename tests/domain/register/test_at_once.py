"""Two that read the same receipts at the same moment, with real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import splitting
from app.domain.orders.queries import hold_orders
from app.domain.orders.statuses import book
from app.domain.register.sales import Taken, take
from app.models import OrderEvent, OrderLine, RegisterAlert, RegisterSale
from app.vocabulary import clock
from tests.support.cast import make_cast, viewer_of
from tests.support.goods import arrived
from tests.support.receipts import NOON, a_sale
from tests.support.waiting import until_somebody_waits


@pytest.mark.contract("B17")
def test_a_receipt_that_two_read_at_once_is_taken_once(engine: sa.Engine) -> None:
    """The second waits for the first, finds it known, and tells nobody of a second sale."""
    with Session(engine) as session, clock.set_to(NOON):
        row = a_sale(*arrived(session, make_cast(session)))
        session.commit()

    def again() -> Taken:
        with Session(engine) as session:
            taken = take(session, [row], source="core_pos")
            session.commit()
            return taken

    with ThreadPoolExecutor(1) as other, Session(engine) as session:
        take(session, [row], source="core_pos")
        reading = other.submit(again)
        assert until_somebody_waits(engine)
        session.commit()
        assert reading.result(timeout=30).new == 0
    with Session(engine) as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (RegisterSale, RegisterAlert)
        ]
        told = session.scalars(sa.select(OrderEvent.verb).where(OrderEvent.verb == "rung_up")).all()
    assert (counts, told) == ([1, 0], ["rung_up"])


def test_a_line_that_moves_while_its_order_is_waited_for_is_sold_where_it_is_then(
    engine: sa.Engine,
) -> None:
    """Split off at the same moment: the sale is that of the line that goes on."""
    with Session(engine) as session, clock.set_to(NOON):
        cast = make_cast(session)
        buyer, (_, moved) = viewer_of(cast.buyer), arrived(session, cast, 2)
        row, moved_id = a_sale(moved), moved.id
        session.commit()

    def sell() -> None:
        with Session(engine) as session, clock.set_to(NOON):
            take(session, [row], source="core_pos")
            session.commit()

    with ThreadPoolExecutor(1) as other, Session(engine) as session, clock.set_to(NOON):
        moved = session.get_one(OrderLine, moved_id)
        hold_orders(session, [moved_id])
        reading = other.submit(sell)
        assert until_somebody_waits(engine)
        key = "a-key-of-one-time-only"
        splitting.split_off(
            session, moved.order, [moved], by=buyer, book=book(session), one_time_key=key
        )
        session.commit()
        reading.result(timeout=30)
        heir_id = moved.moved_to_id
    with Session(engine) as session:
        assert session.scalars(sa.select(RegisterSale.order_line_id)).all() == [heir_id]
