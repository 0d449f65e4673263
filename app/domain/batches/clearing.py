"""Batches are not kept for ever: what became of a line stands in its order's history."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.settings.reading import settings_of
from app.models import Batch, BatchRow
from app.vocabulary import clock

BITE = 5_000


def forget_batches(session: Session, store_id: int) -> int:
    """Delete some rows of batches that ended longer ago than the store keeps documents, and the
    batches that have no rows any more; returns how many rows and batches."""
    days = settings_of(session, store_id).keep_documents_days
    ended = sa.select(Batch.id).where(
        Batch.store_id == store_id, Batch.finished_at < clock.now() - timedelta(days=days)
    )
    some = sa.select(BatchRow.id).where(BatchRow.batch_id.in_(ended)).limit(BITE)
    rows = session.scalars(some).all()
    if rows:
        session.execute(sa.delete(BatchRow).where(BatchRow.id.in_(rows)))
        return len(rows)
    old = session.scalars(ended.limit(BITE)).all()
    session.execute(sa.delete(Batch).where(Batch.id.in_(old)))
    return len(old)
