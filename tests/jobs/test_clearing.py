"""What is kept for a time only goes when the time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.jobs import clearing
from app.models import NightMove, NightRun, OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from tests.domain.overnight.nights import NOON, run_night, taken
from tests.support.cast import Cast


@pytest.mark.parametrize(("days", "left"), [(59, (1, 1)), (61, (1, 0)), (402, (0, 0))])
def test_moves_of_nights_and_old_work_go(
    app: Flask, session: Session, cast: Cast, days: int, left: tuple[int, int]
) -> None:
    """What a night did, step by step, stays for ever."""
    taken(session, cast, NOON - timedelta(days=120))
    run_night(session, cast)
    session.add(OutboxRow(job=Job.PRINT_TAGS, payload={}, open=0, due_at=NOON))
    session.commit()
    with app.app_context(), clock.set_to(NOON + timedelta(days=days)):
        clearing.clear_away()
    session.expire_all()
    count = sa.select(sa.func.count())
    moves, work, steps = (
        session.scalar(count.select_from(model)) for model in (NightMove, OutboxRow, NightRun)
    )
    assert (moves, work, steps) == (*left, 7)
