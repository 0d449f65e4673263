"""The relay: committed outbox rows go to RQ right after the commit, and again by a sweeper.

Delivery is at least once. A row stays open until its work is committed, so whatever dies (web,
worker, Valkey) the sweeper hands it out again; the work itself checks that it is done only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
import structlog
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError

from app.extensions import db, queue
from app.models import OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import QUEUE_OF, Job

log = structlog.get_logger()

# How long a worker may take before the row is handed out again, and the job's own limit below it.
LEASE = timedelta(seconds=45)
TIME_LIMIT = 40
MOST_AT_ONCE = 200
MOST_ATTEMPTS = 8


def hand_over(ids: Sequence[int]) -> None:
    """Give freshly committed rows to the queues. Without Valkey they wait for the sweeper."""
    for row_id, job in db.session.execute(
        sa.select(OutboxRow.id, OutboxRow.job).where(OutboxRow.id.in_(ids), OutboxRow.open == 1)
    ).all():
        if not _enqueue(row_id, job, attempt=0):
            break
    db.session.rollback()


def sweep() -> int:
    """Hand out again what is due: rows whose worker or queue was lost. Returns how many."""
    now = clock.now()
    due = db.session.scalars(
        sa.select(OutboxRow)
        .where(OutboxRow.open == 1, OutboxRow.due_at <= now, OutboxRow.attempts < MOST_ATTEMPTS)
        .order_by(OutboxRow.due_at)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    given = [(row.id, row.job, row.attempts) for row in due]
    for row in due:
        row.attempts += 1
        row.due_at = now + LEASE
    db.session.commit()
    return sum(_enqueue(row_id, job, attempt=attempt) for row_id, job, attempt in given)


def _enqueue(row_id: int, job: Job, *, attempt: int) -> bool:
    """Queue one row under its own name, so that nothing is queued twice; False if Valkey is
    away."""
    try:
        queue(QUEUE_OF[job]).enqueue(
            "app.jobs.work.run",
            row_id,
            job_id=f"outbox-{row_id}-{attempt}",
            unique=True,
            job_timeout=TIME_LIMIT,
            result_ttl=0,
            failure_ttl=7 * 24 * 3600,
        )
    except DuplicateJobError:
        return True
    except RedisError as error:
        log.warning("queue_away", error=type(error).__name__)
        return False
    return True
