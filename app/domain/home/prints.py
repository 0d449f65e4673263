"""Prints that did not come out."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.printing.queries import missed
from app.models import OrderLine, PrintState, TagCopy, TagPrint

_PRINTS_LOOKED_AT = 500


def count(session: Session, store_id: int, most: int) -> int:
    """How many prints of a store did not come out, layouts and those on printers, up to `most`."""
    both = sa.union_all(failed(store_id), missed(store_id)).limit(most).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(both)) or 0


def failed(store_id: int) -> sa.Select[int]:
    """Prints of a store that failed and whose tags nobody has printed since, among the newest."""
    newest = (
        sa.select(TagPrint.id, TagPrint.state)
        .where(TagPrint.store_id == store_id)
        .order_by(TagPrint.id.desc())
        .limit(_PRINTS_LOOKED_AT)
        .subquery()
    )
    waits = sa.exists().where(
        TagCopy.tag_print_id == newest.c.id,
        OrderLine.id == TagCopy.line_id,
        OrderLine.open == 1,
        OrderLine.copies == 0,
    )
    return sa.select(newest.c.id).where(newest.c.state == PrintState.FAILED, waits)
