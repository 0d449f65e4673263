"""What a store need not keep of its register: alerts that somebody has seen long ago, and sales
without a tag that were decided about, or whose line is closed. What was sold stays."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import LooseSale, LooseState, OrderLine, RegisterAlert

BITE = 500


def count_old(session: Session, store_id: int, before: datetime) -> int:
    """How many of them are older than `before`; one statement."""
    alerts = sa.select(sa.func.count()).select_from(RegisterAlert).where(_seen(store_id, before))
    sales = sa.select(sa.func.count()).select_from(LooseSale).where(_over(store_id, before))
    both = sa.select(alerts.scalar_subquery() + sales.scalar_subquery())
    return session.scalar(both) or 0


def forget_old(session: Session, store_id: int, before: datetime) -> int:
    """Delete some of them, at most BITE of each kind; returns how many, 0 when none is left. The
    caller commits."""
    gone = 0
    for model, old in (
        (RegisterAlert, _seen(store_id, before)),
        (LooseSale, _over(store_id, before)),
    ):
        some = sa.select(model.id).where(old).limit(BITE)
        deleted = sa.delete(model).where(model.id.in_(some)).returning(model.id)
        gone += len(session.execute(deleted).all())
    return gone


def _seen(store_id: int, before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(RegisterAlert.store_id == store_id, RegisterAlert.seen_at < before)


def _over(store_id: int, before: datetime) -> sa.ColumnElement[bool]:
    """Decided about before then; or open, while its line was closed before then."""
    closed = sa.exists().where(
        OrderLine.id == LooseSale.order_line_id, OrderLine.open == 0, OrderLine.closed_at < before
    )
    return sa.and_(
        LooseSale.store_id == store_id,
        LooseSale.sold_at < before,
        sa.or_(
            sa.and_(
                LooseSale.state != LooseState.OPEN,
                sa.func.coalesce(LooseSale.decided_at, LooseSale.created_at) < before,
            ),
            closed.correlate(LooseSale),
        ),
    )
