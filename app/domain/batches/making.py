"""Asking for a batch, stopping it, asking for what is left of it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.batches.kinds import Wish, check, may, said, wish_from
from app.domain.orders.statuses import StatusBook
from app.domain.printing import jobs
from app.domain.rows import added
from app.models import Batch, BatchKind, BatchRow, BatchState, OrderLine, PrintJob
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.jobs import Job

# So many lines are done at once, while the person waits: it takes no longer than a page.
FEW = 20
WORKING = frozenset({BatchState.WAITING, BatchState.RUNNING})

_BITE = 5_000


def made_before(session: Session, key: str, by: Viewer) -> Batch | None:
    """The batch that this one-time key has asked for already, if any. Refused if it was somebody
    else's key."""
    known = session.scalar(sa.select(Batch).where(Batch.one_time_key == key))
    if known is not None and known.user_id != by.user_id:
        raise Refused("This page was sent by somebody else already. Please reload it.")
    return known


def make(
    session: Session,
    wish: Wish,
    line_ids: Sequence[int],
    *,
    by: Viewer,
    book: StatusBook,
    one_time_key: str,
) -> Batch:
    """Ask for `wish` of these lines, which are fixed from now on (L6); a second call with the same
    key returns the first batch. Nothing is done to a line yet: see `running`, or `hand_out`.

    Raises NotAllowed; Invalid for a wish that lacks something, no lines, or too many; Refused.
    """
    may(by, wish.kind).enforce()
    known = made_before(session, one_time_key, by)
    if known is not None:
        return known
    check(wish, book)
    ids = _there(session, dict.fromkeys(line_ids))
    _check_count(wish, len(ids))
    batch = Batch(
        one_time_key=one_time_key,
        kind=wish.kind,
        user_id=by.user_id,
        store_id=by.store_id,
        wish=wish.kept(),
        said=said(wish, book)[:300],
        lines=len(ids),
    )
    kept = added(session, batch, lambda: made_before(session, one_time_key, by))
    if kept is not batch:
        return kept
    _write_rows(session, batch, ids)
    if wish.kind is BatchKind.EXPORT:
        record(session, by, "list exported", batch.said, after={"lines": len(ids)})
    return batch


def hand_out(session: Session, batch: Batch) -> None:
    """Leave a batch to the workers."""
    outbox.leave(session, Job.RUN_BATCH, {"batch_id": batch.id})


def stop(session: Session, batch: Batch, *, by: Viewer) -> bool:
    """Stop a batch of one's own, which is held by the caller; what is done stays done. False if it
    has ended already."""
    _own(batch, by)
    if batch.state not in WORKING:
        return False
    batch.state, batch.finished_at = BatchState.STOPPED, clock.now()
    jobs.not_made(session, "It was stopped.", PrintJob.batch_id == batch.id)
    session.flush()
    return True


def again(
    session: Session, batch: Batch, which: str, *, by: Viewer, book: StatusBook, one_time_key: str
) -> Batch:
    """A new batch of what is left of one's own: `which` is "refused", "held" (what only a warning
    kept back; the person is sure now) or "rest" (what was never come to). Raises as `make`."""
    _own(batch, by)
    if batch.state in WORKING:
        raise Refused("It is still at work.")
    wish = wish_from(batch.kind, batch.wish)
    left = sa.select(BatchRow.order_line_id).where(BatchRow.batch_id == batch.id)
    if which == "rest":
        left = left.where(BatchRow.done.is_(None))
    else:
        left = left.where(BatchRow.done.is_(False))
    if which == "held":
        wish = replace(wish, sure=True)
        left = left.where(BatchRow.said.in_(batch.wish.get("held", [])))
    ids = session.scalars(left.order_by(BatchRow.position)).all()
    return make(session, wish, ids, by=by, book=book, one_time_key=one_time_key)


def _own(batch: Batch, by: Viewer) -> None:
    if batch.user_id != by.user_id:
        raise Refused(f"This was asked for by {batch.user.name}.")


def _check_count(wish: Wish, count: int) -> None:
    if not count:
        raise Invalid({"line": "Tick the lines first."})
    if count > wish.most:
        more = f"{wish.kind.label} takes at most {wish.most:,} lines at once, these are {count:,}."
        raise Invalid({"line": more})


def _there(session: Session, ids: Iterable[int]) -> list[int]:
    """Those ids that are lines, in their order."""
    found: list[int] = []
    waiting = iter(ids)
    while some := list(islice(waiting, _BITE)):
        known = set(session.scalars(sa.select(OrderLine.id).where(OrderLine.id.in_(some))))
        found += [each for each in some if each in known]
    return found


def _write_rows(session: Session, batch: Batch, ids: Sequence[int]) -> None:
    rows = [
        {"batch_id": batch.id, "order_line_id": line_id, "position": place, "said": ""}
        for place, line_id in enumerate(ids, 1)
    ]
    session.execute(sa.insert(BatchRow), rows)
