"""What did not come out and need not any more: let go by somebody, or made good by a later try."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.printing.jobs import TEST_PAGE, held, seen_to
from app.models import JobState, PrintJob
from app.vocabulary.decisions import Decision, when
from app.vocabulary.errors import NotFound

MISSED = (JobState.FAILED, JobState.UNSURE)
LATER_TEST = "A later test page came out."


def may_forget(job: PrintJob) -> Decision:
    """Whether there is something to let go."""
    return when(job.state in MISSED, "It is not among those that did not come out.")


def forget(session: Session, job_id: int, *, by: Viewer) -> PrintJob:
    """Nobody needs it any more: it is counted nowhere, and stays in the list, with who let it go. A
    second tap finds it so. Raises NotFound; Refused for what is on its way, or is printed."""
    job = held(session, job_id)
    if job is None or (job.store_id != by.store_id and job.user_id != by.user_id):
        raise NotFound("There is no such print.")
    if not job.let_go:
        may_forget(job).enforce()
        _let_go(session, job, f"Let go by {by.name}.")
    return job


def made_good(session: Session, tested: PrintJob) -> None:
    """A test page came out: what earlier ones of its printer said is not so any more."""
    earlier = sa.select(PrintJob).where(
        PrintJob.printer_id == tested.printer_id,
        PrintJob.title == TEST_PAGE,
        PrintJob.state.in_(MISSED),
        PrintJob.let_go.is_(False),
        PrintJob.id < tested.id,
    )
    for job in session.scalars(earlier.order_by(PrintJob.id).with_for_update()):
        _let_go(session, job, LATER_TEST)


def opened_by_hand(session: Session, print_id: int, *, by: Viewer) -> None:
    """The tags of this print came onto paper another way: its printers are not waited for."""
    missed = sa.select(PrintJob).where(
        PrintJob.tag_print_id == print_id,
        PrintJob.state.in_(MISSED),
        PrintJob.let_go.is_(False),
    )
    for job in session.scalars(missed.order_by(PrintJob.id).with_for_update()):
        _let_go(session, job, f"Its PDF was opened by {by.name}.")


def _let_go(session: Session, job: PrintJob, why: str) -> None:
    job.let_go, job.problem = True, f"{why} {job.problem}".strip()[:300]
    seen_to(session, job)
