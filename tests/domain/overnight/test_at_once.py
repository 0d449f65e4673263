"""Two workers at the same night, with real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.overnight import moving, running
from app.domain.overnight.plan import Step
from app.models import NightMove, NightRun, OrderEvent, OrderLine
from app.vocabulary import clock
from tests.domain.overnight.nights import DAY, NOON, sell
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import make_cast, viewer_of

ORDERS = 12


def at_once(engine: sa.Engine, now: datetime, step: Step) -> int:
    """How many lines four workers say that they moved in a step."""

    def work(_: int) -> int:
        with Session(engine) as session, clock.set_to(now):
            done = running.run_due(session, session.commit)
            return sum(counts.get(step, 0) for counts in done.values())

    with ThreadPoolExecutor(4) as workers:
        return sum(workers.map(work, range(4)))


@pytest.mark.contract("C31", "C37")
def test_what_is_known_after_a_night_is_completed_once(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By however many workers; each line is counted once."""
    monkeypatch.setattr(moving, "BATCH", 2)
    with Session(engine) as session:
        with clock.set_to(NOON):
            taker = viewer_of(make_cast(session).taker)
            wish = a_wish(a_product(session, a_department(session)))
            lines = [an_order(session, taker, [wish]).lines[0] for _ in range(ORDERS)]
        with clock.set_to(NOON + timedelta(days=1)):
            running.run_due(session, session.commit)
            for line in lines:
                sell(session, line, on=DAY)
    later = NOON + timedelta(days=1, minutes=15)
    assert at_once(engine, later, Step.COMPLETE_SOLD) == ORDERS
    with Session(engine) as session:
        told = sa.select(sa.func.sum(NightRun.count)).where(NightRun.step == Step.COMPLETE_SOLD)
        kept = sa.select(sa.func.count()).select_from(NightMove)
        assert [session.scalar(query) for query in (told, kept)] == [ORDERS, ORDERS]


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

    assert at_once(engine, now, Step.CLOSE_STALE) == ORDERS
    with Session(engine) as session:
        still_open = sa.select(sa.func.count()).where(OrderLine.open == 1)
        moves = sa.select(sa.func.count()).where(OrderEvent.verb == "moved")
        told = sa.select(sa.func.sum(NightRun.count)).where(NightRun.step == Step.CLOSE_STALE)
        assert [session.scalar(query) for query in (still_open, moves, told)] == [0, ORDERS, ORDERS]
