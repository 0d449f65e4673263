"""Where a print goes and whose it is may change while it is on its way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.printing import jobs, printers, sending
from app.jobs import printing as work
from app.models import Document, JobState, OutboxRow, Printer, PrinterState, PrintJob
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, asked
from tests.support.ipp import Receiver, receiver
from tests.support.printers import a_printer, fresh
from tests.support.work import do_all


@pytest.fixture
def paper() -> Iterator[Receiver]:
    """A printer that does what it is asked."""
    with receiver() as one:
        yield one


@pytest.fixture
def printer(session: Session, cast: Cast, paper: Receiver) -> Printer:
    """It, in the settings."""
    return a_printer(session, cast, paper.uri)


def test_a_job_is_asked_after_where_it_was_sent(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver,
) -> None:  # fmt: skip
    """The printer moved meanwhile: the new one knows nothing of it, and nothing is said of that."""
    by, key = viewer_of(cast.manager), new_key()
    job = jobs.ask(session, printer, by=by, title=jobs.TEST_PAGE, one_time_key=key)
    session.commit()
    with app.app_context(), receiver() as other:
        assert sending.take(session, job.id, work.LEASE) is not None
        sending.sent(session, job.id, 1)
        paper.jobs[1] = ({}, b"")
        old, printer.uri = printer.uri, other.uri
        printers.note_state(session, printer.id, PrinterState.TROUBLE, "It has no paper.")
        session.commit()
        assert sending.followed(session, job.id) == sending.Followed(None, old, "", 1)
        row = session.scalars(sa.select(OutboxRow).filter_by(job=Job.FOLLOW_PRINT)).one()
        work.follow_print(row.id, row.payload)
        assert (fresh(session, job).state, other.operations) == (JobState.DONE, [])
        session.refresh(printer)
        assert printer.state is PrinterState.TROUBLE


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"paper": "label"}, "Tag printer has Label 108 × 140 mm in it"),
        ({"active": False}, "Tag printer is not in use any more."),
    ],
)
def test_what_waits_does_not_go_onto_other_paper(
    app: Flask, session: Session, cast: Cast, printer: Printer, paper: Receiver,
    change: dict[str, object], why: str,
) -> None:  # fmt: skip
    """The printer was set otherwise meanwhile: nothing is cut off, and nothing goes to one that is
    out of use; nor when somebody sends it again."""
    by = viewer_of(cast.taker)
    asked(session, cast, arrived(session, cast), by=by, printer=printer)
    for name, value in change.items():
        setattr(printer, name, value)
    do_all(app, session)
    job = session.scalars(sa.select(PrintJob)).one()
    assert (fresh(session, job).state, paper.sent, job.problem[: len(why)]) == (
        JobState.FAILED, [], why,
    )  # fmt: skip
    assert jobs.may_send_again(job, by).reason == job.problem
    printer.paper, printer.active = "letter", True
    session.commit()
    jobs.again(session, job, by=by, one_time_key=new_key())
    do_all(app, session)
    assert len(paper.sent) == 1


@pytest.mark.contract("C8", "B1")
def test_prices_do_not_leave_for_somebody_who_lost_the_right(
    session: Session, cast: Cast, printer: Printer
) -> None:
    paper = Document(name="a.pdf", media_type="application/pdf", content=b"1", shows_figures=True)
    paper.keep_until = clock.now()
    session.add(paper)
    session.flush()
    by, key = viewer_of(cast.buyer), new_key()
    job = jobs.ask(session, printer, by=by, title="List", one_time_key=key, document=paper)
    cast.buyer.roles = list(cast.taker.roles)
    session.commit()
    assert sending.take(session, job.id, work.LEASE) is None
    assert (job.state, job.problem) == (JobState.FAILED, sending.NOT_THEIRS)


def test_a_password_goes_to_the_very_address_it_is_set_for(app: Flask) -> None:
    """A manager who points the printer elsewhere takes no password along."""
    app.config["PRINTER_LOGINS"] = {"ipps://10.0.0.9:631/ipp/print": "a:b"}
    said = ("ipps://10.0.0.9", "ipps://10.0.0.8", "ipps://10.0.0.9:6310/", "ipp://10.0.0.9")
    with app.app_context():
        assert [work.target_of(uri, "").login for uri in said] == ["a:b", "", "", ""]
    app.config["PRINTER_LOGINS"] = {}
