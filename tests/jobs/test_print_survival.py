"""A worker that is killed while it sends: nobody prints it twice, and people are told to look."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.domain.printing import jobs, printers, sending
from app.domain.printing.printers import PrinterFacts
from app.jobs import printing, work
from app.models import JobState, OutboxRow, PrintJob
from app.printers import ipp
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.web.forms import new_key
from app.web.unit_of_work import commit
from tests.jobs.conftest import Store
from tests.support.cast import viewer_of
from tests.support.ipp import ANY_PORT, receiver
from tests.support.machine import eventually


# One database is enough: what is written down is the same on both (test_printing.py).
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_killed_while_sending_it_is_perhaps_printed(store: Store) -> None:
    by = viewer_of(store.cast.manager)
    with receiver() as paper:
        paper.answers = ["slow"]
        facts = PrinterFacts(by.store_id, "Tags", paper.uri, "letter", for_tags=True)
        printer = printers.add_printer(store.session, facts, by, ANY_PORT)
        job = jobs.ask(store.session, printer, by=by, title="Test page", one_time_key=new_key())
        job_id = job.id
        commit()
        store.machine.worker()
        eventually(lambda: ipp.PRINT_JOB in paper.operations, "the printer gets it")
        store.machine.kill("worker")
        row = store.one(
            sa.select(OutboxRow.id).where(OutboxRow.job == Job.SEND_TO_PRINTER, OutboxRow.open == 1)
        )
        # Another worker comes too early, then when the first may not be at it any more.
        work.run(row)
        state = sa.select(PrintJob.state).where(PrintJob.id == job_id)
        assert store.one(state) is JobState.SENDING
        with clock.set_to(clock.now() + printing.LEASE + timedelta(seconds=1)):
            work.run(row)
        assert store.one(state) is JobState.UNSURE
        assert len(paper.sent) == 1
    problem = store.one(sa.select(PrintJob.problem).where(PrintJob.id == job_id))
    assert problem == sending.MAYBE_PRINTED
