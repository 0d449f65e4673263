"""The day that a row of a receipt is taken as: never one that has not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.domain.register.values import SoldRow
from app.models import Store
from app.vocabulary import clock


def is_ahead(row: SoldRow) -> bool:
    """Whether the register's clock is ahead by a day: by no zone is it that day yet in most of
    the world."""
    return row.business_date > clock.now().date()


def not_ahead(session: Session, rows: Sequence[SoldRow]) -> list[SoldRow]:
    """The rows, of today at the latest: a line whose sale is of next year would be completed next
    year. When it was sold stays as the register said."""
    made = []
    for row in rows:
        if is_ahead(row):
            store = session.get_one(Store, row.store_id)
            today = clock.business_date(clock.now(), store.time_zone)
            row = replace(row, business_date=min(row.business_date, today))
        made.append(row)
    return made
