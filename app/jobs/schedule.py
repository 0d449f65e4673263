"""Everything that happens by the clock: one table, and the loop of `flask cron`.

The table knows intervals only: the night asks each store's own clock whether a business date is
over, so neither the time zone of the machine nor the hour of its start matters. All of it runs once
at the start, which catches up on what was missed. RQ's own cron was tried: it speaks pickle only,
ends when Valkey goes away, and knows one time zone (docs/decisions.md).
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

import structlog
from flask import Flask
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import queue
from app.jobs import clearing, night, outbox, register, rounds, tallies
from app.jobs.beats import noted
from app.vocabulary import clock
from app.vocabulary.jobs import Queue

log = structlog.get_logger()

PAUSE = 1.0


@dataclass(frozen=True)
class Periodic:
    """A piece of work by the clock, safe to run twice. Short ones run in the cron process itself,
    the others in a worker (`limit`: seconds it may take there, `into`: its queue). `wanted` says
    whether this installation has anything to do for it."""

    name: str
    every: timedelta
    do: Callable[[], object]
    limit: int = 0
    wanted: Callable[[], bool] = lambda: True
    into: Queue = Queue.DEFAULT

    def slot(self) -> int:
        """The interval that we are in now; nothing is started twice in one, by any number of
        cron processes."""
        return int(clock.now().timestamp() // self.every.total_seconds())


TABLE = (
    Periodic("sweep-outbox", timedelta(seconds=15), outbox.sweep),
    Periodic(
        "registers",
        timedelta(minutes=1),
        register.run,
        limit=300,
        wanted=register.is_set_up,
        into=Queue.REGISTERS,
    ),
    Periodic("settle-tallies", timedelta(minutes=5), tallies.settle),
    # Behind everything that somebody waits for, like all that talks to what may be switched off.
    Periodic(
        "printers",
        rounds.EVERY,
        rounds.go_round,
        limit=60,
        wanted=rounds.has_any,
        into=Queue.REGISTERS,
    ),
    Periodic("overnight", timedelta(minutes=15), night.run_nights, limit=3600),
    Periodic("clear-away", timedelta(days=1), clearing.clear_away, limit=600),
)
BY_NAME = {periodic.name: periodic for periodic in TABLE}


def run(name: str) -> None:
    """RQ's entry: do one piece of periodic work by its name."""
    with noted(name, BY_NAME[name].every):
        BY_NAME[name].do()


@dataclass
class Cron:
    """The loop. `done` remembers the slot in which each piece was last started."""

    app: Flask
    done: dict[str, int] = field(default_factory=dict)
    stopping: Event = field(default_factory=Event)

    def work(self) -> None:
        """Run until SIGTERM or SIGINT."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: self.stopping.set())
        log.info("cron_started", periodic=[periodic.name for periodic in TABLE])
        while not self.stopping.is_set():
            self.tick()
            self.stopping.wait(PAUSE)

    def tick(self) -> None:
        """Start whatever has not been started in its present slot; what could not be started is
        tried again at the next tick."""
        for periodic in TABLE:
            slot = periodic.slot()
            if self.done.get(periodic.name) == slot or self.stopping.is_set():
                continue
            with self.app.app_context():
                if _start(periodic, slot):
                    self.done[periodic.name] = slot


def _start(periodic: Periodic, slot: int) -> bool:
    """Do it here, or give it to a worker; False if the database or Valkey is away. What else goes
    wrong in it is written down, and stops nothing that comes after it."""
    try:
        if not periodic.wanted():
            return True
        if periodic.limit:
            _enqueue(periodic, slot)
        else:
            with noted(periodic.name, periodic.every, seldom=True):
                periodic.do()
    except (RedisError, SQLAlchemyError) as error:
        log.warning("periodic_put_off", name=periodic.name, error=type(error).__name__)
        return False
    except Exception as error:
        log.error("periodic_failed", name=periodic.name, exc_info=error)
    return True


def _enqueue(periodic: Periodic, slot: int) -> None:
    seconds = int(periodic.every.total_seconds())
    try:
        queue(periodic.into).enqueue(
            "app.jobs.schedule.run",
            periodic.name,
            job_id=f"periodic-{periodic.name}-{slot}",
            unique=True,
            job_timeout=periodic.limit,
            ttl=seconds,
            result_ttl=seconds,
            failure_ttl=7 * 24 * 3600,
        )
    except DuplicateJobError:
        log.debug("periodic_known", name=periodic.name)
