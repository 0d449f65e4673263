"""What nights did, to be looked at in the morning: step by step, and line by line with the why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.overnight.plan import MOVING, Step
from app.domain.overnight.standing import why_left
from app.domain.pickup.sold import DESK
from app.models import (
    NightMove,
    NightRun,
    NightUndo,
    Order,
    OrderLine,
    RegisterSale,
    SaleRowKind,
)

NIGHTS_SHOWN = 7
PAGE = 50


@dataclass(frozen=True)
class Done:
    """What one night did: its steps, and, where it is asked for, how many of its lines were taken
    back again."""

    day: date
    runs: dict[Step, NightRun]
    undone: int = 0

    @property
    def moved(self) -> int:
        """Lines that it moved."""
        return sum(self.runs[step].count for step in MOVING if step in self.runs)

    @property
    def moving(self) -> list[int]:
        """The ids of the steps that move lines."""
        return [self.runs[step].id for step in MOVING if step in self.runs]

    @property
    def worked(self) -> timedelta:
        """How long it worked, pauses left out."""
        return timedelta(milliseconds=sum(run.worked for run in self.runs.values()))

    @property
    def problems(self) -> list[NightRun]:
        """Steps that did not come to their end yet, or not with what registers said late."""
        late = self.runs.get(Step.COMPLETE_SOLD)
        broken = (run for run in self.runs.values() if run.problem)
        return [run for run in broken if run.finished_at is None or run is late]

    @property
    def finished(self) -> bool:
        """Every step came to its end."""
        return len(self.runs) == len(Step) and all(r.finished_at for r in self.runs.values())


@dataclass(frozen=True)
class Moves:
    """One page of what a step did, order by order; `after` leads on. `receipts` says by line where
    it was sold (see `receipts`), `left` by move why it can't be taken back."""

    step: Step
    rows: list[NightMove]
    after: int | None
    receipts: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)


def nights(
    session: Session, store_id: int, *, until: date | None = None, most: int = NIGHTS_SHOWN
) -> list[Done]:
    """The last nights of a store, newest first; two statements. How many of their lines were
    taken back is not counted."""
    of_store = NightRun.store_id == store_id
    newest = sa.select(NightRun.business_date).where(of_store).distinct()
    if until is not None:
        newest = newest.where(NightRun.business_date <= until)
    days = session.scalars(newest.order_by(NightRun.business_date.desc()).limit(most)).all()
    if not days:
        return []
    known = {step.value: step for step in Step}
    runs: dict[date, dict[Step, NightRun]] = {}
    found = sa.select(NightRun).where(of_store, NightRun.business_date.in_(days))
    for run in session.scalars(found.order_by(NightRun.id)):
        if run.step in known:
            runs.setdefault(run.business_date, {})[known[run.step]] = run
    return [Done(day, runs[day]) for day in days if day in runs]


def night_on(session: Session, store_id: int, day: date | None) -> Done | None:
    """The night of a business date, or the last one; None if there was none."""
    found = nights(session, store_id, until=day, most=1)
    if not found or day not in (None, found[0].day):
        return None
    return replace(found[0], undone=_undone(session, found[0].moving))


def moves(session: Session, run: NightRun, step: Step, after: int = 0, most: int = PAGE) -> Moves:
    """A page of the lines that a step moved, each with its order; two statements."""
    line = contains_eager(NightMove.line)
    query = (
        sa.select(NightMove, why_left())
        .join(NightMove.line)
        .join(OrderLine.order)
        .where(NightMove.run_id == run.id, NightMove.id > after)
        .order_by(NightMove.id)
        .limit(most + 1)
        .options(
            line.options(lazyload("*"), contains_eager(OrderLine.order).options(lazyload("*"))),
            joinedload(NightMove.undone_by).options(lazyload("*")),
        )
    )
    found = session.execute(query).all()
    shown = [row[0] for row in found[:most]]
    more = shown[-1].id if len(found) > most else None
    left = {move.id: why for move, why in found[:most] if why and move.undone_at is None}
    sold = shown if step is Step.COMPLETE_SOLD else []
    return Moves(step, shown, more, receipts(session, [row.line_id for row in sold]), left)


def undo_of(session: Session, store_id: int, day: date) -> NightUndo | None:
    """The last wish to take that night back."""
    mine = sa.select(NightUndo).filter_by(store_id=store_id, business_date=day)
    return session.scalars(mine.order_by(NightUndo.id.desc()).limit(1)).first()


def orders_of(rows: Sequence[NightMove]) -> list[tuple[Order, list[NightMove]]]:
    """Moves order by order, in the order of the first of each."""
    found: dict[int, tuple[Order, list[NightMove]]] = {}
    for row in rows:
        found.setdefault(row.order_id, (row.line.order, []))[1].append(row)
    return list(found.values())


def _undone(session: Session, run_ids: Sequence[int]) -> int:
    taken_back = (NightMove.run_id.in_(run_ids), NightMove.undone_at.is_not(None))
    return session.scalar(sa.select(sa.func.count()).select_from(NightMove).where(*taken_back)) or 0


def receipts(session: Session, line_ids: Sequence[int]) -> dict[int, str]:
    """Where each line was sold last: a register's receipt, or none for the desk, by line id."""
    if not line_ids:
        return {}
    rows = session.execute(
        sa.select(OrderLine.id, RegisterSale.source, RegisterSale.receipt)
        .join(OrderLine, OrderLine.id == RegisterSale.order_line_id)
        .where(
            RegisterSale.order_line_id.in_(line_ids),
            RegisterSale.counts == 1,
            RegisterSale.kind == SaleRowKind.SALE,
        )
        .order_by(RegisterSale.id)
    )
    return {line_id: "" if source == DESK else receipt for line_id, source, receipt in rows}
