"""Telling customers what only time has brought about: that goods wait, that an order will close."""

from __future__ import annotations

from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.messages.offering import tell
from app.domain.orders.queries import locking
from app.domain.overnight.plan import Night, due_reminders, going
from app.models import Order, OrderLine


def remind_batch(
    session: Session, night: Night, by: Viewer, *, most: int, after: int = 0
) -> tuple[int, int] | None:
    """Write about the lines of at most `most` orders behind the id `after`, each order locked and
    looked at again. Returns how many lines were told and the last order's id, None when nothing is
    due any more. Whoever cannot be reached after all is passed over."""
    kinds = going(session, night)
    queries = {
        occasion: due_reminders(night, kinds, occasion)
        for occasion in dict.fromkeys(kind[0] for kind in kinds)
    }
    ids = sorted(
        {
            order_id
            for query in queries.values()
            for order_id in session.scalars(
                query.with_only_columns(OrderLine.order_id)
                .where(OrderLine.order_id > after)
                .order_by(None)
                .order_by(OrderLine.order_id)
                .distinct()
                .limit(most)
            )
        }
    )[:most]
    if not ids:
        return None
    held = session.scalars(locking(sa.select(Order).where(Order.id.in_(ids)))).all()
    told = 0
    for occasion, query in queries.items():
        rows = session.scalars(
            query.where(OrderLine.order_id.in_([order.id for order in held]))
            .order_by(None)
            .order_by(OrderLine.order_id, OrderLine.number)
        ).all()
        for _, lines in groupby(rows, key=lambda line: line.order_id):
            some = list(lines)
            told += len(some) if tell(session, some, occasion, kinds, by=by) else 0
    return told, ids[-1]
