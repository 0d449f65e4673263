"""A document for a printer: asked for, once more, hurried, taken back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.printing.printers import takes
from app.domain.rows import added
from app.domain.tags.counting import NEVER_OUT, count_again, count_back
from app.models import Batch, Document, JobState, Printer, PrintJob, TagPrint
from app.vocabulary import clock
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

TEST_PAGE = "Test page"
GONE = "The document is not kept any more."
MOST_COPIES = 20

ON_ITS_WAY = frozenset({JobState.MAKING, JobState.WAITING, JobState.SENDING, JobState.PRINTING})
_WORK = (Job.SEND_TO_PRINTER, Job.FOLLOW_PRINT)
_WAITS = frozenset({JobState.MAKING, JobState.WAITING})


def ask(
    session: Session,
    printer: Printer,
    *,
    by: Viewer,
    title: str,
    one_time_key: str,
    tag_print: TagPrint | None = None,
    batch: Batch | None = None,
    document: Document | None = None,
    paper: str = "",
    copies: int = 1,
) -> PrintJob:
    """Have something printed; a second call with the same key returns the first job. It is sent as
    soon as there is a `document`, at once for a test page (neither tags nor a batch). `paper`: what
    the document is laid out for, if it is there."""
    known = asked_before(session, one_time_key)
    if known is not None:
        return known
    makes = document is None and (tag_print is not None or batch is not None)
    job = PrintJob(
        one_time_key=one_time_key,
        printer_id=printer.id,
        store_id=printer.store_id,
        user_id=by.user_id,
        title=title[:120],
        copies=min(copies, MOST_COPIES),
        paper=tag_print.paper if tag_print else paper,
        state=JobState.MAKING if makes else JobState.WAITING,
        document_id=document.id if document else None,
        tag_print_id=tag_print.id if tag_print else None,
        batch_id=batch.id if batch else None,
    )
    kept = added(session, job, lambda: asked_before(session, one_time_key))
    if kept is job and not makes:
        _hand_out(session, job)
    return kept


def asked_before(session: Session, key: str) -> PrintJob | None:
    """The job that this one-time key has asked for already, if any."""
    return session.scalar(sa.select(PrintJob).where(PrintJob.one_time_key == key))


def on_its_way(session: Session, *which: sa.ColumnElement[bool]) -> PrintJob | None:
    """One of these jobs that has not come to its end, if there is any."""
    return session.scalar(
        sa.select(PrintJob).where(PrintJob.state.in_(ON_ITS_WAY), *which).limit(1)
    )


def made(
    session: Session, document: Document, paper: str, *made_for: sa.ColumnElement[bool]
) -> None:
    """The document is there, laid out for `paper`: what waited for it may leave."""
    for job in session.scalars(_waiting_for(*made_for)):
        job.document, job.paper, job.state = document, paper, JobState.WAITING
        _hand_out(session, job)


def not_made(session: Session, why: str, *made_for: sa.ColumnElement[bool]) -> None:
    """There will be no document; `why` in words for people."""
    for job in session.scalars(_waiting_for(*made_for)):
        end(job, JobState.FAILED, why)


def wait_again(session: Session, *made_for: sa.ColumnElement[bool]) -> None:
    """The document is made after all: what failed for want of it waits for it again."""
    failed = sa.select(PrintJob).where(
        PrintJob.state == JobState.FAILED, PrintJob.document_id.is_(None), *made_for
    )
    for job in session.scalars(failed):
        job.state, job.problem, job.finished_at = JobState.MAKING, "", None


def is_test(job: PrintJob) -> bool:
    """Whether it is a test page, which needs no document: a worker makes it."""
    return job.title == TEST_PAGE


def hurry(session: Session, job_id: int) -> None:
    """Try now what waits to be tried later; nothing for what does not wait. It is still one piece
    of work: were there two, the one that gives up would not know what the other has sent."""
    job = held(session, job_id)
    if job is None or job.state is not JobState.WAITING:
        return
    if not outbox.hurry(session, Job.SEND_TO_PRINTER, {"print_job_id": job.id}):
        _hand_out(session, job)


def may_send_again(job: PrintJob, by: Viewer) -> Decision:
    """Whether this person may have it printed once more: what shows figures only who may see
    them (B1)."""
    if job.state in ON_ITS_WAY:
        return no("It is still on its way.")
    takes_it = takes(job.printer, job.paper)
    if not takes_it:
        return takes_it
    if job.document is None and not is_test(job):
        return no(GONE)
    if job.document is not None and job.document.shows_figures:
        return by.can(Permission.PRICES_SEE)
    return YES


def again(session: Session, job: PrintJob, *, by: Viewer, one_time_key: str) -> PrintJob:
    """The same document on the same printer once more, as a job of its own."""
    known = asked_before(session, one_time_key)
    if known is not None:
        return known
    may_send_again(job, by).enforce()
    if job.tag_print_id is not None:
        count_again(session, job.tag_print_id, by=by)
    fresh = PrintJob(
        one_time_key=one_time_key,
        printer_id=job.printer_id,
        store_id=job.store_id,
        user_id=by.user_id,
        title=job.title,
        copies=job.copies,
        paper=job.paper,
        document_id=job.document_id,
        tag_print_id=job.tag_print_id,
        batch_id=job.batch_id,
        again_of_id=job.id,
    )
    session.add(fresh)
    session.flush()
    _hand_out(session, fresh)
    seen_to(session, job)
    return fresh


def drop(session: Session, job_id: int, *, by: Viewer) -> PrintJob:
    """Take back what has not left yet. Raises NotFound; Refused when it has."""
    job = held(session, job_id)
    if job is None or (job.store_id != by.store_id and job.user_id != by.user_id):
        raise NotFound("There is no such print.")
    if job.state not in _WAITS:
        raise Refused("It has left already.")
    end(job, JobState.DROPPED, f"Taken back by {by.name}.")
    return job


def seen_to(session: Session, job: PrintJob) -> None:
    """Somebody has seen to it: the work that failed over it waits for nobody."""
    outbox.seen_to(session, _WORK, "print_job_id", job.id)


def _hand_out(session: Session, job: PrintJob) -> None:
    session.flush()
    outbox.leave(session, Job.SEND_TO_PRINTER, {"print_job_id": job.id})


def _waiting_for(*made_for: sa.ColumnElement[bool]) -> sa.Select[PrintJob]:
    waiting = sa.select(PrintJob).where(PrintJob.state == JobState.MAKING, *made_for)
    return waiting.with_for_update().execution_options(populate_existing=True)


def end(job: PrintJob, state: JobState, why: str) -> None:
    """It is at its end, `why` in words for people. Tags that never came out do not count."""
    job.state, job.problem, job.finished_at = state, why[:300], clock.now()
    session = object_session(job)
    if session is not None and state in NEVER_OUT and job.tag_print_id is not None:
        count_back(session, job.tag_print_id)


def held(session: Session, job_id: int) -> PrintJob | None:
    """The job, locked."""
    return session.scalar(
        sa.select(PrintJob)
        .where(PrintJob.id == job_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
