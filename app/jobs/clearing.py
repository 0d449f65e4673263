"""Clearing away what is not kept for ever, in small bites."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
import structlog

from app.jobs.units import writing
from app.models import Document, OutboxRow
from app.vocabulary import clock

log = structlog.get_logger()

KEEP_OUTBOX = timedelta(days=60)
BITE = 500


def clear_away() -> None:
    """Delete documents whose time is over, and outbox rows that were closed long ago."""
    now = clock.now()
    documents = _delete(Document, Document.keep_until < now)
    rows = _delete(
        OutboxRow,
        OutboxRow.open == 0,
        OutboxRow.due_at < now - KEEP_OUTBOX,
    )
    log.info("cleared_away", documents=documents, outbox=rows)


def _delete(model: type[Document | OutboxRow], *over: sa.ColumnElement[bool]) -> int:
    total = 0
    while True:
        with writing() as session:
            some = sa.select(model.id).where(*over).limit(BITE)
            gone = session.execute(sa.delete(model).where(model.id.in_(some)))
            total += gone.rowcount
        if gone.rowcount < BITE:
            return total
