"""The relay: committed outbox rows go to RQ right after the commit, and again by a sweeper.

Delivery is at least once. A row stays open until its work is committed, so whatever dies (web,
worker, Valkey) the sweeper hands it out again; the work itself checks that it is done only once.
The database knows what is open, Valkey holds only tickets that may be lost or doubled.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from redis.exceptions import RedisError
from rq import Queue as RqQueue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job as Ticket
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import queue
from app.jobs import work
from app.jobs.units import reading
from app.models import OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import QUEUE_OF, Job

log = structlog.get_logger()

MOST_AT_ONCE = 200
KEEP_FAILED = 7 * 24 * 3600


def hand_over(ids: Sequence[int]) -> None:
    """Give freshly committed rows to the queues; those for later are the sweeper's. Without
    Valkey, or when the database goes away right now, they wait for the sweeper too: what asked for
    them is saved, so nothing has failed."""
    fresh = sa.select(OutboxRow.id, OutboxRow.job, OutboxRow.attempts).where(
        OutboxRow.id.in_(ids), OutboxRow.open == 1, OutboxRow.due_at <= clock.now()
    )
    try:
        with reading() as session:
            rows = session.execute(fresh).all()
    except SQLAlchemyError as error:
        log.warning("hand_over_put_off", error=type(error).__name__)
        return
    _enqueue_all([tuple(row) for row in rows])


def sweep() -> int:
    """Hand out again what is due: rows whose worker or ticket was lost, and those whose pause
    after an error is over. What was tried too often is given up. Returns how many were handed
    out."""
    with reading() as session:
        rows = session.execute(
            sa.select(OutboxRow.id, OutboxRow.job, OutboxRow.attempts)
            .where(OutboxRow.open == 1, OutboxRow.due_at <= clock.now())
            .order_by(OutboxRow.due_at)
            .limit(MOST_AT_ONCE)
        ).all()
    for row_id, _, attempts in rows:
        if attempts >= work.MOST_ATTEMPTS:
            work.give_up(row_id, work.TOO_OFTEN)
    return _enqueue_all([tuple(row) for row in rows if row.attempts < work.MOST_ATTEMPTS])


def _enqueue_all(rows: Sequence[tuple[int, Job, int]]) -> int:
    """How many of the rows got a ticket; the rest waits for the sweeper while Valkey is away."""
    given = 0
    try:
        for row_id, job, attempts in rows:
            given += _enqueue(job, row_id, attempts)
    except RedisError as error:
        log.warning("queue_away", error=type(error).__name__, waiting=len(rows) - given)
    return given


def _enqueue(job: Job, row_id: int, attempts: int) -> int:
    """Write one ticket unless there is a good one; 1 if one was written. A ticket is named after
    the row and its attempt, so two sweepers never write two."""
    into, name = queue(QUEUE_OF[job]), f"outbox-{row_id}-{attempts}"
    for _ in range(2):
        try:
            into.enqueue(
                "app.jobs.work.run",
                row_id,
                job_id=name,
                unique=True,
                job_timeout=work.TASKS[job].limit,
                result_ttl=0,
                failure_ttl=KEEP_FAILED,
            )
            return 1
        except DuplicateJobError:
            if into.get_job_position(name) is not None:
                return 0
            # A ticket that nobody holds: its worker died between taking it and starting.
            _drop(into, name)
    return 0


def _drop(into: RqQueue, name: str) -> None:
    try:
        Ticket.fetch(name, connection=into.connection, serializer=JSONSerializer).delete()
    except NoSuchJobError:
        log.debug("ticket_gone", ticket=name)
