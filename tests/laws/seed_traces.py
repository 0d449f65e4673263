"""What acts leave behind: the trail, with amounts in it, and a night that ran."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from app.domain.audit import record
from app.models import (
    NightMove,
    NightRun,
    NightUndo,
    Order,
    OutboxRow,
    PeriodicRun,
    SavedView,
)
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.statuses import Stage
from tests.support.cast import Cast, viewer_of


class Seeded(Protocol):
    """What is needed of the world."""

    cast: Cast
    orders: dict[str, Order]


def leave_traces(session: Session, world: Seeded, secret: str) -> None:
    """A price and a percentage that were changed, yesterday's night and that somebody wanted it
    undone, and a view of a list."""
    by = viewer_of(world.cast.admin)
    percent = {"percent": "31.7193"}
    record(session, by, "price changed", "order 1 line 1", before={"unit": secret}, after={})
    record(session, by, "member type changed", "Owner", before=percent, after={"percent": "0"})
    hill, day = world.cast.hill.id, clock.now().date() - timedelta(days=1)
    run = NightRun(store_id=hill, business_date=day, step="complete_sold", count=2)
    run.started_at = run.finished_at = clock.now()
    view = SavedView(user_id=world.cast.admin.id, list_name="pending", name="Lawful view")
    view.address = "store=all&status=placed&sort=-total"
    session.add_all([run, view])
    session.flush()
    _moved(session, world, run)


def _moved(session: Session, world: Seeded, run: NightRun) -> None:
    """Lines that the night closed, one of which stands again."""
    first, second = world.orders["closed"].lines
    for line, left in ((first, "Closed again since."), (second, "")):
        stood = {"status": "arrived", "stage": Stage.ARRIVED, "status_since": line.created_at}
        move = NightMove(run_id=run.id, order_id=line.order_id, line_id=line.id, left=left, **stood)
        move.at = run.started_at
        session.add(move)
    move.undone_at, move.undone_by_id = run.started_at, world.cast.manager.id
    undo = NightUndo(store_id=run.store_id, business_date=run.business_date, undone=1, kept=1)
    undo.one_time_key, undo.user_id = "lawful-undo-of-a-night", world.cast.manager.id
    undo.finished_at = run.started_at
    session.add(undo)
    session.flush()
    work = OutboxRow(job=Job.UNDO_NIGHT, payload={"undo_id": undo.id}, open=0, failed=True)
    work.due_at = work.done_at = run.started_at
    work.problem = "They may not any more."
    clocked = PeriodicRun(
        name="overnight", every=900, started_at=run.started_at, problem="KeyError"
    )
    session.add_all([work, clocked])
