"""Reading recurrences: the list of them, one with its dates, and how many wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.recurring.rhythm import Rhythm, words
from app.models import (
    Order,
    OrderLine,
    Recurrence,
    RecurrenceRun,
    RecurrenceState,
    RunState,
    User,
)
from app.vocabulary.errors import NotFound

PAGE = 50
MOST_RUNS = 60
# Counting stops here, as everywhere on a badge.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Listed:
    """Some recurrences, and the id that starts the next page; None at the end."""

    found: list[Recurrence]
    before: int | None


@dataclass(frozen=True)
class Run:
    """One date: what became of it, the number of its order, and who answered."""

    run: RecurrenceRun
    number: int | None
    who: str


def listed(
    session: Session, store_id: int, state: RecurrenceState, *, before: int | None = None
) -> Listed:
    """The recurrences of a store in one state, newest first, a page at a time."""
    query = sa.select(Recurrence).where(Recurrence.store_id == store_id, Recurrence.state == state)
    if before is not None:
        query = query.where(Recurrence.id < before)
    lines = selectinload(Recurrence.from_order, Order.lines)
    found = list(
        session.scalars(
            query.options(joinedload(Recurrence.from_order), lines)
            .order_by(Recurrence.id.desc())
            .limit(PAGE + 1)
        )
    )
    return Listed(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def by_id(session: Session, recurrence_id: int, *, lock: bool = False) -> Recurrence:
    """One recurrence with its order; `lock` holds its row for a change. Raises NotFound."""
    query = sa.select(Recurrence).where(Recurrence.id == recurrence_id)
    if lock:
        query = query.with_for_update()
    lines = selectinload(Recurrence.from_order).selectinload(Order.lines)
    found = session.scalars(
        query.options(lines.joinedload(OrderLine.vendor)).execution_options(populate_existing=lock)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such repeating order.")
    return found


def runs_of(session: Session, it: Recurrence) -> list[Run]:
    """What became of its dates, newest first, at most MOST_RUNS."""
    rows = session.execute(
        sa.select(RecurrenceRun, Order.number, User.name)
        .outerjoin(Order, Order.id == RecurrenceRun.order_id)
        .outerjoin(User, User.id == RecurrenceRun.answered_by_id)
        .where(RecurrenceRun.recurrence_id == it.id)
        .order_by(RecurrenceRun.due_on.desc())
        .limit(MOST_RUNS)
    )
    return [Run(run, number, who or "") for run, number, who in rows]


def counts(session: Session, store_id: int) -> dict[RecurrenceState, int]:
    """How many of each state a store has, up to MOST_COUNTED."""
    return {state: _count(session, store_id, state) for state in RecurrenceState}


def asking(session: Session, store_id: int) -> int:
    """How many wait for an answer, up to MOST_COUNTED: what needs somebody now."""
    return _count(session, store_id, RecurrenceState.ASKING)


def questions(session: Session, found: Sequence[Recurrence]) -> dict[int, RecurrenceRun]:
    """The date that waits for an answer, of each that has one, by recurrence id."""
    query = sa.select(RecurrenceRun).where(
        RecurrenceRun.recurrence_id.in_([it.id for it in found]),
        RecurrenceRun.state == RunState.ASKED,
    )
    return {run.recurrence_id: run for run in session.scalars(query.order_by(RecurrenceRun.due_on))}


def of_orders(session: Session, order_ids: Sequence[int]) -> list[dict[str, object]]:
    """The repeats of these orders as facts for the person they are for; no amount."""
    query = sa.select(Recurrence, Order.number).join(Recurrence.from_order)
    rows = session.execute(query.where(Order.id.in_(order_ids)).order_by(Recurrence.id))
    return [
        {
            "order": number,
            "how_often": words(Rhythm.of(it)),
            "state": it.state.label,
            "next": it.next_on.isoformat() if it.next_on else None,
            "paused_until": it.paused_until.isoformat() if it.paused_until else None,
            "made": it.made,
        }
        for it, number in rows
    ]


def _count(session: Session, store_id: int, state: RecurrenceState) -> int:
    some = sa.select(Recurrence.id).where(
        Recurrence.store_id == store_id, Recurrence.state == state
    )
    return (
        session.scalar(sa.select(sa.func.count()).select_from(some.limit(MOST_COUNTED).subquery()))
        or 0
    )
