"""Doing a batch: chunk after chunk, or as one file.

A slice of the work is one outbox row. When its time is over, or when somebody waits for tags, the
rest is left to a row of its own, so that no batch keeps a worker from others for long. A worker
that dies costs one chunk that was not committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from app.documents import sheets
from app.documents.lists import render_picking_list, sheet_for
from app.documents.paper import Paper
from app.documents.receipts import render_receipts
from app.domain import outbox
from app.domain.batches import exporting, papers, picking, receipts, running
from app.domain.batches.papers import File, Wanted
from app.domain.batches.running import Ended
from app.domain.settings.reading import settings_of
from app.extensions import queue
from app.jobs.units import going_on, keep, reading, settling
from app.models import BatchKind, Printer
from app.vocabulary.figures import Figure
from app.vocabulary.jobs import Job, Queue

log = structlog.get_logger()

# Seconds. Short: whoever asks for five lines must not wait for somebody's ten thousand.
SLICE = 4.0

# Seconds. A table of everything that is pending takes longer than other work.
TIME_LIMIT = 150

PDF = "application/pdf"


def run_batch(row_id: int, payload: Mapping[str, int]) -> None:
    """Go on with a batch where it is, or make its file. Raises NotAllowed when its person may not
    have the file any more."""
    batch_id = payload["batch_id"]
    try:
        with reading() as session:
            wanted = papers.begin(session, batch_id)
        if wanted is None:
            _chunks(row_id, payload)
        else:
            keep(row_id, timedelta(seconds=TIME_LIMIT + 5))
            file = _MAKERS[wanted.wish.kind](wanted)
            with settling(row_id) as session:
                papers.finish(session, batch_id, file)
    except Ended:
        # Stopped, or another worker was faster: the row has nothing left to say.
        with settling(row_id):
            log.info("batch_ended", batch=batch_id)


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Mark the batch as failed, in words for people."""
    running.fail(session, payload["batch_id"], why)


def _chunks(row_id: int, payload: Mapping[str, int]) -> None:
    until = time.monotonic() + SLICE
    more = True
    while more:
        with going_on(row_id) as session:
            taken = running.take(session, payload["batch_id"])
        for error in taken.errors:
            log.warning("line_failed", batch=payload["batch_id"], exc_info=error)
        more = taken.more
        if more and _time_is_up(until):
            break
    with settling(row_id) as session:
        if more:
            outbox.leave(session, Job.RUN_BATCH, payload)


def _time_is_up(until: float) -> bool:
    """Whether the slice is over, or somebody waits for tags."""
    if time.monotonic() > until:
        return True
    try:
        return queue(Queue.TAGS).count > 0
    except RedisError:
        return False


def _picking_list(wanted: Wanted) -> File:
    with reading() as session:
        made = picking.compose(session, wanted.batch_id, wanted.line_ids, wanted.by)
        paper = _sheet(session, wanted)
    content = render_picking_list(made, paper=paper)
    name = f"picking-list-{wanted.batch_id}.pdf"
    return File(name, PDF, content, frozenset(), made.left_out, paper.key)


def _receipt_copies(wanted: Wanted) -> File:
    with reading() as session:
        made = receipts.compose(session, wanted.line_ids, wanted.by)
        paper = _sheet(session, wanted)
    content = render_receipts(made, paper=paper)
    figures = frozenset({Figure.TOTAL}) if made.with_totals else frozenset()
    name = f"receipt-copies-{wanted.batch_id}.pdf"
    return File(name, PDF, content, figures, made.left_out, paper.key)


def _sheet(session: Session, wanted: Wanted) -> Paper:
    """What lies in the printer it is for; without one, what the store prints on."""
    printer = session.get(Printer, wanted.wish.printer) if wanted.wish.printer else None
    usual = settings_of(session, wanted.by.store_id).tag_paper
    return sheet_for(printer.paper if printer else usual)


def _export(wanted: Wanted) -> File:
    """A table of many thousand rows is written while it is read: it is never in hand as a whole."""
    by, form, columns = wanted.by, wanted.wish.form, wanted.wish.columns
    header = exporting.header_for(by, columns)
    with reading() as session:
        rows = exporting.rows_for(session, wanted.line_ids, by, columns)
        if form == "xlsx":
            content, media_type = sheets.as_xlsx("Orders", header, rows), sheets.XLSX
        else:
            content, media_type = sheets.as_csv(header, rows), sheets.CSV
    name = f"orders-{wanted.batch_id}.{form}"
    return File(name, media_type, content, exporting.figures_for(by, columns))


_MAKERS: dict[BatchKind, Callable[[Wanted], File]] = {
    BatchKind.PICKING_LIST: _picking_list,
    BatchKind.RECEIPT_COPIES: _receipt_copies,
    BatchKind.EXPORT: _export,
}
