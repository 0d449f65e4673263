"""A document on its way to a printer: asked for, taken by a worker, sent once, followed to its end.

It is taken in a transaction of its own before it leaves. If whoever took it dies before writing
down what became of it, it may be printed or not: nobody can know, so it is not sent again by
itself, and people are told to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.printing.printers import media_of
from app.models import Batch, Document, JobState, Printer, PrintJob, TagPrint
from app.vocabulary import clock
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

MAYBE_PRINTED = (
    "The worker ended while it was being sent: it is perhaps printed. Look, and print it again "
    "by hand if it is not there."
)
NO_END = (
    "The printer took it and has not said that it is printed. Look, and print it again by hand if "
    "it is not there."
)
GONE = "The document is not kept any more."
FOLLOWED_FOR = timedelta(minutes=30)
MOST_COPIES = 20

ON_ITS_WAY = frozenset({JobState.MAKING, JobState.WAITING, JobState.SENDING, JobState.PRINTING})
_WAITS = frozenset({JobState.MAKING, JobState.WAITING})


@dataclass(frozen=True)
class Parcel:
    """What a worker needs to print: where, on what, and the document (None for a test page, which
    is made there)."""

    job_id: int
    printer_id: int
    printer_name: str
    uri: str
    fingerprint: str
    media: str
    paper: str
    title: str
    copies: int
    content: bytes | None


@dataclass(frozen=True)
class Followed:
    """A job that the printer has: whom to ask for it, under which number."""

    printer_id: int
    uri: str
    fingerprint: str
    number: int


class Busy(Exception):
    """Another worker is at it."""


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
    copies: int = 1,
) -> PrintJob:
    """Have something printed; a second call with the same key returns the first job. It is sent as
    soon as there is a `document`, at once for a test page (neither tags nor a batch)."""
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
        state=JobState.MAKING if makes else JobState.WAITING,
        document_id=document.id if document else None,
        tag_print_id=tag_print.id if tag_print else None,
        batch_id=batch.id if batch else None,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        known = asked_before(session, one_time_key)
        if known is None:
            raise
        return known
    if not makes:
        _hand_out(session, job)
    return job


def asked_before(session: Session, key: str) -> PrintJob | None:
    """The job that this one-time key has asked for already, if any."""
    return session.scalar(sa.select(PrintJob).where(PrintJob.one_time_key == key))


def made(session: Session, document: Document, *made_for: sa.ColumnElement[bool]) -> None:
    """The document is there: what waited for it may leave."""
    for job in session.scalars(_waiting_for(*made_for)):
        job.document, job.state = document, JobState.WAITING
        _hand_out(session, job)


def not_made(session: Session, why: str, *made_for: sa.ColumnElement[bool]) -> None:
    """There will be no document; `why` in words for people."""
    for job in session.scalars(_waiting_for(*made_for)):
        _end(job, JobState.FAILED, why)


def take(session: Session, job_id: int, lease: timedelta) -> Parcel | None:
    """Take a job that waits, so that nobody else sends it; None if there is nothing to send (any
    more). Raises Busy while somebody else may be at it for `lease`."""
    job = _held(session, job_id)
    now = clock.now()
    if job is None or job.state not in (JobState.WAITING, JobState.SENDING):
        return None
    if job.state is JobState.SENDING:
        if (job.taken_at or now) + lease > now:
            raise Busy
        _end(job, JobState.UNSURE, MAYBE_PRINTED)
        return None
    is_test = job.tag_print_id is None and job.batch_id is None and job.document_id is None
    content = _content(session, job)
    if content is None and not is_test:
        _end(job, JobState.FAILED, GONE)
        return None
    job.state, job.taken_at, job.problem = JobState.SENDING, now, ""
    printer = job.printer
    return Parcel(
        job_id=job.id,
        printer_id=printer.id,
        printer_name=printer.name,
        uri=printer.uri,
        fingerprint=printer.fingerprint,
        media=media_of(printer),
        paper=printer.paper,
        title=job.title,
        copies=job.copies,
        content=content,
    )


def put_back(session: Session, job_id: int, why: str) -> None:
    """Nothing was printed; it waits to be tried again, `why` in words for people."""
    job = _held(session, job_id)
    if job is not None and job.state is JobState.SENDING:
        job.state, job.taken_at, job.problem = JobState.WAITING, None, why[:300]


def sent(session: Session, job_id: int, number: int) -> None:
    """The printer has it, under this number; it is asked how far it is."""
    job = _held(session, job_id)
    if job is not None and job.state is JobState.SENDING:
        job.state, job.number, job.problem = JobState.PRINTING, number, ""
        outbox.leave(session, Job.FOLLOW_PRINT, {"print_job_id": job.id})


def unsure(session: Session, job_id: int, why: str) -> None:
    """Nobody can know whether it is printed."""
    job = _held(session, job_id)
    if job is not None and job.state in ON_ITS_WAY:
        _end(job, JobState.UNSURE, why)


def fail(session: Session, job_id: int, why: str) -> None:
    """It is not printed; `why` in words for people, after what held it up before. What has ended
    stays as it is."""
    job = _held(session, job_id)
    if job is not None and job.state in ON_ITS_WAY:
        _end(job, JobState.FAILED, f"{job.problem} {why}".strip())


def hurry(session: Session, job_id: int) -> None:
    """Try now what waits to be tried later; nothing for what does not wait."""
    job = _held(session, job_id)
    if job is not None and job.state is JobState.WAITING:
        _hand_out(session, job)


def followed(session: Session, job_id: int) -> Followed | None:
    """Where to ask after a job; None if it has ended."""
    job = session.get(PrintJob, job_id)
    if job is None or job.state is not JobState.PRINTING or job.number is None:
        return None
    printer = job.printer
    return Followed(printer.id, printer.uri, printer.fingerprint, job.number)


def went_on(session: Session, job_id: int, trouble: str, again_in: timedelta) -> None:
    """It is not at its end yet, `trouble` says what holds it up; it is asked after again, but not
    for ever."""
    job = _held(session, job_id)
    if job is None or job.state is not JobState.PRINTING:
        return
    now = clock.now()
    if now - (job.taken_at or now) > FOLLOWED_FOR:
        _end(job, JobState.UNSURE, f"{trouble} {NO_END}".strip())
        return
    job.problem = trouble[:300]
    outbox.leave(session, Job.FOLLOW_PRINT, {"print_job_id": job_id}, due_at=now + again_in)


def ended(session: Session, job_id: int, *, printed: bool, why: str) -> None:
    """The printer says how it ended."""
    job = _held(session, job_id)
    if job is not None and job.state is JobState.PRINTING:
        _end(job, JobState.DONE if printed else JobState.FAILED, "" if printed else why)


def may_send_again(job: PrintJob, by: Viewer) -> Decision:
    """Whether this person may have it printed once more: what shows figures only who may see
    them (B1)."""
    if job.state in ON_ITS_WAY:
        return no("It is still on its way.")
    if not job.printer.active:
        return no(f"{job.printer.name} is not in use any more.")
    if job.document is None and (job.tag_print_id or job.batch_id):
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
    fresh = PrintJob(
        one_time_key=one_time_key,
        printer_id=job.printer_id,
        store_id=job.store_id,
        user_id=by.user_id,
        title=job.title,
        copies=job.copies,
        document_id=job.document_id,
        tag_print_id=job.tag_print_id,
        batch_id=job.batch_id,
        again_of_id=job.id,
    )
    session.add(fresh)
    session.flush()
    _hand_out(session, fresh)
    return fresh


def drop(session: Session, job_id: int, *, by: Viewer) -> PrintJob:
    """Take back what has not left yet. Raises NotFound; Refused when it has."""
    job = _held(session, job_id)
    if job is None or (job.store_id != by.store_id and job.user_id != by.user_id):
        raise NotFound("There is no such print.")
    if job.state not in _WAITS:
        raise Refused("It has left already.")
    _end(job, JobState.DROPPED, f"Taken back by {by.name}.")
    return job


def _hand_out(session: Session, job: PrintJob) -> None:
    session.flush()
    outbox.leave(session, Job.SEND_TO_PRINTER, {"print_job_id": job.id})


def _end(job: PrintJob, state: JobState, why: str) -> None:
    job.state, job.problem, job.finished_at = state, why[:300], clock.now()


def _waiting_for(*made_for: sa.ColumnElement[bool]) -> sa.Select[PrintJob]:
    return sa.select(PrintJob).where(PrintJob.state == JobState.MAKING, *made_for)


def _content(session: Session, job: PrintJob) -> bytes | None:
    if job.document_id is None:
        return None
    query = sa.select(Document).where(Document.id == job.document_id)
    found = session.scalar(query.options(undefer(Document.content)))
    return found.content if found else None


def _held(session: Session, job_id: int) -> PrintJob | None:
    """The job, locked."""
    return session.scalar(
        sa.select(PrintJob)
        .where(PrintJob.id == job_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
