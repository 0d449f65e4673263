"""What happens by the clock: once per slot, by any number of cron processes, all of it at the
start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import redis_connection
from app.jobs import schedule, worker
from app.models import Document, NightRun, OrderLine, OutboxRow, TagPrint
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from tests.support.cast import Cast
from tests.support.goods import arrived, asked, printed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUEUE = "rq:queue:default"


def queued() -> list[str]:
    """The periodic work that waits for a worker."""
    names = [ticket.decode() for ticket in redis_connection().lrange(QUEUE, 0, -1)]
    return [name.rpartition("-")[0].removeprefix("periodic-") for name in names]


def test_everything_starts_at_once_and_once_per_slot(app: Flask, cast: Cast) -> None:
    """A second cron process in the same slot adds nothing, neither does one that starts again."""
    with app.app_context(), clock.set_to(NOON):
        first, second = schedule.Cron(app), schedule.Cron(app)
        for cron in (first, second, first, schedule.Cron(app)):
            cron.tick()
        assert queued() == ["overnight", "clear-away"]
        assert sorted(first.done) == sorted(schedule.BY_NAME)


def test_the_next_slot_starts_again_what_is_due(app: Flask, cast: Cast) -> None:
    """The night every quarter of an hour, the clearing once a day."""
    with app.app_context():
        cron = schedule.Cron(app)
        for minutes in (0, 1, 15, 16):
            with clock.set_to(NOON + timedelta(minutes=minutes)):
                cron.tick()
        assert queued() == ["overnight", "clear-away", "overnight"]


@pytest.mark.contract("C37")
def test_a_worker_does_the_nights_that_are_due(app: Flask, session: Session, cast: Cast) -> None:
    """By the table's own names; a second round finds them done."""
    with app.app_context(), clock.set_to(NOON):
        schedule.Cron(app).tick()
        worker.burst(app)
        nights = session.scalars(sa.select(NightRun.business_date).distinct()).all()
        schedule.run("overnight")
    assert [day.isoformat() for day in nights] == ["2026-03-01"]


def test_the_sweeper_finds_what_a_dead_web_left(app: Flask, session: Session, cast: Cast) -> None:
    """From the first tick on."""
    asked(session, cast, arrived(session, cast))
    schedule.Cron(app).tick()
    worker.burst(app)
    assert session.scalars(sa.select(OrderLine.copies)).all() == [1]


def test_without_valkey_it_tries_again_at_the_next_tick(app: Flask, cast: Cast) -> None:
    """What a worker should do stays due; what cron does itself is done."""
    there = app.extensions["redis"]
    cron = schedule.Cron(app)
    app.extensions["redis"] = type(there).from_url("unix:///nowhere/valkey.sock")
    try:
        cron.tick()
    finally:
        app.extensions["redis"] = there
    before = sorted(cron.done)
    cron.tick()
    ours = ["printers", "registers", "settle-tallies", "sweep-outbox"]
    assert (before, sorted(cron.done)) == (ours, sorted(schedule.BY_NAME))


def test_documents_go_when_their_time_is_over_and_their_prints_stay(
    app: Flask, session: Session, cast: Cast
) -> None:
    """Also outbox rows that were closed long ago; open ones never."""
    old, new = (printed(session, asked(session, cast, arrived(session, cast))) for _ in range(2))
    long_ago = clock.now() - timedelta(days=100)
    old.document.keep_until = long_ago
    session.add(OutboxRow(job=Job.PRINT_TAGS, payload={}, due_at=long_ago, open=0))
    session.commit()
    with app.app_context():
        schedule.run("clear-away")
    session.expire_all()
    assert session.scalars(sa.select(Document.id)).all() == [new.document_id]
    assert session.scalar(sa.select(sa.func.count()).select_from(TagPrint)) == 2
    assert session.scalars(sa.select(OutboxRow.open)).all() == [1, 1]
