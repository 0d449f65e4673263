"""The nights that are due, in every store; and taking one back (B5)."""

from __future__ import annotations

import time
from collections.abc import Mapping

import structlog
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.overnight import undoing
from app.domain.overnight.plan import Night, Step
from app.domain.overnight.running import run_due
from app.extensions import db
from app.jobs.units import going_on, settling
from app.vocabulary.jobs import Job
from app.web.unit_of_work import commit

log = structlog.get_logger()

# Seconds; what is left then is a row of its own, so that others get their turn.
SLICE = 15.0


def run_nights() -> None:
    """Do every night that is over and not done (C31, C33, C37); runs again without harm."""
    for (store, day), counts in run_due(db.session(), commit, _trouble).items():
        log.info("night_done", store=store, day=day.isoformat(), **dict(counts))


def undo_night(row_id: int, payload: Mapping[str, int]) -> None:
    """Take a night back, some lines at a time. NotAllowed if who asked may not any more."""
    until, more = time.monotonic() + SLICE, True
    while more and time.monotonic() < until:
        with going_on(row_id) as session:
            more = undoing.go_on(session, payload["undo_id"])
    with settling(row_id) as session:
        if more:
            outbox.leave(session, Job.UNDO_NIGHT, payload)


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Keep with the wish why it did not come to its end."""
    undoing.fail(session, payload["undo_id"], why)


def _trouble(night: Night, step: Step, error: Exception) -> None:
    """It is written down with the night; what it was in full is for the log."""
    log.error("night_step_failed", store=night.store.name, step=step.value, exc_info=error)
