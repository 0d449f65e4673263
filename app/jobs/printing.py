"""Documents to printers: looked at first, taken, sent, written down, followed to the end.

What is known not to have been printed is tried again, at growing intervals; what a printer refuses
is over; what nobody can know is said so and left alone (docs/printers.md).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Session

from app.documents.engine import DocumentsUnavailable
from app.documents.paper import PAPERS
from app.documents.trial import render_test_page
from app.domain.printing import printers, sending
from app.domain.printing.addresses import address
from app.domain.printing.media import lacks
from app.domain.printing.sending import Busy, Followed, Parcel
from app.jobs.units import DoneAlready, held, keep, reading, settling, writing
from app.models import JobState, Printer, PrinterState
from app.printers import ipp
from app.printers.ipp import Look
from app.printers.line import ANSWER_SECONDS, Target
from app.printers.outcomes import Forgotten, PrinterRefused, StillAway, TryLater, Uncertain
from app.vocabulary.errors import Invalid

log = structlog.get_logger()

# Seconds. A printer may take a document as slowly as it prints it.
TIME_LIMIT = 100
LEASE = timedelta(seconds=TIME_LIMIT + 5)
# How long a worker waits for a printer to be done, when it first asks after a job.
PATIENCE = 1.0
PAUSE = 0.05

NO_PDF = "The printer takes no PDF. Put it behind a CUPS queue."
ABORTED = "The printer gave it up. See what it shows on its display."


def look_at_printer(row_id: int, payload: Mapping[str, int]) -> None:
    """Ask a printer how it is and write it down; whatever is the matter with it is no failure of
    this."""
    printer_id = payload["printer_id"]
    with reading() as session:
        printer = session.get(Printer, printer_id)
        target = target_of(printer.uri, printer.fingerprint) if printer else None
    if target is None:
        with settling(row_id):
            return
    answer = asked(target)
    with settling(row_id) as session:
        noted(session, printer_id, answer)


class Answer(NamedTuple):
    """How a printer is, in words for people what is the matter with it, and what it can do."""

    state: PrinterState
    said: str
    abilities: dict[str, Any] | None = None


def noted(
    session: Session, printer_id: int, answer: Answer, *still: sa.ColumnElement[bool]
) -> None:
    """Write down what a printer said of itself, if this is `still` so."""
    state, said, abilities = answer
    if state is PrinterState.READY and (printer := session.get(Printer, printer_id)):
        problem = printers.paper_problem(printer, list((abilities or {}).get("media", [])))
        state, said = (PrinterState.TROUBLE, problem) if problem else (state, said)
    printers.note_state(session, printer_id, state, said, abilities, *still)


def send_to_printer(row_id: int, payload: Mapping[str, int]) -> None:
    """Send one document, if nobody else is at it. PrinterRefused, TryLater; Invalid for an address
    that may not be gone to (any more)."""
    job_id = payload["print_job_id"]
    keep(row_id, LEASE)
    try:
        with writing() as session:
            again = held(session, row_id).attempts > 1
            parcel = sending.take(session, job_id, LEASE)
    except Busy:
        raise DoneAlready from None
    if parcel is None:
        with settling(row_id):
            return
    try:
        target = target_of(parcel.uri, parcel.fingerprint)
        if again and parcel.away:
            raise StillAway(parcel.away)
        number = _send(target, parcel)
    except TryLater as error:
        with writing() as session:
            sending.put_back(session, job_id, error.why)
            _note_trouble(session, parcel.printer_id, error)
        raise
    except (Invalid, PrinterRefused, DocumentsUnavailable) as error:
        with writing() as session:
            sending.put_back(session, job_id, "")
            printers.note_state(session, parcel.printer_id, PrinterState.TROUBLE, error.message)
        raise
    except Uncertain as error:
        with settling(row_id) as session:
            sending.unsure(session, job_id, error.message)
        log.warning("print_uncertain", job=job_id)
        return
    with settling(row_id) as session:
        sending.sent(session, job_id, number)
    log.info("print_sent", job=job_id, printer=parcel.printer_id)


def follow_print(row_id: int, payload: Mapping[str, int]) -> None:
    """Ask the printer how far it is with a job, the first time for a moment; then leave it for
    later."""
    job_id = payload["print_job_id"]
    with reading() as session:
        job = sending.followed(session, job_id)
    if job is None:
        with settling(row_id):
            return
    patience = 0.0 if sending.LOOKED_AT in payload else PATIENCE
    end, trouble, answer = (None, job.away, None) if job.away else _asked_after(job, patience)
    with settling(row_id) as session:
        if end is None:
            sending.went_on(session, job_id, trouble)
        elif end is JobState.UNSURE:
            sending.unsure(session, job_id, trouble)
        else:
            done = end is JobState.DONE
            sending.ended(session, job_id, printed=done, why=trouble or ABORTED)
        if job.printer_id is not None and answer is not None:
            noted(session, job.printer_id, answer)


class Far(NamedTuple):
    """How a job ended (None: not yet), in words why or what holds it up, and how the printer is as
    far as that shows."""

    end: JobState | None
    trouble: str
    printer: Answer | None


def _asked_after(job: Followed, patience: float) -> Far:
    """What a printer says of a job, or does not."""
    target = target_of(job.uri, job.fingerprint)
    try:
        end, trouble = _watch(target, job.number, patience)
    except Forgotten:
        # What it is done with it may forget; how it is it says all the same.
        return Far(JobState.UNSURE, sending.FORGOTTEN, asked(target))
    except TryLater as error:
        # It has the document: what it does not say now does not matter to that.
        return Far(None, error.why, Answer(_troubled(error), error.why))
    except PrinterRefused as error:
        return Far(None, error.message, Answer(PrinterState.TROUBLE, error.message))
    if end is JobState.UNSURE:
        return Far(end, trouble, asked(target))
    state = PrinterState.TROUBLE if trouble else PrinterState.READY
    return Far(end, trouble, Answer(state, trouble))


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Mark the job as not printed, in words for people."""
    sending.fail(session, payload["print_job_id"], why)


def not_followed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Nobody could ask after it."""
    sending.unsure(session, payload["print_job_id"], sending.NO_END)


def not_asked(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Nobody could ask the printer."""
    printers.note_state(session, payload["printer_id"], PrinterState.UNKNOWN, why)


def target_of(uri: str, fingerprint: str) -> Target:
    """A printer to be spoken to, with the password that the installation has for its very address.
    Raises Invalid for an address that may not be gone to (any more)."""
    settings = current_app.config
    here, logins = settings["PRINTER_PORTS_HERE"], settings["PRINTER_LOGINS"]
    there = address(uri, here)
    return Target(there, fingerprint, logins.get(there.uri, ""), here)


def _send(target: Target, parcel: Parcel) -> int:
    """See whether it can print this, then send it: what is known before is not found out by
    waste paper."""
    content = parcel.content
    if content is None:
        content = render_test_page(parcel.printer_name, PAPERS[parcel.paper])
    seen = ipp.look(target)
    if seen.formats and ipp.PDF not in seen.formats:
        raise PrinterRefused(NO_PDF)
    if lacks(parcel.media, list(seen.media)):
        raise PrinterRefused(
            f"The printer does not know the paper that is set for it ({parcel.media})."
        )
    if not seen.takes_jobs:
        raise TryLater(f"The printer does not take anything now. {seen.trouble}".strip())
    name = f"Caselot {parcel.job_id}: {parcel.title}"
    return ipp.send(target, content, name=name, media=parcel.media, copies=parcel.copies)


def _watch(target: Target, number: int, patience: float) -> tuple[JobState | None, str]:
    """How a job has ended; None while the printer is at it, and what holds it up."""
    until = time.monotonic() + patience
    while True:
        far = ipp.progress(target, number)
        if far.ended and not far.printed and far.begun:
            return JobState.UNSURE, f"{far.trouble} {sending.HALF_WAY}".strip()
        if far.ended:
            return JobState.DONE if far.printed else JobState.FAILED, far.trouble
        if time.monotonic() > until:
            return None, far.trouble or ipp.look(target).trouble
        time.sleep(PAUSE)


def asked(target: Target, seconds: float = ANSWER_SECONDS) -> Answer:
    """What a printer says, or does not, when it is asked how it is."""
    try:
        seen = ipp.look(target, seconds)
    except TryLater as error:
        return Answer(_troubled(error), error.why)
    except PrinterRefused as error:
        return Answer(PrinterState.REFUSES, error.message)
    abilities = {
        "model": seen.model,
        "media": sorted(seen.media)[:200],
        "ready": list(seen.ready)[:20],
        "pdf": not seen.formats or ipp.PDF in seen.formats,
        "copies": seen.copies,
    }
    return Answer(*_state(seen), abilities)


def _state(seen: Look) -> tuple[PrinterState, str]:
    if seen.formats and ipp.PDF not in seen.formats:
        return PrinterState.REFUSES, NO_PDF
    if seen.trouble or not seen.takes_jobs:
        return PrinterState.TROUBLE, seen.trouble or "It does not take anything now."
    return PrinterState.BUSY if seen.busy else PrinterState.READY, seen.hint


def _note_trouble(session: Session, printer_id: int, error: TryLater) -> None:
    if isinstance(error, StillAway):
        return
    printers.note_state(session, printer_id, _troubled(error), error.why)


def _troubled(error: TryLater) -> PrinterState:
    return PrinterState.AWAY if error.away else PrinterState.TROUBLE
