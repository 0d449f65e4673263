"""Queries of the page of jobs: what waits and since when, what is being done, what failed, and how
the pieces by the clock did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import OutboxRow, PeriodicRun
from app.vocabulary.errors import NotFound
from app.vocabulary.jobs import Job

MOST_FAILED = 50


@dataclass(frozen=True)
class Waiting:
    """Work of one kind: so many wait, so many of them are late or being tried again, the longest
    due since `since`."""

    job: Job
    count: int
    tried: int
    since: datetime | None


def waiting(session: Session, now: datetime) -> list[Waiting]:
    """What waits, by kind; one statement."""
    due = sa.case((OutboxRow.due_at <= now, OutboxRow.due_at))
    tried = sa.func.sum(sa.case((OutboxRow.attempts > 0, 1), else_=0))
    rows = session.execute(
        sa.select(
            OutboxRow.job, sa.func.count(), tried, sa.func.min(due, type_=OutboxRow.due_at.type)
        )
        .where(OutboxRow.open == 1)
        .group_by(OutboxRow.job)
        .order_by(OutboxRow.job)
    )
    return [Waiting(job, count, tries, since) for job, count, tries, since in rows]


def failed(session: Session, before: int | None = None) -> list[OutboxRow]:
    """What was given up and nobody had tried again, newest first."""
    query = sa.select(OutboxRow).where(OutboxRow.failed.is_(True))
    if before is not None:
        query = query.where(OutboxRow.id < before)
    return list(session.scalars(query.order_by(OutboxRow.id.desc()).limit(MOST_FAILED)))


def failed_row(session: Session, row_id: int) -> OutboxRow:
    """One of them, locked. NotFound when it is not failed (any more)."""
    row = session.scalar(
        sa.select(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.failed.is_(True))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("It is being tried again, or it is done.")
    return row


@dataclass(frozen=True)
class ByClock:
    """A piece of work by the clock: its last run, and when the next one is due."""

    run: PeriodicRun

    @property
    def next_at(self) -> datetime:
        """When it is begun the next time."""
        return self.run.started_at + timedelta(seconds=self.run.every)


def schedule(session: Session) -> list[ByClock]:
    """Everything that has happened by the clock, the most frequent first."""
    rows = session.scalars(sa.select(PeriodicRun).order_by(PeriodicRun.every, PeriodicRun.name))
    return [ByClock(run) for run in rows]
