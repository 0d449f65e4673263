"""Asking after what a printer has: to its end, without keeping a worker from others."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.printing import jobs, printers, sending
from app.jobs import printing as work
from app.jobs import work as background
from app.models import JobState, OutboxRow, Printer, PrinterState, PrintJob
from app.printers import ipp
from app.vocabulary import clock
from app.vocabulary.jobs import QUEUE_OF, Job, Queue
from tests.support.cast import Cast
from tests.support.ipp import Receiver
from tests.support.printers import a_test_page, fresh


def with_the_printer(session: Session, job: PrintJob, paper: Receiver, number: int = 1) -> None:
    """The printer has the job, under a number of its own."""
    assert sending.take(session, job.id, work.LEASE) is not None
    sending.sent(session, job.id, number)
    session.commit()
    paper.jobs[number] = ({}, b"")


def looks(session: Session) -> list[OutboxRow]:
    """The rows that wait to ask after jobs, the next one first."""
    query = sa.select(OutboxRow).where(OutboxRow.job == Job.FOLLOW_PRINT, OutboxRow.open == 1)
    return list(session.scalars(query.order_by(OutboxRow.due_at, OutboxRow.id)))


def test_a_job_without_paper_is_followed(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It says what is the matter, is asked after again, later each time and without waiting, and is
    printed when there is paper."""
    monkeypatch.setattr(work, "PATIENCE", 0.2)
    job = a_test_page(session, cast, printer)
    with app.app_context():
        with_the_printer(session, job, paper)
        paper.job_state, paper.reasons = 5, ("media-empty-error",)
        (row,) = looks(session)
        work.follow_print(row.id, row.payload)
        assert (fresh(session, job).state, job.problem) == (JobState.PRINTING, "It has no paper.")
        session.refresh(printer)
        assert (printer.state, printer.said) == (PrinterState.TROUBLE, "It has no paper.")
        assert paper.operations.count(ipp.GET_JOB_ATTRIBUTES) > 1
        now, pauses = clock.now(), []
        for seconds in (30, 300):
            paper.operations.clear()
            (row,) = looks(session)
            with clock.set_to(now + timedelta(seconds=seconds)):
                work.follow_print(row.id, row.payload)
                session.expire_all()
                pauses.append(round((looks(session)[0].due_at - clock.now()).total_seconds()))
            assert paper.operations.count(ipp.GET_JOB_ATTRIBUTES) == 1
        assert pauses == [15, 60]
        with clock.set_to(now + sending.FOLLOWED_FOR + timedelta(minutes=1)):
            sending.went_on(session, job.id, "It has no paper.")
        assert job.problem == f"It has no paper. {sending.NO_END}"
        session.rollback()
        paper.job_state, paper.reasons = ipp.COMPLETED, ("none",)
        (row,) = looks(session)
        work.follow_print(row.id, row.payload)
        assert fresh(session, job).state is JobState.DONE


@pytest.mark.parametrize(("came_out", "state"), [(0, JobState.FAILED), (2, JobState.UNSURE)])
def test_what_was_given_up_half_way_is_perhaps_printed(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver,
    came_out: int, state: JobState,
) -> None:  # fmt: skip
    """Some sheets lie there: nobody may take them for tags that were never printed."""
    job = a_test_page(session, cast, printer)
    with app.app_context():
        with_the_printer(session, job, paper)
        paper.job_state, paper.came_out = ipp.ABORTED, came_out
        (row,) = looks(session)
        work.follow_print(row.id, row.payload)
        assert (fresh(session, job).state, job.problem) == (
            state, sending.HALF_WAY if came_out else work.ABORTED,
        )  # fmt: skip
        assert session.get_one(Printer, printer.id, populate_existing=True).said == ""


def test_whoever_does_not_answer_is_not_asked_for_every_job(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    """One waits for a printer that is switched off; the others go by what that one found out."""
    jobs_there = [a_test_page(session, cast, printer) for _ in range(2)]
    with app.app_context():
        for number, job in enumerate(jobs_there, 1):
            with_the_printer(session, job, paper, number)
        printers.note_state(session, printer.id, PrinterState.AWAY, "Nobody answers.")
        session.commit()
        for row in looks(session):
            work.follow_print(row.id, row.payload)
        states = [(fresh(session, job).state, job.problem) for job in jobs_there]
        assert states == [(JobState.PRINTING, "Nobody answers.")] * 2
        assert paper.operations == []
        with clock.set_to(clock.now() + sending.JUST_NOW):
            for row in looks(session):
                work.follow_print(row.id, row.payload)
        assert [fresh(session, job).state for job in jobs_there] == [JobState.DONE] * 2


def test_what_waits_for_a_printer_that_is_off_does_not_try_it_one_by_one(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    """When it is tried again; what is new, or hurried, is tried whatever others found."""
    job = a_test_page(session, cast, printer)
    row = session.scalars(sa.select(OutboxRow).filter_by(job=Job.SEND_TO_PRINTER)).one()
    row.attempts = 1
    printers.note_state(session, printer.id, PrinterState.AWAY, "Nobody answers.")
    session.commit()
    before = printer.asked_at
    with app.app_context():
        background.run(row.id)
        assert (fresh(session, job).state, job.problem) == (JobState.WAITING, "Nobody answers.")
        session.refresh(printer)
        assert (paper.operations, printer.asked_at) == ([], before)
        jobs.hurry(session, job.id)
        session.commit()
        background.run(row.id)
        assert (fresh(session, job).state, len(paper.sent)) == (JobState.PRINTING, 1)


def test_what_a_printer_does_not_remember_is_perhaps_printed(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    """Said at once, and nothing is the matter with the printer."""
    job = a_test_page(session, cast, printer)
    with app.app_context():
        with_the_printer(session, job, paper)
        paper.spoiled, paper.answers = ipp.GET_JOB_ATTRIBUTES, [(0x0406,)]
        (row,) = looks(session)
        work.follow_print(row.id, row.payload)
        assert (fresh(session, job).state, job.problem) == (JobState.UNSURE, sending.FORGOTTEN)
        session.refresh(printer)
        assert (printer.state, printer.said, looks(session)) == (PrinterState.READY, "", [])


def test_asking_printers_keeps_nobody_from_tags() -> None:
    """A worker that waits for a printer which is switched off has done before what people wait
    for."""
    order = list(Queue)
    for job in (Job.FOLLOW_PRINT, Job.LOOK_AT_PRINTER):
        assert order.index(QUEUE_OF[job]) > order.index(Queue.DEFAULT)
    assert QUEUE_OF[Job.SEND_TO_PRINTER] is order[0]
