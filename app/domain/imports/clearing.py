"""Files are not kept for ever: they hold costs, and people."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.imports.policies import OPEN
from app.domain.settings.reading import settings_of
from app.models import Import, ImportFile, ImportState
from app.vocabulary import clock

BITE = 20


def forget_files(session: Session, store_id: int) -> int:
    """Delete a few files of imports that ended, or that nobody went on with, longer ago than the
    store keeps them; returns how many. What waits or runs keeps its file."""
    days = settings_of(session, store_id).keep_import_files_days
    before = clock.now() - timedelta(days=days)
    ended = sa.and_(Import.finished_at.is_not(None), Import.finished_at < before)
    left = sa.and_(Import.state.in_(OPEN), Import.created_at < before)
    ids = session.scalars(
        sa.select(Import.id)
        .join(ImportFile, ImportFile.import_id == Import.id)
        .where(Import.store_id == store_id, sa.or_(ended, left))
        .order_by(Import.id)
        .limit(BITE)
        .with_for_update(of=Import)
    ).all()
    for one in session.scalars(sa.select(Import).where(Import.id.in_(ids), Import.state.in_(OPEN))):
        one.state, one.finished_at = ImportState.DROPPED, clock.now()
    session.execute(sa.delete(ImportFile).where(ImportFile.import_id.in_(ids)))
    return len(ids)
