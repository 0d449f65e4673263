"""A worker killed -9 in the middle of a batch: the next one goes on, and no line moves twice."""

from __future__ import annotations

import sys

import pytest
import sqlalchemy as sa

from app.domain.batches import making
from app.domain.batches.kinds import Wish
from app.models import Batch, BatchKind, BatchRow, BatchState, OrderEvent, OutboxRow
from app.web.unit_of_work import commit
from tests.jobs.conftest import Store
from tests.support.batches import a_batch, many_lines
from tests.support.cast import viewer_of
from tests.support.machine import eventually

LINES = 540

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed by /proc")


def asked(store: Store) -> int:
    """A batch of many moves, handed over as the web does."""
    by = viewer_of(store.cast.buyer)
    lines = many_lines(store.session, by, LINES // 90, 90)
    batch = a_batch(store.session, Wish(BatchKind.MOVE, status="placed"), lines, by)
    making.hand_out(store.session, batch)
    commit()
    return batch.id


def done(store: Store) -> int:
    """How far the bar is."""
    return int(store.one(sa.select(Batch.done)))


def moved(store: Store) -> int:
    """How many moves the timelines know."""
    events = sa.select(sa.func.count()).where(OrderEvent.verb == "moved")
    return int(store.one(events))


@pytest.mark.contract("L6")
def test_the_worker_is_killed_half_way(store: Store) -> None:
    """What is counted is what has moved; another worker does the rest."""
    batch_id = asked(store)
    store.machine.worker()
    eventually(lambda: done(store) >= 100, "the first lines have moved")
    store.machine.kill("worker")
    half = done(store)
    assert 100 <= half < LINES
    assert moved(store) == half

    store.machine.worker()
    store.sweep_later()
    state = sa.select(Batch.state).where(Batch.id == batch_id)
    eventually(lambda: store.one(state) is BatchState.DONE, "the batch is done")
    assert (done(store), moved(store)) == (LINES, LINES)
    results = sa.select(sa.func.count()).where(BatchRow.done.is_(True))
    assert store.one(results) == LINES
    eventually(lambda: store.one(sa.select(sa.func.max(OutboxRow.open))) == 0, "nothing waits")
