"""Making what is due: each date once, with its order or with the reason why not (B3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders.cloning import Clone, make_of, plan
from app.domain.orders.events import note
from app.domain.recurring.ahead import cutoffs_of
from app.domain.recurring.asking import Reason, reasons, told
from app.domain.recurring.due import MISSED, Due, candidates, due, due_of, order_of
from app.domain.recurring.rhythm import Rhythm
from app.models import Order, Recurrence, RecurrenceRun, RecurrenceState, RunState, Store
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, Refused

__all__ = ["due", "make_batch", "planned"]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """One repeat of tonight: which dates are made and let go, or why it will ask. No amount."""

    due: Due
    order: Order
    what: str
    asks: str = ""


def planned(session: Session, found: Sequence[Due]) -> list[Planned]:
    """What becomes of what is due, or why it will ask; changes nothing."""
    made = []
    for one in found:
        copy = plan(session, order_of(session, one.recurrence), follow=True)
        why = reasons(session, one.recurrence, copy)
        made.append(Planned(one, copy.order, in_words(copy), told(session, why, copy)))
    return made


def in_words(copy: Clone) -> str:
    """What is repeated, in a few words."""
    names = [each.line.description for each in copy.copies]
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(name[:60] for name in names[:2]) + more


def hold(session: Session, recurrence_id: int) -> Recurrence:
    """A recurrence, locked for a change and read anew."""
    query = sa.select(Recurrence).where(Recurrence.id == recurrence_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def make_batch(
    session: Session, store_id: int, morning: date, by: Viewer, *, after: int, most: int
) -> tuple[int, int] | None:
    """Do what is due of the next recurrences behind the id `after`. Returns how many dates were
    made or asked about, and the last id; None when there is none left."""
    ids = candidates(store_id, morning).with_only_columns(Recurrence.id).order_by(None)
    some = ids.where(Recurrence.id > after).order_by(Recurrence.id).limit(most)
    found = session.scalars(some).all()
    if not found:
        return None
    done = sum(make_due(session, hold(session, each), morning, by) for each in found)
    return done, found[-1]


def make_due(
    session: Session, it: Recurrence, morning: date, by: Viewer, *, missed: str = MISSED
) -> int:
    """Do what is due of one recurrence, which is locked; returns how many dates were made or asked
    about. `missed` says why earlier dates are let go. Again does nothing: every date happens
    once."""
    found = due_of(it, morning, cutoffs_of(session, [it])[it.id])
    if found is None:
        return 0
    for day in found.skip:
        _run(session, it, day, RunState.SKIPPED, why=missed)
    done = 0
    for day in found.make:
        done += 1
        if not _make(session, it, day, by):
            break
    go_on_after(it, [*found.skip, *found.make[:done]])
    session.flush()
    return done


def make_today(session: Session, it: Recurrence, by: Viewer, *, missed: str = MISSED) -> None:
    """Make what is wanted today now: the next night works for tomorrow, and would let it go."""
    today = clock.business_date(clock.now(), session.get_one(Store, it.store_id).time_zone)
    if it.next_on and it.next_on <= today == Rhythm.of(it).on_or_after(today):
        make_due(session, it, today, by, missed=missed)


def go_on_after(it: Recurrence, days: Sequence[date]) -> None:
    """Wait for the first date after all of `days`; end when there is none, or enough were made."""
    it.next_on = Rhythm.of(it).on_or_after(max(days) + _DAY)
    enough = it.ends_after is not None and it.made >= it.ends_after
    if it.next_on is None or enough:
        it.next_on = None
        if it.state is not RecurrenceState.ASKING:
            it.state = RecurrenceState.ENDED


def write(session: Session, it: Recurrence, day: date, copy: Clone, by: Viewer) -> Order:
    """The order of one date, as planned; counted. Refused or Invalid when it cannot be."""
    key = f"repeat-{it.id}-{day.isoformat()}"
    made = make_of(session, copy, by, key, how="repeats", wanted_on=day)
    it.made += 1
    return made


def _make(session: Session, it: Recurrence, day: date, by: Viewer) -> bool:
    """Make the order of one date, or ask; whether it was made."""
    order = order_of(session, it)
    copy = plan(session, order, follow=True)
    why = reasons(session, it, copy)
    words = told(session, why, copy)
    if not why:
        try:
            with session.begin_nested():
                made = write(session, it, day, copy, by)
        except (Refused, Invalid) as problem:
            session.refresh(it)
            why, words = [Reason.STOPPED], f"{Reason.STOPPED.label}: {problem.message}"
        else:
            _run(session, it, day, RunState.MADE, order_id=made.id, total=copy.total)
            return True
    it.state = RecurrenceState.ASKING
    detail = {"reasons": [reason.value for reason in why]}
    _run(session, it, day, RunState.ASKED, why=words[:300], total=copy.total, detail=detail)
    note(order, "repeats", by, detail={"what": "asks", "on": day.isoformat(), "why": words})
    return False


def _run(session: Session, it: Recurrence, day: date, state: RunState, **values: object) -> None:
    """One date's row. A date that was let go before has its row already."""
    known = session.scalar(
        sa.select(RecurrenceRun).where(
            RecurrenceRun.recurrence_id == it.id, RecurrenceRun.due_on == day
        )
    )
    run = known or RecurrenceRun(recurrence_id=it.id, due_on=day)
    run.state = state
    for name, value in values.items():
        setattr(run, name, value)
    session.add(run)
