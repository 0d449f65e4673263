"""When a repeat has to be made so that the vendor still brings it in time (B3, B8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.purchasing.deadlines import WeeklyDeadline, for_store
from app.models import OrderLine, Recurrence, VendorCutoff

_DAY = timedelta(days=1)


def made_by(due: date, days_ahead: int, vendors: Iterable[Sequence[WeeklyDeadline]]) -> date:
    """The morning on which an order that is wanted on `due` has to be there: `days_ahead` before,
    and never later than the day before the last cut-off of any of its vendors that still brings it
    in time."""
    ahead = [due - timedelta(days=days_ahead)]
    for cutoffs in vendors:
        last = last_cutoff(cutoffs, due)
        if last is not None:
            ahead.append(last - _DAY)
    return min(ahead)


def last_cutoff(cutoffs: Iterable[WeeklyDeadline], due: date) -> date | None:
    """The last day of a deadline after which goods still come by `due`; None without deadlines."""
    days = []
    for cutoff in cutoffs:
        latest = due - timedelta(days=cutoff.days_later)
        days.append(latest - timedelta(days=(latest.weekday() - cutoff.weekday) % 7))
    return max(days, default=None)


def cutoffs_of(
    session: Session, recurrences: Sequence[Recurrence]
) -> dict[int, list[list[VendorCutoff]]]:
    """The deadlines of each recurrence's vendors in its store, by recurrence id; two statements."""
    orders = {it.from_order_id for it in recurrences}
    rows = session.execute(
        sa.select(OrderLine.order_id, OrderLine.vendor_id)
        .where(OrderLine.order_id.in_(orders), OrderLine.vendor_id.is_not(None))
        .distinct()
    )
    vendors: dict[int, set[int]] = {}
    for order_id, vendor_id in rows:
        vendors.setdefault(order_id, set()).add(vendor_id or 0)
    known = set().union(*vendors.values())
    cutoffs = session.scalars(
        sa.select(VendorCutoff).where(VendorCutoff.vendor_id.in_(known))
    ).all()
    return {
        it.id: [
            for_store([c for c in cutoffs if c.vendor_id == vendor], it.store_id)
            for vendor in sorted(vendors.get(it.from_order_id, ()))
        ]
        for it in recurrences
    }
