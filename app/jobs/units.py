"""Short transactions of background work: read, then do the slow part outside, then write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import db, reading_only
from app.models import OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.web.unit_of_work import commit

# How long a worker may take before the row is handed out again.
LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 8

TOO_OFTEN = f"It did not work in {MOST_ATTEMPTS} tries. Please try again."


class DoneAlready(Exception):
    """Another worker finished this row first; what was made for it now is thrown away."""


@contextmanager
def reading() -> Iterator[Session]:
    """A snapshot to read from; on SQLite it takes no write lock. Nothing of it is kept."""
    token = reading_only.set(True)
    try:
        yield db.session()
    finally:
        db.session.rollback()
        reading_only.reset(token)


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction, committed at the end; what it leaves in the outbox is handed over then."""
    try:
        yield db.session()
        commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def going_on(row_id: int) -> Iterator[Session]:
    """A transaction of long work that writes down how far it is, and keeps the row for this worker
    a while longer. Raises DoneAlready when the row was closed meanwhile."""
    with writing() as session:
        row = held(session, row_id)
        yield session
        row.due_at = clock.now() + LEASE


def begin_all(job: Job) -> list[int]:
    """Begin the rows of a job without payload that nobody has begun, but for those that somebody
    leans on just now (`outbox.leave_once`), who is not done yet. Returns the ids of all that have
    been begun."""
    mine = OutboxRow.open == 1, OutboxRow.job == job
    with writing() as session:
        waits = sa.select(OutboxRow).where(*mine, OutboxRow.attempts == 0)
        for row in session.scalars(waits.with_for_update(skip_locked=True)):
            row.attempts, row.due_at = 1, clock.now() + LEASE
        session.flush()
        return list(session.scalars(sa.select(OutboxRow.id).where(*mine, OutboxRow.attempts > 0)))


def keep(row_id: int, lease: timedelta) -> None:
    """Keep the row for this worker for `lease`: for work that takes longer than others and has
    nothing to write down on the way. Raises DoneAlready when the row is closed."""
    with writing() as session:
        held(session, row_id).due_at = clock.now() + lease


@contextmanager
def settling(row_id: int) -> Iterator[Session]:
    """The transaction that writes down the outcome of an outbox row and closes it.

    The row is locked first and must still be open, so of any number of workers that did the same
    work only one writes. Raises DoneAlready for the others.
    """
    with writing() as session:
        row = held(session, row_id)
        yield session
        row.open = 0
        row.done_at = clock.now()


def held(session: Session, row_id: int) -> OutboxRow:
    """The open outbox row, locked; DoneAlready when it is closed."""
    row = session.scalar(
        sa.select(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.open == 1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise DoneAlready
    return row
