"""When a purchase order should come: by the vendor's deadlines, else as long as it usually took
(B19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.purchasing import deadlines
from app.models import ReceiptKind, Receiving, Store, VendorCutoff
from app.vocabulary import clock

# The newest receipts tell most; fewer than three are no habit.
MOST_RECEIPTS = 60
FEWEST_DAYS = 3


@dataclass(frozen=True)
class Promise:
    """The day that something should come, or None, and why in words."""

    day: date | None
    why: str


def promise(
    session: Session, vendor_id: int, store: Store, at: datetime, cutoffs: Sequence[VendorCutoff]
) -> Promise:
    """When what is ordered from a vendor at `at` should come to `store`. `cutoffs`: the deadlines
    the store goes by. One statement, none if a deadline tells."""
    day = deadlines.expected_day(cutoffs, at, store.time_zone)
    if day is not None:
        return Promise(day, "by their deadline")
    days = lead_time(session, vendor_id, store)
    if days is None:
        return Promise(None, "nothing is known of their days yet")
    today = clock.business_date(at, store.time_zone)
    return Promise(today + timedelta(days=days), "as long as it usually takes")


def lead_time(session: Session, vendor_id: int, store: Store) -> int | None:
    """How many days a vendor's goods took from placing to coming, the median of the newest
    receipts; None if they came on fewer than FEWEST_DAYS different occasions."""
    rows = session.execute(
        sa.select(Receiving.placed_at, Receiving.at)
        .where(
            Receiving.vendor_id == vendor_id,
            Receiving.store_id == store.id,
            Receiving.kind == ReceiptKind.CAME,
            Receiving.undone_at.is_(None),
            Receiving.placed_at.is_not(None),
        )
        .order_by(Receiving.at.desc())
        .limit(MOST_RECEIPTS)
    )
    zone = store.time_zone
    days = {
        (clock.business_date(placed, zone), clock.business_date(came, zone))
        for placed, came in rows
        if placed is not None
    }
    if len(days) < FEWEST_DAYS:
        return None
    return median_low([(came - placed).days for placed, came in days])
