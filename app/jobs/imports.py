"""Bringing a file in: batch after batch, each committed with the count of rows that are in.

A slice of the work is one outbox row. When its time is over, or when somebody waits for tags, the
rest is left to a row of its own, so that no import keeps a worker from others for long. A worker
that dies costs one batch that was not committed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import islice

from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.imports import running
from app.domain.imports.records import Row
from app.domain.imports.running import BATCH, Overtaken, Plan
from app.extensions import queue
from app.importers.files import open_table
from app.jobs.units import DoneAlready, going_on, reading, settling
from app.vocabulary.jobs import Job, Queue

# Seconds; far below a ticket's limit, as the last batch of a slice comes on top.
SLICE = 15.0


def import_file(row_id: int, payload: Mapping[str, int]) -> None:
    """Go on with an import where it is. Raises FileRefused, Invalid and the like for a file that
    can't be read any more."""
    until = time.monotonic() + SLICE
    try:
        with reading() as session:
            plan = running.plan(session, payload["import_id"])
        ended = _rows(row_id, plan, until) and _withdrawals(row_id, plan, until)
        with settling(row_id) as session:
            if ended:
                running.finish(session, plan)
            else:
                outbox.leave(session, Job.IMPORT_FILE, payload)
    except Overtaken:
        raise DoneAlready from None


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Mark the import as failed, in words for people."""
    running.fail(session, payload["import_id"], why)


def _rows(row_id: int, plan: Plan, until: float) -> bool:
    """Take batches until the file or the slice is over; whether the file is."""
    done, rows = plan.done, _waiting(plan)
    while batch := list(islice(rows, BATCH)):
        with going_on(row_id) as session:
            running.take(session, plan, batch, done)
        done += len(batch)
        if _time_is_up(until):
            return False
    return True


def _waiting(plan: Plan) -> Iterator[Row]:
    """The rows that are not in yet. Those before are read too: a later row may repeat one."""
    table = open_table(plan.text, plan.delimiter)
    rows = (plan.reader.read(*record) for record in table.records())
    return islice(rows, plan.done, None)


def _withdrawals(row_id: int, plan: Plan, until: float) -> bool:
    """Withdraw what the file does not name, in bites; whether nothing is left."""
    while True:
        with going_on(row_id) as session:
            more = running.take_out(session, plan)
        if not more:
            return True
        if _time_is_up(until):
            return False


def _time_is_up(until: float) -> bool:
    """Whether the slice is over, or somebody waits for tags or for their lines."""
    if time.monotonic() > until:
        return True
    try:
        return queue(Queue.TAGS).count + queue(Queue.BATCHES).count > 0
    except RedisError:
        return False
