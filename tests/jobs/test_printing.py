"""Documents to printers: sent once, whatever dies; what nobody can know is said so."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.domain.jobs import retrying
from app.domain.printing import jobs, printers, sending
from app.domain.printing.addresses import NOT_HERE
from app.domain.printing.sending import Busy
from app.jobs import printing as work
from app.jobs import work as background
from app.models import JobState, OutboxRow, Printer, PrinterState, PrintJob
from app.printers import ipp
from app.vocabulary import clock
from app.vocabulary.errors import NotAllowed, Refused
from app.vocabulary.jobs import Job
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, asked
from tests.support.ipp import LETTER, Receiver, receiver
from tests.support.ippserver import RealPrinter
from tests.support.pdf import decode, text_of
from tests.support.printers import a_printer, a_test_page, fresh
from tests.support.work import do_all


def open_rows(session: Session, job: Job) -> int:
    """Rows of the outbox that wait for a kind of work."""
    session.commit()
    rows = sa.select(sa.func.count()).where(OutboxRow.open == 1, OutboxRow.job == job)
    return session.scalar(rows.select_from(OutboxRow)) or 0


def test_a_test_page_is_printed_on_a_real_printer(
    app: Flask, session: Session, cast: Cast, ippeveprinter: RealPrinter
) -> None:
    """From the settings to the bytes in its spool; and it was asked how it is."""
    made = a_printer(session, cast, ippeveprinter.uri)
    job = a_test_page(session, cast, made)
    do_all(app, session)
    assert (fresh(session, job).state, job.problem) == (JobState.DONE, "")
    assert job.number is not None
    page = ippeveprinter.got(job.number)
    assert "This printer takes what Caselot prints." in text_of(page)
    assert decode(page, 203) == ["454999999997"]
    session.refresh(made)
    assert (made.state, made.abilities["pdf"]) == (PrinterState.READY, True)
    assert LETTER in made.abilities["media"]


def test_it_is_sent_once(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    job = a_test_page(session, cast, printer)
    jobs.hurry(session, job.id)
    do_all(app, session)
    assert (fresh(session, job).state, len(paper.sent)) == (JobState.DONE, 1)
    with app.app_context():
        assert sending.take(session, job.id, work.LEASE) is None


def test_what_is_hurried_is_one_piece_of_work(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    """However often somebody taps, nothing gives up what another has sent; it is tried now, and as
    often as at first."""
    job = a_test_page(session, cast, printer)
    row = session.scalars(sa.select(OutboxRow).filter_by(job=Job.SEND_TO_PRINTER)).one()
    row.attempts, row.due_at = 7, clock.now() + timedelta(minutes=5)
    session.commit()
    for _ in range(2):
        jobs.hurry(session, job.id)
        session.commit()
    assert (open_rows(session, Job.SEND_TO_PRINTER), row.attempts) == (1, 0)
    assert row.due_at <= clock.now()
    do_all(app, session)
    assert (fresh(session, job).state, len(paper.sent)) == (JobState.DONE, 1)


def test_a_busy_printer_is_tried_again(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    paper.answers = [(0x0507,), 503]
    job = a_test_page(session, cast, printer)
    do_all(app, session)
    assert (fresh(session, job).state, len(paper.sent)) == (JobState.DONE, 1)


def test_nobody_there_is_said_and_given_up_in_the_end(
    app: Flask, session: Session, cast: Cast
) -> None:
    with receiver() as gone:
        made = a_printer(session, cast, gone.uri)
    job = a_test_page(session, cast, made)
    with capture_logs() as told:
        do_all(app, session)
    assert fresh(session, job).state is JobState.FAILED
    assert job.problem.startswith("Nobody answers at this address.")
    # One line for each try, and no traceback: nothing is the matter with the program.
    assert {("exc_info" in line, line.get("reason", "")[:6]) for line in told
            if line["event"] == "work_put_off"} == {(False, "Nobody")}  # fmt: skip
    session.refresh(made)
    assert made.state is PrinterState.AWAY


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"media": ["iso_a4_210x297mm"]}, "does not know the paper that is set"),
        ({"formats": ["image/urf"]}, "takes no PDF"),
        ({"answers": [401]}, "asks for a password"),
    ],
)
def test_what_it_refuses_is_not_sent_again(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver,
    spoil: dict[str, object], why: str,
) -> None:  # fmt: skip
    job = a_test_page(session, cast, printer)
    vars(paper).update(deepcopy(spoil))
    do_all(app, session)
    assert (fresh(session, job).state, len(paper.sent)) == (JobState.FAILED, 0)
    assert why in job.problem


def test_what_may_not_be_gone_to_any_more_is_not_printed(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The installation allows its address no longer: nothing left, so nothing is perhaps printed;
    and it can be asked for again."""
    job = a_test_page(session, cast, printer)
    with monkeypatch.context() as narrower:
        narrower.setitem(app.config, "PRINTER_PORTS_HERE", frozenset())
        do_all(app, session)
    assert (fresh(session, job).state, job.problem) == (JobState.FAILED, NOT_HERE)
    assert (printer.state, len(paper.sent)) == (PrinterState.TROUBLE, 0)
    again = jobs.again(session, job, by=viewer_of(cast.manager), one_time_key=new_key())
    do_all(app, session)
    assert fresh(session, again).state is JobState.DONE


@pytest.mark.parametrize("answer", ["hang up", "garbage", 500])
def test_what_may_be_printed_is_left_to_people(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver, answer: object
) -> None:
    paper.answers = [answer]
    job = a_test_page(session, cast, printer)
    do_all(app, session)
    assert fresh(session, job).state is JobState.UNSURE
    assert "may be printed" in job.problem
    assert open_rows(session, Job.SEND_TO_PRINTER) == 0
    again = jobs.again(session, job, by=viewer_of(cast.manager), one_time_key=new_key())
    do_all(app, session)
    assert fresh(session, again).state is JobState.DONE


def test_a_worker_that_died_over_it_may_have_printed(
    session: Session, cast: Cast, printer: Printer
) -> None:
    """Taken first; another worker waits as long as the first may be at it, then says so."""
    job = a_test_page(session, cast, printer)
    assert sending.take(session, job.id, work.LEASE) is not None
    session.commit()
    with pytest.raises(Busy):
        sending.take(session, job.id, work.LEASE)
    with clock.set_to(clock.now() + work.LEASE + timedelta(seconds=1)):
        assert sending.take(session, job.id, work.LEASE) is None
    assert (job.state, job.problem) == (JobState.UNSURE, sending.MAYBE_PRINTED)


def test_what_the_printer_gave_up_is_not_printed(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    paper.job_state = ipp.ABORTED
    job = a_test_page(session, cast, printer)
    do_all(app, session)
    assert (fresh(session, job).state, job.problem) == (JobState.FAILED, work.ABORTED)


def test_what_has_not_left_can_be_taken_back(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    job = a_test_page(session, cast, printer)
    jobs.drop(session, job.id, by=viewer_of(cast.taker))
    do_all(app, session)
    assert (fresh(session, job).state, paper.sent) == (JobState.DROPPED, [])
    with pytest.raises(Refused, match="has left already"):
        jobs.drop(session, job.id, by=viewer_of(cast.taker))


def test_printers_are_the_managers(session: Session, cast: Cast, printer: Printer) -> None:
    facts = printers.PrinterFacts(cast.hill.id, "New", "ipp://10.0.0.1/", "letter")
    for who in (cast.taker, cast.buyer):
        with pytest.raises(NotAllowed):
            printers.add_printer(session, facts, viewer_of(who))
        with pytest.raises(NotAllowed):
            printers.change_printer(session, printer, facts, viewer_of(who))
        with pytest.raises(NotAllowed):
            printers.ask(session, printer, by=viewer_of(who))


def test_what_a_worker_writes_down_makes_no_form_old(session: Session, printer: Printer) -> None:
    before = printer.version
    printers.note_state(session, printer.id, PrinterState.BUSY, "")
    session.commit()
    assert (printer.version, printer.state) == (before, PrinterState.BUSY)


def test_what_is_given_up_while_it_is_sent_is_perhaps_printed(
    session: Session, cast: Cast, printer: Printer
) -> None:
    """Nobody reads “not printed” and prints it a second time; what the printer has goes on."""
    job = a_test_page(session, cast, printer)
    sending.take(session, job.id, work.LEASE)
    sending.fail(session, job.id, "Too often.")
    assert (job.state, job.problem) == (JobState.UNSURE, sending.MAYBE_PRINTED)
    other = a_test_page(session, cast, printer)
    sending.take(session, other.id, work.LEASE)
    sending.sent(session, other.id, 7)
    sending.fail(session, other.id, "Too often.")
    assert other.state is JobState.PRINTING


def test_a_document_that_is_gone_is_no_test_page(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    by = viewer_of(cast.manager)
    job = jobs.ask(session, printer, by=by, title="Shelf labels 1", one_time_key=new_key())
    session.commit()
    do_all(app, session)
    assert (fresh(session, job).state, job.problem) == (JobState.FAILED, jobs.GONE)
    assert paper.sent == []
    assert jobs.may_send_again(job, by).reason == jobs.GONE


def test_tags_that_are_laid_out_at_last_come_out_of_their_printer(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver
) -> None:
    """What failed before there was a document is not lost when somebody has it tried again."""
    asked(session, cast, arrived(session, cast), printer=printer)
    row = session.scalars(sa.select(OutboxRow).where(OutboxRow.job == Job.PRINT_TAGS)).one()
    with app.app_context():
        background.give_up(row.id, "The fonts are missing.")
    job = session.scalars(sa.select(PrintJob)).one()
    assert (fresh(session, job).state, job.problem) == (JobState.FAILED, "The fonts are missing.")
    session.refresh(row)
    retrying.retry(session, row, by=viewer_of(cast.manager))
    do_all(app, session)
    assert (fresh(session, job).state, len(paper.sent)) == (JobState.DONE, 1)
