"""Side effects leave through here: a row is committed with the change that wants the effect."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import Job

_WAITING = "outbox rows of this transaction"


def leave(
    session: Session, job: Job, payload: Mapping[str, int], *, due_at: datetime | None = None
) -> OutboxRow:
    """Ask for `job` with `payload` (ids only) once this transaction is committed, or when it is
    due."""
    row = OutboxRow(job=job, payload=dict(payload), due_at=due_at or clock.now())
    session.add(row)
    session.info.setdefault(_WAITING, []).append(row)
    return row


def leave_once(session: Session, job: Job) -> None:
    """Ask for `job`, which has no payload, unless it is asked for already and nobody has begun it.
    The row that waits is held until this transaction is committed, so whoever begins it sees what
    is committed with it."""
    waits = sa.select(OutboxRow.id).where(
        OutboxRow.open == 1, OutboxRow.job == job, OutboxRow.attempts == 0
    )
    if session.scalar(waits.limit(1).with_for_update(skip_locked=True)) is None:
        leave(session, job, {})


def taken_from(session: Session) -> list[int]:
    """The ids of the flushed rows this transaction made; forgets them."""
    rows: list[OutboxRow] = session.info.pop(_WAITING, [])
    return [row.id for row in rows if row.id is not None]


def seen_to(session: Session, jobs: Collection[Job], name: str, number: int) -> None:
    """What failed in these jobs over the one that `name` of the payload says waits for nobody any
    more."""
    about = OutboxRow.payload[name].as_integer()
    session.execute(
        sa.update(OutboxRow)
        .where(OutboxRow.failed.is_(True), OutboxRow.job.in_(jobs), about == number)
        .values(failed=False)
        .execution_options(synchronize_session=False)
    )


def hurry(session: Session, job: Job, payload: Mapping[str, int]) -> bool:
    """Have what was put off done now, with as many tries as at first; whether there is such a row.
    One that a worker has in hand is left alone: it is being done."""
    waits = sa.select(OutboxRow.id, OutboxRow.payload).where(
        OutboxRow.open == 1, OutboxRow.job == job
    )
    wanted = [row.id for row in session.execute(waits) if row.payload == payload]
    held = sa.select(OutboxRow).where(OutboxRow.id.in_(wanted), OutboxRow.open == 1)
    for row in session.scalars(held.with_for_update(skip_locked=True)):
        row.due_at, row.attempts = clock.now(), 0
        session.info.setdefault(_WAITING, []).append(row)
    return bool(wanted)


def again(session: Session, row: OutboxRow) -> None:
    """Ask once more for what was given up, as if it had never been tried."""
    row.open, row.failed, row.attempts = 1, False, 0
    row.due_at, row.done_at, row.problem = clock.now(), None, ""
    session.info.setdefault(_WAITING, []).append(row)
