"""The relay: tickets for what is open, never two, and none lost for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import redis_connection
from app.jobs import outbox, worker
from app.models import OrderLine, OutboxRow
from app.vocabulary import clock
from tests.conftest import make_app
from tests.support.cast import Cast
from tests.support.goods import arrived, asked

QUEUE = "rq:queue:tags"


@pytest.fixture
def row_id(app: Flask, session: Session, cast: Cast) -> int:
    """A committed row that nobody has handed over: the web died right after its commit."""
    asked(session, cast, arrived(session, cast))
    return session.scalars(sa.select(OutboxRow.id)).one()


def tickets() -> list[bytes]:
    """What waits in the queue."""
    return list(redis_connection().lrange(QUEUE, 0, -1))


def test_a_row_gets_one_ticket_from_whoever_comes(app: Flask, row_id: int) -> None:
    """The web after its commit, and any number of sweepers."""
    with app.app_context():
        outbox.hand_over([row_id])
        swept = [outbox.sweep() for _ in range(3)]
        assert (swept, tickets()) == ([0, 0, 0], [f"outbox-{row_id}-0".encode()])


def test_a_ticket_that_was_lost_is_written_again(app: Flask, row_id: int) -> None:
    """Its worker took it out of the queue and died; RQ still knows its name."""
    with app.app_context():
        outbox.sweep()
        redis_connection().lpop(QUEUE)
        assert (outbox.sweep(), len(tickets())) == (1, 1)


def test_a_valkey_that_forgot_everything_is_filled_anew(app: Flask, row_id: int) -> None:
    """The database knows what is open."""
    with app.app_context():
        outbox.sweep()
        redis_connection().flushdb()
        assert (outbox.sweep(), len(tickets())) == (1, 1)


def test_a_row_at_work_is_left_alone_until_its_worker_must_be_dead(
    app: Flask, session: Session, row_id: int
) -> None:
    """Begun just now: nothing to do. A minute later: again, under a new name."""
    row = session.get_one(OutboxRow, row_id)
    row.attempts, row.due_at = 1, clock.now() + timedelta(seconds=45)
    session.commit()
    with app.app_context():
        assert outbox.sweep() == 0
        with clock.set_to(clock.now() + timedelta(minutes=1)):
            assert outbox.sweep() == 1
        assert tickets() == [f"outbox-{row_id}-1".encode()]


def test_what_is_closed_is_not_handed_out(app: Flask, session: Session, row_id: int) -> None:
    """Neither by the web nor by the sweeper."""
    session.get_one(OutboxRow, row_id).open = 0
    session.commit()
    with app.app_context():
        outbox.hand_over([row_id])
        assert (outbox.sweep(), tickets()) == (0, [])


def test_without_valkey_the_row_waits(app: Flask, session: Session, row_id: int) -> None:
    """Handing over fails quietly; once Valkey is back the sweeper and a worker finish it."""
    there = app.extensions["redis"]
    with app.app_context():
        app.extensions["redis"] = type(there).from_url("unix:///nowhere/valkey.sock")
        try:
            outbox.hand_over([row_id])
            assert outbox.sweep() == 0
        finally:
            app.extensions["redis"] = there
        assert outbox.sweep() == 1
    worker.burst(app)
    assert session.scalars(sa.select(OrderLine.copies)).all() == [1]


def test_a_database_that_goes_away_after_the_commit_is_no_failure(valkey: str) -> None:
    """What was asked for is saved by then; the sweeper hands it over later."""
    gone = make_app("postgresql+psycopg://nobody@localhost:1/nothing", valkey)
    with gone.app_context():
        outbox.hand_over([1])
        assert tickets() == []
