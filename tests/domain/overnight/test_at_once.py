"""Two workers at the same night, with real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.overnight import moving, running
from app.domain.overnight.plan import Step
from app.models import NightRun, OrderEvent, OrderLine
from app.vocabulary import clock
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import make_cast, viewer_of

ORDERS = 12


@pytest.mark.contract("C33", "C37")
def test_two_workers_share_a_night(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is moved once and counted once, and neither worker fails."""
    monkeypatch.setattr(moving, "BATCH", 2)
    now = clock.now()
    with Session(engine) as session, clock.set_to(now - timedelta(days=120)):
        taker = viewer_of(make_cast(session).taker)
        wish = a_wish(a_product(session, a_department(session)))
        for _ in range(ORDERS):
            an_order(session, taker, [wish])
        session.commit()

    def work(_: int) -> int:
        with Session(engine) as session, clock.set_to(now):
            done = running.run_due(session, session.commit)
            return sum(counts.get(Step.CLOSE_STALE, 0) for counts in done.values())

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == ORDERS
    with Session(engine) as session:
        still_open = sa.select(sa.func.count()).where(OrderLine.open == 1)
        moves = sa.select(sa.func.count()).where(OrderEvent.verb == "moved")
        told = sa.select(sa.func.sum(NightRun.count)).where(NightRun.step == Step.CLOSE_STALE)
        assert [session.scalar(query) for query in (still_open, moves, told)] == [0, ORDERS, ORDERS]
