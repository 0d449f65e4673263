"""The work itself: done once, given up in words, put off with growing pauses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain import outbox as notes
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.extensions import redis_connection
from app.jobs import outbox, work, worker
from app.models import Document, OrderLine, OutboxRow, PrintState, TagPrint
from app.vocabulary import clock
from app.vocabulary.jobs import QUEUE_OF, Job, Queue
from app.vocabulary.statuses import Key
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, asked


def test_every_job_has_its_work_and_every_queue_a_worker() -> None:
    """A law: nothing can be asked for that nobody does."""
    assert set(work.TASKS) == set(Job)
    assert set(QUEUE_OF) == set(Job)
    assert set(worker.SERVED) == set(Queue)


@pytest.fixture
def row(session: Session, cast: Cast) -> OutboxRow:
    """An outbox row for a print of two tags."""
    asked(session, cast, arrived(session, cast, 2))
    return session.scalars(sa.select(OutboxRow)).one()


def what_came(session: Session) -> tuple[PrintState, int, list[int]]:
    """The print's state, how many PDFs there are, and the copies of the lines."""
    session.expire_all()
    made = session.scalars(sa.select(TagPrint)).one()
    documents = session.scalar(sa.select(sa.func.count()).select_from(Document)) or 0
    copies = session.scalars(sa.select(OrderLine.copies).order_by(OrderLine.id)).all()
    return made.state, documents, list(copies)


@pytest.mark.contract("C26")
def test_done_twice_is_done_once(app: Flask, session: Session, row: OutboxRow) -> None:
    """The second run finds the row closed."""
    with app.app_context():
        for _ in range(2):
            work.run(row.id)
    assert what_came(session) == (PrintState.DONE, 1, [1, 1])
    assert (row.open, row.attempts, row.problem) == (0, 1, "")


def test_a_row_that_never_was(app: Flask, cast: Cast) -> None:
    """A ticket from another life of Valkey."""
    with app.app_context():
        work.run(999_999)
        work.give_up(999_999, "No reason.")


def test_a_refusal_is_final_and_said_in_words(
    app: Flask, session: Session, cast: Cast, row: OutboxRow
) -> None:
    """All lines were canceled before the worker came."""
    order = session.scalars(sa.select(OrderLine)).first().order
    actions.close(order, Key.CANCELED, by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    with app.app_context():
        work.run(row.id)
    assert what_came(session) == (PrintState.FAILED, 0, [0, 0])
    made = session.scalars(sa.select(TagPrint)).one()
    assert made.problem == row.problem == "None of these lines can have a tag any more."
    assert row.open == 0


def test_a_fault_of_the_program_is_final_and_tells_no_detail(
    app: Flask, session: Session, cast: Cast, row: OutboxRow
) -> None:
    """A paper that the setting listed and the printer's table does not."""
    made = session.scalars(sa.select(TagPrint)).one()
    made.paper = "papyrus"
    session.commit()
    with app.app_context():
        work.run(row.id)
    assert what_came(session) == (PrintState.FAILED, 0, [0, 0])
    assert (made.problem, row.open, row.attempts) == (work.BROKEN, 0, 1)


def test_what_may_pass_is_put_off_ever_longer_and_given_up_in_the_end(
    app: Flask, session: Session
) -> None:
    """A print that is not there yet: eight tries, each pause twice the last."""
    row = notes.leave(session, Job.PRINT_TAGS, {"print_id": 999_999})
    session.commit()
    pauses = []
    with app.app_context():
        for _ in range(work.MOST_ATTEMPTS):
            with clock.set_to(datetime.fromisoformat("2026-03-02T12:00:00Z")):
                work.run(row.id)
                session.expire_all()
                pauses.append(row.due_at - clock.now())
    assert pauses[:-1] == [timedelta(seconds=5 * 2**n) for n in range(work.MOST_ATTEMPTS - 1)]
    assert (row.open, row.attempts, row.problem) == (0, 8, work.TOO_OFTEN)


def test_a_row_whose_workers_all_died_is_given_up_by_the_sweeper(
    app: Flask, session: Session, row: OutboxRow
) -> None:
    """A print that kills whoever prints it must not go on for ever."""
    row.attempts = work.MOST_ATTEMPTS
    session.commit()
    with app.app_context():
        assert outbox.sweep() == 0
        assert redis_connection().llen("rq:queue:tags") == 0
    assert what_came(session) == (PrintState.FAILED, 0, [0, 0])
    assert session.scalars(sa.select(TagPrint)).one().problem == work.TOO_OFTEN
