"""Writing down how each piece of work by the clock did, for the page of jobs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.jobs.units import writing
from app.models import PeriodicRun
from app.vocabulary import clock
from app.vocabulary.errors import CaselotError

# What happens every few seconds is written down once a minute, as long as all is well.
SELDOM = timedelta(seconds=55)
_written: dict[str, datetime] = {}


@contextmanager
def noted(name: str, every: timedelta, *, seldom: bool = False) -> Iterator[None]:
    """Write down that it was begun, when it ended, and what went wrong, which is raised again.
    `seldom`: leave the beginning out, and all of it when it was written lately."""
    began, clocked, problem = clock.now(), time.monotonic(), ""
    if not seldom:
        _write(name, every, {"started_at": began, "finished_at": None})
    try:
        yield
    except BaseException as error:
        # What it had half done does not come along with what is written down here.
        db.session.rollback()
        problem = (error.message if isinstance(error, CaselotError) else type(error).__name__)[:300]
        raise
    finally:
        lately = name in _written and began - _written[name] < SELDOM
        if problem or not (seldom and lately):
            worked = int((time.monotonic() - clocked) * 1000)
            done = {"finished_at": clock.now(), "worked": worked, "problem": problem}
            _write(name, every, {"started_at": began, **done})
            # What went wrong is put right as soon as it goes well.
            _written.pop(name, None) if problem else _written.update({name: began})


def _write(name: str, every: timedelta, values: dict[str, object]) -> None:
    values = {"every": int(every.total_seconds()), **values}
    with writing() as session:
        row = session.scalar(sa.select(PeriodicRun).filter_by(name=name))
        if row is None:
            try:
                with session.begin_nested():
                    session.add(PeriodicRun(name=name, **values))
                return
            except IntegrityError:
                # Another schedule began it at the same moment.
                row = session.scalars(sa.select(PeriodicRun).filter_by(name=name)).one()
        for column, value in values.items():
            setattr(row, column, value)
