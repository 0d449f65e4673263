"""Clearing away what is not kept for ever, in small bites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.domain.batches.clearing import forget_batches
from app.domain.imports.clearing import forget_files
from app.jobs.units import reading, writing
from app.models import (
    Document,
    KnownTag,
    LookAlike,
    NightMove,
    NightRun,
    OutboxRow,
    PrintState,
    Store,
    TagPrint,
)
from app.vocabulary import clock

log = structlog.get_logger()

KEEP_OUTBOX = timedelta(days=60)
# How long a night can be looked at line by line, and taken back; what the lines' own timelines say
# stays.
KEEP_MOVES = timedelta(days=400)
# How long a look-alike tag that could not be printed can be tried again: it says whose it is. What
# was printed says so as long as its paper does.
KEEP_WISHES = timedelta(days=30)
BITE = 500


def clear_away() -> None:
    """Delete documents whose time is over, files and batches that ended, and outbox rows and
    moves of nights from long ago."""
    now = clock.now()
    documents = _delete(Document, Document.keep_until < now)
    tags = _delete(KnownTag, KnownTag.keep_until < now)
    wishes = _delete(LookAlike, LookAlike.tag_print_id.in_(_without_paper(now)))
    rows = _delete(
        OutboxRow,
        OutboxRow.open == 0,
        OutboxRow.due_at < now - KEEP_OUTBOX,
    )
    moves = _delete(NightMove, NightMove.run_id.in_(_long_ago(now)))
    files, batches = _of_stores(forget_files), _of_stores(forget_batches)
    some = {"documents": documents, "tags": tags, "wishes": wishes, "outbox": rows, "moves": moves}
    log.info("cleared_away", **some, files=files, batches=batches)


def _without_paper(now: datetime) -> sa.Select[int]:
    """Prints whose document is gone, or never came and will not."""
    over = sa.or_(TagPrint.state == PrintState.DONE, TagPrint.finished_at < now - KEEP_WISHES)
    return sa.select(TagPrint.id).where(TagPrint.document_id.is_(None), over)


def _long_ago(now: datetime) -> sa.Select[int]:
    """The steps of nights that nobody takes back any more."""
    return sa.select(NightRun.id).where(NightRun.business_date < (now - KEEP_MOVES).date())


def _of_stores(forget: Callable[[Session, int], int]) -> int:
    """What each store keeps for as long as its settings say, bite by bite."""
    total = 0
    with reading() as session:
        stores = session.scalars(sa.select(Store.id)).all()
    for store_id in stores:
        while True:
            with writing() as session:
                gone = forget(session, store_id)
            total += gone
            if not gone:
                break
    return total


def _delete(
    model: type[Document | KnownTag | LookAlike | NightMove | OutboxRow],
    *over: sa.ColumnElement[bool],
) -> int:
    total = 0
    while True:
        with writing() as session:
            some = sa.select(model.id).where(*over).limit(BITE)
            gone = session.execute(sa.delete(model).where(model.id.in_(some)))
            total += gone.rowcount
        if gone.rowcount < BITE:
            return total
