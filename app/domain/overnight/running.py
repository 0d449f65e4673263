"""Doing a night: step by step, in bounded batches, each committed by the caller.

A step that finished for a business date never runs again for it, but for what registers say late:
what was sold on a finished day is completed when it becomes known, as a part of that night. A night
that was cut off goes on where it stopped: every batch selects what is still due. Missed nights are
caught up in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.domain.access import night as night_viewer
from app.domain.overnight import moving
from app.domain.overnight.plan import (
    MOVING,
    Night,
    Step,
    due_drafts,
    due_lines,
    night_of,
    notes_before,
)
from app.domain.overnight.plan import count as how_many
from app.domain.overnight.reminding import remind_batch
from app.domain.recurring.making import make_batch
from app.domain.register.forgetting import forget_old
from app.models import Draft, NightRun, NightUndo, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.errors import CaselotError

TOLD_AT_ONCE = 200
REPEATS_AT_ONCE = 20
LONGEST_CATCH_UP = 31

Commit = Callable[[], None]
Count = Callable[[int], None]
# Told of a night, its step, and what went wrong in it.
Trouble = Callable[[Night, Step, Exception], None]


def due_days(session: Session, store: Store, now: datetime) -> list[date]:
    """The finished business dates of `store` whose night has not been done, oldest first: those
    behind the last one, and those of which a step was begun and did not come to its end."""
    last = clock.last_finished_day(now, store.time_zone)
    oldest = last - timedelta(LONGEST_CATCH_UP)
    of_store = (NightRun.store_id == store.id, NightRun.business_date >= oldest)
    done = session.scalar(
        sa.select(sa.func.max(NightRun.business_date)).where(
            *of_store, NightRun.step == list(Step)[-1], NightRun.finished_at.is_not(None)
        )
    )
    begun = sa.select(NightRun.business_date).where(*of_store, NightRun.finished_at.is_(None))
    broken = {day for day in session.scalars(begun) if day <= last}
    first = last
    if done is not None:
        first = done + timedelta(days=1)
    elif session.scalar(sa.select(NightRun.id).filter_by(store_id=store.id).limit(1)):
        # No night has come to its end yet: on with the first that was begun.
        begun_on = session.scalar(sa.select(sa.func.min(NightRun.business_date)).where(*of_store))
        first = min(begun_on or oldest, last)
    missed = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return sorted(missed | broken)


def run_due(
    session: Session, commit: Commit, trouble: Trouble | None = None
) -> dict[tuple[str, date], dict[Step, int]]:
    """Do every night that is due in every store (C37), also in those that are closed for good: what
    they sold is completed all the same. Returns counts by store name and date."""
    stores = session.scalars(sa.select(Store).order_by(Store.id)).all()
    done = {}
    for store in stores:
        days = due_days(session, store, clock.now())
        for day in days:
            night = night_of(session, store, day)
            done[(store.name, day)] = run(session, night, commit, trouble)
        last = clock.last_finished_day(clock.now(), store.time_zone)
        for day in sorted(_broke_late(session, store, last) | ({last} if not days else set())):
            late = complete_late(session, night_of(session, store, day), commit, trouble)
            if late:
                done[(store.name, day)] = {Step.COMPLETE_SOLD: late}
    return done


def _broke_late(session: Session, store: Store, last: date) -> set[date]:
    """The nights that are done, and went wrong at what registers said late."""
    broken = sa.select(NightRun.business_date).where(
        NightRun.store_id == store.id,
        NightRun.business_date.between(last - timedelta(LONGEST_CATCH_UP), last),
        NightRun.step == Step.COMPLETE_SOLD,
        NightRun.problem != "",
        NightRun.finished_at.is_not(None),
    )
    return set(session.scalars(broken))


def run(
    session: Session, night: Night, commit: Commit, trouble: Trouble | None = None
) -> dict[Step, int]:
    """Do one night; steps that were finished before are skipped and count nothing. What goes wrong
    in a step is written down beside it, and the others are done all the same: `trouble` is told,
    and without it the error is raised. The night stays due until all of it is done."""
    counts = {}
    for step in Step:
        record = _record(session, night, step)
        commit()
        if record.finished_at is not None:
            continue
        done = _try(session, step, night, record, commit, trouble)
        if done is not None:
            counts[step] = done
    return counts


def complete_late(
    session: Session, night: Night, commit: Commit, trouble: Trouble | None = None
) -> int:
    """Complete what was sold until the end of the day of a night that is done, and was not known
    then: registers that drop a file or are read after midnight (C31). It counts as done by that
    night, and is taken back with it. What a person said meanwhile waits for the next night. Where
    there is nothing, nothing is written; while somebody takes that night back, it waits. Returns
    how many lines were completed."""
    of_night = {"store_id": night.store.id, "business_date": night.day}
    record = session.scalar(sa.select(NightRun).filter_by(**of_night, step=Step.COMPLETE_SOLD))
    if record is None or record.finished_at is None:
        return 0
    night = replace(night, done_at=record.finished_at)
    due = due_lines(Step.COMPLETE_SOLD, night).with_only_columns(OrderLine.id).order_by(None)
    undoing = sa.select(NightUndo.id).filter_by(**of_night, finished_at=None)
    if session.scalar(undoing.limit(1)) is not None:
        return 0
    if session.scalar(due.limit(1)) is None:
        if record.problem:
            # The next night, or a person, did what went wrong here.
            record.problem = ""
            commit()
        return 0
    return _try(session, Step.COMPLETE_SOLD, night, record, commit, trouble) or 0


def _try(
    session: Session,
    step: Step,
    night: Night,
    record: NightRun,
    commit: Commit,
    trouble: Trouble | None,
) -> int | None:
    """Do a step; None if it went wrong, which is written down, so that it is tried again. When it
    came to its end before stays: what a person said since then waits for the next night."""
    try:
        return _do(session, step, night, record, commit)
    except (OperationalError, InterfaceError):
        # Locked, or away: nothing can be written down now. The next try goes on from here.
        raise
    except Exception as error:
        session.rollback()
        _record(session, night, step).problem = _words(error)
        commit()
        if trouble is None:
            raise
        trouble(night, step, error)
        return None


def _words(error: Exception) -> str:
    """What may be read of an error: never what a database says of its rows (B1)."""
    return (error.message if isinstance(error, CaselotError) else type(error).__name__)[:300]


def _do(session: Session, step: Step, night: Night, record: NightRun, commit: Commit) -> int:
    began = clock.now()

    def count(more: int) -> None:
        """Count in the database: another worker may be at the same step."""
        nonlocal began
        spent, began = clock.now() - began, clock.now()
        session.execute(
            sa.update(NightRun)
            .where(NightRun.id == record.id)
            .values(
                count=NightRun.count + more,
                worked=NightRun.worked + spent // timedelta(milliseconds=1),
            )
            .execution_options(synchronize_session="fetch")
        )
        commit()

    total = _STEPS[step](session, step, night, record, count)
    record.finished_at = record.finished_at or clock.now()
    record.problem = ""
    count(0)
    return total


def _move(session: Session, step: Step, night: Night, record: NightRun, count: Count) -> int:
    return moving.move(session, step, night, record, count)


def _make_recurring(
    session: Session, step: Step, night: Night, record: NightRun, count: Count
) -> int:
    """Make the orders that repeat (B3), a few at a time; each of its dates happens once."""
    actor, total, last = night_viewer(night.store.id), 0, 0
    some = {"most": REPEATS_AT_ONCE}
    while done := make_batch(session, night.store.id, night.morning, actor, after=last, **some):
        made, last = done
        total += made
        count(made)
    return total


def _remind(session: Session, step: Step, night: Night, record: NightRun, count: Count) -> int:
    """Tell customers what only time has brought about, a few orders at a time, where the store's
    templates go out by themselves (decision 12)."""
    actor, total, last = night_viewer(night.store.id), 0, 0
    while done := remind_batch(session, night, actor, most=TOLD_AT_ONCE, after=last):
        told, last = done
        total += told
        count(told)
    return total


def _sweep(session: Session, step: Step, night: Night, record: NightRun, count: Count) -> int:
    swept = sa.delete(Draft).where(due_drafts(night)).returning(Draft.id)
    total = len(session.execute(swept).all())
    count(total)
    while gone := forget_old(session, night.store.id, notes_before(night)):
        total += gone
        count(gone)
    return total


def _name(session: Session, step: Step, night: Night, record: NightRun, count: Count) -> int:
    record.count = how_many(session, due_lines(step, night))
    return record.count


_STEPS: dict[Step, Callable[[Session, Step, Night, NightRun, Count], int]] = {
    **dict.fromkeys(MOVING, _move),
    Step.MAKE_RECURRING: _make_recurring,
    Step.REMIND: _remind,
    Step.SWEEP_DRAFTS: _sweep,
    Step.NAME_UNOWNED: _name,
}


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
