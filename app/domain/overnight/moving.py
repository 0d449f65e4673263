"""Moving what a night moves: many lines at once, in bounded batches, each kept line by line so that
it can be taken back (B5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload

from app.domain.access import Viewer
from app.domain.access import night as night_viewer
from app.domain.orders import lifecycle
from app.domain.orders.lifecycle import STOOD, Before, Closing
from app.domain.orders.statuses import StatusBook, book
from app.domain.overnight.plan import Night, Step, due_lines
from app.domain.purchasing.byhand import are_here
from app.domain.purchasing.leaving import let_go_lines, waiting
from app.models import NightMove, NightRun, Order, OrderLine
from app.vocabulary import clock
from app.vocabulary.statuses import Key

# Lines that are moved in one transaction.
BATCH = 1000

# What becomes of the lines of a step, and the word its event keeps.
OUTCOME: dict[Step, tuple[Key, str]] = {
    Step.COMPLETE_SOLD: (Key.COMPLETED, "sold"),
    Step.CLOSE_CALLED: (Key.CANCELED, "no return call"),
    Step.CLOSE_STALE: (Key.CANCELED, "too old"),
}


def move(
    session: Session, step: Step, night: Night, record: NightRun, count: Callable[[int], None]
) -> int:
    """Move all lines that are due in this step, a batch of orders at a time: `count` is told how
    many lines each moved, and commits. Returns how many moved in all. Cut off at any moment and
    done again, it goes on with what is still due."""
    statuses, total, run_id = book(session), 0, record.id
    for orders in _batches(session, step, night):
        moved = _move_batch(session, step, night, run_id, orders, statuses)
        total += moved
        count(moved)
    return total


def _batches(session: Session, step: Step, night: Night) -> Iterator[list[int]]:
    """The orders of the lines that are due, those of BATCH lines at a time."""
    due = due_lines(step, night).with_only_columns(OrderLine.order_id)
    some: list[int] = []
    lines = 0
    for order_id, of_order in groupby(session.scalars(due).all()):
        count = len(list(of_order))
        if some and lines + count > BATCH:
            yield some
            some, lines = [], 0
        some.append(order_id)
        lines += count
    if some:
        yield some


def _move_batch(
    session: Session,
    step: Step,
    night: Night,
    run_id: int,
    orders: Sequence[int],
    statuses: StatusBook,
) -> int:
    """Lock the orders first, then look again at what is still due of them, and move that."""
    held = sa.select(Order.id).where(Order.id.in_(orders)).order_by(Order.id).with_for_update()
    ids = session.scalars(held).all()
    due = due_lines(step, night).where(OrderLine.order_id.in_(ids))
    lines = session.scalars(due.with_only_columns(OrderLine.id)).all()
    key, why = OUTCOME[step]
    day, actor, now = night.day.isoformat(), night_viewer(night.store.id), clock.now()
    closing = Closing(statuses[key], why, day, actor)
    before = lifecycle.close_many(session, lines, closing, statuses, now)
    if not before:
        return 0
    gone: dict[int, list[int]] = {}
    if key == Key.COMPLETED:
        _came(session, [row.id for row in before], actor)
    for row in let_go_lines(session, [row.id for row in before]):
        gone.setdefault(row.order_line_id or 0, []).append(row.id)
    kept = [
        {
            "run_id": run_id,
            "order_id": row.order_id,
            "line_id": row.id,
            "at": now,
            "let_go": gone.get(row.id, []),
            **_stood(row),
        }
        for row in before
    ]
    session.execute(sa.insert(NightMove), kept)
    # The lines were moved past what is in hand: whatever comes next reads them anew.
    session.flush()
    session.expire_all()
    return len(before)


def _came(session: Session, line_ids: Sequence[int], by: Viewer) -> None:
    """What was sold and still waited for has come all the same."""
    waited = sa.select(waiting(line_ids).subquery().c.order_line_id)
    sold = sa.select(OrderLine).where(OrderLine.id.in_(waited))
    fresh = sold.options(lazyload("*")).execution_options(populate_existing=True)
    are_here(session, session.scalars(fresh).all(), by=by)
    session.flush()


def _stood(row: Before) -> dict[str, object]:
    return {name: getattr(row, name) for name in STOOD}
