"""Batches for tests: many orders at once, a wish for their lines, and its run."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.batches import making, running
from app.domain.batches.kinds import Wish
from app.domain.orders.statuses import book
from app.models import Batch, BatchRow, Order, OrderLine
from app.web.forms import new_key
from tests.factories import a_department, a_product, a_vendor, a_wish, an_order


def many_lines(session: Session, by: Viewer, orders: int, lines: int = 1) -> list[OrderLine]:
    """Lines of new orders that need no call, in the order they were taken."""
    department = a_department(session, "Bulk")
    oats = a_product(session, department, vendor=a_vendor(session))
    made: list[Order] = [an_order(session, by, [a_wish(oats)] * lines) for _ in range(orders)]
    session.flush()
    return [line for order in made for line in order.lines]


def a_batch(
    session: Session, wish: Wish, lines: Sequence[OrderLine], by: Viewer, key: str = ""
) -> Batch:
    """A batch of these lines, asked for and not begun."""
    ids = [line.id for line in lines]
    statuses = book(session)
    return making.make(session, wish, ids, by=by, book=statuses, one_time_key=key or new_key())


def run_all(session: Session, batch: Batch) -> int:
    """Take every chunk; how many there were."""
    for chunks in range(1, 10_000):
        if not running.take(session, batch.id).more:
            return chunks
    raise AssertionError("it never ends")


def results_of(session: Session, batch: Batch) -> list[tuple[bool | None, str]]:
    """What became of each line, in the order of the batch."""
    rows = sa.select(BatchRow.done, BatchRow.said).where(BatchRow.batch_id == batch.id)
    return [(done, said) for done, said in session.execute(rows.order_by(BatchRow.position))]
