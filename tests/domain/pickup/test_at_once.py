"""The desk and somebody else at work on one order at the same moment, with real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, queries
from app.domain.pickup import desk
from app.models import OrderLine, RegisterSale
from tests.support.cast import make_cast, viewer_of
from tests.support.goods import tagged
from tests.support.waiting import until_somebody_waits


@pytest.mark.contract("C31")
def test_a_hand_over_waits_for_who_holds_the_order(engine: sa.Engine) -> None:
    """It holds nothing meanwhile that the other needs, and then goes on with the newest state."""
    with Session(engine) as session:
        cast = make_cast(session)
        line = tagged(session, cast)[0]
        line_id, number, taker, buyer = (
            line.id, line.order.number, viewer_of(cast.taker), viewer_of(cast.buyer),
        )  # fmt: skip

    def hand_over() -> int:
        with Session(engine) as session:
            desk.hand_over(session, [line_id], by=taker, one_time_key="a key of this form")
            session.commit()
            return session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) or 0

    with ThreadPoolExecutor(1) as other, Session(engine) as session:
        order = queries.by_number(session, number, lock=True)
        handing = other.submit(hand_over)
        assert until_somebody_waits(engine)
        actions.edit_line(order.lines[0], {"cases": 2, "bin": "B7"}, by=buyer)
        session.commit()
        assert handing.result(timeout=30) == 1
    with Session(engine) as session:
        sale, kept = session.scalars(sa.select(RegisterSale)).one(), session.get(OrderLine, line_id)
        assert (sale.cases, kept.cases, kept.bin) == (2, 2, "B7")
