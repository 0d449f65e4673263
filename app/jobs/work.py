"""The work itself: what a worker does with an outbox row, by its Job.

Each piece of work reads, does the slow part outside of any transaction, and writes with the row
locked and still open. So it may run twice, or twice at the same time, and is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from app.jobs import (
    batches,
    imports,
    messages,
    night,
    printing,
    purchasing,
    register,
    shelves,
    tags,
)
from app.jobs.units import (
    LEASE,
    MOST_ATTEMPTS,
    TOO_OFTEN,
    DoneAlready,
    held,
    settling,
    writing,
)
from app.messages.outcomes import TryLater as MessageLater
from app.models import OutboxRow
from app.printers.outcomes import TryLater as PrinterLater
from app.vocabulary import clock
from app.vocabulary.errors import BROKEN, CaselotError
from app.vocabulary.jobs import Job

log = structlog.get_logger()

# Seconds; below the lease, after which the row is handed out again.
TIME_LIMIT = 40
FIRST_PAUSE = timedelta(seconds=5)

# What is known to go by: nobody answers, or not now.
LATER = (MessageLater, PrinterLater)

# Trying again would end the same way: a rule of the trade says no, or the program is wrong.
PERMANENT = (CaselotError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Task:
    """How one Job is done (row id and payload), and how its subject learns that it failed. `pause`
    lies before the second try, twice that before the third, and so on. `limit`: seconds until it is
    ended; beyond the usual ones only for work that keeps its row as long (`units.keep`)."""

    do: Callable[[int, Mapping[str, int]], None]
    fail: Callable[[Session, Mapping[str, int], str], None]
    pause: timedelta = FIRST_PAUSE
    limit: int = TIME_LIMIT


TASKS: dict[Job, Task] = {
    Job.PRINT_TAGS: Task(tags.print_tags, tags.failed),
    Job.PRINT_SHELVES: Task(shelves.print_shelves, shelves.failed),
    Job.IMPORT_FILE: Task(imports.import_file, imports.failed),
    Job.RUN_BATCH: Task(batches.run_batch, batches.failed, limit=batches.TIME_LIMIT),
    Job.SEND_PURCHASE_ORDER: Task(purchasing.send_purchase_order, purchasing.failed),
    Job.SYNC_REGISTER: Task(register.sync_register, register.failed),
    Job.SEND_MESSAGE: Task(messages.send_message, messages.failed, pause=timedelta(seconds=30)),
    Job.SEND_TO_PRINTER: Task(printing.send_to_printer, printing.failed, limit=printing.TIME_LIMIT),
    Job.FOLLOW_PRINT: Task(printing.follow_print, printing.not_followed),
    Job.LOOK_AT_PRINTER: Task(printing.look_at_printer, printing.not_asked),
    Job.UNDO_NIGHT: Task(night.undo_night, night.failed),
}


def run(row_id: int) -> None:
    """RQ's entry: do the work of an open outbox row; nothing if it is done. Never raises for an
    error of the work, the row says what became of it."""
    taken = _take(row_id)
    if taken is None:
        return
    job, payload, attempt = taken
    try:
        TASKS[job].do(row_id, payload)
    except DoneAlready:
        log.info("done_already", row=row_id)
    except PERMANENT as error:
        ours = isinstance(error, CaselotError)
        log.warning("work_failed", row=row_id, job=job, exc_info=None if ours else error)
        give_up(row_id, error.message if isinstance(error, CaselotError) else BROKEN)
    except Exception as error:
        # A printer that is off is no error of the program: one line says it.
        said = {"reason": str(error)[:200]} if isinstance(error, LATER) else {"exc_info": error}
        log.warning("work_put_off", row=row_id, job=job, attempt=attempt, **said)
        _put_off(row_id, attempt, type(error).__name__)


def give_up(row_id: int, why: str) -> None:
    """Close the row as failed and tell its subject `why`, in words for people."""
    try:
        with settling(row_id) as session:
            row = session.get_one(OutboxRow, row_id)
            row.problem, row.failed = why[:300], True
            TASKS[row.job].fail(session, row.payload, why)
    except DoneAlready:
        log.info("done_already", row=row_id)


def _take(row_id: int) -> tuple[Job, dict[str, int], int] | None:
    """Count the attempt and let nobody else be given the row for a while; None if it is closed."""
    try:
        with writing() as session:
            row = held(session, row_id)
            row.attempts += 1
            row.due_at = clock.now() + LEASE
            return row.job, row.payload, row.attempts
    except DoneAlready:
        return None


def _put_off(row_id: int, attempt: int, error: str) -> None:
    """Try again later, each time after twice the pause; in the end, give up."""
    if attempt >= MOST_ATTEMPTS:
        give_up(row_id, TOO_OFTEN)
        return
    with writing() as session:
        row = session.get_one(OutboxRow, row_id)
        row.due_at = clock.now() + TASKS[row.job].pause * 2 ** (attempt - 1)
        row.problem = error[:300]
