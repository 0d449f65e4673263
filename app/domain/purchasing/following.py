"""What is bought for a customer's line follows where the line goes: into another order, or into two
parts (C30, C25)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.purchasing.finding import WAIT, awaited
from app.domain.purchasing.leaving import touch, waiting
from app.models import OrderLine, PurchaseLine, Receiving
from app.vocabulary.decisions import Decision, when


def follow(session: Session, line: OrderLine, heir: OrderLine) -> None:
    """Let what is waited for on `line` be waited for on `heir`, with the cases that came of it
    already: they would be waited for once more."""
    waits = (PurchaseLine.settled_at.is_(None), PurchaseLine.gone_at.is_(None))
    for row in session.scalars(
        sa.select(PurchaseLine).where(PurchaseLine.order_line_id == line.id, *waits)
    ):
        row.order_line_id = heir.id
    said = sa.update(Receiving).where(
        Receiving.order_line_id == line.id, Receiving.undone_at.is_(None)
    )
    session.execute(said.values(order_line_id=heir.id))


def may_share(session: Session, line: OrderLine) -> Decision:
    """A line of which some came is split where goods are received: there it is known what is
    here."""
    came = awaited(session, [line.id])[0].came if line.stage in WAIT else 0
    return when(not came, f"{came} of it came already. Say at Receiving what becomes of the rest.")


def share(session: Session, line: OrderLine, rest: OrderLine) -> None:
    """Let the purchase of `line`, whose cases go on in part as `rest`, be a purchase for each: or
    the rest would be ordered a second time. What is ordered in all stays the same."""
    for row in session.scalars(waiting([line.id])).all():
        if row.cases > rest.cases:
            row.cases -= rest.cases
            session.add(for_rest(row, rest))
            touch(row.purchase_order)


def for_rest(row: PurchaseLine, rest: OrderLine) -> PurchaseLine:
    """A line of the same purchase order for `rest`, a part of the line that `row` is for."""
    kept = ("purchase_order_id", "upc", "sku", "description", "brand", "size", "case_size", "cost")
    values = {name: getattr(row, name) for name in (*kept, "position", "stood")}
    return PurchaseLine(order_line_id=rest.id, cases=rest.cases, **values)
