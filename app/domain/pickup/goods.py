"""One customer's goods at the counter: where each line stands, whether it may leave, and if not,
why not (B11, C28)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.pickup.desk import receipts_of
from app.domain.pickup.policies import is_here, may_hand_over, may_take_back
from app.domain.pickup.shelves import as_counted
from app.domain.pickup.sold import Sold, sold_of
from app.models import Order, OrderLine
from app.vocabulary.decisions import Decision
from app.vocabulary.statuses import Stage

MOST_LINES = 200


@dataclass(frozen=True)
class Goods:
    """One open line at the desk: what became of it, and whether it may be handed over. `here`: its
    goods come to this store; `receipt` is the desk's last hand-over of it, if it is sold, which is
    of so many lines `together`, if that was asked."""

    line: OrderLine
    sold: Sold | None
    may: Decision
    here: bool = True
    receipt: str = ""
    together: int = 0

    @property
    def place(self) -> str:
        """`ready`, `sold`, `waiting`, or `elsewhere`."""
        if self.sold is not None and self.sold.gone:
            return "sold"
        if not self.here:
            return "elsewhere"
        return "ready" if self.may else "waiting"

    def may_take_back(self, today: date) -> Decision:
        """Whether the hand-over can be undone on the business date `today`."""
        return may_take_back(self.line, self.sold, today)


@dataclass(frozen=True)
class HandOver:
    """What the desk handed over under one receipt; what a register sold has none."""

    receipt: str
    goods: tuple[Goods, ...]

    @property
    def count(self) -> int:
        """Of how many lines it is, those that are not shown too."""
        return max(len(self.goods), self.goods[0].together)

    def may_undo(self, today: date) -> bool:
        """Whether one button takes all of it back: every line may be."""
        return bool(self.receipt) and all(one.may_take_back(today) for one in self.goods)


def goods_where(
    session: Session, which: sa.ColumnElement[bool], store_id: int, first: int = 0
) -> list[Goods]:
    """The open lines of a condition, bin by bin as people count them, those without one last. Of
    more than `MOST_LINES` the line `first` and what has arrived."""
    here = sa.case((OrderLine.id == first, 0), (OrderLine.stage == Stage.ARRIVED, 1), else_=2)
    lines = session.scalars(
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(which, OrderLine.open == 1)
        .options(
            contains_eager(OrderLine.order).joinedload(Order.pickup_store),
            joinedload(OrderLine.department),
            joinedload(OrderLine.status_row),
        )
        .order_by(here, OrderLine.order_id, OrderLine.number)
        .limit(MOST_LINES)
    ).all()
    sold = sold_of(session, [line.id for line in lines])
    receipts = receipts_of(session, [line_id for line_id, one in sold.items() if one.gone])
    return [
        Goods(
            line,
            sold.get(line.id),
            may_hand_over(line, sold.get(line.id), store_id),
            is_here(line, store_id),
            receipts.get(line.id, ""),
        )
        for line in sorted(lines, key=_walked)
    ]


def _walked(line: OrderLine) -> tuple[object, ...]:
    return not line.bin, as_counted(line.bin), line.order_id, line.number


def hand_overs(goods: Iterable[Goods]) -> list[HandOver]:
    """What was handed over, one hand-over after another, in the order of `goods`."""
    groups: dict[str, list[Goods]] = {}
    for one in goods:
        groups.setdefault(one.receipt, []).append(one)
    return [HandOver(receipt, tuple(some)) for receipt, some in groups.items()]


def stops(goods: Sequence[Goods]) -> list[tuple[str, int]]:
    """Where to go for these goods: each bin once, in order, with how many lines stand there."""
    counts: dict[str, int] = {}
    for one in goods:
        counts[one.line.bin] = counts.get(one.line.bin, 0) + 1
    return list(counts.items())
