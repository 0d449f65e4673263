"""How a batch runs: chunk by chunk, each in a transaction of its own that changes the lines and
writes down what became of them. So whatever dies goes on at the first line that has no result yet,
and nothing is done twice, by one worker or by two.

Its person's permissions are those of now: who lost a right since asking is refused, line by line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.domain.batches.doing import Chunk, do
from app.domain.batches.kinds import may, wish_from
from app.domain.batches.making import WORKING
from app.domain.batches.results import Results, refused
from app.domain.orders.statuses import book
from app.domain.people.acting import person
from app.domain.printing import jobs
from app.models import (
    Batch,
    BatchRow,
    BatchState,
    PrintJob,
)
from app.vocabulary import clock
from app.vocabulary.errors import BROKEN, CaselotError

CHUNK = 100

# What a single line may be to blame for. A database that is away or busy is nobody's fault.
_OF_A_LINE = (SQLAlchemyError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Ended(Exception):
    """The batch is done, failed or was stopped: nothing of it is left to do."""


@dataclass
class Taken:
    """A chunk that was done: whether there may be more, and errors of the program met on the
    way."""

    more: bool
    errors: list[Exception] = field(default_factory=list)


def take(session: Session, batch_id: int, most: int = CHUNK) -> Taken:
    """Do the next lines of a batch, at most `most`. Raises Ended."""
    batch = held(session, batch_id)
    batch.state = BatchState.RUNNING
    rows = _next_rows(session, batch_id, most)
    taken = Taken(more=len(rows) == most)
    if rows:
        _do(session, batch, rows, taken)
    if not taken.more:
        batch.state, batch.finished_at = BatchState.DONE, clock.now()
    session.flush()
    return taken


def fail(session: Session, batch_id: int, why: str) -> None:
    """It can't go on, `why` in words for people; what is done stays done. One that has ended stays
    as it is."""
    batch = session.get(Batch, batch_id)
    if batch is not None and batch.state in WORKING:
        batch.state, batch.problem, batch.finished_at = BatchState.FAILED, why[:300], clock.now()
        jobs.not_made(session, why, PrintJob.batch_id == batch_id)


def held(session: Session, batch_id: int) -> Batch:
    """The batch, locked and at work. Raises Ended."""
    batch = session.scalars(
        sa.select(Batch)
        .where(Batch.id == batch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if batch is None or batch.state not in WORKING:
        raise Ended
    return batch


def write_results(
    session: Session, batch: Batch, rows: Sequence[sa.Row[int, int, int]], results: Results
) -> None:
    """Note what became of these rows (id, line, position), and count it."""
    written = []
    for row_id, line_id, _ in rows:
        result = results.get(line_id) or refused("It is not there any more.")
        written.append({"id": row_id, "done": result.done, "said": result.said})
        batch.done += result.done
        batch.refused += not result.done
    session.execute(sa.update(BatchRow), written)
    reasons = {result.said for result in results.values() if result.held}
    known = set(batch.wish.get("held", []))
    if reasons - known:
        batch.wish = {**batch.wish, "held": sorted(known | reasons)}


def _next_rows(session: Session, batch_id: int, most: int) -> Sequence[sa.Row[int, int, int]]:
    return session.execute(
        sa.select(BatchRow.id, BatchRow.order_line_id, BatchRow.position)
        .where(BatchRow.batch_id == batch_id, BatchRow.done.is_(None))
        .order_by(BatchRow.position)
        .limit(most)
    ).all()


def _do(
    session: Session, batch: Batch, rows: Sequence[sa.Row[int, int, int]], taken: Taken
) -> None:
    by = person(session, batch.user_id, batch.store_id)
    ids = [line_id for _, line_id, _ in rows]
    allowed = may(by, batch.kind)
    if not allowed:
        write_results(session, batch, rows, dict.fromkeys(ids, refused(allowed.reason)))
        return
    wish = wish_from(batch.kind, batch.wish)
    # No form can send a key with a colon: it is nobody else's.
    key = f"batch:{batch.id}:{rows[0].position}"
    chunk = Chunk(batch.id, key, wish, ids, by, book(session))
    write_results(session, batch, rows, _results(session, chunk, taken))


def _results(session: Session, chunk: Chunk, taken: Taken) -> Results:
    """All lines at once; if that can't be, line by line, so that one rotten line stops no
    other."""
    try:
        return _inside(session, chunk)
    except OperationalError:
        raise
    except CaselotError as error:
        if len(chunk.line_ids) == 1:
            return {chunk.line_ids[0]: refused(error.message)}
    except _OF_A_LINE as error:
        taken.errors.append(error)
        if len(chunk.line_ids) == 1:
            return {chunk.line_ids[0]: refused(BROKEN)}
    results: Results = {}
    for line_id in chunk.line_ids:
        alone = replace(chunk, key=f"{chunk.key}:{line_id}", line_ids=[line_id])
        results |= _results(session, alone, taken)
    return results


def _inside(session: Session, chunk: Chunk) -> Results:
    """The chunk inside a savepoint: done as a whole, or not at all."""
    with session.begin_nested():
        return do(session, chunk)
