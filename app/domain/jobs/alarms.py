"""What waits too long, told on the page of jobs and, to those who may do something, on Home.

Each is one expression, so that Home counts them in the statement that counts everything else. They
ask the database only: who looks at Home must not wait for Valkey.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.overnight.plan import Step
from app.domain.register.states import of_store
from app.models import (
    NightRun,
    OutboxRow,
    PeriodicRun,
    Printer,
    PrinterState,
    RegisterState,
    Store,
)
from app.vocabulary import clock
from app.vocabulary.words import Labelled

# Work that nobody has taken for so long; ordinary work is taken within seconds.
LATE = timedelta(minutes=5)
# The schedule writes down that it lives every minute.
STILL = timedelta(minutes=5)
# After midnight; long before a shop opens.
NIGHT_OVERDUE = timedelta(hours=4)
FAILED_LATELY = timedelta(days=7)
TROUBLED = (PrinterState.TROUBLE, PrinterState.AWAY, PrinterState.REFUSES)
ASKED_LATELY = timedelta(minutes=20)
HEARTBEAT = "sweep-outbox"
# What a worker does by the clock whatever there is to do: every quarter of an hour it looks whether
# a night is due, and that night takes an hour at most.
OF_A_WORKER = "overnight"
IDLE = timedelta(minutes=35)
BUSY = timedelta(minutes=75)


class Alarm(Labelled):
    """Something that somebody should look at."""

    WAITING = "waiting", "Work waits longer than it should: no worker takes it"
    STILL = "still", "The schedule stands still: nothing happens by the clock"
    WORKER = "worker", "No worker does what happens by the clock"
    PERIODIC = "periodic", "Something that happens by the clock went wrong"
    NIGHT = "night", "The night is not done"
    REGISTER = "register", "A register cannot be reached, or what it sold is not read"
    FAILED = "failed", "Work failed and waits for somebody"
    PRINTER = "printer", "A printer of this store needs somebody, or cannot be reached"


def flags(store: Store, now: datetime) -> dict[Alarm, sa.ColumnElement[int]]:
    """1 for each alarm that is to be told in a store, else 0: columns of one statement."""
    beat = sa.select(PeriodicRun.id).where(PeriodicRun.name == HEARTBEAT)
    found = {
        Alarm.WAITING: sa.exists().where(OutboxRow.open == 1, OutboxRow.due_at < now - LATE),
        # A house without a schedule has never had one; what waits in it is told anyway.
        Alarm.STILL: sa.and_(
            beat.exists(), ~beat.where(PeriodicRun.started_at > now - STILL).exists()
        ),
        Alarm.WORKER: _no_worker(now),
        Alarm.PERIODIC: sa.exists().where(PeriodicRun.problem != ""),
        Alarm.NIGHT: _night_is_late(store, now),
        Alarm.REGISTER: _register_is_away(store, now),
        Alarm.FAILED: sa.exists().where(
            OutboxRow.failed.is_(True), OutboxRow.done_at > now - FAILED_LATELY
        ),
        Alarm.PRINTER: sa.exists().where(
            Printer.store_id == store.id, Printer.active.is_(True), Printer.state.in_(TROUBLED)
        ),
    }
    return {alarm: sa.case((said, 1), else_=0) for alarm, said in found.items()}


def raised(session: Session, store: Store, now: datetime) -> list[Alarm]:
    """The alarms of a store, in one statement."""
    asked = flags(store, now)
    row = session.execute(sa.select(*asked.values())).one()
    return [alarm for alarm, is_raised in zip(asked, row, strict=True) if is_raised]


def _no_worker(now: datetime) -> sa.ColumnElement[bool]:
    """The schedule lives, and what it hands out is not begun."""
    beat = sa.exists().where(PeriodicRun.name == HEARTBEAT, PeriodicRun.started_at > now - STILL)
    began, ended = PeriodicRun.started_at, PeriodicRun.finished_at
    silent = sa.or_(began < now - BUSY, sa.and_(ended.is_not(None), began < now - IDLE))
    return sa.and_(beat, sa.exists().where(PeriodicRun.name == OF_A_WORKER, silent))


def _night_is_late(store: Store, now: datetime) -> sa.ColumnElement[bool]:
    """A step broke, or the last finished day has no finished night though others had one."""
    of_store = sa.select(NightRun.id).where(NightRun.store_id == store.id)
    # What registers say after a night is done can break a step that had come to its end.
    open_or_late = NightRun.finished_at.is_(None) | (NightRun.step == Step.COMPLETE_SOLD)
    broken = of_store.where(NightRun.problem != "", open_or_late).exists()
    day = clock.last_finished_day(now, store.time_zone)
    if now < clock.end_of_day(day, store.time_zone) + NIGHT_OVERDUE:
        return broken
    done = of_store.where(
        NightRun.business_date == day,
        NightRun.step == list(Step)[-1],
        NightRun.finished_at.is_not(None),
    )
    earlier = of_store.where(NightRun.business_date < day)
    return sa.or_(broken, sa.and_(earlier.exists(), ~done.exists()))


def _register_is_away(store: Store, now: datetime) -> sa.ColumnElement[bool]:
    """For longer than a moment, and somebody still asks for it: one that is set up no more is not
    missed."""
    return sa.exists().where(
        RegisterState.name.in_(of_store(store.id)),
        sa.or_(RegisterState.away_since < now - LATE, RegisterState.unread_since < now - LATE),
        RegisterState.next_try_at > now - ASKED_LATELY,
    )


def counted(store: Store, now: datetime) -> Any:
    """How many alarms there are, as a column of one statement."""
    return sum(flags(store, now).values(), start=sa.literal(0))
