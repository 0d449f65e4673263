"""Which dates of which recurrences a night makes, and which it lets go (B3, design 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.purchasing.deadlines import WeeklyDeadline
from app.domain.recurring.ahead import cutoffs_of, made_by
from app.domain.recurring.rhythm import Rhythm
from app.models import Order, Recurrence, RecurrenceState

# Nothing is made longer ahead than this.
MOST_AHEAD = 60
_LONGEST_CUTOFF = 45
MISSED = "The night did not run in time for it."
WAITED = "It asked about another date then, and nobody had answered."


@dataclass(frozen=True)
class Due:
    """The dates of one recurrence that are due: `make` in their order, `skip` because they are past
    and were missed."""

    recurrence: Recurrence
    make: tuple[date, ...]
    skip: tuple[date, ...] = ()


def due(session: Session, store_id: int, morning: date, *, most: int | None = None) -> list[Due]:
    """What is due in a store on a `morning`, in the order of dates; changes nothing."""
    query = candidates(store_id, morning).options(joinedload(Recurrence.from_order))
    found = session.scalars(query.limit(most)).all()
    cutoffs = cutoffs_of(session, found)
    each = (due_of(it, morning, cutoffs[it.id]) for it in found)
    return [one for one in each if one is not None]


def candidates(store_id: int, morning: date) -> sa.Select[Recurrence]:
    """The recurrences that may be due, by the next date: a few more than those that are."""
    horizon = morning + timedelta(days=MOST_AHEAD + _LONGEST_CUTOFF)
    return (
        sa.select(Recurrence)
        .where(
            Recurrence.state == RecurrenceState.ACTIVE,
            Recurrence.next_on <= horizon,
            Recurrence.store_id == store_id,
        )
        .order_by(Recurrence.next_on, Recurrence.id)
    )


def due_of(
    it: Recurrence, morning: date, vendors: Sequence[Sequence[WeeklyDeadline]]
) -> Due | None:
    """What is due of one recurrence; None for nothing. What lies ahead is made; of what is past,
    after missed nights, the newest date only and only when nothing lies ahead: nobody wants a
    heap."""
    if it.state is not RecurrenceState.ACTIVE or it.next_on is None:
        return None

    def is_due(day: date) -> bool:
        return made_by(day, it.days_ahead, vendors) <= morning

    dates = list(takewhile(is_due, Rhythm.of(it).dates(it.next_on)))
    if not dates:
        return None
    ahead = [day for day in dates if day >= morning]
    make = ahead or dates[-1:]
    skip = tuple(day for day in dates if day < make[0])
    if it.ends_after is not None:
        make = make[: max(1, it.ends_after - it.made)]
    return Due(it, tuple(make), skip)


def order_of(session: Session, it: Recurrence) -> Order:
    """The order that is repeated."""
    return session.get_one(Order, it.from_order_id)
