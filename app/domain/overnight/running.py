"""Doing a night: step by step, in bounded batches, each committed by the caller.

A step that finished for a business date never runs again for it. A night that was cut off goes on
where it stopped: every batch selects what is still due. Missed nights are caught up in order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from app.domain.access import Viewer
from app.domain.access import night as night_viewer
from app.domain.orders import lifecycle
from app.domain.orders.queries import locking
from app.domain.orders.statuses import StatusBook, book
from app.domain.overnight.plan import MOVING, Night, Step, count, due_drafts, due_lines
from app.domain.overnight.reminding import remind_batch
from app.domain.purchasing.byhand import are_here
from app.domain.purchasing.leaving import let_go_all
from app.domain.recurring.making import make_batch
from app.domain.settings.reading import settings_of
from app.models import Draft, NightRun, Order, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.statuses import Key

BATCH = 200
REPEATS_AT_ONCE = 20
LONGEST_CATCH_UP = 31

# What becomes of the lines of a step, and the word its event keeps.
OUTCOME: dict[Step, tuple[Key, str]] = {
    Step.COMPLETE_SOLD: (Key.COMPLETED, "sold"),
    Step.CLOSE_CALLED: (Key.CANCELED, "no return call"),
    Step.CLOSE_STALE: (Key.CANCELED, "too old"),
}

Commit = Callable[[], None]


def due_days(session: Session, store: Store, now: datetime) -> list[date]:
    """The finished business dates of `store` whose night has not been done, oldest first."""
    last = clock.last_finished_day(now, store.time_zone)
    done = session.scalar(
        sa.select(sa.func.max(NightRun.business_date)).where(
            NightRun.store_id == store.id,
            NightRun.step == list(Step)[-1],
            NightRun.finished_at.is_not(None),
        )
    )
    first = (
        last if done is None else max(done + timedelta(days=1), last - timedelta(LONGEST_CATCH_UP))
    )
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def run_due(session: Session, commit: Commit) -> dict[tuple[str, date], dict[Step, int]]:
    """Do every night that is due in every store (C37), also in those that are closed for good: what
    they sold is completed all the same. Returns counts by store name and date."""
    stores = session.scalars(sa.select(Store).order_by(Store.id)).all()
    done = {}
    for store in stores:
        for day in due_days(session, store, clock.now()):
            night = Night(store, day, settings_of(session, store.id))
            done[(store.name, day)] = run(session, night, commit)
    return done


def run(session: Session, night: Night, commit: Commit) -> dict[Step, int]:
    """Do one night; steps that were finished before are skipped and count nothing."""
    counts = {}
    for step in Step:
        record = _record(session, night, step)
        commit()
        if record.finished_at is None:
            counts[step] = _do(session, step, night, record, commit)
    return counts


def _do(session: Session, step: Step, night: Night, record: NightRun, commit: Commit) -> int:
    total = 0
    if step in MOVING:
        statuses = book(session)
        actor = night_viewer(night.store.id)
        while (moved := _move_batch(session, step, night, statuses, actor)) is not None:
            total += moved
            _count(session, record, moved)
            commit()
    elif step is Step.MAKE_RECURRING:
        total = _make_recurring(session, night, record, commit)
    elif step is Step.REMIND:
        total = _remind(session, night, record, commit)
    elif step is Step.SWEEP_DRAFTS:
        swept = sa.delete(Draft).where(due_drafts(night)).returning(Draft.id)
        total = len(session.execute(swept).all())
        _count(session, record, total)
    else:
        total = count(session, due_lines(step, night))
        record.count = total
    record.finished_at = clock.now()
    commit()
    return total


def _make_recurring(session: Session, night: Night, record: NightRun, commit: Commit) -> int:
    """Make the orders that repeat (B3), a few at a time; each of its dates happens once."""
    actor, total, last = night_viewer(night.store.id), 0, 0
    some = {"most": REPEATS_AT_ONCE}
    while done := make_batch(session, night.store.id, night.morning, actor, after=last, **some):
        made, last = done
        total += made
        _count(session, record, made)
        commit()
    return total


def _remind(session: Session, night: Night, record: NightRun, commit: Commit) -> int:
    """Tell customers what only time has brought about, a few orders at a time, where the store's
    templates go out by themselves (decision 12)."""
    actor, total, last = night_viewer(night.store.id), 0, 0
    while done := remind_batch(session, night, actor, most=BATCH, after=last):
        told, last = done
        total += told
        _count(session, record, told)
        commit()
    return total


def _count(session: Session, record: NightRun, more: int) -> None:
    """Count in the database: another worker may be at the same step."""
    session.execute(
        sa.update(NightRun)
        .where(NightRun.id == record.id)
        .values(count=NightRun.count + more)
        .execution_options(synchronize_session="fetch")
    )


def _move_batch(
    session: Session, step: Step, night: Night, statuses: StatusBook, actor: Viewer
) -> int | None:
    """Move one batch: lock the orders first, then look again at what is still due. Returns how many
    lines moved (none, if somebody else was quicker), or None when nothing is due any more."""
    key, why = OUTCOME[step]
    due = due_lines(step, night)
    ids = session.scalars(due.with_only_columns(OrderLine.order_id).limit(BATCH)).all()
    if not ids:
        return None
    # Kept by name: a session forgets what nobody holds, and would read each order again.
    query = locking(sa.select(Order).where(Order.id.in_(ids)))
    held = session.scalars(
        query.options(selectinload(Order.lines)).execution_options(populate_existing=True)
    ).all()
    lines = session.scalars(due.where(OrderLine.order_id.in_([order.id for order in held]))).all()
    day = night.day.isoformat()
    with session.no_autoflush:
        for line in lines:
            lifecycle.move(
                line, statuses[key], by=actor, book=statuses, why=why, night=day, follows=False
            )
    session.flush()
    if key == Key.COMPLETED:
        are_here(session, lines, by=actor)
    else:
        let_go_all(session, [line.id for line in lines])
    return len(lines)


def _record(session: Session, night: Night, step: Step) -> NightRun:
    what = {"store_id": night.store.id, "business_date": night.day, "step": step.value}
    known = sa.select(NightRun).filter_by(**what)
    found = session.scalar(known)
    if found is not None:
        return found
    made = NightRun(**what, started_at=clock.now(), count=0)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Another worker began the same night at the same moment: they share it.
        return session.scalars(known).one()
    return made
