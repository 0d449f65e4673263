"""Two workers at one batch at the same moment, with real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.batches import making, running
from app.domain.batches.kinds import Wish
from app.models import BatchKind, BatchState, OrderEvent, OrderLine
from tests.support.batches import a_batch, many_lines, results_of
from tests.support.cast import make_cast, viewer_of
from tests.support.waiting import until_somebody_waits


@pytest.mark.contract("L6")
def test_two_workers_share_a_batch(engine: sa.Engine) -> None:
    """The second waits, and takes the lines after those of the first; when it is stopped, neither
    takes more."""
    with Session(engine) as session:
        buyer = viewer_of(make_cast(session).buyer)
        lines = many_lines(session, buyer, 3, 2)
        batch_id = a_batch(session, Wish(BatchKind.MOVE, status="placed"), lines, buyer).id
        session.commit()

    def take() -> bool:
        with Session(engine) as session:
            more = running.take(session, batch_id, most=2).more
            session.commit()
            return more

    with ThreadPoolExecutor(1) as other, Session(engine) as session:
        assert running.take(session, batch_id, most=2).more
        second = other.submit(take)
        assert until_somebody_waits(engine)
        session.commit()
        assert second.result(timeout=30)
    with Session(engine) as session:
        batch = running.held(session, batch_id)
        assert (batch.done, batch.state) == (4, BatchState.RUNNING)
        done = [done for done, _ in results_of(session, batch)]
        assert done == [True] * 4 + [None] * 2
        moved = sa.select(sa.func.count()).where(OrderEvent.verb == "moved")
        placed = sa.select(sa.func.count()).where(OrderLine.status == "placed")
        assert [session.scalar(query) for query in (moved, placed)] == [4, 4]
        assert making.stop(session, batch, by=buyer)
        session.commit()
    with pytest.raises(running.Ended):
        take()
