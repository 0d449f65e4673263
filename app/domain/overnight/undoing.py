"""Taking a night back: lines, statuses and how long they stood there, and what they waited for, as
they were (B5).

What somebody changed since is not touched, and said. What stands again is kept open for a while:
the next night would close it for the same reason. What a night made or wrote (repeats, reminders)
stays made and written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, lazyload

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.orders import lifecycle
from app.domain.orders.statuses import StatusBook, book
from app.domain.orders.voiding import KEPT_DAYS
from app.domain.overnight.standing import any_stands, standing, why_left
from app.domain.people.acting import person
from app.domain.purchasing.byhand import came, not_here
from app.domain.purchasing.leaving import take_back
from app.models import NightMove, NightRun, NightUndo, Order, OrderLine, Store
from app.vocabulary import clock
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage

# Lines that are taken back in one transaction.
BATCH = 500
NOTHING = "There is nothing of that night to take back here."


@dataclass(frozen=True)
class Undone:
    """What became of it: so many lines stand again, so many were changed since and stay."""

    undone: int
    left: int

    def __add__(self, other: Undone) -> Undone:
        return Undone(self.undone + other.undone, self.left + other.left)


def of_night(store_id: int, day: date) -> sa.Select[NightMove]:
    """What the night of a store moved and nobody has taken back, in the order of doing."""
    return (
        sa.select(NightMove)
        .join(NightMove.run)
        .where(
            NightRun.store_id == store_id,
            NightRun.business_date == day,
            NightMove.undone_at.is_(None),
        )
        .order_by(NightMove.id)
    )


def undo_order(session: Session, number: int, day: date, *, by: Viewer) -> Undone:
    """Take back what the night of `day` did to one order. NotAllowed; NotFound when it did nothing
    to it that is not taken back; what was changed since is counted and told."""
    by.can(Permission.ORDERS_REOPEN).enforce()
    mine = of_night(by.store_id, day).join(NightMove.order).where(Order.number == number)
    ids = session.scalars(mine.with_only_columns(NightMove.id)).all()
    done = _take_back(session, ids, by, day, book(session))
    if done == Undone(0, 0):
        raise NotFound(NOTHING)
    return done


def ask(session: Session, day: date, *, by: Viewer, one_time_key: str) -> NightUndo:
    """Have a whole night taken back by a worker; asked for twice, it is done once. NotAllowed;
    Refused when nothing is left of it."""
    by.can(Permission.ORDERS_REOPEN).enforce()
    known = session.scalar(sa.select(NightUndo).filter_by(one_time_key=one_time_key))
    if known is not None:
        return known
    # Whoever asks at the same moment waits here, and finds the first one's wish.
    session.execute(sa.select(Store.id).where(Store.id == by.store_id).with_for_update())
    under_way = sa.select(NightUndo).filter_by(
        store_id=by.store_id, business_date=day, finished_at=None
    )
    found = session.scalars(under_way.limit(1)).first()
    if found is not None:
        return found
    runs = session.scalars(_runs(by.store_id, day)).all()
    if not any_stands(session, runs):
        raise Refused(_nothing(standing(session, runs)))
    made = NightUndo(
        one_time_key=one_time_key, store_id=by.store_id, business_date=day, user_id=by.user_id
    )
    session.add(made)
    session.flush()
    outbox.leave(session, Job.UNDO_NIGHT, {"undo_id": made.id})
    return made


def go_on(session: Session, undo_id: int) -> bool:
    """Take back the next lines of a night; whether there are more. NotAllowed if who asked may not
    any more. Done again after a crash it goes on where it was."""
    wish = session.get_one(NightUndo, undo_id, with_for_update=True, populate_existing=True)
    if wish.finished_at is not None:
        return False
    by = person(session, wish.user_id, wish.store_id)
    by.can(Permission.ORDERS_REOPEN).enforce()
    rest = of_night(wish.store_id, wish.business_date).where(NightMove.id > wish.after)
    ids = session.scalars(rest.with_only_columns(NightMove.id).limit(BATCH)).all()
    if not ids:
        wish.finished_at, wish.problem = clock.now(), ""
        return False
    done = _take_back(session, ids, by, wish.business_date, book(session))
    wish.after = ids[-1]
    wish.undone += done.undone
    wish.kept += done.left
    return True


def fail(session: Session, undo_id: int, why: str) -> None:
    """It ended before its end: `why`, in words for people."""
    wish = session.get_one(NightUndo, undo_id)
    wish.problem, wish.finished_at = why[:300], clock.now()


def resume(session: Session, undo_id: int) -> None:
    """Let it go on after it failed."""
    wish = session.get_one(NightUndo, undo_id)
    wish.problem, wish.finished_at = "", None


def _take_back(
    session: Session, move_ids: Sequence[int], by: Viewer, day: date, statuses: StatusBook
) -> Undone:
    """Lock the orders first, then look at what stands as the night left it."""
    orders = sa.select(NightMove.order_id).where(NightMove.id.in_(move_ids))
    held = sa.select(Order.id).where(Order.id.in_(orders)).order_by(Order.id).with_for_update()
    session.execute(held).all()
    moves = session.execute(
        sa.select(NightMove, why_left())
        .join(NightMove.line)
        .join(OrderLine.order)
        .where(NightMove.id.in_(move_ids), NightMove.undone_at.is_(None))
        .order_by(NightMove.order_id, OrderLine.number)
        .options(contains_eager(NightMove.line).options(lazyload("*")))
        .execution_options(populate_existing=True)
    ).all()
    now, again = clock.now(), list[NightMove]()
    for move, why in moves:
        move.left = why
        if not move.left:
            move.undone_at, move.undone_by_id = now, by.user_id
            again.append(move)
    session.flush()
    if again:
        _keep_open(session, by.store_id, [move.order_id for move in again])
        lifecycle.stand_again(session, again, by=by, book=statuses, night=day.isoformat())
        lost = take_back(session, [gone for move in again for gone in move.let_go])
        session.flush()
        given_up = {row.order_line_id: row for row in lost}
        placed = [move for move in again if move.stage is Stage.PLACED]
        here = came(session, [move.line_id for move in placed])
        for move in again:
            session.expire(move.line)
        for move in placed:
            if move.line_id in given_up or move.line_id in here:
                row = given_up.get(move.line_id) or not_here(session, move.line)
                if row is not None:
                    lifecycle.order_again(move.line, row, by=by, book=statuses)
    return Undone(len(again), len(moves) - len(again))


def _runs(store_id: int, day: date) -> sa.Select[int]:
    return sa.select(NightRun.id).where(
        NightRun.store_id == store_id, NightRun.business_date == day
    )


def _nothing(left: Mapping[str, int]) -> str:
    """That nothing can be taken back, and why: what became of which lines."""
    if not left:
        return NOTHING
    lines = (f"{count} {'line' if count == 1 else 'lines'}: {why}" for why, count in left.items())
    return f"Nothing of that night can be taken back any more. {' '.join(lines)}"


def _keep_open(session: Session, store_id: int, order_ids: Sequence[int]) -> None:
    """No night closes these orders for KEPT_DAYS, unless they are kept for longer already."""
    store = session.get_one(Store, store_id)
    until = clock.business_date(clock.now(), store.time_zone) + timedelta(days=KEPT_DAYS)
    shorter = sa.or_(Order.keep_open_until.is_(None), Order.keep_open_until < until)
    change = sa.update(Order).where(Order.id.in_(order_ids), shorter)
    session.execute(
        change.values(keep_open_until=until).execution_options(synchronize_session=False)
    )
