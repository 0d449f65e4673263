"""Whose orders must go out today: vendors with lines to place and a deadline still ahead (B8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.purchasing import deadlines, queries
from app.domain.purchasing.waiting import MOST_COUNTED, Overview
from app.models import Store
from app.vocabulary import clock


@dataclass(frozen=True)
class CutOff:
    """A vendor that takes orders until `at`, with so many lines to place (`more`: at least)."""

    vendor_id: int
    vendor: str
    at: datetime
    minutes: int
    lines: int
    more: bool


def today(session: Session, found: Overview, store: Store, now: datetime) -> list[CutOff]:
    """The vendors of an overview whose deadline comes before the store's day is over, the nearest
    first; one statement."""
    cutoffs = queries.all_cutoffs(session)
    end = clock.end_of_day(clock.business_date(now, store.time_zone), store.time_zone)
    due = []
    for group in found.groups:
        if group.vendor is None or not group.count or group.store.id != store.id:
            continue
        mine = deadlines.for_store(cutoffs.get(group.vendor.id, []), store.id)
        at = deadlines.next_deadline(mine, now, store.time_zone)
        if at is not None and at < end:
            minutes, many = deadlines.minutes_left(at, now), group.count >= MOST_COUNTED
            due.append(CutOff(group.vendor.id, group.vendor.name, at, minutes, group.count, many))
    return sorted(due, key=lambda one: (one.at, one.vendor))
