"""A document on its way to a printer: taken by a worker, sent once, followed to its end.

It is taken in a transaction of its own before it leaves. If whoever took it dies before writing
down what became of it, it may be printed or not: nobody can know, so it is not sent again by
itself, and people are told to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from app.domain import outbox
from app.domain.people.acting import person
from app.domain.printing.forgetting import made_good
from app.domain.printing.jobs import GONE, ON_ITS_WAY, end, held, is_test
from app.domain.printing.printers import media_of, takes
from app.models import Document, JobState, Printer, PrinterState, PrintJob
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

NOT_THEIRS = "There are prices on it, and who asked for it may not see them any more."
MAYBE_PRINTED = (
    "The worker ended while it was being sent: it is perhaps printed. Look, and print it again "
    "by hand if it is not there."
)
NO_END = (
    "The printer took it and has not said that it is printed. Look, and print it again by hand if "
    "it is not there."
)
FORGOTTEN = (
    "The printer took it and does not remember it. Look, and print it again by hand if it is not "
    "there."
)
HALF_WAY = (
    "The printer gave it up when some of it was printed. Look what came out, and print the rest "
    "again by hand."
)
FOLLOWED_FOR = timedelta(minutes=30)
# Asked after again after half as long as it has taken so far.
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=1)
LOOKED_AT = "looked_at"
"""In the payload of whoever asks after a job that was asked after before."""
# Whoever did not answer so short a while ago is not asked by the next job too.
JUST_NOW = timedelta(seconds=15)


@dataclass(frozen=True)
class Parcel:
    """What a worker needs to print: where, on what, and the document (None for a test page, which
    is made there). `away` as of what is followed."""

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
    away: str = ""


@dataclass(frozen=True)
class Followed:
    """A job that a printer has: whom to ask for it, under which number. `printer_id` is None when
    another machine stands for that printer by now, of which this says nothing. `away`: nobody
    answers there, as somebody has found out just now, in words for people."""

    printer_id: int | None
    uri: str
    fingerprint: str
    number: int
    away: str = ""


class Busy(Exception):
    """Another worker is at it."""


def take(session: Session, job_id: int, lease: timedelta) -> Parcel | None:
    """Take a job that waits, so that nobody else sends it; None if there is nothing to send (any
    more). Raises Busy while somebody else may be at it for `lease`."""
    job = held(session, job_id)
    now = clock.now()
    if job is None or job.state not in (JobState.WAITING, JobState.SENDING):
        return None
    if job.state is JobState.SENDING:
        if (job.taken_at or now) + lease > now:
            raise Busy
        end(job, JobState.UNSURE, MAYBE_PRINTED)
        return None
    content = _content(session, job)
    if content is None and not is_test(job):
        end(job, JobState.FAILED, GONE)
        return None
    if not _may_be_theirs(session, job):
        end(job, JobState.FAILED, NOT_THEIRS)
        return None
    printer = job.printer
    # Settings may have changed while it waited: what lies in the printer now is not what it is for.
    if not (takes_it := takes(printer, job.paper)):
        end(job, JobState.FAILED, takes_it.reason)
        return None
    job.state, job.taken_at, job.problem = JobState.SENDING, now, ""
    job.sent_to, job.sent_fingerprint = printer.uri, printer.fingerprint
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
        away=_away(printer),
    )


def put_back(session: Session, job_id: int, why: str) -> None:
    """Nothing was printed; it waits to be tried again, `why` in words for people."""
    job = held(session, job_id)
    if job is not None and job.state is JobState.SENDING:
        job.state, job.taken_at, job.problem = JobState.WAITING, None, why[:300]


def sent(session: Session, job_id: int, number: int) -> None:
    """The printer has it, under this number; it is asked how far it is."""
    job = held(session, job_id)
    if job is not None and job.state is JobState.SENDING:
        job.state, job.number, job.problem = JobState.PRINTING, number, ""
        outbox.leave(session, Job.FOLLOW_PRINT, {"print_job_id": job.id})


def unsure(session: Session, job_id: int, why: str) -> None:
    """Nobody can know whether it is printed."""
    job = held(session, job_id)
    if job is not None and job.state in ON_ITS_WAY:
        end(job, JobState.UNSURE, why)


def fail(session: Session, job_id: int, why: str) -> None:
    """It is not printed; `why` in words for people, after what held it up before. What has ended
    stays as it is, and so does what the printer has; what was being sent is perhaps printed."""
    job = held(session, job_id)
    if job is None or job.state not in ON_ITS_WAY or job.state is JobState.PRINTING:
        return
    if job.state is JobState.SENDING:
        end(job, JobState.UNSURE, MAYBE_PRINTED)
        return
    end(job, JobState.FAILED, f"{job.problem} {why}".strip())


def followed(session: Session, job_id: int) -> Followed | None:
    """Where to ask after a job: there where it was sent, wherever its printer is by now; None if it
    has ended."""
    job = session.get(PrintJob, job_id)
    if job is None or job.state is not JobState.PRINTING or job.number is None:
        return None
    printer = job.printer
    if job.sent_to in ("", printer.uri):
        away = _away(printer)
        return Followed(printer.id, printer.uri, printer.fingerprint, job.number, away)
    return Followed(None, job.sent_to, job.sent_fingerprint, job.number)


def went_on(session: Session, job_id: int, trouble: str) -> None:
    """It is not at its end yet, `trouble` says what holds it up; it is asked after again, at
    growing intervals and not for ever."""
    job = held(session, job_id)
    if job is None or job.state is not JobState.PRINTING:
        return
    now = clock.now()
    so_far = now - (job.taken_at or now)
    if so_far > FOLLOWED_FOR:
        end(job, JobState.UNSURE, f"{trouble} {NO_END}".strip())
        return
    job.problem = trouble[:300]
    pause = min(max(so_far / 2, SHORTEST_PAUSE), LONGEST_PAUSE)
    payload = {"print_job_id": job_id, LOOKED_AT: 1}
    outbox.leave(session, Job.FOLLOW_PRINT, payload, due_at=now + pause)


def ended(session: Session, job_id: int, *, printed: bool, why: str) -> None:
    """The printer says how it ended."""
    job = held(session, job_id)
    if job is None or job.state is not JobState.PRINTING:
        return
    end(job, JobState.DONE if printed else JobState.FAILED, "" if printed else why)
    if printed and is_test(job):
        made_good(session, job)


def _away(printer: Printer) -> str:
    """What somebody was told who found just now that nobody answers there."""
    asked_at = printer.asked_at
    just_now = asked_at is not None and asked_at > clock.now() - JUST_NOW
    return printer.said if just_now and printer.state is PrinterState.AWAY else ""


def _may_be_theirs(session: Session, job: PrintJob) -> bool:
    """Whether whoever asked for it may still see what is on it, now that it leaves (B1)."""
    if job.document is None or not job.document.shows_figures:
        return True
    return bool(person(session, job.user_id, job.store_id).can(Permission.PRICES_SEE))


def _content(session: Session, job: PrintJob) -> bytes | None:
    if job.document_id is None:
        return None
    query = sa.select(Document).where(Document.id == job.document_id)
    found = session.scalar(query.options(undefer(Document.content)))
    return found.content if found else None
